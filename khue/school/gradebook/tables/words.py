"""Values of the gradebook as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


BANDS = (
    (_("8 to 10"), ""),
    (_("6.5 to 7.9"), ""),
    (_("5 to 6.4"), ""),
    (_("below 5"), "hatch"),
    (_("not complete"), "ink"),
)
"""How the averages of a class are counted beside its grid: what a band is called, and how its bar is drawn."""

SAMPLE_REMARKS = (
    _("Grasps the subject well, works carefully; keep it up."),
    _("Knows the basics; should present answers more carefully."),
    _("Attentive and active in class; should practise more at home."),
    _("Made clear progress; should keep practising regularly."),
    _("Still has gaps; should review the basics and ask when something is unclear."),
)
"""Remarks that a teacher may start from; what is written is the teacher's own."""

SHORT: Mapping[str, Promise] = {
    "midterm": pgettext_lazy("short name of a mark", "MT"),
    "final": pgettext_lazy("short name of a mark", "F"),
    "remark": pgettext_lazy("short name of a mark", "Rem."),
}
"""Where a column has no room, on a phone."""


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


def short_name(cell: str) -> str:
    """The same in a few letters: `TX1`, `GK`."""
    return str(SHORT.get(cell) or cell_name(cell))


def show_stored(value: int | bool | None) -> str:  # noqa: FBT001 - an assessment, not a switch
    """A value of a result: tenths as `8,5`, a comment-only subject as `Đ` or `CĐ`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "CĐ"
    return f"{value // 10},{value % 10}" if value % 10 else str(value // 10)
