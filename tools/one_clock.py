"""Under khue/ only khue/core/clock.py asks for the time, so that a demo and a test can be given a day.

`::date` on a timestamp takes the session's time zone, so it is not written at all: use `AT TIME ZONE` with CAST.

Good: `clock.today()`, `clock.now()`
Bad: `date.today()`, `datetime.now()`, `timezone.now()`, `time.time()`, `auto_now_add=True`, `created::date`
"""

import ast
import re
from collections.abc import Iterator

from tools.source import Problem, Source

CLOCK = "khue/core/clock.py"
FORBIDDEN = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
    ("time", "time"),
}
LOCALISED = {("timezone", "localdate"), ("timezone", "localtime")}
AUTOMATIC = {"auto_now", "auto_now_add"}


def check(source: Source) -> Iterator[Problem]:
    """Report every other clock."""
    if source.path.parts[0] != "khue" or str(source.path) == CLOCK or source.path.suffix == ".html":
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        if re.search(r"::date\b(?!\[)", line):
            yield Problem(number, "::date takes the session's time zone; use CAST(… AT TIME ZONE …)")
    if source.is_python:
        yield from _calls(source.tree)


def _calls(tree: ast.Module) -> Iterator[Problem]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if any(keyword.arg in AUTOMATIC for keyword in node.keywords):
            yield Problem(
                node.lineno, "auto_now asks Django's clock; the service gives the time from core.clock"
            )
        if isinstance(node.func, ast.Attribute):
            base = node.func.value
            owner = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            asked = (owner, node.func.attr)
            if asked in FORBIDDEN or (asked in LOCALISED and not node.args):
                yield Problem(
                    node.lineno, f"{owner}.{node.func.attr}() is another clock; use khue.core.clock"
                )
