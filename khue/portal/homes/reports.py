"""A pupil's subjects in words and numbers, for the pupil and the parents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from khue.portal.homes.learning import AFTER_SUMMER, Learner
from khue.portal.homes.periods import Running
from khue.portal.homes.wording import DECISIONS, LEVELS, TITLES, WHOLE_YEAR, number, term_name
from khue.school.gradebook.models import Conduct, Mark, Result

TERMS = (1, 2, WHOLE_YEAR)
MIDTERM = {1: gettext_lazy("midterm of term I"), 2: gettext_lazy("midterm of term II")}
FINAL = {1: gettext_lazy("end of term I"), 2: gettext_lazy("end of term II")}


def mark_words(tenths: int | None) -> str:
    """`8,5`, `9`; nothing for a mark that is not there."""
    if tenths is None:
        return ""
    return f"{tenths // 10},{tenths % 10}" if tenths % 10 else str(tenths // 10)


def comment_words(passed: bool | None) -> str:  # noqa: FBT001 -- a value, not a switch
    """`Đạt`, `Chưa đạt`."""
    if passed is None:
        return ""
    return pgettext("assessment", "Passed") if passed else pgettext("assessment", "Not passed")


def cell_words(row: Any, value: Any) -> str:
    """A cell of a row of marks or of comments."""
    return mark_words(value) if isinstance(row, Mark) else comment_words(value)


def latest_marks(rows: Iterable[Any], most: int) -> list[dict[str, str]]:
    """The subjects that were written in last, each with its most important mark."""
    known = [row for row in rows if row.changed_at is not None and _main_cell(row)]
    known.sort(key=lambda row: row.changed_at, reverse=True)
    return [_latest(row) for row in known[:most]]


def report(learner: Learner, running: Running, asked: str) -> dict[str, Any]:
    """Everything about a pupil's year: the chosen term (`1`, `2`, `3` for the year) with its subjects and facts."""
    year = running.year
    term = int(asked) if asked in {str(each) for each in TERMS} else _usual(learner, running)
    tabs = [{"name": term_name(each), "href": f"?ki={each}", "current": each == term} for each in TERMS]
    lines = (
        _year_lines(learner, year) if term == WHOLE_YEAR else _term_lines(learner.marks.get((year, term), ()))
    )
    result = learner.results.get((year, AFTER_SUMMER)) if term == WHOLE_YEAR else None
    result = result or learner.results.get((year, term))
    return {
        "tabs": tabs,
        "is_year": term == WHOLE_YEAR,
        "term_name": term_name(term),
        "lines": lines,
        "facts": _facts(result, learner.conducts.get((year, term))),
        "conduct_remark": _remark(learner.conducts.get((year, term))),
    }


def _usual(learner: Learner, running: Running) -> int:
    """The year when it has a result, else the running term."""
    return WHOLE_YEAR if (running.year, WHOLE_YEAR) in learner.results else running.term


def _main_cell(row: Any) -> tuple[str, Any] | None:
    """The most important cell that is filled: final, midterm, the last regular one."""
    if row.final is not None:
        return str(FINAL[row.term]), row.final
    if row.midterm is not None:
        return str(MIDTERM[row.term]), row.midterm
    given = [(place, value) for place, value in enumerate(row.regular, 1) if value is not None]
    return (_("regular %(place)s") % {"place": given[-1][0]}, given[-1][1]) if given else None


def _latest(row: Any) -> dict[str, str]:
    what, value = _main_cell(row) or ("", None)
    return {
        "title": f"{row.subject.name}, {what}",
        "note": _("The teacher says: %(remark)s") % {"remark": row.remark} if row.remark else "",
        "value": cell_words(row, value),
    }


def _term_lines(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The subjects of a term with every mark."""
    ordered = sorted(rows, key=lambda row: (row.subject.order, row.subject.code))
    return [
        {
            "subject": row.subject.name,
            "regular": [cell_words(row, value) for value in row.regular if value is not None],
            "midterm": cell_words(row, row.midterm),
            "final": cell_words(row, row.final),
            "average": mark_words(row.average) if isinstance(row, Mark) else comment_words(row.passed),
            "remark": row.remark,
        }
        for row in ordered
    ]


def _year_lines(learner: Learner, year: int) -> list[dict[str, Any]]:
    """The subjects of a year: both terms, the year, and what re-assessment made of it."""
    first, second = (learner.marks.get((year, term), ()) for term in (1, 2))
    subjects = {row.subject_id: row for row in [*first, *second]}
    averages = [{row.subject_id: row for row in rows} for rows in (first, second)]
    whole, after = (_values(learner.results.get((year, term))) for term in (WHOLE_YEAR, AFTER_SUMMER))
    ordered = sorted(subjects.values(), key=lambda row: (row.subject.order, row.subject.code))
    return [
        {
            "subject": row.subject.name,
            "term1": _outcome(averages[0].get(row.subject_id)),
            "term2": _outcome(averages[1].get(row.subject_id)),
            "year": _value(row, whole.get(row.subject_id)),
            "after": _after(row, whole.get(row.subject_id), after.get(row.subject_id)),
        }
        for row in ordered
    ]


def _values(result: Result | None) -> dict[int, int | None]:
    return dict(zip(result.subjects, result.values, strict=True)) if result else {}


def _outcome(row: Any) -> str:
    if row is None:
        return ""
    return mark_words(row.average) if isinstance(row, Mark) else comment_words(row.passed)


def _value(row: Any, value: int | None) -> str:
    if isinstance(row, Mark) or value is None:
        return mark_words(value)
    return comment_words(bool(value))


def _after(row: Any, whole: int | None, after: int | None) -> str:
    """What re-assessment made of a subject, when it changed it."""
    return _value(row, after) if after is not None and after != whole else ""


def _facts(result: Result | None, conduct: Conduct | None) -> list[dict[str, str]]:
    """Levels, absences, title, decision: what there is of them."""
    learning = result.learning if result else None
    rating = (result.conduct if result else None) or (conduct.rating if conduct else None)
    absences = (
        result.absences if result and result.absences is not None else conduct.absences if conduct else None
    )
    facts = [
        (_("Learning"), LEVELS[learning] if learning else ""),
        (_("Conduct"), LEVELS[rating] if rating else ""),
        (_("Sessions missed"), number(absences) if absences is not None else ""),
        (pgettext("outcome", "Title"), TITLES[result.title] if result and result.title else ""),
        (pgettext("outcome", "Decision"), DECISIONS[result.decision] if result and result.decision else ""),
    ]
    return [{"label": label, "value": str(value)} for label, value in facts if value]


def _remark(conduct: Conduct | None) -> str:
    return conduct.remark if conduct else ""
