"""A function has at most 40 lines of code, a file under khue/ at most 400 lines. There is no list of exceptions.

Lines of code are those of the body without docstring, blank lines and comments; migrations are written by Django.

Good: a view of twelve lines that calls a selector and a service.
Bad: `def import_pupils(…)` with reading, checking and storing in ninety lines; split it by what each part answers.
"""

import ast
from collections.abc import Iterator

from tools.source import Problem, Source

FUNCTION_LINES = 40
FILE_LINES = 400


def check(source: Source) -> Iterator[Problem]:
    """Report functions and files that are too long."""
    if not source.is_python or source.is_migration:
        return
    lines = source.text.splitlines()
    if source.path.parts[0] == "khue" and len(lines) > FILE_LINES:
        yield Problem(1, f"{len(lines)} lines; a file has at most {FILE_LINES}, split it by noun")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _lines_of_code(node, lines)
            if length > FUNCTION_LINES:
                yield Problem(
                    node.lineno, f"{node.name} has {length} lines of code; at most {FUNCTION_LINES}"
                )


def _lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if not body or body[-1].end_lineno is None:
        return 0
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in _span(body, lines))


def _span(body: list[ast.stmt], lines: list[str]) -> list[str]:
    return lines[body[0].lineno - 1 : body[-1].end_lineno]
