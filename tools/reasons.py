"""Whoever silences a check says which one and why.

Good: `# noqa: S608 - the names come from the model`, `# type: ignore[misc]  # the library is untyped`
Bad: `# noqa`, `# noqa: S608`, `# type: ignore`, `# ruff: noqa` for a whole file
"""

import re
from collections.abc import Iterator

from tools.source import Problem, Source

CODES = r"[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*"
SILENCED = re.compile(r"#\s*noqa|#\s*type:\s*ignore|#\s*ruff:\s*noqa|#\s*mypy:|#\s*pragma:", re.IGNORECASE)
EXPLAINED = re.compile(rf"#\s*noqa:\s*{CODES}\s+--?\s+\w|#\s*type:\s*ignore\[[\w, -]+\]\s*#\s*\w")


def check(source: Source) -> Iterator[Problem]:
    """Report silenced checks without code or reason."""
    if source.is_python:
        for line, comment in source.comments():
            if SILENCED.search(comment) and not EXPLAINED.search(comment):
                yield Problem(line, f"'{comment}' lacks its code or its reason (# noqa: CODE - reason)")
