"""What the frame around a signed-in page shows. A page gets it as the context variable `frame`.

The portal fills it for the hat that is worn; the templates only draw it. `frame.html` also works without one (a page
before the first hat): then the bar shows the mark alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

MOST_GROUPS = 7
MOST_PLACES = 4

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    """One line of the side navigation. `icon` is a name of `assets/icons.txt`; `count` is what waits for the person."""

    label: Words
    href: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One of the four things this role does, in the bottom bar of a phone. `label` must fit 72 pixels."""

    label: Words
    href: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """A membership one may act as: "Giáo viên · THCS Đinh Tiên Hoàng". `key` is what the change posts as `hat`."""

    key: str
    role: Words
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A school year in the bar's menu. `key` is what the change posts as `year`."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here. The page itself, when it is named, comes last and has no address."""

    label: Words
    href: str = ""


def stand_inside(request: HttpRequest, address: str, here: Words) -> None:
    """Say that a page which lies elsewhere (an import) belongs to a place of the menu; `here` is its own crumb."""
    request.inside = Crumb(here, address)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The whole frame.

    `hat_url` and `year_url` take a POST with `hat` or `year` and `next`. A menu with one entry is shown as plain words,
    an empty address leaves its item out. `rail` narrows the side navigation to its icons (grids, inboxes); a page may
    also ask for it by the block `app_class`. Raises ValueError for more than seven groups or four places.
    """

    groups: Sequence[NavGroup] = ()
    places: Sequence[Place] = ()
    hats: Sequence[Hat] = ()
    current_hat: Hat | None = None
    years: Sequence[Year] = ()
    current_year: Year | None = None
    inbox_count: int = 0
    breadcrumbs: Sequence[Crumb] = ()
    person_name: str = ""
    home_url: str = "/"
    search_url: str = ""
    inbox_url: str = ""
    help_url: str = ""
    settings_url: str = ""
    sign_out_url: str = ""
    hat_url: str = ""
    year_url: str = ""
    rail: bool = False

    def __post_init__(self) -> None:
        if len(self.groups) > MOST_GROUPS:
            raise ValueError(f"the side navigation has room for {MOST_GROUPS} groups, not {len(self.groups)}")
        if len(self.places) > MOST_PLACES:
            raise ValueError(f"the bottom bar has room for {MOST_PLACES} places, not {len(self.places)}")
