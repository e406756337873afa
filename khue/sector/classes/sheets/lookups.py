"""What the words of a list mean: schools, classes, sites, grades, ethnic groups, communes.

Loaded by a constant number of statements a chunk; what cannot change within a file is kept in the import's memory.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from khue.core import clock
from khue.core.bulk.sheets import GivenRow, ImportContext
from khue.core.models import holds_on
from khue.core.scope import Reach, Scope
from khue.core.text import fold
from khue.foundation.calendar.models import SchoolYear
from khue.foundation.calendar.selectors import current_year
from khue.foundation.curriculum.models import Grade
from khue.foundation.curriculum.selectors import is_taught
from khue.foundation.organisations.choices import Stage, UnitLevel
from khue.foundation.organisations.models import Organisation, Site
from khue.foundation.organisations.selectors import organisations_by_codes, province_of, units
from khue.foundation.people.selectors import codes_by_spelling
from khue.sector.classes.models import SchoolClass
from khue.sector.classes.selectors import classes_named

_FIXED: Final = "lookups"


def key_of(words: str) -> str:
    """Words as they are compared: folded, without spaces (`6 A1` is `6a1`)."""
    return fold(words).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Fixed:
    """What holds for the whole file."""

    year: int
    first_day: dt.date | None
    grades: Mapping[str, int]
    stages: Mapping[int, str]
    ethnic_groups: Mapping[str, str]
    disabilities: Mapping[str, str]


@dataclass(slots=True)
class Lookups:
    """What holds for one chunk: the schools it names and what they have."""

    fixed: Fixed
    schools: dict[int, Organisation]
    by_code: Mapping[str, Organisation]
    classes: Mapping[int, Mapping[str, SchoolClass]]
    sites: Mapping[int, Mapping[str, int]]
    communes: Mapping[str, int]
    adults: frozenset[int] = field(default_factory=frozenset)

    def teaches(self, school: int, grade: int) -> bool:
        """Whether the school teaches the grade."""
        there = self.schools.get(school)
        return there is None or is_taught(self.fixed.stages.get(grade, ""), there.stages)


def year_of(context: ImportContext) -> int:
    """The school year of the import: the one that was said, else today's."""
    said = context.options.get("year", "")
    return int(said[:4]) if said[:4].isdigit() else current_year()


def fixed_of(context: ImportContext) -> Fixed:
    """What holds for the whole file, loaded with its first chunk."""
    if _FIXED not in context.memory:
        year = year_of(context)
        row = SchoolYear.objects.filter(pk=year).first()
        context.memory[_FIXED] = Fixed(
            year,
            row.starts if row else None,
            _grades(),
            dict(Grade.objects.values_list("number", "stage")),
            codes_by_spelling("ethnic_group"),
            codes_by_spelling("disability"),
        )
    fixed: Fixed = context.memory[_FIXED]
    return fixed


def load(rows: Sequence[GivenRow], context: ImportContext) -> Lookups:
    """Everything the rows of a chunk may name."""
    fixed = fixed_of(context)
    by_code = _schools_by_code(rows, context.scope)
    wanted = {school.pk for school in by_code.values()} | {context.organisation} - {None}
    schools = Organisation.objects.in_bulk(wanted)
    return Lookups(
        fixed,
        schools,
        by_code,
        classes_named(schools, fixed.year),
        _sites(schools) if any(row.values.get("site") for row in rows) else {},
        _communes(rows, schools, context),
        frozenset(number for number, each in schools.items() if Stage.CONTINUING in each.stages),
    )


def _schools_by_code(rows: Sequence[GivenRow], scope: Scope) -> dict[str, Organisation]:
    """Schools of the scope by the codes that rows name; a code out of reach is as good as unknown."""
    codes = {str(code) for row in rows if (code := row.values.get("school"))}
    found = organisations_by_codes(codes) if codes else {}
    if scope.reach is Reach.ALL:
        return found
    return {code: each for code, each in found.items() if each.path.startswith(scope.roots)}


def _sites(schools: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Site._base_manager.filter(holds_on(clock.today()), organisation_id__in=list(schools))
    for number, school, name, code in rows.values_list("pk", "organisation_id", "name", "code"):
        for words in filter(None, (name, code)):
            found[school].setdefault(key_of(words), number)
    return found


def sites_of(school: int) -> Mapping[str, int]:
    """The sites of one school by name and code."""
    return _sites([school]).get(school, {})


def _grades() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, name in Grade.objects.values_list("number", "name"):
        for words in (str(number), f"khối {number}", f"lớp {number}", name):
            found.setdefault(key_of(words), number)
    return found


def _communes(
    rows: Sequence[GivenRow], schools: Mapping[int, Organisation], context: ImportContext
) -> Mapping[str, int]:
    """Communes of the schools' province by name, with and without their kind; loaded when a row names one."""
    if "communes" not in context.memory and any(row.values.get("residence_commune") for row in rows):
        unit = next((school.unit for school in schools.values() if school.unit), None)
        below = province_of(unit) if unit else None
        found: dict[str, int] = {}
        for each in units(UnitLevel.COMMUNE, below=below):
            for words in (each.name, f"{each.prefix} {each.name}"):
                found.setdefault(key_of(words), each.pk)
        context.memory["communes"] = found
    known: dict[str, int] = context.memory.get("communes", {})
    return known
