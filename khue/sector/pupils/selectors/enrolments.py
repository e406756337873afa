"""Who learns where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.foundation.organisations.choices import Stage
from khue.sector.pupils.choices import EnrolmentStatus
from khue.sector.pupils.models import HOLDS, Enrolment


def enrolments_of_year(year: int) -> QuerySet[Any]:
    """The enrolments of a school year that the scope shows, the latest of each pupil and school; no cancelled ones.

    Whoever left during the year is in it, with the state that says so.
    """
    later = Enrolment.objects.filter(
        HOLDS,
        person_id=OuterRef("person_id"),
        organisation_id=OuterRef("organisation_id"),
        year_id=year,
        valid_from__gt=OuterRef("valid_from"),
    )
    rows: QuerySet[Any] = Enrolment.objects.filter(HOLDS, ~Exists(later), year_id=year)
    return rows


def record_enrolment(person: UUID, year: int | None = None) -> Enrolment | None:
    """The enrolment a record shows: that of the year looked at, else the latest one, as far as the scope sees it."""
    rows = Enrolment.objects.filter(HOLDS, person__uuid=person).select_related(
        "person", "organisation", "grade", "site", "year", "person__residence_unit"
    )
    found: Enrolment | None = None
    if year is not None:
        found = rows.filter(year_id=year).order_by("-valid_from").first()
    return found or rows.order_by("-valid_from").first()


def latest_enrolment(person: int) -> Enrolment | None:
    """The latest enrolment of a person in the scope."""
    rows = Enrolment.objects.filter(HOLDS, person_id=person).exclude(status=EnrolmentStatus.CANCELLED)
    found: Enrolment | None = rows.order_by("-valid_from").first()
    return found


@dataclass(frozen=True, slots=True)
class PupilWords:
    """What those who learn are called at a kind of institution."""

    one: str | Promise
    many: str | Promise
    counted: str | Promise
    add: str | Promise
    head: str | Promise


_CHILD = PupilWords(_("child"), _("Children"), _("children"), _("Add a child"), _("head teacher"))
_PUPIL = PupilWords(_("pupil"), _("Pupils"), _("pupils"), _("Add a pupil"), _("head teacher"))
_ADULT = PupilWords(
    _("learner"), _("Learners"), _("learners"), _("Add a learner"), _("director of the centre")
)


def pupil_words(stages: Sequence[str]) -> PupilWords:
    """The words for an institution of these stages: trẻ, học sinh or học viên; hiệu trưởng or giám đốc."""
    if stages and set(stages) == {Stage.PRESCHOOL}:
        return _CHILD
    if stages and set(stages) == {Stage.CONTINUING}:
        return _ADULT
    return _PUPIL
