"""Printing: the page of a class's prints, one subject at once, the whole class as a job, its file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core import files
from khue.core.jobs import enqueue
from khue.core.models import JobRun, StoredFile
from khue.core.rules import Forbidden, can, require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.foundation.documents.services import CannotPrint
from khue.school.gradebook.layouts.printing import KIND, STEPS, file_name, print_subject
from khue.school.gradebook.selectors.books import TERMS, Book, NoBook, book_of, books_of, conduct_book_of
from khue.sector.classes.models import ClassSubject, SchoolClass

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ClassPrint:
    """The latest print of a class that somebody asked for: the job, and its file once it is there."""

    job: JobRun
    file: StoredFile | None

    @property
    def percent(self) -> int:
        """How far the job is."""
        return 100 * self.job.done // (self.job.total or STEPS)


@require_safe
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What of the class's gradebook the hat may print."""
    school_class, lead = _class(uuid)
    subjects = _readable(school_class)
    whole = can(current_scope(), "gradebook.print_class", lead)
    if not (subjects or whole):
        raise Forbidden("gradebook.print_class")
    context = {
        "school_class": school_class,
        "subjects": subjects,
        "whole": whole,
        "latest": _latest(school_class) if whole else None,
        "terms": TERMS,
    }
    name = "gradebook/_print.html" if request.headers.get("HX-Request") else "gradebook/print.html"
    return render(request, name, context)


@require_safe
def subject_file(request: HttpRequest, uuid: UUID, subject: str) -> HttpResponseBase:
    """The gradebook of one subject, both terms, as PDF."""
    school_class, _lead = _class(uuid)
    try:
        require(current_scope(), "gradebook.read", book_of(class_uuid=uuid, subject=subject, term=1))
        content = print_subject(school_class=school_class, subject=subject)
    except NoBook as error:
        raise Http404 from error
    except CannotPrint as error:
        notify(request, _("The gradebook cannot be printed: %(words)s") % {"words": error}, tone="err")
        return redirect("gradebook:print", uuid=uuid)
    return FileResponse(BytesIO(content), filename=file_name(school_class, subject), content_type=PDF)


@require_POST
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make the gradebook of the whole class in the background; one at a time."""
    school_class, lead = _class(uuid)
    require(current_scope(), "gradebook.print_class", lead)
    latest = _latest(school_class)
    if latest is None or latest.job.is_over:
        enqueue(KIND, total=STEPS, school_class=school_class.pk)
    return redirect("gradebook:print", uuid=uuid)


@require_safe
def class_file(request: HttpRequest, uuid: UUID, job: UUID) -> HttpResponseBase:
    """The finished print: for who asked for it, while they may still print the class."""
    school_class, lead = _class(uuid)
    require(current_scope(), "gradebook.print_class", lead)
    row = get_object_or_404(_jobs(school_class), uuid=job)
    kept = get_object_or_404(StoredFile, pk=row.result.get("file"))
    return FileResponse(BytesIO(files.read(kept)), filename=kept.name, content_type=PDF)


def _class(uuid: UUID) -> tuple[SchoolClass, Book]:
    """The class and its conduct book, which knows who leads it; no such page where TT 22 does not reach."""
    rows = SchoolClass.objects.select_related("organisation", "organisation__unit", "year")
    try:
        return get_object_or_404(rows, uuid=uuid), conduct_book_of(class_uuid=uuid, term=1)
    except NoBook as error:
        raise Http404 from error


def _readable(school_class: SchoolClass) -> list[Book]:
    """The books of the first term that the hat may read, in the order of subjects. Three statements."""
    owned = ClassSubject.objects.filter(school_class=school_class).order_by("subject__order", "subject__code")
    keys = [(school_class.uuid, code, 1) for code in owned.values_list("subject__code", flat=True)]
    books = books_of(keys)
    return [books[key] for key in keys if key in books and can(current_scope(), "gradebook.read", books[key])]


def _jobs(school_class: SchoolClass) -> Any:
    account = current_scope().account
    return JobRun.objects.filter(kind=KIND, account_id=account, arguments__school_class=school_class.pk)


def _latest(school_class: SchoolClass) -> ClassPrint | None:
    row = _jobs(school_class).order_by("-pk").first()
    if row is None:
        return None
    return ClassPrint(row, StoredFile.objects.filter(pk=row.result.get("file")).first())
