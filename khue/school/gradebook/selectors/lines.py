"""The books of a school as a list: one line a book, with who writes in it and what it still lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.curriculum.models import Subject
from khue.foundation.people.models import Person
from khue.school.gradebook.models import EntryDelegation
from khue.school.gradebook.selectors.completion import BookState, Completion
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import homeroom_teachers, matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One book of a term; without a subject the class's conduct. `delegates` write in the teacher's place."""

    school_class: SchoolClass
    subject: Subject | None
    teachers: Sequence[Person]
    delegates: Sequence[Person]
    state: BookState

    @property
    def missing(self) -> int:
        """Cells that are not filled."""
        return max(self.state.owed - self.state.filled, 0)

    @property
    def needs_confirmation(self) -> bool:
        """Whether a teacher has still to confirm it; conduct is not confirmed, a book without pupils neither."""
        return self.subject is not None and self.state.owed > 0 and self.state.confirmed_at is None


STATES: Final[Mapping[str, Callable[[BookLine], bool]]] = {
    "thieu": lambda line: line.missing > 0,
    "cho-xac-nhan": lambda line: line.missing == 0 and line.needs_confirmation,
    "xac-nhan": lambda line: line.state.confirmed_at is not None,
    "chua-phan-cong": lambda line: not line.teachers,
}


def book_lines(state: Completion) -> list[BookLine]:
    """The books of `completion` class by class, conduct last, with their teachers of today: four statements more."""
    classes = [each.school_class for each in state.classes]
    numbers = [each.pk for each in classes]
    taught, leading = matrix(classes).cells, homeroom_teachers(numbers)
    given = _delegates(numbers)
    subjects: list[Subject | None] = [*state.subjects, None]
    return [
        BookLine(
            school_class=each.school_class,
            subject=subject,
            teachers=leading.get(each.school_class.pk, [])
            if subject is None
            else taught[each.school_class.pk].get(subject.pk, []),
            delegates=given.get((each.school_class.pk, subject.pk if subject else None), []),
            state=each.books[subject.pk if subject else None],
        )
        for each in state.classes
        for subject in subjects
        if (subject.pk if subject else None) in each.books
    ]


def counted(lines: Iterable[BookLine]) -> dict[str, int]:
    """How many lines are in each of `STATES`."""
    found = list(lines)
    return {key: sum(map(fits, found)) for key, fits in STATES.items()}


def _delegates(classes: Sequence[int]) -> dict[tuple[int, int | None], list[Person]]:
    found: dict[tuple[int, int | None], list[Person]] = defaultdict(list)
    rows = EntryDelegation.objects.filter(holds_on(clock.today()), school_class_id__in=classes)
    for row in rows.select_related("person").order_by("valid_from"):
        found[row.school_class_id, row.subject_id].append(row.person)
    return found
