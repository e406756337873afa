"""The world of the access tests, for tests that need every kind of person."""

from tests.conftest import as_person, world

__all__ = ["as_person", "world"]
