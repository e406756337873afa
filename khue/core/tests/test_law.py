"""Rules of law as dated data: which version answers for a day, and what a version must say to be accepted."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.law import (
    AmbiguousRuleError,
    Instrument,
    NoRuleInForceError,
    Provenance,
    Rulebook,
    RuleVersion,
    Source,
    Validity,
    read_version,
)


@dataclass(frozen=True)
class Speed:
    limit: int


FOUND = Source("Article 3", Provenance.FOUND)


def version(code: str, since: str, until: str | None = None, **more: Any) -> RuleVersion[Speed]:
    facts: dict[str, Any] = {
        "code": code,
        "instrument": Instrument("1/2020/TT-ABC", "Circular on speed"),
        "article": "Articles 1-9",
        "valid_from": date.fromisoformat(since),
        "valid_to": date.fromisoformat(until) if until else None,
        "parameters": Speed(50),
        "sources": {"limit": FOUND},
        **more,
    }
    return RuleVersion(**facts)


def grades(**starts: str) -> dict[str, Any]:
    cohorts = {grade[1:]: Validity(date.fromisoformat(start)) for grade, start in starts.items()}
    return {"cohorts": cohorts, "sources": {"limit": FOUND, "cohorts": FOUND}}


def test_a_version_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    book = Rulebook("speed", [version("old", "2020-01-01", "2025-07-01"), version("new", "2025-07-01")])
    assert book.in_force(date(2020, 1, 1)).code == "old"
    assert book.in_force(date(2025, 6, 30)).code == "old"
    assert book.in_force(date(2025, 7, 1)).code == "new"
    assert book.latest().code == "new"


def test_before_the_first_version_there_is_no_rule_and_none_is_guessed() -> None:
    book = Rulebook("speed", [version("only", "2020-01-01")])
    with pytest.raises(NoRuleInForceError, match="speed on 2019-12-31"):
        book.in_force(date(2019, 12, 31))


def test_a_version_reaches_each_cohort_on_its_own_day_and_some_never() -> None:
    book = Rulebook("speed", [version("v", "2021-09-05", **grades(g6="2021-09-05", g7="2022-09-05"))])
    assert book.in_force(date(2021, 9, 5), "6").code == "v"
    assert book.in_force(date(2022, 9, 5), "7").code == "v"
    with pytest.raises(NoRuleInForceError, match="for 7"):
        book.in_force(date(2022, 9, 4), "7")
    with pytest.raises(NoRuleInForceError, match="for 5"):
        book.in_force(date(2030, 1, 1), "5")


def test_while_two_versions_run_side_by_side_the_cohort_must_be_named() -> None:
    first = version(
        "old",
        "2011-09-05",
        cohorts={
            "6": Validity(date(2011, 9, 5), date(2021, 9, 5)),
            "7": Validity(date(2011, 9, 5), date(2022, 9, 5)),
        },
        sources={"limit": FOUND, "cohorts": FOUND},
    )
    book = Rulebook(
        "speed", [first, version("new", "2021-09-05", **grades(g6="2021-09-05", g7="2022-09-05"))]
    )
    assert book.in_force(date(2021, 12, 1), "6").code == "new"
    assert book.in_force(date(2021, 12, 1), "7").code == "old"
    with pytest.raises(AmbiguousRuleError, match=r"old\.1, new\.1"):
        book.in_force(date(2021, 12, 1))


def test_two_versions_may_not_hold_on_the_same_day() -> None:
    with pytest.raises(ValueError, match=r"old\.1 and new\.1 overlap"):
        Rulebook("speed", [version("old", "2020-01-01", "2025-07-02"), version("new", "2025-07-01")])


def test_two_versions_may_not_hold_for_the_same_cohort_on_the_same_day() -> None:
    with pytest.raises(ValueError, match="overlap for 6"):
        Rulebook(
            "speed",
            [version("old", "2020-01-01"), version("new", "2021-01-01", **grades(g6="2021-09-05"))],
        )


def test_a_correction_is_a_revision_and_old_results_still_find_theirs() -> None:
    book = Rulebook("speed", [version("v", "2020-01-01")])
    corrected = book.amended(version("v", "2020-01-01", revision=2, parameters=Speed(60)))
    assert corrected.in_force(date(2021, 1, 1)).parameters == Speed(60)
    assert corrected.named("v.1").parameters == Speed(50)
    assert [entry.name for entry in corrected.versions] == ["v.1", "v.2"]
    assert book.in_force(date(2021, 1, 1)).parameters == Speed(50)


def test_the_same_revision_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Rulebook("speed", [version("v", "2020-01-01"), version("v", "2021-01-01")])


def test_an_unknown_name_is_said_to_be_unknown() -> None:
    with pytest.raises(NoRuleInForceError, match=r"v\.7"):
        Rulebook("speed", [version("v", "2020-01-01")]).named("v.7")


def test_an_empty_book_has_no_latest_version() -> None:
    with pytest.raises(NoRuleInForceError, match="empty"):
        Rulebook[Speed]("speed", []).latest()


@pytest.mark.parametrize("sources", [{}, {"limit": FOUND, "colour": FOUND}])
def test_every_parameter_has_a_source_and_every_source_a_parameter(sources: dict[str, Source]) -> None:
    with pytest.raises(ValueError, match="without a"):
        version("v", "2020-01-01", sources=sources)


def test_what_comes_from_memory_can_be_listed_for_the_officer_who_checks_it() -> None:
    doubtful = Source("Article 4", Provenance.FROM_MEMORY, "two or three?")
    assert version("v", "2020-01-01").to_verify() == {}
    assert version("v", "2020-01-01", sources={"limit": doubtful}).to_verify() == {"limit": doubtful}


def test_a_cohort_cannot_be_reached_before_or_after_the_version_itself() -> None:
    with pytest.raises(ValueError, match="cohort 6"):
        version("v", "2022-01-01", **grades(g6="2021-09-05"))
    with pytest.raises(ValueError, match="cohort 6"):
        version("v", "2020-01-01", "2025-01-01", **grades(g6="2021-09-05"))


def test_a_validity_ends_after_it_begins_and_revisions_count_from_one() -> None:
    with pytest.raises(ValueError, match="not after"):
        version("v", "2020-01-01", "2020-01-01")
    with pytest.raises(ValueError, match="count from 1"):
        version("v", "2020-01-01", revision=0)


JSON = """{"code": "v", "instrument": {"number": "1/2020", "title": "Đi chậm"}, "article": "3",
 "valid_from": "2020-01-01", "parameters": {"limit": 50},
 "sources": {"limit": {"article": "3", "provenance": "derived"}}}"""


def test_a_version_is_read_from_json_with_its_types() -> None:
    read = read_version(JSON, Speed)
    assert read.name == "v.1"
    assert read.parameters == Speed(50)
    assert read.valid_from == date(2020, 1, 1)
    assert read.instrument.title == "Đi chậm"
    assert read.sources["limit"].provenance is Provenance.DERIVED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"limit": 50', '"limit": "fast"'),
        ('"limit": 50', '"colour": 1'),
        ("derived", "heard"),
        ("2020-01-01", "soon"),
    ],
)
def test_json_that_does_not_fit_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"\$|limit"):
        read_version(JSON.replace(old, new, 1), Speed)


DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(st.lists(DAYS, min_size=2, max_size=8, unique=True), DAYS)
def test_consecutive_versions_answer_every_day_exactly_once(starts: list[date], day: date) -> None:
    starts.sort()
    chain = [
        replace(version(f"v{index}", "1990-01-01"), valid_from=start, valid_to=end)
        for index, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True))
    ]
    book = Rulebook("speed", reversed(chain))
    expected = [entry.code for entry, start in zip(chain, starts, strict=True) if start <= day][-1:]
    found = [book.in_force(day).code] if day >= starts[0] else []
    assert found == expected


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_validities_overlap_exactly_when_they_share_a_day(a: date, b: date, c: date, d: date) -> None:
    one, other = Validity(min(a, b), max(a, b) + timedelta(1)), Validity(min(c, d), max(c, d) + timedelta(1))
    shared = max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d))
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared
