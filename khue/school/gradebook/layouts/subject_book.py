"""The gradebook by subject (theo môn học): what the template sets, text only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from khue.foundation.organisations.choices import Stage
from khue.school.gradebook.formulas import secondary_rules, year_average
from khue.school.gradebook.layouts.corrected import Corrections
from khue.school.gradebook.layouts.words import breakable, form, mark_text, moment_text, result_text
from khue.school.gradebook.models.cells import REGULAR
from khue.school.gradebook.selectors.books import TERMS, Book
from khue.school.gradebook.selectors.printing import PrintedBook, PrintedClass
from khue.school.gradebook.selectors.pupils import BookPupil
from khue.school.gradebook.selectors.values import RowValues

TEMPLATE = Path(__file__).with_name("subject.typ")
LAST_TERM = TERMS[-1]


def subject_book(printed: PrintedClass, book: PrintedBook, *, moment: str) -> dict[str, Any]:
    """The item of `subject.typ` for one subject of the class; `moment` says when it was printed."""
    corrections = Corrections(printed, of_subject=book.code)
    data = {
        "form": form(),
        **heading(printed, moment),
        "subject": subject(printed, book, corrections),
        "corrections": corrections.lines,
    }
    whole: dict[str, Any] = breakable(data)
    return whole


def heading(printed: PrintedClass, moment: str) -> dict[str, Any]:
    """What covers and feet of both books share."""
    school, row = printed.school, printed.school_class
    stages = form()["stages"]
    return {
        "department": school.department,
        "school": school.school,
        "place": ", ".join(filter(None, (school.commune, school.province))),
        "stage": stages["upper_secondary" if row.stage == Stage.UPPER_SECONDARY else "lower_secondary"],
        "class": row.name,
        "year": row.year.code.replace("-", "–"),
        "homeroom": ", ".join(printed.homeroom),
        "head_name": school.head,
        "pupils_count": sum(not each.has_left for each in printed.pupils),
        "moment": moment,
    }


def subject(printed: PrintedClass, book: PrintedBook, corrections: Corrections) -> dict[str, Any]:
    """Both terms of a subject."""
    return {
        "name": book.name,
        "by_marks": book.by_marks,
        "teachers": list(book.teachers),
        "terms": [_term(printed, book, term, corrections) for term in book.books],
    }


def _term(printed: PrintedClass, book: PrintedBook, term: int, corrections: Corrections) -> dict[str, Any]:
    rows, own = book.rows[term], book.books[term]
    used = max((_last_place(row) for row in rows.values()), default=0)
    places = max(own.places, used)
    confirmed = book.confirmed.get(term)
    return {
        "number": str(term),
        "is_last": term == LAST_TERM,
        "places": places,
        "is_open": term not in printed.locked,
        "rows": [_row(printed, book, pupil, corrections, own=own, places=places) for pupil in printed.pupils],
        "confirmed": f"{confirmed[0]} xác nhận lúc {moment_text(confirmed[1])}" if confirmed else "",
    }


def _last_place(row: RowValues) -> int:
    return max((place + 1 for place in range(len(REGULAR)) if row.cells[place] is not None), default=0)


def _row(
    printed: PrintedClass,
    book: PrintedBook,
    pupil: BookPupil,
    corrections: Corrections,
    *,
    own: Book,
    places: int,
) -> dict[str, Any]:
    """One pupil of a term: the cells, the results, the remark, and in the note who corrected what."""
    values = book.rows[own.term].get(pupil.person)
    names = [*REGULAR[:places], "midterm", "final", "remark"]
    keys = [(book.code, own.term, pupil.person, name) for name in names]
    *marks, remark = (_value(own, values, name) for name in names)
    exempt = ["Được miễn học"] if pupil.person in book.exempt else []
    is_last = own.term == LAST_TERM
    return {
        "number": str(pupil.number),
        "name": pupil.name,
        "has_left": pupil.has_left,
        "cells": [
            corrections.cell(key, mark_text(value)) for key, value in zip(keys[:-1], marks, strict=True)
        ],
        "result": result_text(values.result) if values else "",
        "year": result_text(year_value(book, pupil.person)) if is_last else "",
        "again": result_text(again_value(printed, book, pupil.person)) if is_last else "",
        "remark": corrections.cell(keys[-1], remark or ""),
        "note": [*exempt, *corrections.notes(keys)],
    }


def _value(own: Book, values: RowValues | None, name: str) -> Any:
    return values.cells[own.layout.places[name]] if values is not None else None


def year_value(book: PrintedBook, person: int) -> int | bool | None:
    """ĐTBmcn of a subject, or the year of one without marks, which is term II alone (Điều 9 k.1)."""
    results: Sequence[Any] = [_result(book.rows, term, person) for term in TERMS]
    if not book.by_marks:
        last: bool | None = results[-1]
        return last
    first = next(iter(book.books.values()))
    rules = secondary_rules(first.grade, first.year).parameters
    return year_average(results[0], results[-1], rules)


def again_value(printed: PrintedClass, book: PrintedBook, person: int) -> int | bool | None:
    """The result of re-assessment, where there was one (Điều 14)."""
    value = printed.reassessed.get((person, book.code))
    return value if value is None or book.by_marks else bool(value)


def _result(rows: Mapping[int, Mapping[int, RowValues]], term: int, person: int) -> Any:
    values = rows.get(term, {}).get(person)
    return values.result if values else None
