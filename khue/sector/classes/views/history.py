"""What happened to a pupil's record, in words: who, when, what, why. Made of the audit when somebody reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khue.core.models import AuditLine
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Membership
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.models import Person

SHOWN: Final = 12
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    icon: str
    words: str
    note: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Told:
    """How an action is told: icon, sentence, what the sentence names from the parameters, where its reason stands."""

    icon: str
    sentence: Words
    names: Callable[[Mapping[str, Any]], str] = lambda _params: ""
    reason: str = "reason"


def _fields(params: Mapping[str, Any]) -> str:
    """The names of the fields that changed, as their forms call them; fields of other tables stay unnamed."""
    known = {field.name: field for field in Person._meta.get_fields() if hasattr(field, "verbose_name")}
    given = params.get("fields") or {}
    names = [
        str(Sensitive(name).label)
        if name in Sensitive.values
        else str(known[name.removesuffix("_id")].verbose_name)
        for name in given
        if name in Sensitive.values or name.removesuffix("_id") in known
    ]
    return ", ".join(names)


def _field(params: Mapping[str, Any]) -> str:
    name = params.get("field", "")
    return str(Sensitive(name).label) if name in Sensitive.values else ""


def _name(params: Mapping[str, Any]) -> str:
    return str(params.get("name", ""))


TOLD: Final = {
    "people.created": Told("user", gettext_lazy("Record made"), reason="note"),
    "people.changed": Told("pencil", gettext_lazy("Changed: %s"), _fields),
    "people.revealed": Told("lock-open", gettext_lazy("Looked at: %s"), _field, reason="purpose"),
    "people.matched": Told("search", gettext_lazy("Shown beside a new pupil who is alike")),
    "people.guardian_added": Told("users", gettext_lazy("Guardian added")),
    "people.guardian_ended": Told("users", gettext_lazy("Guardian ended")),
    "people.keeper_changed": Told("arrow-right-left", gettext_lazy("Record given to another school")),
    "pupils.enrolled": Told("log-in", gettext_lazy("Enrolled")),
    "pupils.imported": Told("file-spreadsheet", gettext_lazy("Written from an Excel list")),
    "pupils.import_undone": Told("undo-2", gettext_lazy("An Excel list was taken back")),
    "pupils.corrected": Told("pencil", gettext_lazy("Enrolment corrected")),
    "pupils.leaving": Told("arrow-right-left", gettext_lazy("Transfer begun")),
    "pupils.staying": Told("undo-2", gettext_lazy("Transfer taken back")),
    "pupils.left": Told("log-out", gettext_lazy("Left"), reason=""),
    "pupils.cancelled": Told("circle-x", gettext_lazy("Enrolment taken back")),
    "classes.placed": Told("arrow-right-left", gettext_lazy("Put into class %s"), _name),
    "classes.exempted": Told("notebook-pen", gettext_lazy("Exempted from a subject")),
    "transcripts.downloaded": Told("download", gettext_lazy("Transcript downloaded")),
}


def history_of(person: Person, shown: int = SHOWN) -> list[Happening]:
    """The latest happenings of a record the scope has found: two statements."""
    rows = list(AuditLine.objects.filter(person_id=person.pk, action__in=TOLD).order_by("-id")[:shown])
    names = _names(rows)
    return [_told(row, names.get(row.membership_id or 0, "")) for row in rows]


def _names(rows: Sequence[AuditLine]) -> dict[int, str]:
    hats = Membership.objects.filter(pk__in={row.membership_id for row in rows if row.membership_id})
    return dict(hats.values_list("pk", "person__full_name"))


def _told(row: AuditLine, name: str) -> Happening:
    told = TOLD[row.action]
    sentence = str(told.sentence)
    words = sentence % told.names(row.params) if "%s" in sentence else sentence
    role = str(Role(row.role).label).lower() if row.role in Role.values else _("the system")
    return Happening(
        icon=told.icon,
        words=words.rstrip(": "),
        note=str(row.params.get(told.reason) or ""),
        who=f"{name}, {role}" if name else role,
        at=row.at,
    )
