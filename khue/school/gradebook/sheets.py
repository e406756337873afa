"""Marks in and out of workbooks: the long list, and a class's sheet whose title says class, subject and term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core.bulk import columns as c
from khue.core.bulk.cells import Cell
from khue.core.bulk.contexts import Context
from khue.core.bulk.numbers import read_mark
from khue.core.bulk.problems import Problem, declare
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet
from khue.core.rules import require
from khue.core.text import clean, fold
from khue.foundation.calendar.selectors import current_year
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.models.cells import LONGEST_REMARK, REGULAR
from khue.school.gradebook.selectors.books import TERMS, Book, books_of
from khue.school.gradebook.selectors.roster import Roster, roster_of
from khue.school.gradebook.selectors.values import RowValues, values_of
from khue.school.gradebook.services.importing import Fate as RowFate
from khue.school.gradebook.services.importing import MarkRow, RowResult, import_marks
from khue.school.gradebook.services.undoing import Changed, undo_import
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_of_year

declare(
    {
        "gradebook.unknown_class": _("The school has no such class in this school year"),
        "gradebook.unknown_pupil": _("Nobody like this is in the school's classes of this school year"),
        "gradebook.ambiguous": _("More than one pupil is meant"),
        "gradebook.ambiguous.code": _("Fill in the sector identifier"),
        "gradebook.unknown_subject": _("There is no subject called “%(value)s”"),
        "gradebook.no_such_book": _("The class is not taught this subject"),
        "gradebook.row_twice": _("The same pupil, subject and term stand in this file already"),
        "gradebook.not_yours": _("The gradebook of this class and subject is not yours to write in"),
        "gradebook.closed": _("The gradebook is locked"),
        "gradebook.closed.correct": _("Ask for a correction with its reason"),
        "gradebook.has_left": _("The pupil has left the class"),
        "gradebook.exempt": _("The pupil is exempt from this subject"),
        "gradebook.no_such_cell": _("The subject has no such column of marks"),
        "gradebook.not_a_mark": _("This subject is assessed by marks"),
        "gradebook.not_a_comment": _("This subject is assessed by remarks alone"),
        "gradebook.not_a_comment.how": _("Write Đ or CĐ"),
        "gradebook.changed_meanwhile": _("Somebody changed this row at the same moment"),
        "gradebook.changed_meanwhile.again": _("Import the row again"),
    }
)
_HINTS: Final = {
    "ambiguous": "code", "closed": "correct", "not_a_comment": "how", "changed_meanwhile": "again",
}  # fmt: skip
_SPOKEN: Final = {
    "d": True, "dat": True, "cd": False, "chua dat": False, "chd": False,
}  # fmt: skip
_TERMS: Final = {"1": "1", "2": "2"}
_TERM_SPELLINGS: Final = {
    spelling: number
    for number, roman in (("1", "I"), ("2", "II"))
    for word in ("", "HK", "HK ", "Học kì ", "Học kỳ ", "Kì ", "Kỳ ")
    for spelling in (f"{word}{number}", f"{word}{roman}")
    if spelling != number
}


def _read_value(cell: Cell) -> int | bool | None:
    """A mark in tenths, or Đ and CĐ as a boolean; which of them the subject takes is asked later."""
    if isinstance(cell, str) and (spoken := _SPOKEN.get(fold(clean(cell)))) is not None:
        return spoken
    return read_mark(cell)


def _write_value(value: int | bool | None) -> Cell:  # noqa: FBT001 - it is the value of the cell
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đ" if value else "CĐ"
    return value / 10


def _value(key: str, header: str, aliases: Sequence[str]) -> c.Column:
    return c.Column(
        key=key,
        header=header,
        kind=c.Kind.MARK,
        parse=_read_value,
        write=_write_value,
        number_format="0.0",
        aliases=tuple(aliases),
        width=7,
        example=8.5,
    )


def _regular(place: int) -> c.Column:
    names = ("ĐĐGtx{}", "ĐĐGtx {}", "ĐGtx{}", "ĐGtx {}", "TX {}", "Điểm TX{}", "Điểm TX {}", "KTTX{}",
             "Thường xuyên {}", "Điểm thường xuyên {}", "Đánh giá thường xuyên {}")  # fmt: skip
    return _value(REGULAR[place - 1], f"TX{place}", [name.format(place) for name in names])


COLUMNS: Final = (
    c.code(
        "pupil", "Mã HS",
        aliases=("Mã học sinh", "Mã định danh", "Mã định danh Bộ GD&ĐT", "Mã định danh ngành",
                 "Mã định danh học sinh", "Số định danh", "Số định danh cá nhân", "Mã học viên"),
    ),
    c.person_name("name", "Họ tên", limit=120,
                  aliases=("Họ và tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh")),
    c.date("birth_date", "Ngày sinh", aliases=("Ngày tháng năm sinh", "Năm sinh")),
    c.text("class", "Lớp", limit=30, aliases=("Tên lớp", "Lớp học"), context=Context(("Lớp",), sheet_name=True)),
    c.text("subject", "Môn", limit=120, required=True, aliases=("Môn học", "Tên môn", "Mã môn"),
           context=Context(("Môn học", "Môn"))),
    c.choice("term", "Học kì", labels=_TERMS, spellings=_TERM_SPELLINGS, required=True, width=7,
             aliases=("Học kỳ", "HK", "Kì", "Kỳ"), context=Context(("Học kì", "Học kỳ", "HK"))),
    *(_regular(place) for place in range(1, len(REGULAR) + 1)),
    _value("midterm", "GK", ("ĐĐGgk", "ĐGgk", "Giữa kì", "Giữa kỳ", "Giữa học kì", "Giữa học kỳ", "Điểm GK",
                             "Điểm giữa kì", "Điểm giữa kỳ", "ĐĐG giữa kì", "Kiểm tra giữa kì", "KTGK")),
    _value("final", "CK", ("ĐĐGck", "ĐGck", "Cuối kì", "Cuối kỳ", "Cuối học kì", "Cuối học kỳ", "Điểm CK",
                           "Điểm cuối kì", "Điểm cuối kỳ", "ĐĐG cuối kì", "Kiểm tra cuối kì", "KTCK")),
    c.text("remark", "Nhận xét", limit=LONGEST_REMARK, width=40, aliases=("Nhận xét của giáo viên",)),
)  # fmt: skip
_CELLS: Final = (*REGULAR, "midterm", "final", "remark")


def apply(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Store a chunk; one outcome a row, in order."""
    require(context.scope, "gradebook.import")
    subjects, outcomes = _subjects(), dict[int, Outcome]()
    read: dict[int, MarkRow] = {}
    for place, row in enumerate(rows):
        subject = subjects.get(fold(row.values["subject"]))
        if subject is None:
            outcomes[place] = _rejected("unknown_subject", "subject", value=row.values["subject"])
        else:
            read[place] = _mark_row(row, subject)
    seen = context.memory.setdefault("marks", set())
    results = import_marks(roster=_roster(context), rows=list(read.values()), seen=seen)
    for place, result in zip(read, results, strict=True):
        outcomes[place] = _outcome(result)
    return [outcomes[place] for place in range(len(rows))]


def _roster(context: ImportContext) -> Roster:
    said = context.options.get("year", "")
    year = int(said[:4]) if said[:4].isdigit() else current_year()
    return roster_of(organisation=context.organisation or 0, year=year)


def _subjects() -> dict[str, str]:
    """Codes of subjects by what a file may call them, folded."""
    found: dict[str, str] = {}
    for code, name, short in Subject.objects.order_by("order").values_list("code", "name", "short_name"):
        for words in (code, name, short):
            found.setdefault(fold(words), code)
    return found


def _mark_row(row: GivenRow, subject: str) -> MarkRow:
    values = row.values
    return MarkRow(
        code=values.get("pupil"),
        name=values.get("name"),
        birth_date=values.get("birth_date"),
        school_class=values.get("class"),
        subject=subject,
        term=int(values["term"]),
        cells={cell: values[cell] for cell in _CELLS if values.get(cell) is not None},
    )


def _outcome(result: RowResult) -> Outcome:
    if result.fate is RowFate.REFUSED:
        return _rejected(result.code, result.cell, **result.params)
    if not result.after or result.book is None or result.pupil is None:
        return Outcome(Fate.UNCHANGED)
    keys = {
        "class": str(result.book.class_uuid),
        "subject": result.book.code,
        "term": result.book.term,
    }
    image = Image("marks", result.pupil.person, {**keys, **result.before}, {**keys, **result.after})
    return Outcome(Fate(result.fate.value), images=(image,))


def _rejected(code: str, column: str = "", **params: str | int) -> Outcome:
    hint = f"gradebook.{code}.{_HINTS[code]}" if code in _HINTS else ""
    return Outcome(Fate.REJECTED, (Problem(f"gradebook.{code}", params, hint, column),))


def undo(images: Sequence[Image]) -> list[bool]:
    """Take rows of an import back; a row whose marks were changed since stays."""
    return undo_import(rows=[_changed(image) for image in images])


def _changed(image: Image) -> Changed:
    before = image.before or {}
    return Changed(
        school_class=UUID(image.after["class"]),
        subject=image.after["subject"],
        term=int(image.after["term"]),
        person=image.object_id,
        before={name: before[name] for name in before if name in _CELLS},
        after={name: image.after[name] for name in image.after if name in _CELLS},
    )


def rows_of(context: ImportContext) -> QuerySet[Any]:
    """The classes whose marks an export writes: of one school, or of one class of it."""
    said = context.options.get("year", "")
    year = int(said[:4]) if said[:4].isdigit() else current_year()
    rows = classes_of_year(year, context.organisation)
    name = context.options.get("class")
    return rows.filter(name=name) if name else rows


def export(classes: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
    """The marks of the classes as a long list, class by class; a pupil without any mark in a book has no line there."""
    subjects = list(Subject.objects.order_by("order", "code").values_list("code", flat=True))
    for school_class in classes:
        yield from _of_class(school_class, subjects)


def _of_class(school_class: SchoolClass, subjects: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    keys = [(school_class.uuid, code, term) for code in subjects for term in TERMS]
    books = books_of(keys)
    roster = roster_of(organisation=school_class.organisation_id, year=school_class.year_id)
    pupils = [
        each for name in roster.by_name.values() for each in name if each.class_uuid == school_class.uuid
    ]
    for book in books.values():
        values = values_of(book)
        for pupil in sorted(pupils, key=lambda each: each.number):
            if pupil.person in values:
                yield {
                    "pupil": pupil.sector_identifier,
                    "name": pupil.name,
                    "birth_date": pupil.birth_date,
                    "class": book.class_name,
                    "subject": book.name,
                    "term": str(book.term),
                    **_cells_of(book, values[pupil.person]),
                }


def _cells_of(book: Book, values: RowValues) -> dict[str, Any]:
    return {cell.name: value for cell, value in zip(book.layout.cells, values.cells, strict=True)}


MARKS: Final = Sheet(
    key="marks",
    title=_("Marks"),
    act="gradebook.import",
    columns=COLUMNS,
    apply=apply,
    undo=undo,
    export=export,
    rows=rows_of,
    options=("year", "class", "subject", "term"),
)
