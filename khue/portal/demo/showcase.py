"""The people whom guides and pictures speak of, as `data/showcase.toml` writes them down."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from khue.foundation.organisations.choices import Stage
from khue.foundation.people.choices import Precision
from khue.portal.demo.naming import KINH
from khue.portal.demo.plan import LETTERS, Institution

HOME = "14329"
"""Phường Hoa Lư; where a province has no such commune, the first one takes its part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStaff:
    """Somebody who works at the showcase school."""

    name: str
    sex: int
    born: int
    position: str
    subject: str = ""
    homeroom: str = ""
    login: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPupil:
    """A child of the showcase schools. `since` is the day on which it came from elsewhere."""

    name: str
    sex: int
    birth: dt.date
    school_class: str
    precision: str = Precision.DAY
    sector: str | None = None
    identity: bool = True
    residence: str = ""
    birthplace: str = ""
    group: str = KINH
    since: dt.date | None = None
    leaving: bool = False
    stands: float | None = None
    household: str = ""
    login: str = ""

    @property
    def grade(self) -> int:
        """The grade its class's name begins with."""
        return int("".join(letter for letter in self.school_class[:2] if letter.isdigit()))

    @property
    def index(self) -> int:
        """The place of its class in the grade: 1 for 8A2 and for 3B."""
        tail = self.school_class.removeprefix(str(self.grade))
        return int(tail[1:]) - 1 if tail[1:] else LETTERS.index(tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownGuardian:
    """A grown-up of a household."""

    name: str
    sex: int
    born: int
    relation: str
    phone: str = ""
    occupation: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class Showcase:
    """Everybody who is written down."""

    staff: tuple[KnownStaff, ...] = ()
    pupils: tuple[KnownPupil, ...] = ()
    households: dict[str, tuple[KnownGuardian, ...]] = field(default_factory=dict)


@cache
def showcase() -> Showcase:
    """The file's people."""
    path = Path(__file__).with_name("data") / "showcase.toml"
    given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Showcase(
        staff=tuple(KnownStaff(**entry) for entry in given["staff"]),
        pupils=tuple(KnownPupil(school_class=entry.pop("class"), **entry) for entry in given["pupil"]),
        households={
            entry["key"]: tuple(KnownGuardian(**each) for each in entry["guardians"])
            for entry in given["household"]
        },
    )


def stages(institutions: Sequence[Institution]) -> dict[Stage, Institution]:
    """The schools on the stage: the first lower secondary school of the home commune, and its first primary school."""
    found: dict[Stage, Institution] = {}
    ordered = sorted(
        institutions, key=lambda each: (each.commune.place.code != HOME, each.commune.place.code, each.code)
    )
    for stage in (Stage.LOWER_SECONDARY, Stage.PRIMARY):
        here = [each for each in ordered if each.stages == [stage]]
        if here:
            found[stage] = here[0]
    return found
