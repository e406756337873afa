"""Printing the official gradebook: one subject at once, a whole class in the background.

The job stands here and not in `tasks.py`, because it sets a layout, and layouts stand above tasks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock, files
from khue.core.jobs import JobFailed, Progress, job
from khue.core.models import JobRun, StoredFile
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.text import fold
from khue.foundation.documents.services import CannotPrint, print_out
from khue.foundation.people.selectors import code_names, guardians_of_many
from khue.school.gradebook.layouts import class_book, subject_book
from khue.school.gradebook.layouts.words import moment_text
from khue.school.gradebook.selectors.books import NoBook, conduct_book_of
from khue.school.gradebook.selectors.printing import printed_class
from khue.sector.classes.models import SchoolClass

KIND = "gradebook.print"
KEPT = dt.timedelta(days=7)
STEPS = 3


def print_subject(*, school_class: SchoolClass, subject: str) -> bytes:
    """The gradebook of one subject (its code) as PDF. Raises `NoBook`, `CannotPrint`."""
    printed = printed_class(school_class, [subject])
    if not printed.subjects:
        raise NoBook
    now = clock.now()
    item = subject_book.subject_book(printed, printed.subjects[0], moment=moment_text(now))
    audit.record("gradebook.printed", school_class, subject=subject)
    return print_out(subject_book.TEMPLATE, item, moment=now)


def _print_page(arguments: Mapping[str, Any]) -> str:
    row = SchoolClass.objects.filter(pk=arguments["school_class"]).first()
    return reverse("gradebook:print", args=[row.uuid]) if row else ""


@job(KIND, _("Printing of a gradebook"), _print_page)
def print_class(progress: Progress, *, school_class: int) -> dict[str, Any]:
    """The gradebook of a class as a PDF that its asker can fetch for a week."""
    progress.total(STEPS)
    with progress.scope():
        rows = SchoolClass.objects.select_related("organisation", "organisation__unit", "year")
        row = rows.get(pk=school_class)
        require(current_scope(), "gradebook.print_class", conduct_book_of(class_uuid=row.uuid, term=1))
        printed = printed_class(row)
        guardians = guardians_of_many([each.person for each in printed.pupils])
        groups = code_names("ethnic_group")
        audit.record("gradebook.printed", row)
    progress.advance(1)
    now = clock.now()
    item = class_book.class_book(printed, guardians=guardians, groups=groups, moment=moment_text(now))
    try:
        pdf = print_out(class_book.TEMPLATE, item, moment=now)
    except CannotPrint as error:
        raise JobFailed("cannot_print", words=str(error)) from error
    progress.advance(2)
    with progress.scope():
        name = file_name(row)
        kept = files.store(pdf, name=name, content_type="application/pdf", organisation=row.organisation_id)
    progress.advance(STEPS)
    return {"file": kept.pk}


def file_name(school_class: SchoolClass, subject: str = "") -> str:
    """`so-theo-doi-8a1-2025-2026.pdf`, with the subject's code where it is one subject."""
    parts = ("so theo doi", school_class.name, subject, school_class.year.code)
    return "-".join(fold(part).replace(" ", "-") for part in parts if part) + ".pdf"


def sweep_prints() -> None:
    """Forget prints older than a week; their bytes go with the next sweep of files."""
    old = JobRun.objects.filter(kind=KIND, finished_at__lt=clock.now() - KEPT, result__has_key="file")
    StoredFile.objects.filter(pk__in=[row.result["file"] for row in old]).delete()
    old.update(result={})
