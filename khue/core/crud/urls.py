"""Addresses of the ways of looking at lists that people keep, under /cach-xem/."""

from django.urls import path

from khue.core.crud import ways

app_name = "ways"
urlpatterns = [
    path("", ways.kept, name="kept"),
    path("<uuid:uuid>/mac-dinh/", ways.make_default, name="default"),
    path("<uuid:uuid>/xoa/", ways.remove, name="remove"),
]
