"""Addresses of imports, under /nhap/."""

from django.urls import path

from khue.core.bulk import lines, pages

app_name = "bulk"
urlpatterns = [
    path("luot/<uuid:uuid>/", pages.run_page, name="run"),
    path("luot/<uuid:uuid>/dong/", lines.lines_page, name="lines"),
    path("luot/<uuid:uuid>/luu/", pages.go, name="go"),
    path("luot/<uuid:uuid>/dung/", pages.stop, name="stop"),
    path("luot/<uuid:uuid>/hoan-tac/", pages.take_back, name="undo"),
    path("luot/<uuid:uuid>/bi-tu-choi/", pages.rejected_file, name="rejected"),
    path("<slug:key>/", pages.choose, name="choose"),
    path("<slug:key>/mau/", pages.template, name="template"),
]
