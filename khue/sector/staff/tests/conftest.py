"""A province to stand in, and a clock that stands still."""

from khue.foundation.people.tests.conftest import province

__all__ = ["province"]
