"""Values of the gradebook as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.school.gradebook.formulas import Decision, Rating, Title
from khue.school.gradebook.models.cells import REGULAR

RATINGS: Mapping[str, Promise] = {
    Rating.TOT: _("Good"),
    Rating.KHA: _("Fair"),
    Rating.DAT: _("Passed"),
    Rating.CHUA_DAT: _("Not passed"),
}
TITLES: Mapping[Title, Promise] = {Title.XUAT_SAC: _("Excellent pupil"), Title.GIOI: _("Good pupil")}
DECISIONS: Mapping[Decision, Promise] = {
    Decision.PROMOTED: _("Moves up a grade"),
    Decision.RETEST: _("Re-assessed in the summer"),
    Decision.SUMMER_TRAINING: _("Conduct training in the summer"),
    Decision.RETAINED: _("Repeats the grade"),
    Decision.INCOMPLETE: _("Not complete yet"),
}
COMMENTS = {"D": "Đ", "CD": "CĐ"}
CELLS: Mapping[str, Promise] = {
    "midterm": _("Midterm"),
    "final": _("Final"),
    "remark": _("Remark"),
    "rating": _("Conduct"),
    "absences": _("Absent sessions"),
}


def show(cell: str, wire: str | None) -> str:
    """A value of the wire as people read it: `8,5`, `Đ`, `Tốt`; remarks as they are."""
    if wire is None:
        return ""
    if cell in {"remark", "absences"}:
        return wire
    if cell == "rating":
        return str(RATINGS.get(wire, wire))
    return COMMENTS.get(wire) or wire.replace(".", ",").removesuffix(",0")


def cell_name(cell: str) -> str:
    """The head of a cell's column: `TX1`, `Giữa kì`."""
    return f"TX{REGULAR.index(cell) + 1}" if cell in REGULAR else str(CELLS.get(cell, cell))


def show_stored(value: int | bool | None) -> str:  # noqa: FBT001 - an assessment, not a switch
    """A value of a result: tenths as `8,5`, a comment-only subject as `Đ` or `CĐ`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "CĐ"
    return f"{value // 10},{value % 10}" if value % 10 else str(value // 10)
