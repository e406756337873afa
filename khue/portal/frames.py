"""The frame of a hat: its navigation from the rooms' registrations, its hats, its years."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, menu
from khue.core.rules import can
from khue.core.scope import Scope
from khue.core.ui.frame import MOST_GROUPS, MOST_PLACES, Frame, Hat, NavGroup, Place, Year
from khue.foundation.accounts.models import Membership
from khue.foundation.calendar.selectors import current_year, school_years

YEAR_KEY = "year"


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame of a signed-in hat; None for a stranger."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None or scope.account is None:
        return None
    items = _items(scope)
    hats: Sequence[Membership] = getattr(request, "hats", ())
    hat: Membership | None = getattr(request, "hat", None)
    years = {each.number: Year(key=str(each.number), label=str(each)) for each in school_years()}
    return Frame(
        groups=[_group(item, request.path) for item in items if item.group != "settings"][:MOST_GROUPS],
        places=[_place(item, request.path) for item in items if item.on_phone][:MOST_PLACES],
        hats=[_hat(each) for each in hats],
        current_hat=_hat(hat) if hat else None,
        years=list(years.values()),
        current_year=years.get(year_of_request(request)),
        person_name=str(hat.person) if hat else "",
        settings_url=reverse("accounts:profile"),
        sign_out_url=reverse("accounts:sign-out"),
        hat_url=reverse("accounts:change-hat"),
        year_url=reverse("change-year"),
    )


def year_of_request(request: HttpRequest) -> int:
    """The school year chosen in the bar, else today's."""
    chosen = request.session.get(YEAR_KEY)
    return int(chosen) if chosen else current_year()


def _items(scope: Scope) -> list[MenuItem]:
    today = MenuItem(_("Today"), "home", "sun", "accounts.wear", weight=0, on_phone=True)
    allowed = [today, *(item for item in menu if can(scope, item.rule))]
    return sorted(allowed, key=lambda item: item.weight)


def _group(item: MenuItem, path: str) -> NavGroup:
    address = reverse(item.url_name)
    return NavGroup(label=item.title, href=address, icon=item.icon, current=_is_here(address, path))


def _place(item: MenuItem, path: str) -> Place:
    address = reverse(item.url_name)
    return Place(label=item.title, href=address, icon=item.icon, current=_is_here(address, path))


def _is_here(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _hat(membership: Membership) -> Hat:
    return Hat(
        key=str(membership.uuid),
        role=membership.get_role_display(),
        organisation=str(membership.organisation),
    )
