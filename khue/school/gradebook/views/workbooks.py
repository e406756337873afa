"""Marks as workbooks: a class's sheet of one subject and term, and the long list of all its marks."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from khue.core import audit
from khue.core.bulk.exports import TYPES, export_response
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.school.gradebook.selectors.books import TERMS, NoBook, books_of, conduct_book_of
from khue.school.gradebook.sheets import MARKS, write_class_sheet
from khue.sector.classes.models import SchoolClass


@require_safe
def class_sheet(request: HttpRequest, uuid: UUID, subject: str, term: int) -> FileResponse:
    """The sheet of one book, with what stands in it, ready to be filled in and imported."""
    found = books_of([(uuid, subject, number) for number in TERMS])
    books = {key[2]: book for key, book in found.items()}
    if term not in books:
        raise Http404
    book = books[term]
    require(current_scope(), "gradebook.read", book)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        count = write_class_sheet(path, books, term)
        content = path.open("rb")  # lives on without its name until it is sent or the line is cut
    audit.record(
        "gradebook.exported",
        organisation=book.organisation,
        school_class=book.school_class,
        subject=book.subject,
        term=term,
        rows=count,
    )
    name = f"{book.class_name}-{book.code}-HK{term}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES["xlsx"])


@require_safe
def class_marks(request: HttpRequest, uuid: UUID) -> FileResponse:
    """All marks of a class as the long list that `khue import marks` reads."""
    try:
        require(current_scope(), "gradebook.print_class", conduct_book_of(class_uuid=uuid, term=1))
    except NoBook as error:
        raise Http404 from error
    school_class = get_object_or_404(SchoolClass, uuid=uuid)
    return export_response(MARKS.key, SchoolClass.objects.filter(pk=school_class.pk), "xlsx")
