"""Rules of law as dated data: which numbers were in force on which day, and from where we know them.

A circular fixes thresholds, weights and tables; a later one changes them; a school year is judged by those of its own
day for ever. So a number of the law never stands in code. It is a typed parameter of a `RuleVersion`, with the
article it was read in and how sure we are of it, and a `Rulebook` answers which version is in force on a day. Every
stored result keeps the version's `name`, so that it can be recomputed and explained years later.

Many instruments are rolled out cohort by cohort (a circular on assessment reaches one grade a year). A version then
carries a validity for each cohort; what a cohort is (a grade, a kind of school), only the room that asks knows.

A mistake in our reading of the law is not a new law: it is the next *revision* of the same version. `Rulebook.amended`
lays such corrections over the delivered ones; old revisions stay, because old results name them.

Dates are civil dates, intervals are half-open: `valid_to` is the first day on which the rule is no longer in force.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

P = TypeVar("P", bound="DataclassInstance")


class NoRuleInForceError(LookupError):
    """No version covers that day and cohort: nothing may be computed, least of all by guessing."""


class AmbiguousRuleError(LookupError):
    """Two versions are in force on that day for different cohorts: the cohort must be named."""


class Provenance(StrEnum):
    """How a number came to us. What is from memory is shown as such until an officer has checked it."""

    FOUND = "found"
    FROM_MEMORY = "from memory"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal instrument by its number (`22/2021/TT-BGDĐT`) and its title, both as the gazette prints them."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where one parameter was read: the article, how we know it, and what an officer should know about it."""

    article: str
    provenance: Provenance
    note: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """The half-open interval of days [valid_from, valid_to); no end means still in force."""

    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is not after valid_from {self.valid_from}")

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: Validity) -> bool:
        return (self.valid_to is None or other.valid_from < self.valid_to) and (
            other.valid_to is None or self.valid_from < other.valid_to
        )


@dataclass(frozen=True, slots=True)
class RuleVersion(Generic[P]):
    """One instrument's rules on one subject, as they stood between two days.

    `parameters` is a frozen dataclass of the room that computes with it; `sources` names the article and provenance of
    every one of its fields (and of `cohorts`, when there are any): a number without a source is refused.
    """

    code: str
    instrument: Instrument
    article: str
    valid_from: date
    parameters: P
    sources: Mapping[str, Source]
    valid_to: date | None = None
    revision: int = 1
    cohorts: Mapping[str, Validity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        validity = Validity(self.valid_from, self.valid_to)
        if self.revision < 1:
            raise ValueError(f"{self.code}: revisions count from 1, not from {self.revision}")
        fields = [entry.name for entry in dataclasses.fields(self.parameters)]
        expected = {*fields, *(["cohorts"] if self.cohorts else [])}
        if expected != set(self.sources):
            without, stray = sorted(expected - set(self.sources)), sorted(set(self.sources) - expected)
            raise ValueError(
                f"{self.name}: parameters without a source {without}, sources without a parameter {stray}"
            )
        for cohort, within in self.cohorts.items():
            if not _inside(within, validity):
                raise ValueError(f"{self.name}: cohort {cohort} is not within the version's own validity")

    @property
    def name(self) -> str:
        """What a stored result keeps: code and revision, such as `tt22-2021.1`."""
        return f"{self.code}.{self.revision}"

    def validity(self, cohort: str | None = None) -> Validity | None:
        """When the version holds for a cohort; None when the instrument never reaches that cohort."""
        if cohort is None or not self.cohorts:
            return Validity(self.valid_from, self.valid_to)
        return self.cohorts.get(cohort)

    def covers(self, day: date, cohort: str | None = None) -> bool:
        validity = self.validity(cohort)
        return validity is not None and validity.covers(day)

    def to_verify(self) -> Mapping[str, Source]:
        """The parameters that were written down from memory, for the officer who checks them."""
        return {
            name: source
            for name, source in self.sources.items()
            if source.provenance is Provenance.FROM_MEMORY
        }


class Rulebook(Generic[P]):
    """All versions of the rules on one subject. Two of them never hold for the same cohort on the same day."""

    def __init__(self, subject: str, versions: Iterable[RuleVersion[P]]) -> None:
        self.subject = subject
        ordered = sorted(versions, key=lambda version: (version.valid_from, version.code, version.revision))
        self._named = {version.name: version for version in ordered}
        if len(self._named) != len(ordered):
            raise ValueError(f"{subject}: the same revision of a version is given twice")
        self._current = {version.code: version for version in ordered}
        for version in ordered:
            if version.revision > self._current[version.code].revision:
                self._current[version.code] = version
        self._refuse_conflicts()

    @property
    def versions(self) -> tuple[RuleVersion[P], ...]:
        """Every version and revision, the oldest first."""
        return tuple(self._named.values())

    def in_force(self, day: date, cohort: str | None = None) -> RuleVersion[P]:
        """The version in force on `day` for `cohort`, in its latest revision.

        Raises NoRuleInForceError when there is none, and AmbiguousRuleError when no cohort is named on a day on which
        two instruments are in force side by side.
        """
        found = [version for version in self._current.values() if version.covers(day, cohort)]
        place = f"{self.subject} on {day}" + ("" if cohort is None else f" for {cohort}")
        if not found:
            raise NoRuleInForceError(f"no rule is in force: {place}")
        if len(found) > 1:
            raise AmbiguousRuleError(f"{place}: {', '.join(version.name for version in found)}")
        return found[0]

    def named(self, name: str) -> RuleVersion[P]:
        """The version a stored result names (`tt22-2021.1`). Raises NoRuleInForceError when it is unknown."""
        try:
            return self._named[name]
        except KeyError:
            raise NoRuleInForceError(f"{self.subject}: no version is called {name}") from None

    def latest(self) -> RuleVersion[P]:
        """The newest version in its latest revision, for who computes without a date."""
        if not self._current:
            raise NoRuleInForceError(f"{self.subject}: the rulebook is empty")
        return max(self._current.values(), key=lambda version: version.valid_from)

    def amended(self, *versions: RuleVersion[P]) -> Rulebook[P]:
        """A new rulebook with further versions, or further revisions of those it has."""
        return Rulebook(self.subject, [*self._named.values(), *versions])

    def _refuse_conflicts(self) -> None:
        for one, other in combinations(self._current.values(), 2):
            cohorts: list[str | None] = [*one.cohorts, *other.cohorts] or [None]
            for cohort in cohorts:
                first, second = one.validity(cohort), other.validity(cohort)
                if first is not None and second is not None and first.overlaps(second):
                    raise ValueError(
                        f"{self.subject}: {one.name} and {other.name} overlap" + _for_cohort(cohort)
                    )


def read_version(text: bytes | str, parameters: type[P]) -> RuleVersion[P]:
    """A rule version from its JSON text, strictly typed. Raises ValueError with the place of the mistake."""
    version: RuleVersion[P] = msgspec.json.decode(text, type=RuleVersion[parameters])  # type: ignore[valid-type]
    return version


def _inside(within: Validity, around: Validity) -> bool:
    if within.valid_from < around.valid_from:
        return False
    return around.valid_to is None or (within.valid_to is not None and within.valid_to <= around.valid_to)


def _for_cohort(cohort: str | None) -> str:
    return "" if cohort is None else f" for {cohort}"
