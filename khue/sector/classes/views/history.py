"""What happened to a pupil's record, in words: who, when, what, why. Made of the audit when somebody reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khue.core import audit, clock
from khue.core.models import AuditLine
from khue.core.scope import Scope
from khue.foundation.accounts.choices import Role
from khue.foundation.accounts.models import Membership
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.models import Person

LATEST: Final = 8
PAGE: Final = 50
LOOKED_DAYS: Final = 30
VIEWED: Final = "pupils.viewed"
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
class History:
    """The latest happenings of a record, and how many there are."""

    lines: Sequence[Happening]
    count: int


@dataclass(frozen=True, slots=True)
class Told:
    """How an action is told: icon, sentence, what the sentence names from the parameters, where its reason stands.

    `kind` is the filter it falls under: what was changed, where the pupil went, papers, or who looked.
    """

    icon: str
    sentence: Words
    names: Callable[[Mapping[str, Any]], str] = lambda _params: ""
    reason: str = "reason"
    kind: str = "sua"


KINDS: Final[Mapping[str, Words]] = {
    "sua": gettext_lazy("Changes"),
    "hoc": gettext_lazy("School and class"),
    "giay": gettext_lazy("Papers of the pupil"),
    "xem": gettext_lazy("Who looked"),
}


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
    "people.revealed": Told("lock-open", gettext_lazy("Looked at: %s"), _field, reason="purpose", kind="xem"),
    VIEWED: Told("eye", gettext_lazy("Opened the record"), kind="xem"),
    "people.matched": Told("search", gettext_lazy("Shown beside a new pupil who is alike"), kind="xem"),
    "people.guardian_added": Told("users", gettext_lazy("Guardian added")),
    "people.guardian_ended": Told("users", gettext_lazy("Guardian ended")),
    "people.keeper_changed": Told(
        "arrow-right-left", gettext_lazy("Record given to another school"), kind="hoc"
    ),
    "pupils.enrolled": Told("log-in", gettext_lazy("Enrolled"), kind="hoc"),
    "pupils.imported": Told("file-spreadsheet", gettext_lazy("Written from an Excel list")),
    "pupils.import_undone": Told("undo-2", gettext_lazy("An Excel list was taken back")),
    "pupils.corrected": Told("pencil", gettext_lazy("Enrolment corrected"), kind="hoc"),
    "pupils.leaving": Told("arrow-right-left", gettext_lazy("Transfer begun"), kind="hoc"),
    "pupils.staying": Told("undo-2", gettext_lazy("Transfer taken back"), kind="hoc"),
    "pupils.left": Told("log-out", gettext_lazy("Left"), reason="", kind="hoc"),
    "pupils.cancelled": Told("circle-x", gettext_lazy("Enrolment taken back"), kind="hoc"),
    "classes.placed": Told("arrow-right-left", gettext_lazy("Put into class %s"), _name, kind="hoc"),
    "classes.exempted": Told("notebook-pen", gettext_lazy("Exempted from a subject"), kind="hoc"),
    "documents.prepared": Told("scroll-text", gettext_lazy("Paper prepared"), kind="giay"),
    "documents.issued": Told("stamp", gettext_lazy("Paper issued with all signatures"), kind="giay"),
    "documents.withdrawn": Told("circle-x", gettext_lazy("Paper withdrawn"), kind="giay"),
    "transcripts.downloaded": Told("download", gettext_lazy("Transcript downloaded"), kind="xem"),
}
LOOKS: Final = tuple(action for action, told_as in TOLD.items() if told_as.kind == "xem")


def page_of_history(person: Person, kind: str, asked: str | None) -> tuple[Page[AuditLine], list[Happening]]:
    """One page of the history of a kind (`KINDS`; all but mere looks for none of them), the latest first."""
    actions = [action for action, told_as in TOLD.items() if _fits(kind, action, told_as)]
    page = Paginator(_lines(person, actions), PAGE).get_page(asked)
    return page, _tell(page.object_list)


def told(person: Person, most: int) -> History:
    """The latest happenings of a record the scope has found, mere looks left out; three statements."""
    rows = _lines(person, [action for action in TOLD if action != VIEWED])
    return History(_tell(rows[:most]), rows.count())


def lookers(person: Person) -> int:
    """How many hats opened the record, or a sensitive value or paper of it, in the last thirty days."""
    since = clock.now() - dt.timedelta(days=LOOKED_DAYS)
    return _lines(person, LOOKS).filter(at__gte=since).values("membership_id").order_by().distinct().count()


def remember_look(scope: Scope, person: Person) -> None:
    """One line a day for each hat that opens somebody else's record."""
    if scope.person == person.pk:
        return
    today = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    if not _lines(person, [VIEWED]).filter(membership_id=scope.membership, at__gte=today).exists():
        audit.record(VIEWED, organisation=scope.organisation, person=person.pk)


def _fits(kind: str, action: str, told_as: Told) -> bool:
    return told_as.kind == kind if kind in KINDS else action != VIEWED


def _lines(person: Person, actions: Sequence[str]) -> QuerySet[AuditLine]:
    return AuditLine.objects.filter(person_id=person.pk, action__in=actions).order_by("-id")


def _tell(lines: Any) -> list[Happening]:
    rows = list(lines)
    hats = Membership.objects.filter(pk__in={row.membership_id for row in rows if row.membership_id})
    names = dict(hats.values_list("pk", "person__full_name"))
    return [_told(row, names.get(row.membership_id or 0, "")) for row in rows]


def _told(row: AuditLine, name: str) -> Happening:
    told_as = TOLD[row.action]
    sentence = str(told_as.sentence)
    words = sentence % told_as.names(row.params) if "%s" in sentence else sentence
    role = str(Role(row.role).label).lower() if row.role in Role.values else _("the system")
    return Happening(
        icon=told_as.icon,
        words=words.rstrip(": "),
        note=str(row.params.get(told_as.reason) or ""),
        who=f"{name}, {role}" if name else role,
        at=row.at,
    )
