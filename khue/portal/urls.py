"""All addresses: what the rooms registered, under the prefixes they chose, and the API's root."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path

from khue.core.api import house_api
from khue.core.registry import rooms
from khue.core.web.scoping import open_to_strangers
from khue.portal import views
from khue.portal.homes import family, lists, province, rated

api = house_api()


@open_to_strangers
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API (OpenAPI 3.1)."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


figures: list[URLPattern] = [
    path("xa/", province.areas, name="figure-areas"),
    path("truong/", lists.schools, name="figure-schools"),
    path("lop/", lists.classes, name="figure-classes"),
    path("lop-chua-xac-nhan/", lists.unconfirmed, name="figure-unconfirmed"),
    path("hoc-sinh/", rated.pupils, name="figure-pupils"),
    path("hoc-ba/", lists.transcripts, name="figure-transcripts"),
    path("sua-diem/", lists.corrections, name="figure-corrections"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("nam-hoc/", views.change_year, name="change-year"),
    path("thiet-lap/", views.settings, name="settings"),
    path("so-lieu/", include(figures)),
    path("ket-qua/", family.results, name="results"),
    path("con/<uuid:uuid>/", family.child, name="child"),
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/", api.urls),
    path("", include("khue.core.ui.urls")),
    path("nhap/", include("khue.core.bulk.urls")),
    path("cach-xem/", include("khue.core.crud.urls")),
    *(path(room.prefix, include(room.urls)) for room in rooms if room.urls),
]
