"""The people and organisations that tests of this room meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from khue.core.scope import Scope, open_scope, system
from khue.foundation.organisations.tests.factories import Province, a_province


@pytest.fixture
def province(db: None) -> Province:
    """A small province after the reform."""
    return a_province()


@pytest.fixture
def as_system(db: None) -> Iterator[Scope]:
    """Work that nobody sits in front of."""
    with open_scope(system("test")) as scope:
        yield scope
