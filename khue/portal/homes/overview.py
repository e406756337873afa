"""A province, or a commune, in figures: one line a commune (or a school), and their sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khue.core.scope import Scope
from khue.portal.homes.counting import ClassCount, Ids, by_school, classes_of_term, levels_of, pupils_of
from khue.portal.homes.figures import Completion, Levels, Line, weakest_first
from khue.portal.homes.periods import Running
from khue.portal.homes.places import Place, ids_of, places_of
from khue.portal.homes.statements import Ask, Recent
from khue.portal.homes.wording import WHOLE_YEAR, period_name, term_name

TERM_BEFORE = {2: 1}
AREA, SCHOOL = "area", "school"

ByTerm = Mapping[int, Mapping[int, Levels]]


@dataclass(frozen=True, slots=True)
class Rated:
    """The results a page shows, and those it compares them with. `terms` are all that this year has."""

    year: int
    term: int
    terms: tuple[int, ...]
    levels: Mapping[int, Levels]
    before: Mapping[int, Levels]
    before_name: str

    @property
    def name(self) -> str:
        """`học kì II năm học 2025–2026`."""
        return period_name(self.year, self.term)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The terms to choose from."""
        return [{"term": term, "name": term_name(term), "current": term == self.term} for term in self.terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All figures of a hat that oversees schools. `lines` come weakest first; `schools` are single lines by id.

    `closed` are the schools that have computed results of the running term.
    """

    running: Running
    rated: Rated | None
    places: list[Place]
    classes: list[ClassCount]
    lines: list[Line]
    schools: dict[int, Line]
    closed: frozenset[int]
    total: Line
    moment: dt.datetime


def overview(scope: Scope, running: Running, *, by: str, term: int | None = None) -> Overview:
    """Count everything a hat oversees. At most eight statements, however many schools there are."""
    by_now = Recent()
    places = places_of(scope)
    ids = ids_of(scope, places)
    classes = classes_of_term(running, organisations=ids, by=by_now)
    found = levels_of(running.year, ids, by_now)
    rated = rated_period(running.year, term, ids, found, by_now)
    completion, pupils = by_school(classes), pupils_of(ids, by_now)
    schools = {place.school.pk: _line(place, completion, pupils, rated) for place in places}
    total = Line()
    grouped: dict[int, Line] = {}
    for place in places:
        line = schools[place.school.pk]
        total.add(line)
        thing = place.area if by == AREA else place.school
        grouped.setdefault(thing.pk if thing else 0, Line(thing)).add(line)
    return Overview(
        running=running,
        rated=rated,
        places=places,
        classes=classes,
        lines=weakest_first(grouped.values()),
        schools=schools,
        closed=frozenset(found.get(running.term, {})),
        total=total,
        moment=by_now.moment,
    )


def rated_period(year: int, term: int | None, ids: Ids, found: ByTerm, by: Ask) -> Rated | None:
    """The results to show: those of `term`, else of the latest term there is; of the year before while a year has none.

    Compared with the term before, a whole year with the whole year before. `found` is what `year` has; at most two more
    statements.
    """
    if not found:
        year -= 1
        found = levels_of(year, ids, by)
    if not found:
        return None
    terms = tuple(sorted(found))
    latest = max((each for each in terms if each != WHOLE_YEAR), default=WHOLE_YEAR)
    chosen = term if term is not None and term in found else latest
    before_year, before_term = _before(year, chosen)
    earlier = found if before_year == year else levels_of(before_year, ids, by)
    return Rated(
        year,
        chosen,
        terms,
        found[chosen],
        earlier.get(before_term, {}),
        period_name(before_year, before_term),
    )


def _before(year: int, term: int) -> tuple[int, int]:
    if term == WHOLE_YEAR:
        return year - 1, WHOLE_YEAR
    return (year, TERM_BEFORE[term]) if term in TERM_BEFORE else (year - 1, 2)


def _line(
    place: Place,
    completion: Mapping[int, Completion],
    pupils: Mapping[int, tuple[int, int]],
    rated: Rated | None,
) -> Line:
    number = place.school.pk
    now, before = pupils.get(number, (0, 0))
    line = Line(place.school)
    line.pupils, line.pupils_before = now, before
    line.completion = completion.get(number, Completion())
    if rated:
        line.levels = rated.levels.get(number, Levels())
        line.before = rated.before.get(number, Levels())
    return line
