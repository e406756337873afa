"""Addresses of transcripts, under /hoc-ba/."""

from django.urls import path

from khue.school.transcripts import views

app_name = "transcripts"
urlpatterns = [
    path("", views.classes, name="classes"),
    path("cua-toi/", views.own, name="own"),
    path("lop/<uuid:uuid>/", views.class_page, name="class"),
    path("lop/<uuid:uuid>/lap/", views.prepare, name="prepare"),
    path("lop/<uuid:uuid>/ky/", views.sign, name="sign"),
    path("<uuid:uuid>/tep/<slug:kind>/", views.download, name="download"),
]
