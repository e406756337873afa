"""What the search box finds here: a paper by the code printed on it."""

from __future__ import annotations

from khue.core.registry import Hit, paper_kinds
from khue.foundation.documents.formulas import read_code, show_code
from khue.foundation.documents.models import Paper


def find_papers(words: str, most: int) -> list[Hit]:
    """The paper of the scope that has the code; one statement, none when it cannot be a code."""
    code = read_code(words)
    if code is None:
        return []
    rows = Paper.objects.filter(code=code).select_related("person")[:most]
    return [
        Hit(
            f"{paper_kinds[row.kind].title} · {row.person.full_name}",
            row.get_absolute_url(),
            show_code(row.code),
        )
        for row in rows
    ]
