"""What an organisation keeps itself: how to reach it, its sites, its subject groups and divisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit, clock
from khue.core.crud import create_row, create_rows, update_row, update_rows
from khue.core.scope import current_scope
from khue.foundation.organisations.models import InternalUnit, Organisation, OrganisationName, Site
from khue.foundation.organisations.services.applying import refuse_outside
from khue.foundation.organisations.services.mending import Mended, mend
from khue.foundation.organisations.services.refusals import ChangeRefused
from khue.foundation.organisations.services.register import Called, short_of

CONTACT = frozenset({"address", "phone", "email", "website", "latitude", "longitude", "stages", "ownership"})


@transaction.atomic
def edit_contact(*, row: Organisation, **values: Any) -> Organisation:
    """Change how an organisation is reached, and its stages and ownership: what is not dated."""
    strange = values.keys() - CONTACT
    if strange:
        raise ValueError(f"a decision changes {sorted(strange)}, not this")
    refuse_outside([row.pk])
    return update_row(row=row, **values)


@transaction.atomic
def correct_name(*, organisation: Organisation, name: str, short_name: str = "") -> Organisation:
    """Mend the spelling of today's name, as if it had always been written so; a new name is `plan_rename`."""
    refuse_outside([organisation.pk])
    row = OrganisationName.objects.current().filter(organisation=organisation).first()
    if row is None:
        raise ChangeRefused("not_alive", name=organisation.name, date=f"{clock.today():%d/%m/%Y}")
    after = {"name": name, "short_name": short_of(Called(name, short_name))}
    before = {"name": row.name, "short_name": row.short_name}
    if before != after:
        mend([Mended(organisation, before, after)])
        organisation.refresh_from_db()
    return organisation


@transaction.atomic
def create_site(*, model: type[Site] = Site, **values: Any) -> Site:
    """Open a site; the first one of an organisation is its main site. A new main site takes the place of the old."""
    values.setdefault("valid_from", clock.today())
    number = values.get("organisation_id") or current_scope().organisation
    if not Site.objects.current().filter(organisation_id=number).exists():
        values["is_main"] = True
    if values.get("is_main"):
        _demote(number)
    return create_row(model=model, **values)


@transaction.atomic
def create_sites(
    *, model: type[Site] = Site, rows: Sequence[Mapping[str, Any]]
) -> list[Site | ValidationError]:
    """As `create_site` for many that say nothing of the main site: the first of an organisation without one is it."""
    own, today = current_scope().organisation, clock.today()
    numbers = {values.get("organisation_id") or own for values in rows}
    current = Site.objects.current().filter(organisation_id__in=numbers)
    held = set(current.values_list("organisation_id", flat=True))

    def choose_main(sites: Sequence[Site]) -> None:
        for site in sites:
            site.is_main = site.organisation_id not in held
            held.add(site.organisation_id)

    return create_rows(
        model=model, rows=[{"valid_from": today, **values} for values in rows], begin=choose_main
    )


@transaction.atomic
def change_site(*, row: Site, **values: Any) -> Site:
    """Change a site; the main site stays until another one becomes it."""
    if values.get("is_main") and not row.is_main:
        _demote(row.organisation_id)
    if row.is_main and values.get("is_main") is False:
        raise ValidationError(_("A school has one main site. Make another site the main one instead."))
    return update_row(row=row, **values)


def change_sites(*, rows: Sequence[tuple[Site, Mapping[str, Any]]]) -> list[Site | ValidationError]:
    """As `change_site` for many, except which site is the main one: that is said of one at a time."""
    if any("is_main" in values for _row, values in rows):
        raise ValueError("the main site is chosen by change_site")
    return update_rows(rows=rows)


@transaction.atomic
def end_site(*, row: Site) -> None:
    """Close a site from today on; the main site only after all others."""
    others = Site.objects.current().filter(organisation_id=row.organisation_id).exclude(pk=row.pk)
    if row.is_main and others.exists():
        raise ValidationError(_("This is the main site. Make another site the main one first."))
    _end(row)


@transaction.atomic
def create_group(*, model: type[InternalUnit] = InternalUnit, **values: Any) -> InternalUnit:
    """Form a subject group, a division or an office."""
    values.setdefault("valid_from", clock.today())
    return create_row(model=model, **values)


def create_groups(
    *, model: type[InternalUnit] = InternalUnit, rows: Sequence[Mapping[str, Any]]
) -> list[InternalUnit | ValidationError]:
    """As `create_group` for many."""
    today = clock.today()
    return create_rows(model=model, rows=[{"valid_from": today, **values} for values in rows])


@transaction.atomic
def end_group(*, row: InternalUnit) -> None:
    """Dissolve a subject group, a division or an office from today on."""
    _end(row)


def _demote(number: int | None) -> None:
    Site.objects.current().filter(organisation_id=number, is_main=True).update(is_main=False)


def _end(row: Site | InternalUnit) -> None:
    """End a row today; one that began today never held and is only recorded in the audit."""
    today = clock.today()
    if row.valid_from < today:
        update_row(row=row, valid_to=today)
        return
    audit.record(f"organisations.{row._meta.model_name}.removed", row, name=row.name)
    row.delete()
