"""What institutions a province shall have: plain values, before anything is stored."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khue.foundation.organisations.choices import OrganisationKind, Ownership, Stage
from khue.portal.demo.geography import Commune
from khue.portal.demo.naming import KINH
from khue.portal.demo.sizes import CLOSED, RUNNING

LAST = {Stage.PRESCHOOL: 0, Stage.PRIMARY: 5, Stage.LOWER_SECONDARY: 9, Stage.UPPER_SECONDARY: 12}
LETTERS = "ABCDEFGHIKLMNPQ"
AGES = {0: "5 tuổi", -1: "4 tuổi", -2: "3 tuổi", -3: "Nhà trẻ"}
NUMBERED = ("multi", "preschool", "primary", "lower_secondary", "upper_secondary", "centre", "childcare")


@dataclass(frozen=True, slots=True)
class Institution:
    """A school, centre or childcare group.

    `grades` are (pupils, classes) of the running year by grade; `groups` the share of each ethnic group; `level` how
    its pupils stand among all, as a standard normal number.
    """

    name: str
    kind: str
    commune: Commune
    grades: Mapping[int, tuple[int, int]]
    number: int
    ownership: str = Ownership.PUBLIC
    founded: int = 1990
    level: float = 0.0
    multigrade: bool = False
    sites: tuple[str, ...] = ()
    groups: Mapping[str, float] = field(default_factory=lambda: {KINH: 1})

    @property
    def full_name(self) -> str:
        """The name with its kind in front, as papers print it."""
        return self.name if self.name.startswith(("Trung tâm", "Nhóm trẻ")) else f"Trường {self.name}"

    @property
    def organisation_kind(self) -> OrganisationKind:
        """What kind of organisation it is."""
        kinds = {"centre": OrganisationKind.CENTRE, "childcare": OrganisationKind.CHILDCARE}
        return kinds.get(self.kind, OrganisationKind.SCHOOL)

    @property
    def stages(self) -> list[Stage]:
        """Its education stages, the lowest first."""
        return list(dict.fromkeys(self.stage_of(grade) for grade in sorted(self.grades)))

    @property
    def is_of_department(self) -> bool:
        """Whether the department manages it and not the commune: whoever teaches upper secondary grades."""
        return max(self.grades) > LAST[Stage.LOWER_SECONDARY]

    @property
    def code(self) -> str:
        """Its code since the reform: department, commune, kind and running number."""
        return f"{self.prefix}{NUMBERED.index(self.kind)}{self.number:02}"

    @property
    def prefix(self) -> str:
        """The department's and the commune's part of the code."""
        return f"{self.commune.province_today.code}{self.commune.place.code}"

    def stage_of(self, grade: int) -> Stage:
        """The stage of a grade here."""
        if self.kind == "centre":
            return Stage.CONTINUING
        return next(stage for stage, last in LAST.items() if grade <= last)

    def has_marks(self, grade: int) -> bool:
        """Whether TT 22/2021 assesses the grade here."""
        return self.stage_of(grade) in {Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY}


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A class to be: `parts` are the (grade, index) it takes, several when multigrade; site 0 is the main one."""

    year: int
    name: str
    stage: Stage
    parts: tuple[tuple[int, int], ...]
    site: int = 0

    @property
    def grades(self) -> list[int]:
        """Its grades."""
        return sorted({grade for grade, _ in self.parts})


def classes_of(institution: Institution, year: int) -> list[ClassPlan]:
    """The classes of a school year. Last year's are those that became today's, and the leavers'."""
    found = []
    for grade in sorted(institution.grades):
        for index in range(class_count(institution, grade, year)):
            site = index % (len(institution.sites) + 1) if institution.stage_of(grade) == Stage.PRIMARY else 0
            name = class_name(institution.stage_of(grade), grade, index)
            found.append(ClassPlan(year, name, institution.stage_of(grade), ((grade, index),), site))
    return _merged(institution, found) if institution.multigrade else found


def _merged(institution: Institution, classes: list[ClassPlan]) -> list[ClassPlan]:
    """The last class of grade 1 and of grade 2 learn in one room, at a site of their own."""
    one, two = ([each for each in classes if each.grades == [grade]][-1] for grade in (1, 2))
    site = 1 if institution.sites else 0
    place = institution.sites[0] if institution.sites else "A"
    both = ClassPlan(one.year, f"1+2 {place}", one.stage, one.parts + two.parts, site)
    return [both if each is one else each for each in classes if each is not two]


def class_count(institution: Institution, grade: int, year: int) -> int:
    """How many classes a grade has in a year."""
    grades, above = institution.grades, grade + 1
    goes_on = above in grades and institution.stage_of(grade) == institution.stage_of(above)
    return grades[above][1] if year == CLOSED and goes_on else grades[grade][1]


def pupil_count(institution: Institution, grade: int, year: int) -> int:
    """How many pupils a grade has in a year; of last year those who are still here, and a few more who left."""
    if year == RUNNING:
        return institution.grades[grade][0]
    return institution.grades.get(grade + 1, institution.grades[grade])[0]


def class_name(stage: Stage, grade: int, index: int) -> str:
    """`8A2`, `3B`, `5 tuổi A1`, `11C1`."""
    if stage == Stage.PRESCHOOL:
        return f"{AGES[grade]} A{index + 1}"
    if stage == Stage.PRIMARY:
        return f"{grade}{LETTERS[index]}" if index < len(LETTERS) else f"{grade}A{index + 1}"
    return f"{grade}{'C' if stage == Stage.CONTINUING else 'A'}{index + 1}"


def written_down(name: str, communes: Sequence[Commune]) -> list[Institution]:
    """The institutions of `data/<name>.toml`."""
    path = Path(__file__).with_name("data") / f"{name}.toml"
    by_code = {commune.place.code: commune for commune in communes}
    counts: dict[tuple[str, str], int] = {}
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["institution"]:
        key = (entry["commune"], entry["kind"])
        counts[key] = counts.get(key, 0) + 1
        found.append(_institution(entry, by_code[entry["commune"]], counts[key]))
    return found


def _institution(entry: Mapping[str, Any], commune: Commune, number: int) -> Institution:
    given = {
        key: entry[key]
        for key in ("name", "kind", "ownership", "founded", "level", "multigrade")
        if key in entry
    }
    return Institution(
        **given,
        commune=commune,
        number=number,
        sites=tuple(entry.get("sites", ())),
        groups=entry.get("groups", {KINH: 97, "06": 2, "02": 0.4, "08": 0.4, "03": 0.2}),
        grades={int(grade): (pupils, classes) for grade, (pupils, classes) in entry["grades"].items()},
    )
