"""From the numbers of the gradebook to the codes of a transcript's content. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RATINGS = {1: "TOT", 2: "KHA", 3: "DAT", 4: "CHUA_DAT"}
LAST_GRADES = {9, 12}
PROMOTED, RETEST, SUMMER, RETAINED = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Term:
    """A result row of the gradebook: `values` by subject id (tenths, or 1/0), ratings 1 to 4, None if absent."""

    values: Mapping[int, int | None]
    learning: int | None
    conduct: int | None
    absences: int | None
    decision: int | None


def fingerprint(papers: Iterable[object]) -> str:
    """What a page showed, to compare with what is there when its answer arrives: a hash of the papers' names."""
    return hashlib.sha256("\n".join(sorted(str(paper) for paper in papers)).encode()).hexdigest()[:32]


def rating(number: int | None) -> str | None:
    """The code of a rating, None when there is none."""
    return RATINGS.get(number) if number else None


def value(tenths: int | None, *, by_marks: bool) -> str | None:
    """A subject's value as content: `"8.5"`, or `"D"` / `"CD"`."""
    if tenths is None:
        return None
    if by_marks:
        return f"{tenths // 10}.{tenths % 10}"
    return "D" if tenths else "CD"


def decision(year: Term, *, after_retest: bool, after_training: bool) -> str | None:
    """What the year led to, as the form words it (Điều 12-14): straight, after re-assessment, after summer training."""
    if year.decision == PROMOTED:
        if after_training:
            return "PROMOTED_AFTER_TRAINING"
        return "PROMOTED_AFTER_RETEST" if after_retest else "PROMOTED"
    return "RETAINED" if year.decision == RETAINED else None


def missing(year: Term | None) -> list[str]:
    """What a year's result still lacks before a transcript can be made of it (codes of `Missing`)."""
    if year is None:
        return ["result"]
    wanted = {"learning": year.learning, "conduct": year.conduct, "absences": year.absences}
    lacking = [name for name, there in wanted.items() if there is None]
    if not lacking and year.decision not in {PROMOTED, RETAINED}:
        return ["decision"]
    return lacking


def subject_lines(
    terms: Mapping[int, Term], subjects: Sequence[Mapping[str, Any]], after: Mapping[int, int]
) -> list[dict[str, Any]]:
    """The table of a page, in the order of `subjects`.

    A subject is id, code, name, by_marks, remarks, teacher, confirmed_at, digest; `after` are re-assessed values by id.
    """
    return [
        {
            "code": subject["code"],
            "name": subject["name"],
            "term1": value(_of(terms, 1, subject), by_marks=subject["by_marks"]),
            "term2": value(_of(terms, 2, subject), by_marks=subject["by_marks"]),
            "year": value(_of(terms, 3, subject), by_marks=subject["by_marks"]),
            "after": value(after.get(subject["id"]), by_marks=subject["by_marks"]),
            "remarks": subject["remarks"],
            "teacher": subject["teacher"],
            "confirmed_at": subject["confirmed_at"],
            "digest": subject["digest"],
        }
        for subject in subjects
        if any(subject["id"] in term.values for term in terms.values())
    ]


def _of(terms: Mapping[int, Term], number: int, subject: Mapping[str, Any]) -> int | None:
    term = terms.get(number)
    return term.values.get(subject["id"]) if term else None
