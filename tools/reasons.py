"""Whoever silences a lint says which one and why; that `type: ignore` names its code is checked by mypy.

Good: `# noqa: S608 - the names come from the model`
Bad: `# noqa`, `# noqa: S608`, `# ruff: noqa` or `# mypy: ignore-errors` for a whole file
"""

import re
from collections.abc import Iterator

from tools.source import Problem, Source

CODES = r"[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*"
SILENCED = re.compile(r"#\s*noqa|#\s*ruff:\s*noqa|#\s*mypy:|#\s*pragma:", re.IGNORECASE)
EXPLAINED = re.compile(rf"#\s*noqa:\s*{CODES}\s+--?\s+\w")


def check(source: Source) -> Iterator[Problem]:
    """Report silenced lints without code or reason."""
    if source.is_python:
        for line, comment in source.comments():
            if SILENCED.search(comment) and not EXPLAINED.search(comment):
                yield Problem(line, f"'{comment}' lacks its code or its reason (# noqa: CODE - reason)")
