"""How marks are distributed in a subject: a few fitted parameters, no data of anybody.

The graduation exams of 2022 to 2026 are public as counts by subject and score step (27 million marks, no persons).
Each subject's pooled distribution is described by a mixture of two normal distributions cut off at 0 and 10: a weight,
two means and two spreads. The five numbers were found by least squares between the mixture's cumulative distribution
and that of the counts on a grid of 0.05 marks, each step's count spread over a quarter mark (Nelder and Mead's search
from two starts). The greatest mean distance that remains (Wasserstein-1) is 0.033 marks, for mathematics; one normal
distribution alone leaves 0.20, for English. Integrated subjects of lower secondary schools pool the exam subjects they
are made of, with equal weight. A test compares what the demo makes with the counts where they are at hand.

A mark is drawn as the quantile of a standard normal number, so that ability, school and luck may be added up as normal
numbers whose variances sum to one, and the province as a whole still has the fitted distribution.
"""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from functools import cache

from khue.core.text import fold

REACH = 4.0
STEPS = 256
TOP = 100


@dataclass(frozen=True, slots=True)
class Shape:
    """A mixture of two normal distributions in marks (0 to 10): the weight of the first, means and spreads."""

    weight: float
    mean: float
    spread: float
    mean2: float
    spread2: float

    def below(self, mark: float) -> float:
        """The share of all marks up to `mark`, before cutting off."""
        first = math.erf((mark - self.mean) / (self.spread * math.sqrt(2)))
        second = math.erf((mark - self.mean2) / (self.spread2 * math.sqrt(2)))
        return 0.5 + 0.5 * (self.weight * first + (1 - self.weight) * second)


SHAPES = {
    "Toan": Shape(0.64, 4.93, 1.55, 7.6, 0.85),
    "NguVan": Shape(0.46, 6.09, 1.4, 7.48, 0.96),
    "NgoaiNgu": Shape(0.52, 4.14, 1.14, 6.88, 1.78),
    "LichSu": Shape(0.34, 4.91, 1.15, 7.11, 1.35),
    "DiaLy": Shape(0.73, 6.37, 1.75, 6.84, 1.08),
    "GDCD": Shape(0.45, 7.74, 1.29, 8.7, 0.8),
    "KinhTePhapLuat": Shape(0.6, 5.14, 1.38, 8.03, 0.96),
    "VatLy": Shape(0.54, 5.46, 1.47, 7.71, 0.97),
    "HoaHoc": Shape(0.56, 5.57, 1.44, 7.8, 0.93),
    "SinhHoc": Shape(0.34, 4.61, 1.08, 6.58, 1.18),
    "TinHoc": Shape(0.16, 4.72, 0.91, 6.63, 1.54),
    "KhoaHocTuNhien": Shape(0.58, 5.41, 1.38, 7.59, 1.01),
    "LichSuDiaLy": Shape(0.12, 4.37, 1.1, 6.7, 1.48),
    "CongNghe": Shape(0.34, 5.42, 1.01, 7.6, 1.18),
}
"""By the exam's name for the subject, as the public counts have it; the last three are pooled."""

EXAMS = {
    "toan": "Toan",
    "ngu van": "NguVan",
    "ngoai ngu 1": "NgoaiNgu",
    "ngoai ngu": "NgoaiNgu",
    "tieng anh": "NgoaiNgu",
    "giao duc cong dan": "GDCD",
    "giao duc quoc phong va an ninh": "GDCD",
    "giao duc kinh te va phap luat": "KinhTePhapLuat",
    "lich su va dia li": "LichSuDiaLy",
    "lich su": "LichSu",
    "dia li": "DiaLy",
    "khoa hoc tu nhien": "KhoaHocTuNhien",
    "vat li": "VatLy",
    "hoa hoc": "HoaHoc",
    "sinh hoc": "SinhHoc",
    "tin hoc": "TinHoc",
    "cong nghe": "CongNghe",
}


class Curve:
    """The quantiles of a shape, tabulated: from a standard normal number to tenths of a mark."""

    def __init__(self, shape: Shape) -> None:
        grid = [tenth / 10 for tenth in range(TOP + 1)]
        bottom, top = shape.below(-0.05), shape.below(10.05)
        uppers = [(shape.below(mark + 0.05) - bottom) / (top - bottom) for mark in grid]
        numbers = (step / STEPS - REACH for step in range(int(2 * REACH * STEPS) + 1))
        self._table = [min(TOP, bisect(uppers, _share_below(number))) for number in numbers]

    def mark(self, number: float) -> int:
        """The mark in tenths that stands as high among marks as `number` among standard normal numbers."""
        place = int((number + REACH) * STEPS)
        return self._table[min(max(place, 0), len(self._table) - 1)]


@cache
def curve_of(subject: str) -> Curve:
    """The curve of a subject by its name; one that no exam has stands like history and geography."""
    return Curve(SHAPES[EXAMS.get(fold(subject), "LichSuDiaLy")])


def _share_below(number: float) -> float:
    return 0.5 * (1 + math.erf(number / math.sqrt(2)))
