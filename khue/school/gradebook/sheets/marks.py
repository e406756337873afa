"""Marks in and out of workbooks: the long list, and a class's sheet whose title says class, subject and term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core.bulk.problems import Problem, declare
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, NothingThere, Outcome, Sheet
from khue.core.rules import require
from khue.core.text import fold
from khue.foundation.calendar.selectors import current_year
from khue.foundation.curriculum.models import Subject
from khue.school.gradebook.selectors.books import TERMS, Book, books_of
from khue.school.gradebook.selectors.roster import Roster, class_key, roster_of
from khue.school.gradebook.selectors.values import RowValues, values_of_books
from khue.school.gradebook.services.importing import Fate as RowFate
from khue.school.gradebook.services.importing import MarkRow, RowResult, import_marks
from khue.school.gradebook.services.undoing import Changed, undo_import
from khue.school.gradebook.sheets.class_sheet import write_class_sheet
from khue.school.gradebook.sheets.columns import CELLS, COLUMNS
from khue.sector.classes.models import ClassSubject, SchoolClass
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
    return roster_of(organisation=context.organisation or 0, year=_year(context))


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
        cells={cell: values[cell] for cell in CELLS if values.get(cell) is not None},
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
        before={name: before[name] for name in before if name in CELLS},
        after={name: image.after[name] for name in image.after if name in CELLS},
    )


def rows_of(context: ImportContext) -> QuerySet[Any]:
    """The classes whose marks an export writes: of one school, or of one class of it. Raises `NothingThere`."""
    rows = classes_of_year(_year(context), context.organisation)
    name = context.options.get("class")
    if not name:
        return rows
    found = [row.pk for row in rows if class_key(row.name) == class_key(name)]
    if not found:
        raise NothingThere(str(_("There is no class %(name)s in this school year") % {"name": name}))
    return rows.filter(pk__in=found)


def form(context: ImportContext, path: Path) -> int | None:
    """The sheet of one class, subject and term, when the options name all three. Raises `NothingThere`."""
    names = [context.options.get(name, "") for name in ("class", "subject", "term")]
    if not all(names) or context.organisation is None:
        return None
    school_class, (_class, subject, term) = rows_of(context).get(), names
    code = _subjects().get(fold(subject), subject)
    found = books_of([(school_class.uuid, code, number) for number in TERMS])
    books = {key[2]: book for key, book in found.items()}
    if int(term) not in books:
        raise NothingThere(str(_("The class is not taught %(subject)s") % {"subject": subject}))
    require(context.scope, "gradebook.read", books[int(term)])
    return write_class_sheet(path, books, int(term))


def _year(context: ImportContext) -> int:
    said = context.options.get("year", "")
    return int(said[:4]) if said[:4].isdigit() else current_year()


def export(classes: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
    """The marks of the classes as a long list, class by class; a pupil without any mark in a book has no line there.

    Six statements a class, and two for each school and year.
    """
    rosters: dict[tuple[int, int], Roster] = {}
    for school_class in classes:
        place = (school_class.organisation_id, school_class.year_id)
        if place not in rosters:
            rosters = {place: roster_of(organisation=place[0], year=place[1])}
        yield from _of_class(school_class, rosters[place])


def _of_class(school_class: SchoolClass, roster: Roster) -> Iterator[Mapping[str, Any]]:
    owned = ClassSubject.objects.filter(school_class=school_class).order_by("subject__order", "subject__code")
    codes = list(owned.values_list("subject__code", flat=True))
    books = books_of([(school_class.uuid, code, term) for code in codes for term in TERMS])
    values = values_of_books(list(books.values()))
    pupils = roster.of_class(school_class.uuid)
    for book in books.values():
        rows = values[book.subject or 0, book.term]
        for pupil in pupils:
            cells = _cells_of(book, rows[pupil.person]) if pupil.person in rows else {}
            if any(value not in {None, ""} for value in cells.values()):
                yield {
                    "pupil": pupil.sector_identifier,
                    "name": pupil.name,
                    "birth_date": pupil.birth_date,
                    "class": book.class_name,
                    "subject": book.name,
                    "term": str(book.term),
                    **cells,
                }


def _cells_of(book: Book, values: RowValues) -> dict[str, Any]:
    return {cell.name: value for cell, value in zip(book.layout.cells, values.cells, strict=True)}


MARKS: Final = Sheet(
    key="marks",
    title=_("Marks"),
    place="gradebook:books",
    act="gradebook.import",
    columns=COLUMNS,
    apply=apply,
    undo=undo,
    named_by="name",
    export=export,
    rows=rows_of,
    form=form,
    options=("year", "class", "subject", "term"),
)
