"""What rooms tell the house about themselves at start: the only way knowledge travels upwards.

A `Registry` has a name and takes entries by key; each room fills it from `apps.py: ready()`. Registering a key twice
is a
mistake of the program and raises. The instances below are the house's notice boards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from khue.core.scope import Scope

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries by key, in the order of registration."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def register(self, key: str, entry: Entry) -> Entry:
        """Add `entry`; raises `ValueError` when the key is taken."""
        if key in self._entries:
            message = f"{self.name}: {key!r} is registered twice"
            raise ValueError(message)
        self._entries[key] = entry
        return entry

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Key and entry, in the order of registration."""
        return iter(self._entries.items())

    def get(self, key: str) -> Entry | None:
        """The entry, or None."""
        return self._entries.get(key)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A place in the navigation: shown to hats for which `rule` (the name of a rule of `core.rules`) holds.

    `group` is one of the seven groups of the frame, `weight` orders inside it, `icon` is a lucide name. `count`, when
    given, answers how many things wait there for the hat.
    """

    title: str | Promise
    url_name: str
    icon: str
    rule: str
    group: str = "school"
    weight: int = 50
    on_phone: bool = False
    count: Callable[[Scope], int] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What `khue doctor` found about one thing: a short name, whether it is well, and what to do where it is not."""

    name: str
    is_well: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of some roles: a callable view and the roles it serves."""

    roles: frozenset[str]
    view: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class ScopeContributor:
    """Answers what else a hat of these roles reaches, or is limited to: `scope -> scope`."""

    roles: frozenset[str]
    contribute: Callable[[Scope], Scope]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work in the background: what runs, what it is called, and where its result is looked at.

    `link(arguments)` answers an address, or "" when there is nothing to open.
    """

    function: Callable[..., dict[str, Any]]
    title: str | Promise
    link: Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Room:
    """The doors of a room.

    The prefix of its pages with the module of their URL patterns, and the module whose `router` answers programs under
    `/api/v1/<room>/`. Modules are named, not imported: rooms load before addresses.
    """

    prefix: str
    urls: str = ""
    api: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something the search found: what it is called, what tells it from others, where it opens."""

    title: str | Promise
    href: str
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """What a room lets people search for: shown as a group of its own to hats for which `rule` holds.

    `find(words, most)` answers at most `most` hits of the open scope, the nearest first. `more(words)` is the address
    of the room's own list with the same words, "" when there is none.
    """

    title: str | Promise
    icon: str
    rule: str
    find: Callable[[str, int], Sequence[Hit]]
    more: Callable[[str], str] = lambda _words: ""
    weight: int = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a hat: what, since when or how many, where it is done, and the verb of its button."""

    title: str | Promise
    href: str
    note: str | Promise = ""
    verb: str | Promise = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class InboxPart:
    """What a room puts into the inbox of hats for which `rule` holds.

    `count(scope)` is shown in the bar of every page: one cheap statement. `lines(scope)` are the things themselves.
    """

    title: str | Promise
    icon: str
    rule: str
    count: Callable[[Scope], int]
    lines: Callable[[Scope], Sequence[Waiting]]
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A kind of official paper, as the room that lays it out declares it.

    `content` (JSON) is what is signed. `paper(content)` is what the template sets, `xml(content)` the unsigned twin
    whose signed element has the id `content_id`. `fields(content)` are the signature fields of the PDF. `roles` maps
    the
    capacities in signing order to the names of these fields. `facts(content)` are the lines that the public check
    shows.
    """

    title: str | Promise
    template: Path
    content_id: str
    roles: Mapping[str, str]
    paper: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    xml: Callable[[Mapping[str, Any]], bytes]
    fields: Callable[[], Sequence[Any]]
    facts: Callable[[Mapping[str, Any]], list[dict[str, str]]]


menu: Registry[MenuItem] = Registry("menu")
homes: Registry[Home] = Registry("homes")
scope_contributors: Registry[ScopeContributor] = Registry("scope contributors")
rooms: Registry[Room] = Registry("rooms")
sheets: Registry[Any] = Registry("sheets")
job_kinds: Registry[JobKind] = Registry("jobs")
reference_data: Registry[Callable[[], object]] = Registry("what every installation holds from the first day")
year_openers: Registry[Callable[[int], object]] = Registry("what a new school year opens")
checkups: Registry[Callable[[], Finding]] = Registry("what khue doctor looks at")
upkeep: Registry[Callable[[], object]] = Registry("upkeep of every hour")
inbox_parts: Registry[InboxPart] = Registry("what waits for a hat, counted in the bar")
searches: Registry[SearchSource] = Registry("what the search box finds")
guides: Registry[str] = Registry("which page of the guide speaks of the pages under a prefix")
paper_kinds: Registry[PaperKind] = Registry("kinds of papers")
receivers: Registry[Any] = Registry("receivers")
person_previews: Registry[Callable[..., Any]] = Registry("what a merge of people touches")
