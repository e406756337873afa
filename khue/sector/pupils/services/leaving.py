"""Who leaves, who comes back, and what was entered by mistake."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud.services import recheck
from khue.core.events import announce
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.sector.pupils.choices import ENDED, PRESENT, EnrolmentStatus, Entry
from khue.sector.pupils.events import PupilLeft
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import endings
from khue.sector.pupils.services.enrolling import enrol

_WAYS_OUT: Final = frozenset({*ENDED, EnrolmentStatus.DEFERRED}) - {
    EnrolmentStatus.CANCELLED,
    EnrolmentStatus.CONTINUED,
}
_OVER: Final = _("This enrolment has ended already.")
_STILL: Final = _("This pupil has not left.")
_REASON: Final = _("Say why.")


@transaction.atomic
def leave(
    *, enrolment: Enrolment, status: str, valid_to: dt.date | None = None, reason: str = ""
) -> Enrolment:
    """End an enrolment on a day (today): the first day without it.

    `status` is moved, dropped, completed or deferred; `reason` is a code of the list "exit_reason". The place in the
    class ends with it. Raises `ValidationError` for one that has ended, `ValueError` for another status.
    """
    require(current_scope(), "pupils.change", enrolment)
    if status not in _WAYS_OUT:
        raise ValueError(f"nobody leaves by {status!r}")
    day = max(valid_to or clock.today(), enrolment.valid_from + dt.timedelta(days=1))
    row = _lock(enrolment)
    if row.valid_to is not None and row.valid_to <= clock.today():
        raise ValidationError(_OVER, code="over")
    row.status, row.valid_to, row.exit_reason = status, day, reason
    row.save(update_fields=["status", "valid_to", "exit_reason"])
    _end_the_rest(row, day)
    audit.record("pupils.left", row, status=status, reason=reason, valid_to=day.isoformat())
    announce(PupilLeft(row.pk, row.person_id, row.organisation_id, status, day.isoformat()))
    return row


@transaction.atomic
def come_back(
    *, enrolment: Enrolment, valid_from: dt.date | None = None, grade: int | None = None
) -> Enrolment:
    """Let somebody who left, or deferred, learn here again from a day on (today), in the same grade or another."""
    require(current_scope(), "pupils.change", enrolment)
    if enrolment.valid_to is None:
        raise ValidationError(_STILL, code="still_here")
    return enrol(
        person=enrolment.person,
        organisation=enrolment.organisation_id,
        year=enrolment.year_id,
        grade=grade or enrolment.grade_id,
        valid_from=max(valid_from or clock.today(), enrolment.valid_to),
        entry=Entry.RETURNED,
        site=enrolment.site_id,
        register_number=enrolment.register_number,
    )


@transaction.atomic
def cancel(*, enrolment: Enrolment, reason: str) -> Enrolment:
    """Take back an enrolment that was entered by mistake: it holds on no day, and stays on record with the reason."""
    require(current_scope(), "pupils.change", enrolment)
    if not reason.strip():
        raise ValidationError({"reason": ValidationError(_REASON, code="required")})
    row = _lock(enrolment)
    row.status, row.valid_to = EnrolmentStatus.CANCELLED, row.valid_from
    row.save(update_fields=["status", "valid_to"])
    _end_the_rest(row, row.valid_from)
    audit.record("pupils.cancelled", row, reason=reason.strip())
    return row


def say_leaving(*, enrolment: Enrolment) -> Enrolment:
    """Mark somebody whose transfer has begun and who still sits in the classroom."""
    return _change_status(enrolment, EnrolmentStatus.LEAVING, "pupils.leaving")


def stay(*, enrolment: Enrolment) -> Enrolment:
    """Take the mark back."""
    return _change_status(enrolment, EnrolmentStatus.STUDYING, "pupils.staying")


@transaction.atomic
def _change_status(enrolment: Enrolment, status: EnrolmentStatus, action: str) -> Enrolment:
    require(current_scope(), "pupils.change", enrolment)
    row = _lock(enrolment)
    if row.status not in PRESENT:
        raise ValidationError(_OVER, code="over")
    if row.status != status:
        row.status = status
        row.save(update_fields=["status"])
        audit.record(action, row)
    return row


def _lock(enrolment: Enrolment) -> Enrolment:
    recheck(enrolment)
    row: Enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    return row


def _end_the_rest(row: Enrolment, day: dt.date) -> None:
    for end in endings:
        end([row], day)
