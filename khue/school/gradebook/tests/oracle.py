"""The same law a second time, written to be believed and not to be fast.

A transcription of Điều 8, 9, 12 and 15 of TT 22/2021 with decimals and the words of the circular, sharing no code and
no data with `formulas`: the adjustment of Điều 9 k.3 really tries every subject. The tests compare the two.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

ORDER = ["CHUA_DAT", "DAT", "KHA", "TOT"]
CONDUCT = {  # (term 1, term 2)
    ("TOT", "TOT"): "TOT",
    ("KHA", "TOT"): "TOT",
    ("DAT", "TOT"): "KHA",
    ("CHUA_DAT", "TOT"): "KHA",
    ("TOT", "KHA"): "KHA",
    ("KHA", "KHA"): "KHA",
    ("DAT", "KHA"): "KHA",
    ("CHUA_DAT", "KHA"): "DAT",
    ("TOT", "DAT"): "KHA",
    ("KHA", "DAT"): "DAT",
    ("DAT", "DAT"): "DAT",
    ("CHUA_DAT", "DAT"): "DAT",
    ("TOT", "CHUA_DAT"): "CHUA_DAT",
    ("KHA", "CHUA_DAT"): "CHUA_DAT",
    ("DAT", "CHUA_DAT"): "CHUA_DAT",
    ("CHUA_DAT", "CHUA_DAT"): "CHUA_DAT",
}


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def term_average(
    regular: Sequence[Decimal], midterm: Decimal | None, final: Decimal | None
) -> Decimal | None:
    if not regular or midterm is None or final is None:
        return None
    return rounded((sum(regular, Decimal(0)) + 2 * midterm + 3 * final) / (len(regular) + 5))


def year_average(term1: Decimal | None, term2: Decimal | None) -> Decimal | None:
    return None if term1 is None or term2 is None else rounded((term1 + 2 * term2) / 3)


def _at_least(marks: Iterable[Decimal], bound: str) -> int:
    return len([mark for mark in marks if mark >= Decimal(bound)])


def raw_level(marks: Sequence[Decimal], comments: Sequence[str]) -> str:
    failed = comments.count("CD")
    if failed == 0 and _at_least(marks, "6.5") == len(marks) and _at_least(marks, "8.0") >= 6:
        return "TOT"
    if failed == 0 and _at_least(marks, "5.0") == len(marks) and _at_least(marks, "6.5") >= 6:
        return "KHA"
    if failed <= 1 and _at_least(marks, "3.5") == len(marks) and _at_least(marks, "5.0") >= 6:
        return "DAT"
    return "CHUA_DAT"


def level(marks: Sequence[Decimal | None], comments: Sequence[str | None]) -> str | None:
    known = [mark for mark in marks if mark is not None]
    settled = [comment for comment in comments if comment is not None]
    if not (marks or comments) or len(known) + len(settled) < len(marks) + len(comments):
        return None
    actual = raw_level(known, settled)
    for hypothesis in _with_one_subject_perfect(known, settled):
        if hypothesis in ("TOT", "KHA") and ORDER.index(hypothesis) - ORDER.index(actual) >= 2:
            return ORDER[ORDER.index(actual) + 1]
    return actual


def _with_one_subject_perfect(marks: list[Decimal], comments: list[str]) -> Iterable[str]:
    for index in range(len(marks)):
        yield raw_level([*marks[:index], Decimal(10), *marks[index + 1 :]], comments)
    for index in range(len(comments)):
        yield raw_level(marks, [*comments[:index], "D", *comments[index + 1 :]])


def conduct(term1: str | None, term2: str | None) -> str | None:
    return CONDUCT[term1, term2] if term1 and term2 else None


def title(learning: str | None, year_conduct: str | None, years: Sequence[Decimal | None]) -> str | None:
    if learning != "TOT" or year_conduct != "TOT":
        return None
    return "XUAT_SAC" if _at_least([year for year in years if year is not None], "9.0") >= 6 else "GIOI"


def decision(learning: str | None, year_conduct: str | None, absences: int | None) -> str:
    if absences is not None and absences > 45:
        return "RETAINED"
    if learning is None or year_conduct is None or absences is None:
        return "INCOMPLETE"
    match (learning == "CHUA_DAT", year_conduct == "CHUA_DAT"):
        case (True, True):
            return "RETAINED"
        case (False, True):
            return "SUMMER_TRAINING"
        case (True, False):
            return "RETEST"
    return "PROMOTED"


Terms = dict[int, Decimal | str | None]


def term(assessed: str, regular: Sequence[str], midterm: str, final: str) -> Decimal | str | None:
    if not (regular and midterm and final):
        return None
    if assessed == "comment":
        return "CD" if "CD" in [*regular, midterm, final] else "D"
    return term_average([Decimal(mark) for mark in regular], Decimal(midterm), Decimal(final))


def subject_year(terms: Terms) -> Decimal | str | None:
    match terms.get(1), terms.get(2):
        case (Decimal() | None as term1, Decimal() as term2):
            return year_average(term1, term2)
        case (_, str() as passed):
            return passed
    return None


def subject_row(terms: Terms) -> list[str]:
    return [
        str(value) if value is not None else "" for value in (terms.get(1), terms.get(2), subject_year(terms))
    ]


def row(subjects: dict[str, Terms], term1: str, term2: str, absences: str) -> list[str]:
    """The cells of R behind the pupil, from the subjects' terms and a line of C."""
    scored = [terms for name, terms in subjects.items() if name.startswith("Môn")]
    remarked = [terms for name, terms in subjects.items() if not name.startswith("Môn")]

    def learning(values: Sequence[object], comments: Sequence[object]) -> str | None:
        return level(
            [value if isinstance(value, Decimal) else None for value in values],
            [value if isinstance(value, str) else None for value in comments],
        )

    years = [subject_year(terms) for terms in scored]
    year = learning(years, [terms.get(2) for terms in remarked])
    year_conduct = conduct(term1 or None, term2 or None)
    return [
        learning([terms.get(1) for terms in scored], [terms.get(1) for terms in remarked]) or "",
        learning([terms.get(2) for terms in scored], [terms.get(2) for terms in remarked]) or "",
        year or "",
        year_conduct or "",
        title(year, year_conduct, [value if isinstance(value, Decimal) else None for value in years]) or "",
        decision(year, year_conduct, int(absences) if absences else None),
    ]
