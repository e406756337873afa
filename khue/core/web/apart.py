"""Pages around a long part that is written already: the rows of a table, the cells of a grid.

A template joins what it renders anew at each of its dozen levels. A thousand rows (0.8 MB) copied that often cost more
than writing them, so the template gets a mark in their place, and they are put in once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


def _mark() -> SafeString:
    return mark_safe(f"<!-- {token_hex(16)} -->")  # noqa: S308 -- digits of our own


@dataclass(frozen=True, slots=True)
class Apart:
    """Finished HTML and the mark that stands for it in the template: of this page alone, so nobody can write it."""

    html: SafeString
    mark: SafeString = field(default_factory=_mark)


def render_around(
    request: HttpRequest, template: str, context: Mapping[str, Any], apart: Apart
) -> HttpResponse:
    """Render a page that shows `apart.mark` once, and answer it with the HTML in that place."""
    before, mark, after = render_to_string(template, dict(context), request).partition(apart.mark)
    return HttpResponse([before, apart.html if mark else "", after])
