"""The school year that a page shows."""

from __future__ import annotations

from django.http import HttpRequest

from khue.foundation.calendar.selectors import current_year


def year_shown(request: HttpRequest) -> int:
    """The year chosen in the bar, else today's."""
    return int(request.session.get("year") or current_year())
