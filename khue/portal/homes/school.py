"""The home page of a school's office: its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core.rules import can, require
from khue.core.scope import Scope, current_scope
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import Organisation
from khue.foundation.signing.choices import Capacity
from khue.portal.homes import doors, showing, waiting
from khue.portal.homes.counting import BookCount, books, pupils_of
from khue.portal.homes.figures import Completion, Line, completion_of_class
from khue.portal.homes.head import hat_of, page_head, running_of
from khue.portal.homes.lists import class_order
from khue.portal.homes.periods import Running
from khue.portal.homes.waiting import Asked, Late, Need, Unsigned
from khue.portal.homes.wording import number, percent, waiting_since, width, year_name
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_of_year, pupil_count
from khue.sector.pupils.selectors import pupil_words

SHOWN = 9


@dataclass(slots=True)
class Sum:
    """A class or a subject over its books."""

    key: int
    owed: int = 0
    entered: int = 0
    worst: BookCount | None = None

    def add(self, book: BookCount) -> None:
        """Take a book in; the one that lacks most is remembered."""
        self.owed += book.owed
        self.entered += book.entered
        if book.missing and (self.worst is None or book.missing > self.worst.missing):
            self.worst = book

    @property
    def missing(self) -> int:
        """Marks that are not there."""
        return self.owed - self.entered


def sums(counted: Iterable[BookCount], *, by: str) -> list[Sum]:
    """Books summed by `school_class` or by `subject`, what is least complete first."""
    found: dict[int, Sum] = {}
    for book in counted:
        key = getattr(book, by)
        found.setdefault(key, Sum(key)).add(book)
    return sorted(found.values(), key=lambda each: each.entered / each.owed if each.owed else 1)


def home(request: HttpRequest) -> HttpResponse:
    """Classes, pupils and marks of the school, what waits for this hat, what is late."""
    scope, running = current_scope(), running_of(request)
    require(scope, "homes.school")
    organisation = hat_of(request).organisation
    classes = {each.pk: each for each in classes_of_year(running.year, organisation.pk)}
    counted = books(running, organisations=[organisation.pk])
    mine = scope.account if can(scope, "gradebook.decide_correction") else None
    asked, unsigned = waiting.corrections_asked(for_account=mine), waiting.unsigned([organisation.pk])
    by_class = sums(counted, by="school_class")
    subjects = Subject.objects.in_bulk({book.subject for book in counted})
    context = {
        "head": page_head(running),
        "organisation": organisation,
        "running": running,
        "tiles": _tiles(scope, organisation, classes, by_class, running),
        "classes": _class_rows(
            by_class[:SHOWN], classes, subjects, running, reads=can(scope, "gradebook.read")
        ),
        "more": len(by_class) if len(by_class) > SHOWN else 0,
        "completion_href": completion_of(scope),
        "subjects": _subject_rows(sums(counted, by="subject"), subjects),
        "needs": needs(scope, organisation, running, asked, unsigned),
        "late": late(scope, running, asked, unsigned),
        "words": pupil_words(organisation.stages),
    }
    return render(request, "portal/school.html", context)


def needs(
    scope: Scope, organisation: Organisation, running: Running, asked: Asked, unsigned: Sequence[Unsigned]
) -> list[Need]:
    """What only this hat can do: decide corrections, sign or seal transcripts, set the lock."""
    found: list[Need] = []
    if asked.since and can(scope, "gradebook.decide_correction"):
        title = ngettext("Decide %(count)s correction", "Decide %(count)s corrections", asked.count)
        found.append(
            Need(
                title=title % {"count": number(asked.count)},
                note=_("oldest %(since)s") % {"since": waiting_since(asked.since)},
                href=doors.corrections(),
                icon="git-pull-request-arrow",
                count=asked.count,
            )
        )
    found += signing(scope, unsigned)
    if running.closes_at is None and can(scope, "gradebook.windows", organisation):
        found.append(
            Need(
                title=_("Decide when marks of %(term)s are locked") % {"term": running.name},
                note=_("no day has been set; all books are open"),
                href=doors.windows(),
                icon="lock",
            )
        )
    return found


SIGNS = (
    ("transcripts.sign_head", Capacity.HEAD, "pen-line"),
    ("transcripts.sign_seal", Capacity.SEAL, "stamp"),
)


def signing(scope: Scope, unsigned: Iterable[Unsigned]) -> list[Need]:
    """Transcripts whose turn it is with this hat, one line a school year."""
    turn = next(((capacity, icon) for act, capacity, icon in SIGNS if can(scope, act)), None)
    if turn is None:
        return []
    capacity, icon = turn
    papers: dict[int, list[Unsigned]] = defaultdict(list)
    for each in unsigned:
        if each.turn == capacity:
            papers[each.year].append(each)
    return [_to_sign(year, rows, capacity, icon) for year, rows in sorted(papers.items())]


def _to_sign(year: int, rows: Sequence[Unsigned], capacity: str, icon: str) -> Need:
    count, classes = sum(row.papers for row in rows), len({row.school_class for row in rows})
    if capacity == Capacity.SEAL:
        title = ngettext("Seal %(count)s transcript", "Seal %(count)s transcripts", count)
    else:
        title = ngettext("Sign %(count)s transcript", "Sign %(count)s transcripts", count)
    note = ngettext("%(count)s class", "%(count)s classes", classes) % {"count": classes}
    return Need(
        title=title % {"count": number(count)},
        note=_("%(classes)s, school year %(year)s") % {"classes": note, "year": year_name(year)},
        href=doors.figures("transcripts"),
        icon=icon,
        count=count,
    )


def late(scope: Scope, running: Running, asked: Asked, unsigned: Sequence[Unsigned]) -> list[Late]:
    """What is really late in this school and waits for somebody else."""
    mine = {capacity for act, capacity, _icon in SIGNS if can(scope, act)}
    others = [each for each in unsigned if each.turn not in mine]
    follows = can(scope, "gradebook.see_corrections") and not can(scope, "gradebook.decide_correction")
    corrections = waiting.late_corrections(asked, doors.corrections()) if follows else []
    rows = waiting.unconfirmed(running.year, [scope.organisation or 0])
    return [
        *corrections,
        *waiting.late_books(rows, doors.figures("unconfirmed")),
        *waiting.late_transcripts(others, doors.figures("transcripts")),
    ]


def completion_of(scope: Scope) -> str:
    """The completion list, for whoever may open it."""
    return doors.completion() if can(scope, "gradebook.see_completion") else ""


def _tiles(
    scope: Scope,
    organisation: Organisation,
    classes: Mapping[int, SchoolClass],
    by_class: Sequence[Sum],
    running: Running,
) -> dict[str, Any]:
    now, before = pupils_of([organisation.pk]).get(organisation.pk, (0, 0))
    placed = sum(pupil_count(list(classes)).values()) if classes else 0
    total = Line(organisation, pupils=now, pupils_before=before)
    total.completion = sum((completion_of_class(each.owed, each.entered) for each in by_class), Completion())
    return {
        "classes": {
            "value": number(len(classes)),
            "href": doors.classes(),
            "unplaced": number(max(now - placed, 0)) if placed < now else "",
            "unplaced_href": doors.pupils(lop="chua"),
        },
        "pupils": showing.pupils_tile(total),
        "completion": showing.completion_tile(
            total, running, completion_of(scope) or doors.figures("classes")
        ),
    }


def _class_rows(
    by_class: Iterable[Sum],
    classes: Mapping[int, SchoolClass],
    subjects: Mapping[int, Subject],
    running: Running,
    *,
    reads: bool,
) -> list[dict[str, Any]]:
    """The classes that lack most, with the book that lacks most in each; a link to it for whoever reads books."""
    return [
        {
            "name": classes[each.key].name,
            "href": doors.of(classes[each.key]),
            "share": percent(each.entered, each.owed),
            "width": width(each.entered, each.owed),
            "missing": number(each.missing),
            "worst": str(subjects[each.worst.subject].short_name) if each.worst else "",
            "worst_missing": number(each.worst.missing) if each.worst else "",
            "worst_href": doors.book(classes[each.key].uuid, subjects[each.worst.subject].code, running.term)
            if each.worst and reads
            else "",
        }
        for each in by_class
        if each.key in classes
    ]


def _subject_rows(by_subject: Iterable[Sum], subjects: Mapping[int, Subject]) -> list[dict[str, Any]]:
    return [
        {
            "name": subjects[each.key].short_name,
            "share": percent(each.entered, each.owed),
            "width": width(each.entered, each.owed),
            "missing": number(each.missing),
        }
        for each in by_subject
    ]


def in_order(classes: Iterable[SchoolClass]) -> list[SchoolClass]:
    """Classes by grade and name."""
    return sorted(classes, key=class_order)
