"""Each role opens its own page."""

from __future__ import annotations

import pytest

from khue.portal.tests.factories import Province

ROLES = (
    "director",
    "own officer",
    "head",
    "registrar",
    "records clerk",
    "own teacher",
    "own parent",
    "own pupil",
)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("standing", ROLES)
def test_every_role_has_a_home_page(province: Province, as_person: object, standing: str) -> None:
    answer = as_person(standing).get("/")  # type: ignore[operator]
    assert answer.status_code == 200
