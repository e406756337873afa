"""What happened to each cell that was sent, and the words for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """The four ends of a cell. `CHANGED`: somebody else's value stands there, and stays."""

    SAVED = "saved"
    CHANGED = "changed"
    REFUSED = "refused"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell as it was sent: what the sender saw there (`old`), and what is typed now. Texts of the wire."""

    pupil: UUID
    cell: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAnswer:
    """What became of it.

    `value` is what stands in the cell now; `author` and `at` who wrote that, where it is not what was sent; `code` and
    `params` why a value was refused; `result` the subject's average or result of the term.
    """

    pupil: UUID
    cell: str
    outcome: Outcome
    value: str | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""
    at: dt.datetime | None = None
    result: str | None = None


SENTENCES: Mapping[str, str | Promise] = {
    "not_a_mark": _("This is not a mark. Write 8, 8,5 or 85."),
    "out_of_range": _("A mark is between 0 and 10."),
    "too_many_decimals": _("A mark has at most one decimal."),
    "not_a_comment": _("Write Đ for passed or CĐ for not passed."),
    "not_a_rating": _("Write T, K, Đ or CĐ: Tốt, Khá, Đạt, Chưa đạt."),
    "not_a_count": _("Write the number of absent sessions, a whole number."),
    "too_many_sessions": _("A school year has no more than %(most)s sessions."),
    "too_long": _("A remark has at most %(longest)s characters; this one has %(length)s."),
    "no_such_cell": _("This gradebook has no such column."),
    "unknown_pupil": _("This pupil is not in the class."),
    "has_left": _("The pupil has left the class."),
    "exempt": _("The pupil is exempt from this subject."),
    "twice": _("The same cell was sent twice."),
    "not_open_yet": _("Entry is not open yet."),
    "still_open": _("The book is open: the teacher changes the mark in the book itself."),
    "no_reason": _("Write the reason."),
    "same_value": _("This is what stands in the cell already."),
    "asked_already": _("A correction of this cell waits for a decision already."),
    "decided": _("Somebody decided this request meanwhile."),
    "changed_since": _(
        "The cell no longer holds what the teacher saw. Refuse the request, or ask for a new one."
    ),
    "not_yours": _("Only who asked takes a request back."),
    "closed": _("The gradebook is locked. To change a mark, ask for a correction with its reason."),
}


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """The sentence about a refused or locked cell, in the reader's language."""
    words = SENTENCES.get(code)
    return str(words) % params if words is not None else code
