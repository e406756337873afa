"""The marks of a class in a subject and a term: coherent over subjects and terms, and as the exams spread them.

What a pupil shows in a final test is a standard normal number, the sum of what the school adds, what the pupil can,
what this subject is to them, and the luck of the term; the subject's curve turns it into a mark. The midterm and the
regular marks look at the same ability and are kinder, as they are in schools: they count homework and effort.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from khue.portal.demo.curves import TOP, Curve

SCHOOL, PUPIL, SUBJECT, LUCK = (math.sqrt(share) for share in (0.08, 0.52, 0.2, 0.2))
FAILED_COMMENT = -2.35
"""How far below everyone a pupil has to stand to be Chưa đạt in physical education or the arts."""


@dataclass(frozen=True, slots=True)
class Term:
    """The marks of one pupil in tenths: `regular` (as many as the class asks for), midterm, final. None is missing."""

    regular: list[int | None]
    midterm: int | None
    final: int | None


@dataclass(frozen=True, slots=True)
class CommentTerm:
    """The same in a subject assessed by comments alone: True is Đạt."""

    regular: list[bool | None]
    midterm: bool | None
    final: bool | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a term has come.

    How many regular marks were given, whether the periodic tests were written, and how often a mark that should be
    there is missing.
    """

    regular: int
    midterm: bool
    final: bool
    missing: float


WHOLE = Progress(regular=5, midterm=True, final=True, missing=0.0)


def standing(dice: random.Random, school: float) -> float:
    """Where a pupil of a school stands, without subject and luck."""
    return SCHOOL * school + PUPIL * dice.gauss(0, 1)


def scored(dice: random.Random, curve: Curve, stands: float, expected: int, progress: Progress) -> Term:
    """A term in a subject assessed by marks. `stands` holds school, pupil and subject."""
    luck = dice.gauss
    final = _to_half(dice, curve.mark(stands + LUCK * luck(0, 1)))
    level = curve.mark(stands / (1 - LUCK * LUCK) ** 0.5)
    midterm = _to_half(dice, min(TOP, max(5, int(20 + 0.78 * level + luck(0, 6)))))
    base = 49 + 0.48 * level
    regular = [_to_whole(dice, int(base + luck(0, 8))) for _ in range(expected)]
    if progress is WHOLE:
        return Term(list(regular), midterm, final)
    return _so_far(dice, Term(list(regular), midterm, final), progress)


def commented(dice: random.Random, stands: float, expected: int, progress: Progress) -> CommentTerm:
    """A term in a subject assessed by comments alone: Đạt for nearly everyone."""
    passed = stands + LUCK * dice.gauss(0, 1) > FAILED_COMMENT
    if progress is WHOLE:
        return CommentTerm([True] * expected, midterm=True, final=passed)
    so_far = _so_far(dice, Term([TOP] * expected, TOP, TOP), progress)
    regular: list[bool | None] = [None if mark is None else True for mark in so_far.regular]
    return CommentTerm(regular, None if so_far.midterm is None else True, None)


def _so_far(dice: random.Random, term: Term, progress: Progress) -> Term:
    def kept(mark: int | None) -> int | None:
        return None if dice.random() < progress.missing else mark

    regular = [kept(mark) if place < progress.regular else None for place, mark in enumerate(term.regular)]
    return Term(
        regular,
        kept(term.midterm) if progress.midterm else None,
        kept(term.final) if progress.final else None,
    )


def _to_whole(dice: random.Random, tenths: int) -> int:
    """Regular marks are whole or half marks."""
    step = 10 if dice.random() < 0.6 else 5  # noqa: PLR2004 -- three in five are whole
    return min(TOP, max(10, (tenths + step // 2) // step * step))


def _to_half(dice: random.Random, tenths: int) -> int:
    """Tests are marked in halves or quarters (8,25 is written 8,3 and 8,75 is written 8,8)."""
    habit = dice.random()
    if habit < 0.55:  # noqa: PLR2004 -- a little more than half are whole or half marks
        return (tenths + 2) // 5 * 5
    if habit < 0.85:  # noqa: PLR2004 -- then quarters, the rest to the tenth
        return ((tenths * 10 + 12) // 25 * 25 + 5) // 10
    return tenths
