"""A province to stand in, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khue.core.clock import frozen
from khue.foundation.people.tests.factories import NOON, Province, make_province


@pytest.fixture
def province(db: None) -> Iterator[Province]:
    with frozen(NOON):
        yield make_province()
