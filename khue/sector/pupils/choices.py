"""Where an enrolment stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrolmentStatus(models.TextChoices):
    """The state of an enrolment today."""

    STUDYING = "studying", _("Studying")
    LEAVING = "leaving", _("Leaving")
    MOVED = "moved", _("Moved to another school")
    DROPPED = "dropped", _("Left school")
    DEFERRED = "deferred", _("Deferred")
    COMPLETED = "completed", _("Completed the year")
    CANCELLED = "cancelled", _("Entered by mistake")
    CONTINUED = "continued", _("Went on at the school that followed")


PRESENT = (EnrolmentStatus.STUDYING, EnrolmentStatus.LEAVING)
"""States of those who sit in the classroom today."""
ENDED = (
    EnrolmentStatus.MOVED,
    EnrolmentStatus.DROPPED,
    EnrolmentStatus.COMPLETED,
    EnrolmentStatus.CANCELLED,
    EnrolmentStatus.CONTINUED,
)
"""States that close an enrolment."""


class Entry(models.TextChoices):
    """How an enrolment began."""

    NEW = "new", _("Newly admitted")
    PROMOTED = "promoted", _("Promoted")
    REPEATED = "repeated", _("Repeats the grade")
    TRANSFERRED = "transferred", _("Came from another school")
    RETURNED = "returned", _("Came back to school")
    CONTINUED = "continued", _("Went on from a school that ended")
