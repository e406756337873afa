"""The frame of a hat: its navigation from the rooms' registrations, its way up the tree, its hats, its years.

Costs one statement: the school years, and on every page but the first the organisations above the hat's own along with
them; besides, what the counts of the menu cost (one each, by their rooms' promise).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.registry import MenuItem, menu
from khue.core.rules import can
from khue.core.scope import Scope
from khue.core.ui.frame import MOST_GROUPS, MOST_PLACES, Crumb, Frame, Hat, NavGroup, Place, Year
from khue.core.web.help import guide_for
from khue.core.web.inbox import waiting
from khue.foundation.accounts.choices import FAMILY, Role
from khue.foundation.accounts.models import Membership
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.calendar.selectors import current_year, school_years
from khue.foundation.organisations.models import Organisation
from khue.portal.homes import doors

YEAR_KEY = "year"
SETTINGS = "settings"
_ABOVE = (
    "SELECT uuid, name, short_name, ARRAY(SELECT number FROM calendar_schoolyear ORDER BY number DESC)"
    " FROM organisations_organisation WHERE path = ANY (%s) ORDER BY path"
)
"""Plain, since every page asks it: the same question through the models costs a page a millisecond."""


def frame_of(request: HttpRequest) -> Frame | None:
    """The frame of a signed-in hat; None for a stranger."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None or scope.account is None:
        return None
    shown = _sorted_out(scope)
    items = _at_side(*shown)
    hats: Sequence[Membership] = getattr(request, "hats", ())
    hat: Membership | None = getattr(request, "hat", None)
    above, numbers = _above(request.path, hat)
    years = {each: Year(key=str(each), label=str(SchoolYear(number=each))) for each in numbers}
    inside: Crumb | None = getattr(request, "inside", None)
    path = inside.href if inside else request.path
    counts = {item.url_name: item.count(scope) for item in items if item.count}
    return Frame(
        groups=[_group(item, path, counts) for item in items],
        places=[_place(item, path, counts) for item in on_phone(items)],
        hats=[_hat(each) for each in hats],
        current_hat=_hat(hat) if hat else None,
        years=list(years.values()),
        current_year=years.get(year_of_request(request)),
        breadcrumbs=_way_here(path, above, [*items, *shown[1], *shown[2]], inside),
        inbox_count=waiting(scope),
        search_url=reverse("search:search"),
        inbox_url=reverse("inbox:jobs"),
        help_url=guide_for(request.path, scope.role),
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


def places_for(scope: Scope) -> list[MenuItem]:
    """The side navigation of a hat: at most seven places; what finds no room stands on the page of the last one."""
    return _at_side(*_sorted_out(scope))


def _at_side(main: list[MenuItem], rest: list[MenuItem], settings: list[MenuItem]) -> list[MenuItem]:
    if not rest and not settings:
        return main
    title = _("Settings") if not rest else _("More places")
    icon = "settings" if not rest else "ellipsis"
    return [*main, MenuItem(title, "settings", icon, "homes.settings", weight=100)]


def further_places(scope: Scope) -> tuple[list[MenuItem], list[MenuItem]]:
    """What the page of the last place lists: what found no room at the side, and the rooms' settings."""
    _main, rest, settings = _sorted_out(scope)
    return rest, settings


def on_phone(items: Sequence[MenuItem]) -> list[MenuItem]:
    """The four things this role does: what its rooms named, then the first others."""
    wanted = {id(item) for item in sorted(items, key=lambda item: not item.on_phone)[:MOST_PLACES]}
    return [item for item in items if id(item) in wanted]  # to compare titles is to translate them


def _sorted_out(scope: Scope) -> tuple[list[MenuItem], list[MenuItem], list[MenuItem]]:
    """The places at the side, those that find no room there, and the settings.

    When there are too many, a school's hat keeps what the rooms of the school offer, any other hat what is above it.
    """
    allowed = sorted((item for item in menu if can(scope, item.rule)), key=lambda item: item.weight)
    main = [item for item in allowed if item.group != SETTINGS]
    settings = [item for item in allowed if item.group == SETTINGS]
    if len(main) + bool(settings) <= MOST_GROUPS:
        return main, [], settings
    at_school = can(scope, "homes.school") or can(scope, "homes.teach")
    wanted = sorted(
        main, key=lambda item: (item.weight > 0, (item.group == "school") is not at_school, item.weight)
    )
    kept = {id(item) for item in wanted[: MOST_GROUPS - 1]}
    rest = [item for item in main if id(item) not in kept]
    return [item for item in main if id(item) in kept], rest, settings


def _group(item: MenuItem, path: str, counts: dict[str, int]) -> NavGroup:
    address = _address(item)
    return NavGroup(
        label=str(item.title),
        href=address,
        icon=item.icon,
        count=counts.get(item.url_name, 0),
        current=_is_here(address, path),
    )


def _place(item: MenuItem, path: str, counts: dict[str, int]) -> Place:
    address = _address(item)
    return Place(
        label=str(item.title),
        href=address,
        icon=item.icon,
        count=counts.get(item.url_name, 0),
        current=_is_here(address, path),
    )


def _address(item: MenuItem) -> str:
    """Where a place of the menu lies: the same for everybody and always, and every page asks for all of them."""
    return _reversed(item.url_name)


@lru_cache(maxsize=256)
def _reversed(url_name: str) -> str:
    return reverse(url_name)


def _is_here(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def _hat(membership: Membership) -> Hat:
    return Hat(
        key=str(membership.uuid),
        role=str(Role(membership.role).label),
        organisation=str(membership.organisation),
    )


def _above(path: str, hat: Membership | None) -> tuple[list[Crumb], list[int]]:
    """The organisations of the way here, and the school years there are: one statement.

    There is no way on the first page, nor for families, who stand below nobody.
    """
    if path == "/" or hat is None or hat.role in FAMILY:
        return [], list(school_years().values_list("number", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [paths_above(hat.organisation)])
        found = cursor.fetchall()
    trail = [Crumb(short or name, doors.of(Organisation(uuid=uuid))) for uuid, name, short, _years in found]
    return trail, found[0][-1] if found else []


def _way_here(
    path: str, trail: Sequence[Crumb], items: Sequence[MenuItem], inside: Crumb | None
) -> list[Crumb]:
    """Sở → xã → trường → the place one is in → a page that belongs there and lies elsewhere."""
    if not trail:
        return []
    here = max((item for item in items if _is_here(_address(item), path)), key=_length, default=None)
    if here is None:
        return list(trail)
    address = _address(here)
    if inside:
        return [*trail, Crumb(here.title, address), Crumb(inside.label)]
    return [*trail, Crumb(here.title, "" if address == path else address)]


def paths_above(organisation: Organisation) -> list[str]:
    """The paths from the top down to an organisation, its own the last."""
    parts = organisation.path.rstrip(".").split(".")
    return [".".join(parts[: length + 1]) + "." for length in range(len(parts))]


def _length(item: MenuItem) -> int:
    return len(_address(item))
