"""A room names only its own addresses; another room's page is reached through the object: `pupil.get_absolute_url()`.

Addresses of core are everybody's; a room may also serve pages under the name of a room below it, and says so by
`app_name` in its `urls`. The portal and the configuration see all; so do tests.

Good, in khue/sector/pupils/views.py: `redirect("pupils:list")`
Bad, in the same file: `reverse("classes:detail", args=[pk])`, and in its template `{% url "classes:list" %}`
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.contracts import ranks
from tools.source import Problem, Source

CALLS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
ADDRESS = re.compile(r"([a-z_]+):[a-z_]")
ROOMS = ranks().keys() - {"core"}
APP_NAME = re.compile(r'^app_name = "([a-z_]+)"', re.MULTILINE)
TAG = re.compile(r"{%\s*url\s+[\"']([a-z_]+):")


def check(source: Source) -> Iterator[Problem]:
    """Report addresses of other rooms."""
    parts = source.path.parts
    if parts[0] != "khue" or parts[1] in {"portal", "config"} or "tests" in parts:
        return
    found = _calls(source.tree) if source.is_python else _tags(source.text)
    for line, name in found:
        if name in ROOMS - {source.room} - _served(Path(*source.path.parts[:3])):
            yield Problem(
                line, f"'{name}:…' is another room's address; ask the object for get_absolute_url()"
            )


@cache
def _served(room: Path) -> set[str]:
    """The names under which a room serves pages."""
    files = [*room.glob("urls.py"), *room.glob("urls/*.py")]
    return {name for file in files for name in APP_NAME.findall(file.read_text(encoding="utf-8"))}


def _calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            address = ADDRESS.match(str(node.args[0].value))
            if called in CALLS and address:
                yield node.lineno, address[1]


def _tags(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for tag in TAG.finditer(line):
            yield number, tag[1]
