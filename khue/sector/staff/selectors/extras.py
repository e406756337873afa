"""What other rooms add to a staff record, and what ends with a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from khue.core.registry import Registry
from khue.sector.staff.models import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPart:
    """A section of the staff record; `context` answers None when there is nothing to show."""

    title: str | Promise
    template: str
    context: Callable[[Post, int], Mapping[str, Any] | None]
    weight: int = 50


staff_parts: Registry[StaffPart] = Registry("parts of the staff record")
post_endings: Registry[Callable[[Sequence[Post]], None]] = Registry("what ends with a post")
"""Called with posts of one organisation that were given their end (`valid_to`), many at once."""
