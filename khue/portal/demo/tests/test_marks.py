"""Marks are spread as those of the graduation exams, and hang together."""

from __future__ import annotations

import csv
import os
import random
from collections import Counter
from pathlib import Path
from statistics import correlation, mean

import pytest

from khue.portal.demo.curves import SHAPES, Curve, curve_of
from khue.portal.demo.marks import FAILED_COMMENT, SUBJECT, WHOLE, Progress, commented, scored, standing

PUPILS, SCHOOLS = 24_000, 240
FITTED = {name: name for name in SHAPES if name not in {"KhoaHocTuNhien", "LichSuDiaLy", "CongNghe"}}
YEARS = {"2022", "2023", "2024", "2025", "2026"}


def finals(curve: Curve, seed: int = 1) -> list[int]:
    """Final marks of a province of many schools."""
    dice = random.Random(seed)
    found = []
    for _ in range(SCHOOLS):
        school = dice.gauss(0, 1)
        for _ in range(PUPILS // SCHOOLS):
            stands = standing(dice, school) + SUBJECT * dice.gauss(0, 1)
            final = scored(dice, curve, stands, 4, WHOLE).final
            assert final is not None
            found.append(final)
    return found


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[float]]:
    """The public counts of the exams, where they are at hand."""
    folder = os.environ.get("KHUE_TRIAL_DATA")
    path = Path(folder or ".") / "thpt-score-distribution.csv"
    if not folder or not path.exists():
        pytest.skip("KHUE_TRIAL_DATA names no folder with thpt-score-distribution.csv")
    found: dict[str, Counter[float]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["year"] in YEARS:
                found.setdefault(row["subject"], Counter())[float(row["score"])] += int(row["count"])
    return found


@pytest.mark.parametrize("subject", FITTED)
def test_final_marks_are_spread_as_in_the_exams(subject: str, counts: dict[str, Counter[float]]) -> None:
    real = counts[subject]
    marks = [mark / 10 for mark in finals(Curve(SHAPES[subject]))]
    total = sum(real.values())
    assert abs(mean(marks) - sum(score * count for score, count in real.items()) / total) < 0.12
    assert distance(Counter(marks), real) < 0.15


def distance(one: Counter[float], other: Counter[float]) -> float:
    """How many marks apart two distributions are in the mean (Wasserstein-1)."""
    grid = [step / 20 for step in range(201)]
    totals = sum(one.values()), sum(other.values())

    def below(counts: Counter[float], total: int, mark: float) -> float:
        return sum(count for score, count in counts.items() if score <= mark) / total

    return sum(abs(below(one, totals[0], mark) - below(other, totals[1], mark)) for mark in grid) / 20


def test_marks_are_tenths_between_nought_and_ten() -> None:
    dice = random.Random(2)
    for subject in SHAPES:
        curve = Curve(SHAPES[subject])
        for stands in (-6.0, -3.0, 0.0, 3.0, 6.0):
            term = scored(dice, curve, stands, 4, WHOLE)
            assert len(term.regular) == 4
            assert all(
                mark is not None and 0 <= mark <= 100 for mark in (*term.regular, term.midterm, term.final)
            )


def test_who_stands_higher_has_higher_marks_in_every_subject_and_term() -> None:
    dice = random.Random(3)
    ability = [standing(dice, 0.0) for _ in range(3_000)]
    maths = [scored(dice, curve_of("Toán"), each, 4, WHOLE).final or 0 for each in ability]
    again = [scored(dice, curve_of("Toán"), each, 4, WHOLE).final or 0 for each in ability]
    words = [scored(dice, curve_of("Ngữ văn"), each, 4, WHOLE).final or 0 for each in ability]
    assert correlation(maths, again) > 0.6
    assert correlation(maths, words) > 0.6


def test_a_running_term_has_no_final_and_not_every_regular_mark() -> None:
    dice = random.Random(4)
    progress = Progress(regular=2, midterm=True, final=False, missing=0.0)
    term = scored(dice, curve_of("Toán"), 0.0, 4, progress)
    assert [mark is None for mark in (*term.regular, term.midterm, term.final)] == [
        False, False, True, True, False, True,
    ]  # fmt: skip


def test_nearly_everyone_passes_what_is_assessed_by_comments() -> None:
    dice = random.Random(5)
    terms = [commented(dice, standing(dice, dice.gauss(0, 1)), 2, WHOLE) for _ in range(5_000)]
    failed = sum(term.final is False for term in terms)
    assert 5 < failed < 100
    assert commented(dice, FAILED_COMMENT - 5, 2, WHOLE).final is False


def test_an_unknown_subject_has_a_curve_too() -> None:
    assert curve_of("Môn mới").mark(0.0) == curve_of("Lịch sử và Địa lí").mark(0.0)
