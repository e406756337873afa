"""The page of all components, whole screens made of them, and the choice of theme and language on a device."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from khue.core.ui import specimens
from khue.core.ui.templatetags.ui import THEME_COOKIE, THEMES
from khue.core.web.language import COOKIE as LANGUAGE_COOKIE
from khue.core.web.scoping import open_to_strangers

YEAR = 60 * 60 * 24 * 365


@open_to_strangers
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented data; words in Vietnamese whatever the language."""
    with translation.override("vi"):
        return render(request, "ui/styleguide.html", specimens.parts())


@open_to_strangers
@require_GET
def example(request: HttpRequest, name: str) -> HttpResponse:
    """A whole screen made of the parts, as a pattern for new ones. 404 for a name that is not an example."""
    if name not in specimens.EXAMPLES:
        raise Http404
    with translation.override("vi"):
        return render(request, f"ui/examples/{name}.html", specimens.EXAMPLES[name]())


@open_to_strangers
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep the posted `theme` or `language` in a cookie of this device and return to `next`."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if "theme" in request.POST:
        _keep(response, THEME_COOKIE, request.POST["theme"], THEMES)
    if "language" in request.POST:
        _keep(
            response,
            LANGUAGE_COOKIE,
            request.POST["language"],
            tuple(code for code, _name in settings.LANGUAGES),
        )
    return response


def _keep(response: HttpResponse, cookie: str, value: str, known: tuple[str, ...]) -> None:
    if value in known:
        response.set_cookie(
            cookie, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(cookie, samesite="Lax")
