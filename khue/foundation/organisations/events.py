"""What organisations announce. All fields are ids and ISO days; `date` is when it takes effect, which may lie ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from khue.core.events import Event


@dataclass(frozen=True)
class OrganisationFounded(Event):
    """An organisation begins."""

    kind: ClassVar[str] = "organisations.OrganisationFounded"
    change: int
    date: str
    organisation: int


@dataclass(frozen=True)
class OrganisationRenamed(Event):
    """An organisation gets another name or code."""

    kind: ClassVar[str] = "organisations.OrganisationRenamed"
    change: int
    date: str
    organisation: int


@dataclass(frozen=True)
class OrganisationsMoved(Event):
    """Organisations come below another parent, or sit in another unit."""

    kind: ClassVar[str] = "organisations.OrganisationsMoved"
    change: int
    date: str
    organisations: list[int]


@dataclass(frozen=True)
class OrganisationsMerged(Event):
    """Organisations end and one goes on with everything that was theirs."""

    kind: ClassVar[str] = "organisations.OrganisationsMerged"
    change: int
    date: str
    predecessors: list[int]
    successor: int


@dataclass(frozen=True)
class OrganisationSplit(Event):
    """Parts of an organisation become organisations; the old one goes on or ends (`goes_on`)."""

    kind: ClassVar[str] = "organisations.OrganisationSplit"
    change: int
    date: str
    predecessor: int
    successors: list[int]
    goes_on: bool


@dataclass(frozen=True)
class OrganisationClosed(Event):
    """An organisation ends and nobody follows."""

    kind: ClassVar[str] = "organisations.OrganisationClosed"
    change: int
    date: str
    organisation: int


@dataclass(frozen=True)
class OrganisationChangeTakenBack(Event):
    """A change was recorded by mistake and is undone: whoever acted on it has to look again."""

    kind: ClassVar[str] = "organisations.OrganisationChangeTakenBack"
    change: int
    date: str
