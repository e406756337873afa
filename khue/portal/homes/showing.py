"""From figures to what a template draws: words and addresses only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core.tables.columns import day as written_day
from khue.portal.homes import doors
from khue.portal.homes.figures import Line
from khue.portal.homes.overview import AREA, Overview, Rated
from khue.portal.homes.periods import Running
from khue.portal.homes.wording import number, percent, width, year_name


def tiles(view: Overview) -> dict[str, Any]:
    """The three tiles: schools with all their marks, pupils, marks entered."""
    total, running = view.total, view.running
    lacking = total.marking - total.whole
    return {
        "schools": {
            "label": _("Schools with all marks of %(term)s") % {"term": running.name},
            "value": percent(total.whole, total.marking),
            "unit": ngettext("%(whole)s of %(all)s school", "%(whole)s of %(all)s schools", total.marking)
            % {"whole": number(total.whole), "all": number(total.marking)},
            "percent": width(total.whole, total.marking),
            "href": doors.figures("schools", diem="du"),
            "rest": number(lacking),
            "rest_count": lacking,
            "rest_href": doors.figures("schools", diem="thieu"),
        },
        "pupils": pupils_tile(total),
        "completion": completion_tile(view.total, running, doors.figures("classes")),
    }


def pupils_tile(total: Line) -> dict[str, Any]:
    """How many pupils, and how many more or fewer than a year ago."""
    return {
        "value": number(total.pupils),
        "href": doors.pupils(),
        "trend": total.growth_words if total.pupils_before else "",
        "up": total.growth >= 0,
        "schools": number(total.schools),
        "schools_count": total.schools,
        "schools_href": doors.figures("schools"),
    }


def completion_tile(total: Line, running: Running, href: str) -> dict[str, Any]:
    """Marks of the running term, with the classes that lack some and the day of the lock."""
    done = total.completion
    return {
        "label": _("Marks entered, %(term)s") % {"term": running.name},
        "value": done.share,
        "href": href,
        "percent": done.width,
        "lacking": number(done.lacking),
        "lacking_count": done.lacking,
        "is_whole": done.is_whole,
        "lock": written_day(running.lock_day),
        "is_locked": running.is_locked,
        "days_left": running.days_left,
    }


def rows(lines: Iterable[Line], rated: Rated | None, by: str) -> list[dict[str, Any]]:
    """The rows of the table of communes or schools."""
    return [_row(line, rated, by) for line in lines]


def _row(line: Line, rated: Rated | None, by: str) -> dict[str, Any]:
    is_area = by == AREA
    where = {"xa" if is_area else "truong": line.thing.uuid} if line.thing else {}
    pupils = {**where, "nam": rated.year, "ki": rated.term} if rated else {}
    return {
        "name": str(line.thing) if line.thing else _("Commune not known"),
        "href": doors.of(line.thing) if line.thing else "",
        "schools": number(line.schools),
        "schools_href": doors.figures("schools", **where),
        "pupils": number(line.pupils),
        "pupils_href": doors.pupils(truong=where.get("truong")) if not is_area else "",
        "completion": line.completion.share,
        "completion_href": doors.figures("classes", **where) if line.completion.owed else "",
        "levels": line.levels.counts,
        "rated": line.levels.total,
        "good": line.levels.good_share,
        "good_href": _of_level(pupils, "1", "2") if line.levels.total else "",
        "failed": line.levels.failed_share,
        "failed_href": _of_level(pupils, "4") if line.levels.total else "",
        "change": line.change_words,
        "moved": line.change is not None and line.change != 0,
        "up": (line.change or 0) > 0,
    }


def _of_level(where: dict[str, Any], *levels: str) -> str:
    return doors.figures("pupils", **where) + "".join(f"&muc={level}" for level in levels)


def legend_note(view: Overview) -> str:
    """What the table speaks of: `Học kì II năm học 2025–2026: kết quả của 3.120 em ở 4 trường`."""
    if view.rated is None:
        return _("No results have been computed yet. Weakest first by marks entered.")
    schools = sum(1 for line in view.schools.values() if line.levels.total)
    return _("%(period)s: results of %(pupils)s pupils at %(schools)s schools. Weakest first.") % {
        "period": capfirst(view.rated.name),
        "pupils": number(view.total.levels.total),
        "schools": number(schools),
    }


def year_words(year: int) -> str:
    """`năm học 2026–2027`."""
    return _("school year %(year)s") % {"year": year_name(year)}
