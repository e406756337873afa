"""From the numbers of the gradebook to the codes of a transcript's content. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RATINGS = {1: "TOT", 2: "KHA", 3: "DAT", 4: "CHUA_DAT"}
LAST_GRADES = {9, 12}
BESIDE_THE_YEAR = {"edition", "schooling"}
PASSING = {*BESIDE_THE_YEAR, "school", "entered_on", "homeroom_teacher", "head"}
PASSING_OF_PUPIL = {"address", "sector_identifier", "family_status", "father", "mother", "guardian"}
PASSING_OF_SUBJECT = {"teacher", "confirmed_at", "digest"}
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


def is_out_of_date(kept: Mapping[str, Any], fresh: Mapping[str, Any], *, is_signed: bool) -> bool:
    """Whether a paper's content no longer says what its page would say now.

    The years before never count: what another school learns late makes no new version. Once somebody has signed, only
    what the page says of the pupil's year does: a family may move, a head may follow another. What one of the two
    contents does not know, because the form's shape changed between them, is not compared.
    """
    if is_signed:
        return not _agree(_lasting(kept), _lasting(fresh))
    return not _agree(_without(kept, BESIDE_THE_YEAR), _without(fresh, BESIDE_THE_YEAR))


def _lasting(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_without(content, PASSING),
        "pupil": _without(content["pupil"], PASSING_OF_PUPIL),
        "subjects": [_without(subject, PASSING_OF_SUBJECT) for subject in content["subjects"]],
    }


def _without(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _agree(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_agree(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_agree, one, other))
    return bool(one == other)


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
