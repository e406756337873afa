"""What a record still needs before it can go to the sector database: one definition for list, filter and page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.foundation.people.choices import Precision
from khue.foundation.people.models import Guardianship
from khue.sector.pupils.models import Enrolment


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that may be missing: what the list shows, what the record says and why, the verb that helps.

    `missing` answers the condition on enrolments that lack it.
    """

    code: str
    short: str | Promise
    title: str | Promise
    text: str | Promise
    verb: str | Promise
    missing: Callable[[], Any]


def _without_guardian() -> Any:
    answered = Guardianship._base_manager.filter(child_id=OuterRef("person_id"), valid_to=None)
    return ~Exists(answered)


NEEDS: Final = (
    Need(
        "identity",
        _("Identity number"),
        _("The personal identity number is missing."),
        _("The record cannot go to the sector database."),
        _("Add the number"),
        lambda: Q(person__identity_index=None),
    ),
    Need(
        "doubt",
        _("Check the number"),
        _("The identity number disagrees with sex or date of birth."),
        _("Compare with the birth certificate; corrections by the civil status office are possible."),
        _("Compare"),
        lambda: ~Q(person__identity_doubts=""),
    ),
    Need(
        "birth",
        _("Date of birth"),
        _("The full date of birth is missing."),
        _("Admission and age statistics need it."),
        _("Add the date"),
        lambda: Q(person__birth_date=None) | ~Q(person__birth_precision=Precision.DAY),
    ),
    Need(
        "sector",
        _("Pupil code"),
        _("The sector identifier is missing."),
        _("The sector database gives it when the record arrives."),
        _("Add the code"),
        lambda: Q(person__sector_identifier=None),
    ),
    Need(
        "guardian",
        _("Father, mother"),
        _("Nobody who answers for the child is recorded."),
        _("The school could reach nobody."),
        _("Add a guardian"),
        _without_guardian,
    ),
)


def needs_of(enrolment: Enrolment) -> list[Need]:
    """What the record of an enrolment still needs, the most urgent first: one statement."""
    rows = Enrolment._base_manager.filter(pk=enrolment.pk)
    found = rows.annotate(**flags()).values(*flags()).first() or {}
    return [need for need in NEEDS if found.get(f"needs_{need.code}")]


def flags() -> dict[str, Any]:
    """The annotations that say what each enrolment of a list needs, by `needs_<code>`."""
    return {
        f"needs_{need.code}": ExpressionWrapper(need.missing(), output_field=BooleanField()) for need in NEEDS
    }
