"""Some days of ordinary work at the showcase school, done by its people through the services.

What is loaded by COPY has no past. Here marks are mended, last year's are corrected, and two more classes are on their
way through the signatures, so that the histories, the audit and the inboxes of the demo have something in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from khue.core import audit, clock
from khue.core.models import AuditLine
from khue.core.scope import Scope, open_scope, system
from khue.foundation.accounts.choices import FAMILY
from khue.foundation.accounts.models import Account, Membership
from khue.foundation.accounts.selectors import scope_of
from khue.foundation.signing.choices import Capacity
from khue.portal.demo.days import demo_today, moment
from khue.portal.demo.signing import sign_class, smallest_classes
from khue.portal.demo.sizes import CLOSED, RUNNING
from khue.school.gradebook.models import Correction
from khue.school.gradebook.models.cells import SCORES
from khue.school.gradebook.selectors.books import Book, book_of
from khue.school.gradebook.selectors.pupils import pupils_of
from khue.school.gradebook.selectors.values import values_of
from khue.school.gradebook.services.answers import CellChange
from khue.school.gradebook.services.corrections import approve, ask_correction, refuse
from khue.school.gradebook.services.saving import save_cells
from khue.sector.classes.models import SchoolClass, TeachingAssignment

WORKED = "demo.worked"
TEACHERS = ("giaovien", "giaovien2")
HEAD, DEPUTY = "hieutruong", "phohieutruong"
MENDED = 4
"""How many pupils' marks a teacher mends in an evening."""
HALF_A_MARK = 5
"""Tenths."""
HIGHEST = 100
ON_THEIR_WAY = ((Capacity.HOMEROOM,), (Capacity.HOMEROOM, Capacity.HEAD))
"""Whom a class that waits was signed by already: one waits for the head, one for the seal."""


def do_everyday_work(say: Callable[[str], None]) -> None:
    """The work of some weeks before today; nothing where the demo has no showcase school."""
    with open_scope(system("demo")):
        if not Account.objects.filter(username=TEACHERS[0]).exists():
            return
        signed = {each.pk for each in smallest_classes()}
        done = AuditLine.objects.filter(action=WORKED).exists()
    if not done:
        _work()
    for capacities, school_class in zip(ON_THEIR_WAY, _classes_to_sign(signed), strict=False):
        sign_class(school_class, capacities=capacities)
    say("some days of everyday work")


def _work() -> None:
    """Once: in one transaction with the line that says so."""
    with transaction.atomic():
        for ago, teacher in enumerate(TEACHERS, 2):
            _mend_marks(teacher, days_ago=ago)
        _correct(TEACHERS[0])
        with open_scope(system("demo")):
            audit.record(WORKED)


def _mend_marks(teacher: str, *, days_ago: int) -> None:
    """A teacher goes over the first marks of a class of this year and raises some by half a mark."""
    with _at_work(teacher, days_ago=days_ago, hour=20) as scope:
        book = _book(scope, RUNNING, term=1)
        save_cells(book=book, changes=_raised(book)[:MENDED])


def _correct(teacher: str) -> None:
    """Three marks of last year: one corrected, one left as it was, one that waits for the head."""
    with _at_work(teacher, days_ago=20, hour=9) as scope:
        book = _book(scope, CLOSED, term=2)
        first, second, third = _raised(book)[:3]
        corrected = _ask(book, first, "Cộng sót nửa điểm câu 3, đã đối chiếu bài làm")
    with _at_work(HEAD, days_ago=19, hour=10):
        approve(correction=corrected, answer="Đã xem bài làm và biên bản chấm lại")
    with _at_work(teacher, days_ago=5, hour=16):
        refused = _ask(book, second, "Học sinh xin xem lại bài")
    with _at_work(DEPUTY, days_ago=4, hour=8):
        refuse(correction=refused, answer="Chưa có biên bản chấm lại của tổ")
    with _at_work(teacher, days_ago=1, hour=15):
        _ask(book, third, "Vào nhầm điểm của bạn bên dưới")


def _ask(book: Book, change: CellChange, reason: str) -> Correction:
    return ask_correction(book=book, pupil=change.pupil, cell=change.cell, new=change.new, reason=reason)


def _book(scope: Scope, year: int, term: int) -> Book:
    """The first book of marks that the hat writes in."""
    taught = TeachingAssignment.objects.filter(person_id=scope.person, school_class__year_id=year)
    row = taught.select_related("school_class", "subject").order_by("school_class__name", "subject__order")[0]
    return book_of(class_uuid=row.school_class.uuid, subject=row.subject.code, term=term)


def _raised(book: Book) -> list[CellChange]:
    """The first mark of every pupil who may get half a mark more, as a change of the cell."""
    cell, values, changes = SCORES.cells[0], values_of(book), []
    for pupil in pupils_of(book):
        row = values.get(pupil.person)
        mark = row.cells[0] if row is not None else None
        if mark is None or pupil.has_left or pupil.is_exempt or mark + HALF_A_MARK > HIGHEST:
            continue
        changes.append(CellChange(pupil.uuid, cell.name, cell.wire(mark), cell.wire(mark + HALF_A_MARK)))
    return changes


def _classes_to_sign(signed: set[int]) -> list[SchoolClass]:
    """Classes of last year at the showcase school, the first ones, without those that are signed."""
    with open_scope(system("demo")):
        school = _hat(HEAD).organisation_id
        rows = SchoolClass.objects.filter(organisation_id=school, year_id=CLOSED).exclude(pk__in=signed)
        rows = rows.select_related("organisation", "organisation__unit", "year").order_by("name")
        return list(rows[: len(ON_THEIR_WAY)])


@contextmanager
def _at_work(login: str, *, days_ago: int, hour: int) -> Iterator[Scope]:
    """Somebody's hat, some days ago."""
    day = demo_today() - dt.timedelta(days=days_ago)
    with clock.frozen(moment(day, hour, 12)):
        with open_scope(system("demo")):
            scope = scope_of(_hat(login), Account.objects.get(username=login).pk)
        with open_scope(scope):
            yield scope


def _hat(login: str) -> Membership:
    person = Account.objects.values_list("person_id", flat=True).get(username=login)
    hats = Membership.objects.filter(person_id=person).exclude(role__in=FAMILY)
    hat: Membership = hats.select_related("organisation").earliest("pk")
    return hat
