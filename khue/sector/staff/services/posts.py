"""Verbs on posts: appoint, end, put into a group, lead it. Each opens or ends the hat that goes with the position."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud.services import recheck, require_organisation
from khue.core.models import holds_on
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.accounts.services import end_membership, open_membership
from khue.foundation.people.models import Person
from khue.foundation.people.services import widen_reach
from khue.sector.staff.choices import Position
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import ROLE_OF, position_label, post_endings

HELD: Final = _("This person holds that post already.")
OVER: Final = _("This post has ended already.")


@transaction.atomic
def appoint(
    *,
    person: int,
    organisation: int,
    position: str,
    valid_from: dt.date | None = None,
    internal_unit: int | None = None,
    main_subject: int | None = None,
    leads_unit: bool = False,
    is_main: bool | None = None,
) -> Post:
    """Say that a person works at an organisation of the scope from a day on (today), and open the hat for it.

    `person` may be kept by another school (a teacher who serves at two): this one reads the record from now on. Without
    `is_main` it is the main post when there is no other. Raises `ValidationError` for a post that is held already.
    """
    require(current_scope(), "staff.add")
    require_organisation(organisation)
    day = valid_from or clock.today()
    held = Post.objects.filter(holds_on(day), person_id=person, organisation_id=organisation)
    if held.filter(position=position).exists():
        raise ValidationError(HELD, code="held")
    _read_from_now_on(person, organisation)
    row = Post(
        person_id=person,
        organisation_id=organisation,
        position=position,
        internal_unit_id=internal_unit,
        main_subject_id=main_subject,
        is_main=not held.filter(is_main=True).exists() if is_main is None else is_main,
        valid_from=day,
    )
    row.save(force_insert=True)
    recheck(row)
    audit.record("staff.appointed", row, position=position, valid_from=day.isoformat())
    _open_hat(row)
    return join_unit(post=row, internal_unit=internal_unit, leads=True) if leads_unit else row


@transaction.atomic
def end_post(*, post: Post, valid_to: dt.date | None = None, reason: str = "") -> Post:
    """End a post on a day (today): the first day without it. Classes and subjects of a teacher end with it."""
    require(current_scope(), "staff.change", post)
    row = _lock(post)
    if row.valid_to is not None and row.valid_to <= clock.today():
        raise ValidationError(OVER, code="over")
    row.valid_to = max(valid_to or clock.today(), row.valid_from + dt.timedelta(days=1))
    row.save(update_fields=["valid_to"])
    audit.record("staff.post_ended", row, reason=reason.strip(), valid_to=row.valid_to.isoformat())
    _end_hat(row)
    for end in post_endings:
        end([row])
    return row


@transaction.atomic
def join_unit(*, post: Post, internal_unit: int | None, leads: bool = False) -> Post:
    """Put a post into a subject group (or none), as its leader or not. A group has one leader: the last one named."""
    require(current_scope(), "staff.change", post)
    row = _lock(post)
    leads = leads and internal_unit is not None
    if (row.internal_unit_id, row.leads_unit) == (internal_unit, leads):
        return row
    if leads:
        others = Post.objects.filter(internal_unit_id=internal_unit, leads_unit=True).exclude(pk=row.pk)
        for other in others.filter(holds_on(clock.today())):
            join_unit(post=other, internal_unit=internal_unit, leads=False)
    old = [row.internal_unit_id, row.leads_unit]
    row.internal_unit_id, row.leads_unit = internal_unit, leads
    row.save(update_fields=["internal_unit", "leads_unit"])
    audit.record("staff.unit_changed", row, old=old, new=[internal_unit, leads])
    return row


@transaction.atomic
def change_subject(*, post: Post, main_subject: int | None) -> Post:
    """Change the subject somebody was trained for."""
    require(current_scope(), "staff.change", post)
    row = _lock(post)
    if row.main_subject_id != main_subject:
        old, row.main_subject_id = row.main_subject_id, main_subject
        row.save(update_fields=["main_subject"])
        audit.record("staff.subject_changed", row, old=old, new=main_subject)
    return row


def _lock(post: Post) -> Post:
    recheck(post)
    row: Post = Post.objects.select_for_update().select_related(None).get(pk=post.pk)
    return row


def _read_from_now_on(person: int, organisation: int) -> None:
    kept = Person.objects.filter(pk=person, keeper_id=organisation).exists()
    if not kept:
        widen_reach([(person, organisation)])


def _open_hat(post: Post) -> None:
    role = ROLE_OF.get(Position(post.position))
    if role is None:
        return
    with translation.override(
        settings.LANGUAGE_CODE
    ):  # what papers print is Vietnamese, whoever presses the button
        open_membership(
            person=post.person_id,
            organisation=post.organisation_id,
            role=role,
            valid_from=post.valid_from,
            title=str(position_label(post.position, post.organisation)),
        )


def _end_hat(post: Post) -> None:
    """The hat ends with the last post that brings it."""
    role = ROLE_OF.get(Position(post.position))
    positions = [position for position, brings in ROLE_OF.items() if brings == role]
    others = Post.objects.filter(
        person_id=post.person_id, organisation_id=post.organisation_id, position__in=positions, valid_to=None
    )
    if role is not None and post.valid_to is not None and not others.exclude(pk=post.pk).exists():
        end_membership(
            person=post.person_id, organisation=post.organisation_id, role=role, valid_to=post.valid_to
        )
