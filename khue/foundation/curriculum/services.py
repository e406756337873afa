"""Loading the 2018 programme, and correcting it."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from khue.core import audit
from khue.foundation.curriculum.models import Grade, Subject, SubjectHours
from khue.foundation.curriculum.selectors import PROGRAMME, subjects_by_code

DATA = Path(__file__).resolve().parent / "data"
# The first grade began with the programme; a subject holds from then on.
FIRST_DAY = dt.date(2020, 8, 1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were added; all nought when everything was there."""

    grades: int
    subjects: int
    hours: int


@transaction.atomic
def load_curriculum() -> Loaded:
    """Load grades, subjects and lesson periods of the 2018 programme (TT 32/2018 and what amended it).

    Adds what is missing and leaves what is there, since officers correct it: most numbers are from memory, and each
    says so in its `source`.
    """
    there = set(Grade.objects.values_list("number", flat=True))
    grades = [
        Grade(number=int(row["number"]), name=row["name"], stage=row["stage"])
        for row in _rows("grades")
        if int(row["number"]) not in there
    ]
    Grade.objects.bulk_create(grades)
    subjects = _subjects(known=set(subjects_by_code()))
    Subject.objects.bulk_create(subjects)
    hours = _hours()
    SubjectHours.objects.bulk_create(hours)
    loaded = Loaded(len(grades), len(subjects), len(hours))
    if any(asdict(loaded).values()):
        audit.record("curriculum.loaded", **asdict(loaded))
    return loaded


def _subjects(known: set[str]) -> list[Subject]:
    return [
        Subject(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            assessed=row["assessed"],
            order=int(row["order"]),
            aliases=list(filter(None, row["aliases"].split("|"))),
            source=row["source"],
            valid_from=FIRST_DAY,
        )
        for row in _rows("subjects")
        if row["code"] not in known
    ]


def _hours() -> list[SubjectHours]:
    subjects = subjects_by_code()
    stored = SubjectHours.objects.filter(programme=PROGRAMME).values_list("subject__code", "grade_id")
    known = set(stored)
    return [
        SubjectHours(
            programme=PROGRAMME,
            subject=subjects[row["subject"]],
            grade_id=int(row["grade"]),
            kind=row["kind"],
            periods=int(row["periods"]),
            topic_periods=int(row["topic_periods"]),
            source=row["source"],
            valid_from=dt.date.fromisoformat(row["valid_from"]),
        )
        for row in _rows("hours")
        if (row["subject"], int(row["grade"])) not in known
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
