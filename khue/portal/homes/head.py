"""What stands in the head of every home page: the day, the week, how fresh its figures are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.ui.frame import Crumb
from khue.foundation.accounts.models import Membership
from khue.foundation.calendar.selectors import current_year
from khue.portal.frames import year_of_request
from khue.portal.homes.periods import Running, running_term
from khue.portal.homes.wording import fresh, long_day, year_name


def hat_of(request: HttpRequest) -> Membership:
    """The hat that is worn: whoever has a role has one."""
    hat: Membership = request.hat  # type: ignore[attr-defined]
    return hat


def running_of(request: HttpRequest) -> Running:
    """The term that runs where the hat is worn, in the school year that is looked at."""
    return running_term(hat_of(request).organisation.path, year_of_request(request))


def crumbs(title: Any) -> list[Crumb]:
    """The way back from a list: the first page, then the list itself."""
    return [Crumb(_("Today"), reverse("home")), Crumb(title)]


def page_head(
    running: Running, *, moment: dt.datetime | None = None, with_week: bool = True
) -> dict[str, Any]:
    """The words of the head: today, and the year when another one is looked at."""
    note = long_day(clock.today())
    if running.year != current_year():
        note = _("school year %(year)s") % {"year": year_name(running.year)}
    elif running.week and with_week:
        note = _("%(day)s · week %(week)s") % {"day": note, "week": running.week}
    return {"day": note, "fresh": fresh(moment or clock.now())}
