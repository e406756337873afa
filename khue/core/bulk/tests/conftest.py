"""What the tests of this folder share."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture
def english() -> Iterator[None]:
    """The sentences as the source writes them."""
    with override("en"):
        yield
