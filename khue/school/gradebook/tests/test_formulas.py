"""The vectors of the circular, one by one."""

from dataclasses import replace
from datetime import date

import pytest

from khue.core.law import NoRuleInForceError
from khue.school.gradebook.formulas import (
    SECONDARY,
    AssessmentRules,
    CommentSubject,
    Conduct,
    Decision,
    Rating,
    ScoredSubject,
    Title,
    YearResult,
    comment_term,
    decide,
    decide_after_summer,
    half_up,
    learning_rating,
    raw_learning_rating,
    reassessable,
    required_comments,
    required_regular,
    secondary_rules,
    term_average,
    title,
    year_average,
    year_conduct,
    year_result,
)

RULES = SECONDARY.latest().parameters
TOT, KHA, DAT, CHUA_DAT = Rating
GOOD = [85] * 8  # eight scored subjects with which everything of Tốt holds
ALL_D = [True] * 4


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "average"),
    [
        ([80, 90], 70, 80, 79),
        ([70, 80, 60, 90], 65, 75, 73),
        ([100, 100, 100, 100], 50, 50, 72),
        ([0], 0, 0, 0),
        ([100, 100], 100, 100, 100),
        ([85, 85, 80], 80, 80, 81),  # 81.25 tenths
        ([82, 83, 83], 82, 83, 83),  # 82.625
        ([83, 83, 82], 82, 82, 82),  # 82.25
        ([84, 80, 80], 80, 80, 81),  # 80.5, exactly half, upwards
    ],
)
def test_term_average(regular: list[int], midterm: int, final: int, average: int) -> None:
    assert term_average(regular, midterm, final, RULES) == average


@pytest.mark.parametrize(
    ("term1", "term2", "average"), [(64, 65, 65), (80, 79, 79), (0, 0, 0), (100, 100, 100), (79, 80, 80)]
)
def test_year_average_takes_the_rounded_terms(term1: int, term2: int, average: int) -> None:
    assert year_average(term1, term2, RULES) == average


def test_halves_go_up_where_python_rounds_to_even() -> None:
    assert half_up(825, 10) == 83
    assert round(8.25, 1) == 8.2
    assert [half_up(numerator, 2) for numerator in range(6)] == [0, 1, 1, 2, 2, 3]


def test_a_missing_mark_leaves_the_averages_empty() -> None:
    assert term_average([], 80, 80, RULES) is None
    assert term_average([80], None, 80, RULES) is None
    assert term_average([80], 80, None, RULES) is None
    assert term_average([80, 90], 80, 80, RULES, required=3) is None
    assert term_average([80, 90, 70], 80, 80, RULES, required=2) == 80
    assert year_average(None, 80, RULES) is None
    assert year_average(80, None, RULES) is None


@pytest.mark.parametrize(
    ("lessons", "marks"), [(1, 2), (35, 2), (36, 3), (52, 3), (70, 3), (71, 4), (105, 4), (140, 4)]
)
def test_required_regular_marks_by_lessons_a_year(lessons: int, marks: int) -> None:
    assert required_regular(lessons, RULES) == marks


def test_a_subject_without_lessons_is_refused_and_comment_subjects_have_two_assessments() -> None:
    with pytest.raises(ValueError, match="at least one lesson"):
        required_regular(0, RULES)
    assert required_comments(RULES) == 2


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "passed"),
    [
        ([True, True], True, True, True),
        ([True, False], True, True, False),
        ([True, True], False, True, False),
        ([True, True], True, False, False),
        ([], True, True, None),
        ([False], None, True, None),
        ([False], True, None, None),
    ],
)
def test_a_comment_only_term_is_passed_only_when_all_are(
    regular: list[bool], midterm: bool | None, final: bool | None, passed: bool | None
) -> None:
    assert comment_term(regular, midterm, final) is passed


def test_a_comment_only_term_waits_for_the_required_assessments() -> None:
    assert comment_term([True], midterm=True, final=True, required=2) is None


@pytest.mark.parametrize(
    ("averages", "comments", "raw", "adjusted"),
    [
        (GOOD, ALL_D, TOT, TOT),
        ([*GOOD[1:], 64], ALL_D, KHA, KHA),
        ([*GOOD[1:], 49], ALL_D, DAT, KHA),
        ([*GOOD[1:], 34], ALL_D, CHUA_DAT, DAT),
        (GOOD, [False, True], DAT, KHA),
        ([65] * 7 + [34], ALL_D, CHUA_DAT, DAT),
        ([*GOOD[2:], 49, 49], ALL_D, DAT, DAT),
        ([*GOOD[1:], 49], [False], DAT, DAT),
        (GOOD, [False, False], CHUA_DAT, CHUA_DAT),
        ([65] * 8, [False], DAT, DAT),
        ([80] * 6 + [65, 65], ALL_D, TOT, TOT),
        ([80] * 5 + [79] + [65, 65], ALL_D, KHA, KHA),
        ([65] * 6 + [50, 50], [], KHA, KHA),
        ([50] * 6 + [35, 35], [False, True], DAT, DAT),
        ([50] * 5 + [49] + [35, 35], ALL_D, CHUA_DAT, CHUA_DAT),
        ([100] * 5 + [34], ALL_D, CHUA_DAT, DAT),  # replaced, not deleted: six subjects remain six
        ([80] * 5 + [34, 65], ALL_D, CHUA_DAT, DAT),
    ],
)
def test_learning_result(averages: list[int], comments: list[bool], raw: Rating, adjusted: Rating) -> None:
    assert raw_learning_rating(averages, comments, RULES) is raw
    assert learning_rating(averages, comments, RULES) is adjusted


def test_with_fewer_than_six_scored_subjects_no_level_can_be_reached() -> None:
    assert learning_rating([100] * 5, ALL_D, RULES) is CHUA_DAT
    assert learning_rating([], ALL_D, RULES) is CHUA_DAT


def test_a_programme_with_fewer_subjects_has_rules_of_its_own() -> None:
    smaller = replace(RULES, levels=tuple(replace(level, count=3) for level in RULES.levels))
    assert learning_rating([85, 85, 85, 70], [], smaller) is TOT
    assert learning_rating([85, 85, 85, 70], [], RULES) is CHUA_DAT


def test_a_learning_result_exists_only_when_every_subject_has_its_value() -> None:
    assert learning_rating([*GOOD, None], ALL_D, RULES) is None
    assert learning_rating(GOOD, [True, None], RULES) is None
    assert learning_rating([], [], RULES) is None


CONDUCT = {
    TOT: (TOT, TOT, KHA, KHA),
    KHA: (KHA, KHA, KHA, DAT),
    DAT: (KHA, DAT, DAT, DAT),
    CHUA_DAT: (CHUA_DAT, CHUA_DAT, CHUA_DAT, CHUA_DAT),
}


@pytest.mark.parametrize("term2", Rating)
def test_year_conduct_by_the_table(term2: Rating) -> None:
    assert tuple(year_conduct(term1, term2, RULES) for term1 in Rating) == CONDUCT[term2]


def test_year_conduct_needs_both_terms() -> None:
    assert year_conduct(None, TOT, RULES) is None
    assert year_conduct(TOT, None, RULES) is None


@pytest.mark.parametrize(
    ("learning", "conduct", "averages", "expected"),
    [
        (TOT, TOT, [90] * 6 + [65], Title.XUAT_SAC),
        (TOT, TOT, [90] * 5 + [89], Title.GIOI),
        (TOT, KHA, [95] * 8, None),
        (KHA, TOT, [95] * 8, None),
        (None, TOT, [95] * 8, None),
        (TOT, None, [95] * 8, None),
    ],
)
def test_titles(
    learning: Rating | None, conduct: Rating | None, averages: list[int], expected: Title | None
) -> None:
    assert title(learning, conduct, averages, RULES) is expected


@pytest.mark.parametrize(
    ("learning", "conduct", "absences", "expected"),
    [
        (TOT, TOT, 46, Decision.RETAINED),
        (None, None, 46, Decision.RETAINED),
        (None, TOT, 0, Decision.INCOMPLETE),
        (TOT, None, 0, Decision.INCOMPLETE),
        (TOT, TOT, None, Decision.INCOMPLETE),
        (CHUA_DAT, None, 45, Decision.INCOMPLETE),
        (CHUA_DAT, CHUA_DAT, 0, Decision.RETAINED),
        (DAT, CHUA_DAT, 0, Decision.SUMMER_TRAINING),
        (CHUA_DAT, DAT, 0, Decision.RETEST),
        (DAT, DAT, 45, Decision.PROMOTED),
    ],
)
def test_decision(
    learning: Rating | None, conduct: Rating | None, absences: int | None, expected: Decision
) -> None:
    assert decide(learning, conduct, absences, RULES) is expected


def test_after_the_summer_there_is_no_further_chance() -> None:
    assert decide_after_summer(DAT, DAT, 10, RULES) is Decision.PROMOTED
    assert decide_after_summer(CHUA_DAT, DAT, 10, RULES) is Decision.RETAINED
    assert decide_after_summer(DAT, CHUA_DAT, 10, RULES) is Decision.RETAINED
    assert decide_after_summer(None, DAT, 10, RULES) is Decision.INCOMPLETE


def test_a_new_result_replaces_the_old_and_the_pupil_is_rated_again() -> None:
    averages = {"Toán": 34, "Ngữ văn": 49} | {f"Môn {number}": 60 for number in range(6)}
    comments = {"Nghệ thuật": False, "Giáo dục thể chất": True}
    assert learning_rating([*averages.values()], [*comments.values()], RULES) is CHUA_DAT
    assert reassessable(averages, comments, RULES) == ["Toán", "Ngữ văn", "Nghệ thuật"]
    averages["Toán"] = 50
    assert learning_rating([*averages.values()], [*comments.values()], RULES) is DAT


def test_a_whole_year() -> None:
    scored = [ScoredSubject(95, 92)] * 6 + [ScoredSubject(80, 81), ScoredSubject(66, 66)]
    comments = [CommentSubject(term1=False, term2=True), CommentSubject(term1=True, term2=True)]
    assert year_result(scored, comments, Conduct(KHA, TOT, 3), RULES) == YearResult(
        learning_term1=KHA,
        learning_term2=TOT,
        learning_year=TOT,
        conduct_year=TOT,
        title=Title.XUAT_SAC,
        decision=Decision.PROMOTED,
    )


def test_a_subject_known_from_term_2_alone_leaves_term_1_and_the_year_empty() -> None:
    result = year_result([ScoredSubject(85, 85)] * 7 + [ScoredSubject(term2=85)], [], Conduct(), RULES)
    assert (result.learning_term1, result.learning_term2, result.learning_year) == (None, TOT, None)


def test_a_comment_subject_needs_only_term_2_for_the_year() -> None:
    result = year_result([ScoredSubject(85, 85)] * 6, [CommentSubject(term2=True)], Conduct(), RULES)
    assert (result.learning_term1, result.learning_term2, result.learning_year) == (None, TOT, TOT)


def test_a_pupil_without_subjects_has_no_results_but_may_be_retained() -> None:
    assert year_result([], [], Conduct(TOT, TOT, 0), RULES).decision is Decision.INCOMPLETE
    assert year_result([], [], Conduct(TOT, TOT, 46), RULES).decision is Decision.RETAINED


@pytest.mark.parametrize(
    ("grade", "year"), [(6, 2021), (7, 2022), (10, 2022), (8, 2023), (11, 2023), (9, 2024), (12, 2024)]
)
def test_the_circular_reaches_each_grade_in_its_year(grade: int, year: int) -> None:
    assert secondary_rules(grade, year).name == "tt22-2021.1"
    with pytest.raises(NoRuleInForceError):
        secondary_rules(grade, year - 1)


def test_the_version_says_what_is_from_memory() -> None:
    version = SECONDARY.in_force(date(2026, 1, 1), "9")
    assert version.instrument.number == "22/2021/TT-BGDĐT"
    assert set(version.to_verify()) == {"cohorts", "regular_comments"}


def test_ratings_compare_by_level_and_carry_the_numbers_they_are_stored_by() -> None:
    assert sorted(Rating) == [CHUA_DAT, DAT, KHA, TOT]
    assert max(DAT, KHA) is KHA
    assert TOT > KHA >= DAT > CHUA_DAT
    assert CHUA_DAT < DAT <= KHA
    assert [rating.number for rating in Rating] == [1, 2, 3, 4]
    assert [Rating.numbered(number) for number in (1, 2, 3, 4)] == list(Rating)
    assert [decision.number for decision in Decision] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="no number 3"):
        Title.numbered(3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"levels": RULES.levels[::-1]}, "from the best down"),
        ({"levels": (replace(RULES.levels[0], count=5), *RULES.levels[1:])}, "asks less"),
        ({"regular_marks": RULES.regular_marks[:2]}, "open band"),
        ({"regular_marks": RULES.regular_marks[::-1]}, "open band"),
        ({"conduct_year": {TOT: RULES.conduct_year[TOT]}}, "every pair"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(RULES, **change)  # type: ignore[arg-type]


def test_numbers_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ValueError, match="floor"):
        replace(RULES.levels[0], floor=81)
    with pytest.raises(ValueError, match="weight"):
        replace(RULES.term_weights, midterm=0)
    with pytest.raises(ValueError, match="weight"):
        replace(RULES.year_weights, term1=0)


def test_the_rules_are_the_law_and_not_the_code() -> None:
    heavier = replace(RULES, term_weights=replace(RULES.term_weights, final=4), absence_limit=30)
    assert isinstance(heavier, AssessmentRules)
    assert term_average([100], 100, 0, heavier) == 43
    assert decide(TOT, TOT, 31, heavier) is Decision.RETAINED
