"""When a paper no longer says what its page would say, before and after somebody signed it."""

from copy import deepcopy
from typing import Any

import pytest

from khue.school.transcripts.formulas import is_out_of_date
from khue.school.transcripts.layouts.stored import page_to_json
from khue.school.transcripts.tests.factories import page


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """The ordinary page with one value changed."""
    content: Any = page_to_json(page())
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = to
    return dict(content)


OF_THE_YEAR = [
    ("subjects", 0, "year"),
    ("subjects", 0, "remarks"),
    ("result", "decision"),
    ("result", "conduct", "year"),
    ("corrections",),
    ("pupil", "name"),
    ("pupil", "birth_date"),
    ("class_name",),
]
OF_THE_TIME = [
    ("pupil", "address"),
    ("pupil", "mother"),
    ("subjects", 0, "teacher"),
    ("head",),
    ("homeroom_teacher",),
    ("school", "school"),
]
BESIDE = [("edition", "code"), ("schooling",)]


@pytest.mark.parametrize("path", OF_THE_YEAR)
@pytest.mark.parametrize("is_signed", [True, False])
def test_what_the_page_says_of_the_year_makes_a_new_paper(
    path: tuple[str | int, ...], is_signed: bool
) -> None:
    assert is_out_of_date(page_to_json(page()), changed(*path, to="another"), is_signed=is_signed)


@pytest.mark.parametrize("path", OF_THE_TIME)
def test_what_passes_makes_a_new_paper_only_before_somebody_signed(path: tuple[str | int, ...]) -> None:
    now = changed(*path, to="another")
    assert is_out_of_date(page_to_json(page()), now, is_signed=False)
    assert not is_out_of_date(page_to_json(page()), now, is_signed=True)


@pytest.mark.parametrize("path", BESIDE)
@pytest.mark.parametrize("is_signed", [True, False])
def test_the_edition_and_the_years_before_make_none(path: tuple[str | int, ...], is_signed: bool) -> None:
    assert not is_out_of_date(page_to_json(page()), changed(*path, to=[]), is_signed=is_signed)


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_subject_that_came_or_went_makes_a_new_paper(is_signed: bool) -> None:
    fewer = changed("subjects", to=page_to_json(page())["subjects"][1:])
    assert is_out_of_date(page_to_json(page()), fewer, is_signed=is_signed)
    assert is_out_of_date(fewer, page_to_json(page()), is_signed=is_signed)


def test_a_form_that_learned_a_new_line_leaves_signed_papers_alone() -> None:
    old = page_to_json(page())
    new = deepcopy(old)
    new["result"]["awards"] = "Giải nhì"
    assert not is_out_of_date(old, new, is_signed=True)
    assert not is_out_of_date(new, old, is_signed=True)
