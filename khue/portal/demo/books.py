"""The books of a class in a school year: marks and comments, conduct, confirmations, and what the year decides.

Rows are COPY text, because there are millions of them. The closed year is whole, confirmed, and mended in the summer
where the law lets pupils mend it; the running year stands where its twelfth week stands.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khue.portal.demo import remarks
from khue.portal.demo.curves import TOP, curve_of
from khue.portal.demo.days import TERMS, moment
from khue.portal.demo.marks import SUBJECT, WHOLE, Progress, Term, commented, scored
from khue.portal.demo.pupils import Pupil
from khue.portal.demo.sizes import CLOSED
from khue.portal.demo.staffing import Worker
from khue.portal.demo.world import Taught, World
from khue.school.gradebook.formulas import (
    AssessmentRules,
    Decision,
    Rating,
    comment_term,
    decide,
    learning_rating,
    secondary_rules,
    term_average,
    year_average,
    year_conduct,
)
from khue.school.gradebook.selectors.books import expected_regular
from khue.school.gradebook.services.confirming import digest_of

PLACES = 5
GIVEN = {2: 1, 3: 2, 4: 3}
"""How many of the regular marks of a term are given in its twelfth week."""
AWAY = 46
IN_ARRAY: dict[int | bool | None, str] = {None: "NULL", **{mark: str(mark) for mark in range(TOP + 1)}}
ALONE = {**IN_ARRAY, None: r"\N"}
"""Cells as COPY writes them; a comment is 1 or 0, which PostgreSQL reads as true or false."""


@dataclass(slots=True)
class Year:
    """What a pupil's year comes to, subject by subject."""

    averages: dict[int, int | None] = field(default_factory=dict)
    comments: dict[int, bool | None] = field(default_factory=dict)
    conducts: list[Rating] = field(default_factory=list)
    absences: int = 0


@dataclass
class ClassBooks:
    """Fills the books of one class; `decisions` then say what becomes of each pupil."""

    world: World
    school: int
    number: int
    year: int
    grade: int
    pupils: Sequence[Pupil]
    dice: random.Random

    def __post_init__(self) -> None:
        self.key = f"{self.year}\t{self.school}\t{self.number}"
        self.rules: AssessmentRules = secondary_rules(self.grade, self.year).parameters
        self.years = {pupil.number: Year() for pupil in self.pupils}
        self.is_closed = self.year == CLOSED

    def fill(self, taught: Sequence[Taught], teachers: Mapping[int, Worker], homeroom: Worker) -> None:
        """All books of the year."""
        for subject in taught:
            teacher = teachers[subject.subject]
            if subject.by_marks:
                self._marks(subject, teacher)
            else:
                self._comments(subject, teacher)
        self._conduct(homeroom)

    def decisions(self, homeroom: Worker) -> dict[int, bool]:
        """Who goes on to the next grade, by pupil; what had to be mended in the summer is stored."""
        return {pupil.number: self._decide(pupil, homeroom) for pupil in self.pupils}

    def _terms(self) -> tuple[int, ...]:
        return (1, 2) if self.is_closed else (1,)

    def _written_at(self, term: int) -> dt.datetime:
        starts, ends = TERMS[self.year, term]
        day = (
            ends - dt.timedelta(days=self.dice.randint(0, 9))
            if self.is_closed
            else starts + dt.timedelta(days=self.dice.randint(55, 74))
        )
        return moment(day, self.dice.randint(13, 21), self.dice.randint(0, 59))

    def _progress(self, expected: int) -> Progress:
        """Most teachers are where the plan is, some are ahead, some have not entered the midterm yet."""
        if self.is_closed:
            return WHOLE
        behind = self.dice.random() < 0.12  # noqa: PLR2004 -- one in eight
        regular = GIVEN[expected] - (1 if behind else 0)
        return Progress(max(regular, 0), midterm=not behind, final=False, missing=0.015)

    def _marks(self, subject: Taught, teacher: Worker) -> None:
        expected = expected_regular(self.grade, self.year, subject.periods, by_marks=True)
        curve, terms = curve_of(subject.name), []
        for term in self._terms():
            progress, at = self._progress(expected), self._written_at(term)
            head = self._head(subject.subject, term, expected, teacher, at)
            cells: dict[int, tuple[Any, ...]] = {}
            averages = {}
            for pupil in self.pupils:
                lean = pupil.leans.setdefault(subject.subject, self.dice.gauss(0, 1))
                marks = scored(self.dice, curve, pupil.stands + SUBJECT * lean, expected, progress)
                average = self._average(marks, expected)
                remark = remarks.of_average(self.dice, average) if average is not None else ""
                averages[pupil.number] = average
                cells[pupil.number] = self._store(self.world.tables.marks, head, pupil, marks, remark)
            terms.append(averages)
            self._confirm(subject.subject, term, teacher, at, cells)
        if self.is_closed:
            for number, year in self.years.items():
                year.averages[subject.subject] = year_average(terms[0][number], terms[1][number], self.rules)

    def _head(self, subject: int, term: int, expected: int, teacher: Worker, at: dt.datetime) -> str:
        """A row with places for the pupil, the cells and the remark."""
        cells = "{%s}\t%s\t%s\t%s"
        return f"{self.key}\t%d\t{subject}\t{term}\t{expected}\t{cells}\t{teacher.account}\t{at.isoformat()}"

    def _average(self, marks: Term, expected: int) -> int | None:
        known = [mark for mark in marks.regular if mark is not None]
        return term_average(known, marks.midterm, marks.final, self.rules, required=expected)

    def _comments(self, subject: Taught, teacher: Worker) -> None:
        expected = expected_regular(self.grade, self.year, subject.periods, by_marks=False)
        for term in self._terms():
            progress, at = self._progress(expected), self._written_at(term)
            head = self._head(subject.subject, term, expected, teacher, at)
            cells: dict[int, tuple[Any, ...]] = {}
            for pupil in self.pupils:
                given = commented(self.dice, pupil.stands, expected, progress)
                known = [each for each in given.regular if each is not None]
                passed = comment_term(known, given.midterm, given.final, required=expected)
                remark = "" if passed is None else remarks.of_comment(self.dice, passed=passed)
                self.years[pupil.number].comments[subject.subject] = passed
                cells[pupil.number] = self._store(self.world.tables.comments, head, pupil, given, remark)
            self._confirm(subject.subject, term, teacher, at, cells)

    def _store(self, table: Any, head: str, pupil: Pupil, given: Any, remark: str) -> tuple[Any, ...]:
        """A row, and its cells as a confirmation digests them."""
        regular = list(given.regular)
        while regular and regular[-1] is None:
            regular.pop()
        values = ",".join([IN_ARRAY[mark] for mark in regular])
        table.add_text(head % (pupil.number, values, ALONE[given.midterm], ALONE[given.final], remark))
        return (*regular, *(None,) * (PLACES - len(regular)), given.midterm, given.final, remark)

    def _conduct(self, homeroom: Worker) -> None:
        for term in self._terms():
            at, cells = self._written_at(term), {}
            for pupil in self.pupils:
                rating, absences = self._behaviour(pupil, term)
                remark = remarks.of_conduct(self.dice, rating.number) if self.is_closed else ""
                year = self.years[pupil.number]
                year.conducts.append(rating)
                year.absences += absences
                cells[pupil.number] = (rating.number if self.is_closed else None, absences, remark)
                self.world.tables.conducts.add(
                    self.school, self.number, pupil.number, self.year, term, *cells[pupil.number][:2], remark,
                    homeroom.account, at,
                )  # fmt: skip
            self._confirm(None, term, homeroom, at, cells)

    def _behaviour(self, pupil: Pupil, term: int) -> tuple[Rating, int]:
        """Conduct goes with learning, loosely; a few stay away from school for good."""
        draw = self.dice.gauss(0, 1) * 0.8 + pupil.stands * 0.6
        away = draw < -3.1 and term == 2  # noqa: PLR2004 -- one in a thousand, in the second term
        absences = (
            AWAY if away else int(max(0, self.dice.expovariate(0.6 if self.is_closed else 1.1) - draw * 0.4))
        )
        if draw > -1.05:  # noqa: PLR2004 -- shares of conduct ratings: 86, 11, 2.6 and 0.4 of a hundred
            return Rating.TOT, absences
        if draw > -1.95:  # noqa: PLR2004 -- as above
            return Rating.KHA, absences
        return (Rating.DAT if draw > -2.75 else Rating.CHUA_DAT), absences  # noqa: PLR2004 -- as above

    def _confirm(
        self, subject: int | None, term: int, by: Worker, at: dt.datetime, cells: dict[int, tuple[Any, ...]]
    ) -> None:
        if self.is_closed and cells:
            self.world.tables.confirmations.add(
                self.school,
                self.number,
                subject,
                term,
                by.person,
                at + dt.timedelta(minutes=5),
                digest_of(cells),
            )

    def _decide(self, pupil: Pupil, homeroom: Worker) -> bool:
        year = self.years[pupil.number]
        learning = learning_rating([*year.averages.values()], [*year.comments.values()], self.rules)
        conduct = year_conduct(year.conducts[0], year.conducts[1], self.rules)
        decision = decide(learning, conduct, year.absences, self.rules)
        if decision == Decision.RETEST:
            return self._mended(pupil, year, homeroom)
        if decision == Decision.SUMMER_TRAINING:
            row = (self.school, self.number, pupil.number, self.year, 3, Rating.DAT.number, None)
            at = moment(dt.date(self.year + 1, 8, 20), 9)
            self.world.tables.conducts.add(*row, "Đã hoàn thành rèn luyện trong hè.", homeroom.account, at)
            return True
        return decision == Decision.PROMOTED

    def _mended(self, pupil: Pupil, year: Year, homeroom: Worker) -> bool:
        """The subjects below 5,0 are assessed again in August; most pupils then pass."""
        passes = self.dice.random() < 0.9  # noqa: PLR2004 -- nine in ten
        at = moment(dt.date(self.year + 1, 8, 18), 10)
        averages, comments = dict(year.averages), dict(year.comments)
        for subject, average in year.averages.items():
            if average is not None and average < self.rules.reassessed_below:
                averages[subject] = value = self.dice.randint(50, 65) if passes else self.dice.randint(20, 34)
                self._reassess(pupil, subject, value, homeroom, at)
        for subject, passed in year.comments.items():
            if passed is False:
                comments[subject] = passes
                self._reassess(pupil, subject, int(passes), homeroom, at)
        after = learning_rating([*averages.values()], [*comments.values()], self.rules)
        return after is not None and after >= self.rules.passing

    def _reassess(self, pupil: Pupil, subject: int, value: int, by: Worker, at: dt.datetime) -> None:
        self.world.tables.reassessments.add(
            self.school, self.number, pupil.number, self.year, subject, value, by.account, at
        )
