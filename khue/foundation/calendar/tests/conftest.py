"""The standing people, for the tests of the calendar."""

from tests.conftest import as_person, world

__all__ = ["as_person", "world"]
