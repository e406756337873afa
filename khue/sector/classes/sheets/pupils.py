"""The sheet of pupils: in through the intake, out in the same columns."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core import audit
from khue.core.bulk.dates import PartialDate
from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet
from khue.core.rules import can
from khue.core.scope import current_scope, open_scope
from khue.foundation.organisations.selectors import codes_of
from khue.foundation.people.choices import Precision
from khue.foundation.people.models import Person
from khue.foundation.people.selectors import Guardian, code_names, guardians_of_many
from khue.foundation.people.services import identity_number_of
from khue.sector.classes.selectors import with_class
from khue.sector.classes.services.intake import PupilRow, Seen, import_pupils, remember_pupils, undo_pupils
from khue.sector.classes.sheets.columns import COLUMNS
from khue.sector.classes.sheets.lookups import load, year_of
from khue.sector.classes.sheets.reading import RowRefusedError, entry_word, read_row
from khue.sector.pupils.choices import EnrolmentStatus
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import enrolments_of_year

CHUNK: Final = 1_000


def apply(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Store a chunk; one outcome a row, in order."""
    read, outcomes = _read(rows, context)
    for place, outcome in zip(read, import_pupils(list(read.values()), _seen(context)), strict=True):
        outcomes[place] = outcome
    return [outcomes[place] for place in range(len(rows))]


def remember(rows: Sequence[GivenRow], context: ImportContext) -> None:
    """Remember the rows of a chunk that a resumed import skips."""
    with open_scope(context.scope):
        read, _outcomes = _read(rows, context)
    remember_pupils(read.values(), _seen(context))


def undo(images: Sequence[Image]) -> list[bool]:
    """Take rows of an import back."""
    return undo_pupils(images)


def _seen(context: ImportContext) -> Seen:
    seen: Seen = context.memory.setdefault("pupils", Seen())
    return seen


def _read(rows: Sequence[GivenRow], context: ImportContext) -> tuple[dict[int, PupilRow], dict[int, Outcome]]:
    lookups = load(rows, context)
    read: dict[int, PupilRow] = {}
    refused: dict[int, Outcome] = {}
    for place, row in enumerate(rows):
        try:
            read[place] = read_row(row, lookups, context)
        except RowRefusedError as error:
            refused[place] = Outcome(
                Fate.REJECTED, (Problem(error.code, error.params, error.hint, error.column),)
            )
    return read, refused


def links(numbers: Collection[int]) -> dict[int, str]:
    """The records behind enrolments that the hat reaches."""
    rows = Enrolment.objects.filter(pk__in=numbers).select_related("person")
    return {each.pk: each.get_absolute_url() for each in rows}


def rows_of(context: ImportContext) -> QuerySet[Any]:
    """The enrolments that an export from the command line writes."""
    rows = enrolments_of_year(year_of(context))
    if context.organisation is not None:
        rows = rows.filter(organisation_id=context.organisation)
    return rows.order_by("organisation__path", "grade_id", "person__sort_key", "pk")


def export(rows: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
    """Enrolments as values of the sheet, a thousand at a time.

    Numbers are opened only for who may see them, and that it was done is written down.
    """
    scope = current_scope()
    with_numbers = can(scope, "people.reveal")
    if with_numbers:
        audit.record("people.sensitive_exported", organisation=scope.organisation, fields=["identity_number"])
    names = {name: code_names(name) for name in ("ethnic_group", "disability")}
    detailed = rows.annotate(**with_class()).select_related("person__residence_unit", "site", "grade")
    source = detailed.iterator(chunk_size=CHUNK)
    while chunk := list(itertools.islice(source, CHUNK)):
        yield from _values(chunk, names, with_numbers=with_numbers)


def _values(
    chunk: Sequence[Any], names: Mapping[str, Mapping[str, str]], *, with_numbers: bool
) -> Iterator[dict[str, Any]]:
    guardians = guardians_of_many([row.person_id for row in chunk])
    schools = codes_of({row.organisation_id for row in chunk})
    for row in chunk:
        values = _pupil(row.person, names)
        values |= _enrolment(row, schools)
        for each in reversed(guardians.get(row.person_id, [])):
            values |= _guardian(each)
        if with_numbers:
            values["identity_number"] = identity_number_of(row.person)
        yield values


def _pupil(person: Person, names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    commune, _comma, province = person.hometown.rpartition(", ")
    return {
        "sector_identifier": person.sector_identifier,
        "pupil_code": person.sector_identifier,
        "full_name": person.full_name,
        "birth_date": _partial(person),
        "sex": str(person.sex) if person.sex else None,
        "ethnic_group": names["ethnic_group"].get(person.ethnic_group, person.ethnic_group),
        "disability": names["disability"].get(person.disability, person.disability),
        "phone": person.phone,
        "place_of_birth": person.place_of_birth,
        "permanent_address": person.permanent_address,
        "hometown_commune": commune or province,
        "hometown_province": province if commune else "",
        "residence": person.residence,
        "residence_commune": str(person.residence_unit or ""),
    }


def _partial(person: Person) -> PartialDate | None:
    born = person.birth_date
    if born is None:
        return None
    shown = {Precision.YEAR: (0, 0), Precision.MONTH: (born.month, 0)}
    return PartialDate(born.year, *shown.get(Precision(person.birth_precision), (born.month, born.day)))


STATE_WORDS: Final = {EnrolmentStatus.CONTINUED.value: "moved"}


def _enrolment(row: Any, schools: Mapping[int, str]) -> dict[str, Any]:
    goes_on = row.status == EnrolmentStatus.STUDYING
    return {
        "status": entry_word(row.entry) if goes_on else STATE_WORDS.get(row.status, row.status),
        "status_day": row.valid_from if goes_on else row.valid_to,
        "class": row.class_name,
        "grade": row.grade.name,
        "register_number": row.register_number,
        "site": row.site.name if row.site else "",
        "school": schools.get(row.organisation_id, ""),
    }


def _guardian(guardian: Guardian) -> dict[str, Any]:
    prefix, person = guardian.guardianship.relation, guardian.person
    return {
        f"{prefix}_name": person.full_name,
        f"{prefix}_occupation": person.occupation,
        f"{prefix}_year": person.birth_date.year if person.birth_date else None,
        f"{prefix}_phone": person.phone,
    }


PUPILS: Final = Sheet(
    key="pupils",
    title=_("Pupils"),
    place="pupils:pupil-list",
    act="pupils.import",
    columns=COLUMNS,
    apply=apply,
    export=export,
    rows=rows_of,
    undo=undo,
    remember=remember,
    options=("year",),
    named_by="full_name",
    links=links,
    counted=_("pupils"),
)
