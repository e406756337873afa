"""What the gradebook knows of a few pupils, whatever their schools: for their families, never beside anybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from khue.foundation.documents.choices import PaperState
from khue.foundation.people.models import Person
from khue.school.gradebook.models import CommentMark, Conduct, Mark, Result
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import ClassPlacement
from khue.sector.pupils.models import HOLDS, Enrolment

AFTER_SUMMER = 4


@dataclass(slots=True)
class Learner:
    """One pupil: where they learn, and the rows about them in the years that were asked for.

    `marks` (of both kinds), `conducts` and `results` are by (year, term); `results` hold the terms 1 and 2, the year as
    3 and the year after the summer as 4.
    """

    person: Person
    enrolment: Enrolment | None = None
    class_name: str = ""
    marks: dict[tuple[int, int], list[Any]] = field(default_factory=lambda: defaultdict(list))
    conducts: dict[tuple[int, int], Conduct] = field(default_factory=dict)
    results: dict[tuple[int, int], Result] = field(default_factory=dict)
    transcripts: list[Transcript] = field(default_factory=list)
    years: list[int] = field(default_factory=list)

    def latest_result(self) -> Result | None:
        """The latest term or year that has been closed, with a level or a decision; the year before its terms."""
        said = [key for key, row in self.results.items() if row.learning or row.conduct or row.decision]
        return self.results[max(said)] if said else None


def learners(persons: Sequence[int], year: int) -> list[Learner]:
    """The pupils with their `year` and the one before, the eldest first. Nine statements, however many they are."""
    rows = Person.objects.filter(pk__in=persons).order_by("birth_date", "sort_key")
    found = {person.pk: Learner(person) for person in rows}
    if found:
        _enrol(found, year)
        _read_marks(found, year)
        for each in (year - 1, year):
            for row in Result.objects.of(each).filter(pupil_id__in=found):
                found[row.pupil_id].results[each, row.term] = row
        for row in Conduct.objects.filter(pupil_id__in=found, year_id__in=(year - 1, year)):
            found[row.pupil_id].conducts[row.year_id, row.term] = row
        _read_transcripts(found)
    return list(found.values())


def _enrol(found: dict[int, Learner], year: int) -> None:
    """The school and class of `year`, else of the latest year there is; and the years there are."""
    rows = Enrolment.objects.filter(HOLDS, person_id__in=found).select_related("organisation", "grade")
    for row in rows.order_by("valid_from"):
        learner = found[row.person_id]
        if row.year_id not in learner.years:
            learner.years.insert(0, row.year_id)
        if (
            learner.enrolment is None
            or learner.enrolment.year_id < row.year_id <= year
            or row.year_id == year
        ):
            learner.enrolment = row
    numbers = {each.enrolment.pk: each for each in found.values() if each.enrolment}
    placed = ClassPlacement.objects.filter(HOLDS, enrolment_id__in=numbers).order_by("valid_from")
    for enrolment, name in placed.values_list("enrolment_id", "school_class__name"):
        numbers[enrolment].class_name = name


def _read_marks(found: dict[int, Learner], year: int) -> None:
    for model in (Mark, CommentMark):
        rows = model.objects.of(year).filter(pupil_id__in=found).select_related("subject")
        for row in rows.order_by("subject__order", "subject__code"):
            found[row.pupil_id].marks[year, row.term].append(row)


def _read_transcripts(found: dict[int, Learner]) -> None:
    rows = Transcript.objects.filter(person_id__in=found, paper__state=PaperState.ISSUED).select_related(
        "paper"
    )
    for row in rows.order_by("-year_id"):
        found[row.person_id].transcripts.append(row)
