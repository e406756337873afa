"""A class's sheet of one subject and term: its title says class, subject and term, its columns are those schools know.

The columns are those of the sector database's template (rules 4.5): identifier, name, birth date, ĐĐGtx, ĐĐGgk, ĐĐGck,
averages, remark. An import reads it back; the averages, which are computed, it passes over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from khue.core.bulk.columns import Column
from khue.core.bulk.writing import HEADER_STYLE, OPTIONS, putter, replacing, sheet_name
from khue.foundation.people.models import Person
from khue.school.gradebook.formulas import secondary_rules, year_average
from khue.school.gradebook.models.cells import REGULAR
from khue.school.gradebook.selectors.books import TERMS, Book
from khue.school.gradebook.selectors.pupils import BookPupil, pupils_of
from khue.school.gradebook.selectors.values import RowValues, values_of
from khue.school.gradebook.sheets.columns import COLUMNS

ROMAN: Final = {1: "I", 2: "II"}
AVERAGES: Final = ("ĐTBmhk1", "ĐTBmhk2", "ĐTBmcn")
HEAD: Final = 4
_BY_KEY: Final = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class _Content:
    """What the sheet fills its lines from: the book, its columns, persons, and values by term and person."""

    book: Book
    columns: Sequence[tuple[str, Column | None]]
    persons: Mapping[int, Person]
    values: Mapping[int, Mapping[int, RowValues]]

    def cells(self, pupil: BookPupil) -> list[Any]:
        """A pupil's line, without its number."""
        book, person = self.book, self.persons.get(pupil.person)
        own = self.values[book.term].get(pupil.person)
        known: dict[str, Any] = {
            "pupil": person.sector_identifier if person else None,
            "name": pupil.name,
            "birth_date": person.birth_date if person else None,
        }
        if own is not None:
            known |= {cell.name: value for cell, value in zip(book.layout.cells, own.cells, strict=True)}
        averages = _averages(book, [self.values.get(number, {}).get(pupil.person) for number in TERMS])
        shown = dict(zip(AVERAGES, averages, strict=True))
        return [
            column.write(known.get(column.key)) if column else shown[head] for head, column in self.columns
        ]


def write_class_sheet(path: Path, books: Mapping[int, Book], term: int) -> int:
    """Write the sheet of `books[term]`; `books` are the subject's by term. Returns how many pupils it lists.

    Who has left or is exempt is not listed: nothing is to be filled in for them.
    """
    book = books[term]
    pupils = [each for each in pupils_of(book) if not (each.has_left or each.is_exempt)]
    persons = Person.objects.in_bulk([each.person for each in pupils])
    values = {number: values_of(books[number]) for number in TERMS if number in books and number <= term}
    content = _Content(book, _columns(book), persons, values)
    with replacing(path) as part, Workbook(part, {**OPTIONS, "constant_memory": False}) as workbook:
        page = workbook.add_worksheet(sheet_name(f"{book.class_name} {book.code} HK{ROMAN[term]}", 0))
        _head(workbook, page, content)
        styles = [
            workbook.add_format({"num_format": each.number_format} if each else {})
            for _, each in content.columns
        ]
        put = putter(page)
        for line, pupil in enumerate(pupils, HEAD + 1):
            put(line, 0, pupil.number, None)
            for place, cell in enumerate(content.cells(pupil), 1):
                put(line, place, cell, styles[place - 1])
    return len(pupils)


def _head(workbook: Workbook, page: Worksheet, content: _Content) -> None:
    """The title, which says class, subject and term, and the header."""
    book, columns = content.book, content.columns
    title = workbook.add_format({"bold": True, "font_size": 13})
    page.merge_range(0, 0, 0, len(columns), book.school, title)
    page.merge_range(1, 0, 1, len(columns), f"BẢNG ĐIỂM MÔN: {book.name}", title)
    said = (f"Lớp: {book.class_name}", f"Học kì: {ROMAN[book.term]}", f"Năm học: {book.year}-{book.year + 1}")
    page.write_row(2, 1, said)
    page.write_row(HEAD, 0, ["STT", *(head for head, _ in columns)], workbook.add_format(dict(HEADER_STYLE)))
    page.freeze_panes(HEAD + 1, 3)
    page.set_column(0, 0, 5)
    for place, (_name, column) in enumerate(columns, 1):
        page.set_column(place, place, column.width if column else 9)


def _columns(book: Book) -> list[tuple[str, Column | None]]:
    """Heads with the columns they are of; the averages are of none."""
    named = [("Mã định danh", "pupil"), ("Họ tên", "name"), ("Ngày sinh", "birth_date")]
    named += [(f"ĐĐGtx{place}", REGULAR[place - 1]) for place in range(1, book.places + 1)]
    named += [("ĐĐGgk", "midterm"), ("ĐĐGck", "final")]
    ends: list[tuple[str, Column | None]] = [(head, None) for head in AVERAGES]
    return [*((head, _BY_KEY[key]) for head, key in named), *ends, ("Nhận xét", _BY_KEY["remark"])]


def _averages(book: Book, rows: Sequence[RowValues | None]) -> list[Any]:
    """Both terms and the year, as a sheet shows them; the year of a subject without marks is term II alone."""
    first, second = (row.result if row else None for row in rows)
    if not book.has_marks:
        return ["" if one is None else "Đ" if one else "CĐ" for one in (first, second, second)]
    year = year_average(first, second, secondary_rules(book.grade, book.year).parameters)
    return ["" if one is None else one / 10 for one in (first, second, year)]
