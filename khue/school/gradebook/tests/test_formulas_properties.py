"""What must hold for every pupil, and the comparison with a second, independent reading of the law."""

import random
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from khue.school.gradebook.formulas import (
    SECONDARY,
    CommentSubject,
    Conduct,
    Decision,
    Rating,
    ScoredSubject,
    decide,
    half_up,
    learning_rating,
    raw_learning_rating,
    term_average,
    title,
    year_average,
    year_conduct,
    year_result,
)
from khue.school.gradebook.tests import oracle

EDGES = [0, 34, 35, 49, 50, 64, 65, 79, 80, 89, 90, 100]
TENTHS = st.one_of(st.sampled_from(EDGES), st.integers(0, 100))
AVERAGES = st.lists(TENTHS, max_size=12)
COMMENTS = st.lists(st.booleans(), max_size=5)
RATINGS = st.sampled_from(Rating)
RULES = SECONDARY.latest().parameters


def decimal(tenths: int) -> Decimal:
    return Decimal(tenths) / 10


@given(st.integers(0, 10**6), st.integers(1, 1000))
def test_half_up_is_decimals_round_half_up(numerator: int, denominator: int) -> None:
    exact = (Decimal(numerator) / denominator).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(numerator, denominator) == exact


@given(st.lists(TENTHS, min_size=1, max_size=6), TENTHS, TENTHS)
def test_a_term_average_lies_between_its_marks_whatever_their_order(
    regular: list[int], midterm: int, final: int
) -> None:
    average = term_average(regular, midterm, final, RULES)
    assert average is not None
    assert min([*regular, midterm, final]) <= average <= max([*regular, midterm, final])
    assert term_average(sorted(regular), midterm, final, RULES) == average
    expected = oracle.term_average([decimal(mark) for mark in regular], decimal(midterm), decimal(final))
    assert decimal(average) == expected


@given(TENTHS, TENTHS)
def test_a_year_average_lies_between_its_terms(term1: int, term2: int) -> None:
    average = year_average(term1, term2, RULES)
    assert average is not None
    assert min(term1, term2) <= average <= max(term1, term2)
    assert decimal(average) == oracle.year_average(decimal(term1), decimal(term2))


@given(AVERAGES, COMMENTS, st.randoms(use_true_random=False))
def test_the_order_of_subjects_never_matters(
    averages: list[int], comments: list[bool], dice: random.Random
) -> None:
    shuffled = dice.sample(averages, len(averages)), dice.sample(comments, len(comments))
    assert learning_rating(*shuffled, RULES) is learning_rating(averages, comments, RULES)


@given(st.lists(TENTHS, min_size=1, max_size=12), COMMENTS, st.data())
def test_a_better_mark_never_gives_a_worse_rating(
    averages: list[int], comments: list[bool], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(averages) - 1))
    better = list(averages)
    better[place] = data.draw(st.integers(averages[place], 100))
    before, after = learning_rating(averages, comments, RULES), learning_rating(better, comments, RULES)
    assert before is not None
    assert after is not None
    assert after >= before


@given(AVERAGES, st.lists(st.booleans(), min_size=1, max_size=5))
def test_a_passed_comment_subject_never_gives_a_worse_rating(
    averages: list[int], comments: list[bool]
) -> None:
    before = learning_rating(averages, [*comments, False], RULES)
    after = learning_rating(averages, [*comments, True], RULES)
    assert before is not None
    assert after is not None
    assert after >= before


@given(st.lists(TENTHS, min_size=1, max_size=12), COMMENTS)
def test_the_adjustment_raises_by_at_most_one_level(averages: list[int], comments: list[bool]) -> None:
    adjusted = learning_rating(averages, comments, RULES)
    assert adjusted is not None
    assert adjusted.levels_above(raw_learning_rating(averages, comments, RULES)) in (0, 1)


@given(AVERAGES, COMMENTS)
def test_counting_gives_what_trying_every_subject_gives(averages: list[int], comments: list[bool]) -> None:
    tried = oracle.level(
        [decimal(mark) for mark in averages], ["D" if comment else "CD" for comment in comments]
    )
    assert learning_rating(averages, comments, RULES) == tried


@given(RATINGS, RATINGS, RATINGS)
def test_better_conduct_in_a_term_never_gives_a_worse_year(
    term1: Rating, term2: Rating, other: Rating
) -> None:
    year = year_conduct(term1, term2, RULES)
    assert year is not None
    assert year == oracle.conduct(term1, term2)
    for changed in (
        year_conduct(max(term1, other), term2, RULES),
        year_conduct(term1, max(term2, other), RULES),
    ):
        assert changed is not None
        assert changed >= year


@given(st.none() | RATINGS, st.none() | RATINGS, st.none() | st.integers(0, 100))
def test_decisions_are_those_of_the_oracle(
    learning: Rating | None, conduct: Rating | None, absences: int | None
) -> None:
    assert decide(learning, conduct, absences, RULES) == oracle.decision(learning, conduct, absences)


@given(st.none() | RATINGS, st.none() | RATINGS, st.lists(TENTHS, max_size=12))
def test_titles_are_those_of_the_oracle(
    learning: Rating | None, conduct: Rating | None, averages: list[int]
) -> None:
    expected = oracle.title(learning, conduct, [decimal(average) for average in averages])
    assert title(learning, conduct, averages, RULES) == expected


@given(RATINGS, RATINGS, st.integers(0, 44))
def test_one_more_absent_session_never_improves_a_decision(
    learning: Rating, conduct: Rating, absences: int
) -> None:
    before = decide(learning, conduct, absences, RULES)
    assert decide(learning, conduct, absences + 1, RULES) in (before, Decision.RETAINED)
    assert decide(learning, conduct, 46, RULES) is Decision.RETAINED


def a_pupil(dice: random.Random) -> tuple[list[ScoredSubject], list[CommentSubject], Conduct]:
    """A pupil of a certain strength, with subjects near the thresholds and now and then a gap."""
    strength, spread = dice.choice([(85, 8), (70, 10), (55, 12), (45, 15)]), dice.random()

    def mark() -> int | None:
        if dice.random() < 0.01:
            return None
        if dice.random() < 0.1:
            return dice.choice(EDGES)
        return max(0, min(100, round(dice.gauss(strength[0], strength[1] * spread))))

    def comment() -> bool | None:
        return dice.choices([True, False, None], [96, 3, 1])[0]

    def rating() -> Rating | None:
        possible: list[Rating | None] = [*Rating, None]
        return dice.choices(possible, [60, 25, 8, 5, 2])[0]

    scored = [ScoredSubject(mark(), mark()) for _ in range(dice.randint(5, 12))]
    comments = [CommentSubject(comment(), comment()) for _ in range(dice.randint(0, 4))]
    return scored, comments, Conduct(rating(), rating(), dice.choice([None, 0, 3, 44, 45, 46, 90]))


def maybe(tenths: int | None) -> Decimal | None:
    return None if tenths is None else decimal(tenths)


def word(comment: bool | None) -> str | None:
    return None if comment is None else ("D" if comment else "CD")


def test_the_oracle_speaks_of_the_one_version_there_is() -> None:
    assert [version.name for version in SECONDARY.versions] == ["tt22-2021.1"]


def test_ten_thousand_pupils_get_the_year_the_oracle_gives_them() -> None:
    dice = random.Random(22)
    for _ in range(10_000):
        scored, comments, conduct = a_pupil(dice)
        result = year_result(scored, comments, conduct, RULES)
        years = [oracle.year_average(maybe(subject.term1), maybe(subject.term2)) for subject in scored]
        learning_year = oracle.level(years, [word(subject.term2) for subject in comments])
        conduct_year = oracle.conduct(conduct.term1, conduct.term2)
        assert (
            result.learning_term1,
            result.learning_term2,
            result.learning_year,
            result.conduct_year,
            result.title,
            result.decision,
        ) == (
            oracle.level([maybe(s.term1) for s in scored], [word(s.term1) for s in comments]),
            oracle.level([maybe(s.term2) for s in scored], [word(s.term2) for s in comments]),
            learning_year,
            conduct_year,
            oracle.title(learning_year, conduct_year, years),
            oracle.decision(learning_year, conduct_year, conduct.absences),
        ), (scored, comments, conduct)
