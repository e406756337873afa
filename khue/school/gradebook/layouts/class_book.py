"""The gradebook by class (theo lớp học): pupils, absences, marks of every subject, summaries, ratings; text only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from khue.foundation.people.choices import Precision, Relation, Sex
from khue.foundation.people.models import Person
from khue.foundation.people.selectors import Guardian
from khue.school.gradebook.formulas import Decision
from khue.school.gradebook.layouts.corrected import Corrections
from khue.school.gradebook.layouts.subject_book import again_value, heading, subject, year_value
from khue.school.gradebook.layouts.words import breakable, day_text, form, rating_text, result_text
from khue.school.gradebook.models import Conduct
from khue.school.gradebook.selectors.books import SUMMER, TERMS
from khue.school.gradebook.selectors.printing import PrintedBook, PrintedClass
from khue.school.gradebook.selectors.pupils import BookPupil

TEMPLATE = Path(__file__).with_name("class.typ")
YEAR, AFTER = 3, 4


def class_book(
    printed: PrintedClass, *, guardians: dict[int, list[Guardian]], groups: dict[str, str], moment: str
) -> dict[str, Any]:
    """The item of `class.typ`. `guardians` by pupil; `groups` names of ethnic groups by code; `moment` of printing."""
    corrections = Corrections(printed)
    data = {
        "form": form(),
        **heading(printed, moment),
        "teachers": [[each.name, ", ".join(each.teachers)] for each in printed.subjects],
        "pupils": [
            _pupil(each, printed.persons.get(each.person), guardians.get(each.person, []), groups)
            for each in printed.pupils
        ],
        "absences": [_absences(printed, each, corrections) for each in printed.pupils],
        "subjects": [subject(printed, each, corrections) for each in printed.subjects],
        "summaries": [_summary(printed, term, corrections) for term in (*TERMS, YEAR)],
        "ratings": [_rating(printed, each, corrections) for each in printed.pupils],
        "totals": _totals(printed),
        "corrections": corrections.lines,
    }
    whole: dict[str, Any] = breakable(data)
    return whole


def _line(pupil: BookPupil, cells: Sequence[Any], **more: Any) -> dict[str, Any]:
    named = {"number": str(pupil.number), "name": pupil.name, "has_left": pupil.has_left}
    return {**named, "cells": list(cells), **more}


def _pupil(
    pupil: BookPupil, person: Person | None, guardians: Sequence[Guardian], groups: dict[str, str]
) -> dict[str, Any]:
    by_relation = {each.guardianship.relation: each.person for each in reversed(guardians)}
    others = [
        each.person
        for each in guardians
        if each.guardianship.relation not in {Relation.FATHER, Relation.MOTHER}
    ]
    family = [by_relation.get(Relation.FATHER), by_relation.get(Relation.MOTHER), next(iter(others), None)]
    own = ["", "", "", "", ""] if person is None else _facts(person, groups)
    return _line(pupil, [*own, *(_relative(each) for each in family)])


def _facts(person: Person, groups: dict[str, str]) -> list[str]:
    """Birth, place of birth, sex, ethnic group, residence."""
    born = person.birth_date
    birth = day_text(born) if person.birth_precision == Precision.DAY else str(born.year) if born else ""
    sex = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}.get(Sex(person.sex), "")
    group = groups.get(person.ethnic_group, person.ethnic_group).partition(" (")[0]
    return [birth, person.place_of_birth, sex, group, person.residence]


def _relative(person: Person | None) -> str:
    return ", ".join(filter(None, (person.full_name, person.occupation))) if person else ""


def _absences(printed: PrintedClass, pupil: BookPupil, corrections: Corrections) -> dict[str, Any]:
    """Absent sessions of both terms and the year."""
    counts = [_conduct(printed, pupil, term) for term in TERMS]
    given = [row.absences for row in counts if row is not None and row.absences is not None]
    cells = [
        corrections.cell(("", term, pupil.person, "absences"), _count(row.absences if row else None))
        for term, row in zip(TERMS, counts, strict=True)
    ]
    keys = [("", term, pupil.person, "absences") for term in TERMS]
    total = _count(sum(given)) if len(given) == len(TERMS) else ""
    return _line(pupil, [*cells, _plain(total)], note=corrections.notes(keys))


def _summary(printed: PrintedClass, term: int, corrections: Corrections) -> dict[str, Any]:
    """A term's (3: the year's) results: subjects without marks, subjects with marks, learning, conduct."""
    by_comment = [each for each in printed.subjects if not each.by_marks]
    by_marks = [each for each in printed.subjects if each.by_marks]
    return {
        "number": str(term),
        "by_comment": [each.name for each in by_comment],
        "by_marks": [each.name for each in by_marks],
        "rows": [
            _line(
                pupil,
                [
                    *(_subject_result(printed, each, term, pupil) for each in (*by_comment, *by_marks)),
                    *_ratings(printed, term, pupil, corrections),
                ],
            )
            for pupil in printed.pupils
        ],
    }


def _subject_result(printed: PrintedClass, book: PrintedBook, term: int, pupil: BookPupil) -> dict[str, Any]:
    if pupil.person in book.exempt:
        return _plain("M")
    if term == YEAR:
        again = again_value(printed, book, pupil.person)
        before = result_text(year_value(book, pupil.person))
        return _plain(before if again is None else f"{before} / {result_text(again)}")
    values = book.rows.get(term, {}).get(pupil.person)
    return _plain(result_text(values.result) if values else "")


def _ratings(
    printed: PrintedClass, term: int, pupil: BookPupil, corrections: Corrections
) -> list[dict[str, Any]]:
    """Learning and conduct of a term; conduct before the close is what the homeroom teacher entered."""
    row = printed.results.get((pupil.person, term))
    entered = _conduct(printed, pupil, term) if term in TERMS else None
    conduct = entered.rating if entered is not None else row.conduct if row else None
    learning = _plain(rating_text(row.learning if row else None))
    if term == YEAR:
        return [learning, _plain(rating_text(conduct))]
    return [learning, corrections.cell(("", term, pupil.person, "rating"), rating_text(conduct))]


def _rating(printed: PrintedClass, pupil: BookPupil, corrections: Corrections) -> dict[str, Any]:
    """Ratings of the year and after the summer, absences, promotion, praise."""
    year, after = printed.results.get((pupil.person, YEAR)), printed.results.get((pupil.person, AFTER))
    trained = _conduct(printed, pupil, SUMMER)
    decision = (after.decision if after and after.decision else None) or (year.decision if year else None)
    keys = [("", term, pupil.person, "rating") for term in (*TERMS, SUMMER)]
    cells = [
        _plain(rating_text(year.conduct if year else None)),
        _plain(rating_text(year.learning if year else None)),
        corrections.cell(keys[-1], rating_text(trained.rating if trained else None)),
        _plain(rating_text(after.learning) if after and _was_retested(printed, pupil) else ""),
        _plain(_count(year.absences if year else None)),
        _plain("×" if decision == Decision.PROMOTED.number else ""),
        _plain("×" if decision == Decision.RETAINED.number else ""),
        _plain(form()["titles"].get(str(year.title or ""), "") if year else ""),
    ]
    return _line(pupil, cells, note=corrections.notes(keys))


def _was_retested(printed: PrintedClass, pupil: BookPupil) -> bool:
    return any(person == pupil.person for person, _ in printed.reassessed)


def _totals(printed: PrintedClass) -> dict[str, str]:
    """How many pupils, how many promoted (and of these after the summer), retained, without a result yet."""
    counts = {"pupils": 0, "promoted": 0, "after": 0, "retained": 0, "open": 0}
    for pupil in printed.pupils:
        if pupil.has_left:
            continue
        year, after = (printed.results.get((pupil.person, term)) for term in (YEAR, AFTER))
        decision = after.decision if after and after.decision else year.decision if year else None
        counts["pupils"] += 1
        if decision == Decision.PROMOTED.number:
            counts["promoted"] += 1
            counts["after"] += bool(after and after.decision)
        else:
            counts["retained" if decision == Decision.RETAINED.number else "open"] += 1
    return {name: str(count) for name, count in counts.items()}


def _conduct(printed: PrintedClass, pupil: BookPupil, term: int) -> Conduct | None:
    return printed.conduct.get((pupil.person, term))


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "struck": [], "marks": []}


def _count(number: int | None) -> str:
    return "" if number is None else str(number)
