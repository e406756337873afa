"""Names as people here have them: by sex, generation, region and people (`data/names.toml` holds the words)."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from khue.foundation.people.choices import Sex
from khue.portal.demo.chance import Weighted

KINH = "01"
YOUNG_SINCE = 2000
ONE_WORD = 0.0012
THREE_SYLLABLES = 3


@cache
def words() -> dict[str, Any]:
    """The word lists."""
    return tomllib.loads(Path(__file__).with_name("data").joinpath("names.toml").read_text(encoding="utf-8"))


def weighted(text: str) -> Weighted[str]:
    """Words with their weights from "Nguyễn 330, Tôn Nữ 1"."""
    entries = (entry.split() for entry in text.split(","))
    return Weighted((" ".join(word), float(weight)) for *word, weight in entries)


@dataclass(frozen=True, slots=True)
class People:
    """One of the peoples of Vietnam as far as its names differ: `code` is the ministry's code of the ethnic group."""

    code: str
    families: Weighted[str] | None = None
    male: tuple[str, ...] = ()
    female: tuple[str, ...] = ()
    clans: Weighted[str] | None = None


@cache
def peoples() -> dict[str, People]:
    """The peoples with names of their own, by the code of their group."""
    found = {}
    for entry in words()["peoples"].values():
        found[entry["code"]] = People(
            code=entry["code"],
            families=weighted(entry["families"]) if "families" in entry else None,
            male=tuple(entry.get("male", ())),
            female=tuple(entry.get("female", ())),
            clans=weighted(entry["clans"]) if "clans" in entry else None,
        )
    return found


@cache
def families(region: str) -> Weighted[str]:
    """Family names of the Kinh in the north or the south."""
    return weighted(words()["families"][region]["words"])


@cache
def _kinh(generation: str, sex: int, part: str) -> Weighted[str]:
    return weighted(words()[generation]["male" if sex == Sex.MALE else "female"][part]["words"])


def family_name(dice: random.Random, group: str, region: str) -> str:
    """A family name; empty for peoples who have none."""
    people = peoples().get(group)
    if people is None:
        return families(region).draw(dice)
    return people.families.draw(dice) if people.families else ""


def full_name(dice: random.Random, family: str, sex: int, born: int, group: str = KINH) -> str:
    """A whole name for somebody of a family, born in a year."""
    people = peoples().get(group)
    if people is not None and people.male:
        return _own_name(dice, people, family, sex)
    if dice.random() < ONE_WORD and people is not None:
        return str(dice.choice(words()["one_word"]["names"]))
    generation = "young" if born >= YOUNG_SINCE else "adult"
    given = _kinh(generation, sex, "given").draw(dice)
    middle = _kinh(generation, sex, "middle").draw(dice)
    if people is not None and sex == Sex.FEMALE and dice.random() < 0.6:  # noqa: PLR2004 -- older habits live longer there
        middle = "Thị"
    while given in middle.split() or (family in middle.split()):
        middle = _kinh(generation, sex, "middle").draw(dice)
    return f"{family} {middle} {given}"


def _own_name(dice: random.Random, people: People, family: str, sex: int) -> str:
    own = dice.choice(people.male if sex == Sex.MALE else people.female)
    if people.clans is not None:
        return f"{own} {people.clans.draw(dice)}"
    return f"{family} {own}".strip()
