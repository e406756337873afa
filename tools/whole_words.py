"""Words to translate stand outside of f-strings: on Python 3.11 the extraction of messages does not look into them.

Good: `label = _("Class"); f"{label} {name}"`
Bad: `f"{_('Class')} {name}"`, which stays English on every page
"""

import ast
from collections.abc import Iterator

from tools.source import Problem, Source

TRANSLATORS = frozenset(
    {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
)


def check(source: Source) -> Iterator[Problem]:
    """Report translations within f-strings, once each."""
    if source.is_python:
        calls = {
            (node.lineno, node.col_offset, node.func.id)
            for outer in ast.walk(source.tree)
            if isinstance(outer, ast.JoinedStr)
            for node in ast.walk(outer)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATORS
        }
        for line, _column, name in sorted(calls):
            yield Problem(line, f"{name}(…) inside an f-string is not extracted: give it a name before")
