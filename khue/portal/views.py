"""The home page by role, the settings, and the choice of the school year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from khue.core.registry import homes
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.text import whole_number
from khue.foundation.calendar.models import SchoolYear
from khue.portal.frames import YEAR_KEY, further_places


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of the hat's role; a hat without one of its own gets the plain page."""
    role = current_scope().role
    page = next((home for home in homes if role in home.roles), None)
    if page is None:
        return render(request, "portal/home.html")
    answer: HttpResponse = page.view(request)
    return answer


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """The rooms' settings, and the places that find no room at the side."""
    scope = current_scope()
    require(scope, "homes.settings")
    places, settings = further_places(scope)
    return render(request, "portal/settings.html", {"places": places, "settings": settings})


@require_POST
def change_year(request: HttpRequest) -> HttpResponse:
    """Remember the school year to look at, for this session."""
    number = whole_number(request.POST.get("year", ""), digits=4)
    if number is None or not SchoolYear.objects.filter(number=number).exists():
        raise Http404
    request.session[YEAR_KEY] = number
    return redirect(back_address(request))


def back_address(request: HttpRequest) -> str:
    """Where a small change came from, if that is one of our own pages."""
    wanted = request.POST.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"
