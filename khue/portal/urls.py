"""All addresses: what the rooms registered, under the prefixes they chose, and the API's root."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path

from khue.core.api import house_api
from khue.core.registry import rooms
from khue.core.web.scoping import open_to_strangers
from khue.portal import views

api = house_api()


@open_to_strangers
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The description of the API (OpenAPI 3.1)."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("nam-hoc/", views.change_year, name="change-year"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("", include("khue.core.ui.urls")),
    path("nhap/", include("khue.core.bulk.urls")),
    path("viec/", include("khue.core.web.inbox")),
    *(path(room.prefix, include(room.urls)) for room in rooms if room.urls),
]
