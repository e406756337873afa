"""The home page of a teacher: today's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core import clock
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import Scope, current_scope
from khue.foundation.curriculum.models import Subject
from khue.foundation.signing.choices import Capacity
from khue.portal.homes import doors, waiting
from khue.portal.homes.counting import BookCount, books
from khue.portal.homes.head import hat_of, page_head, running_of
from khue.portal.homes.lists import class_order
from khue.portal.homes.periods import Running
from khue.portal.homes.waiting import Need
from khue.portal.homes.wording import moment_day, number, percent, width, year_name
from khue.school.gradebook.models import Conduct, Confirmation, Correction, EntryDelegation
from khue.school.gradebook.models.book import CorrectionState
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import homerooms_of, pupil_count, taught_by

Book = tuple[int, int]
RECENT = 5


def home(request: HttpRequest) -> HttpResponse:
    """My books with what is missing, my homeroom class, my corrections."""
    scope, running = current_scope(), running_of(request)
    require(scope, "homes.teach")
    mine = my_books(scope)
    homerooms = sorted((row.school_class for row in homerooms_of(scope.person or 0)), key=class_order)
    classes = sorted({number for number, _subject in mine})
    counted = books(running, classes=classes) if classes else []
    confirmed = confirmations(classes, running)
    rows = _rows([book for book in counted if (book.school_class, book.subject) in mine], confirmed, running)
    corrections = my_corrections(scope)
    context = {
        "head": page_head(running),
        "organisation": hat_of(request).organisation,
        "running": running,
        "books": rows,
        "left": sum(1 for row in rows if row["missing"]),
        "homerooms": homeroom_rows([each for each in homerooms if each.year_id == running.year], running),
        "needs": needs(scope, homerooms, running),
        "corrections": corrections,
        "corrections_href": doors.corrections(),
    }
    return render(request, "portal/teacher.html", context)


def my_books(scope: Scope) -> set[Book]:
    """The (class, subject) pairs somebody writes in today: taught, or given by the head; two statements."""
    taught = taught_by(scope.person or 0).values_list("school_class_id", "subject_id")
    given = EntryDelegation.objects.filter(
        holds_on(clock.today()), person_id=scope.person, subject__isnull=False
    ).values_list("school_class_id", "subject_id")
    return {*taught.order_by(), *given}


def confirmations(classes: Sequence[int], running: Running) -> set[tuple[int, int | None]]:
    """Which books of classes are confirmed; conduct has no subject. One statement."""
    rows = Confirmation.objects.filter(school_class_id__in=classes, term=running.term, withdrawn_at=None)
    return set(rows.values_list("school_class_id", "subject_id"))


def homeroom_rows(classes: Sequence[SchoolClass], running: Running) -> list[dict[str, Any]]:
    """Each homeroom class with the conduct and the absences that are not entered; two statements."""
    if not classes:
        return []
    numbers = [each.pk for each in classes]
    sitting = pupil_count(numbers, running.day)
    rows = Conduct.objects.filter(school_class_id__in=numbers, term=running.term).values("school_class_id")
    known = {
        row["school_class_id"]: row
        for row in rows.annotate(
            rated=Count("pk", filter=Q(rating__isnull=False)),
            counted=Count("pk", filter=Q(absences__isnull=False)),
        ).order_by()
    }
    return [_homeroom(each, sitting.get(each.pk, 0), known.get(each.pk, {}), running) for each in classes]


def needs(scope: Scope, homerooms: Sequence[SchoolClass], running: Running) -> list[Need]:
    """Transcripts of the classes that wait for the homeroom teacher's signature; one statement at most."""
    classes = {each.pk: each for each in homerooms}
    if not classes:
        return []
    rows = waiting.unsigned([scope.organisation or 0], list(classes))
    mine = [row for row in rows if row.turn == Capacity.HOMEROOM]
    return [_to_sign(classes[row.school_class], row.papers, row.year) for row in mine]


def my_corrections(scope: Scope) -> list[dict[str, Any]]:
    """The corrections somebody asked for, those that wait first, then the latest answers; one statement."""
    rows = Correction.objects.filter(asked_by=scope.account).exclude(state=CorrectionState.WITHDRAWN)
    tones = {CorrectionState.ASKED: "wait", CorrectionState.DONE: "ok", CorrectionState.REFUSED: "err"}
    ordered = rows.select_related("school_class", "subject", "pupil").order_by("state", "-asked_at")[:RECENT]
    return [
        {
            "title": _("%(pupil)s, %(class)s") % {"pupil": each.pupil, "class": each.school_class.name},
            "note": " · ".join(
                (each.subject.short_name if each.subject else _("Conduct"), moment_day(each.asked_at))
            ),
            "state": each.get_state_display(),
            "tone": tones[CorrectionState(each.state)],
        }
        for each in ordered
    ]


def _rows(
    counted: Iterable[BookCount], confirmed: set[tuple[int, int | None]], running: Running
) -> list[dict[str, Any]]:
    """My books by class and subject; two statements."""
    found = list(counted)
    classes = SchoolClass.objects.in_bulk({book.school_class for book in found})
    subjects = Subject.objects.in_bulk({book.subject for book in found})
    found = [book for book in found if book.school_class in classes]
    found.sort(key=lambda book: (subjects[book.subject].order, *class_order(classes[book.school_class])))
    return [
        _row(book, classes, subjects, running, is_confirmed=(book.school_class, book.subject) in confirmed)
        for book in found
    ]


def _row(
    book: BookCount,
    classes: Mapping[int, SchoolClass],
    subjects: Mapping[int, Subject],
    running: Running,
    *,
    is_confirmed: bool,
) -> dict[str, Any]:
    school_class, subject = classes[book.school_class], subjects[book.subject]
    return {
        "class": school_class.name,
        "subject": subject.short_name,
        "href": doors.book(school_class.uuid, subject.code, running.term),
        "pupils": number(book.pupils),
        "regular": book.missing_regular,
        "midterm": book.missing_midterm,
        "final": book.missing_final,
        "missing": book.missing,
        "share": percent(book.entered, book.owed),
        "width": width(book.entered, book.owed),
        "is_confirmed": is_confirmed,
    }


def _homeroom(
    school_class: SchoolClass, pupils: int, known: Mapping[str, Any], running: Running
) -> dict[str, Any]:
    return {
        "name": school_class.name,
        "href": doors.of(school_class),
        "pupils": number(pupils),
        "conduct": max(pupils - known.get("rated", 0), 0),
        "absences": max(pupils - known.get("counted", 0), 0),
        "conduct_href": doors.conduct(school_class.uuid, running.term),
    }


def _to_sign(school_class: SchoolClass, papers: int, year: int) -> Need:
    title = ngettext("Sign %(count)s transcript", "Sign %(count)s transcripts", papers)
    return Need(
        title=title % {"count": number(papers)},
        note=_("class %(class)s, school year %(year)s")
        % {"class": school_class.name, "year": year_name(year)},
        href=doors.transcripts(school_class.uuid),
        icon="pen-line",
        count=papers,
    )
