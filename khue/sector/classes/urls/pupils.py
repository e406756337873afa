"""Addresses of pupils, under /hoc-sinh/."""

from django.urls import path

from khue.sector.classes.views import editing, pupils, record

app_name = "pupils"
urlpatterns = [
    path("", pupils.pupil_list, name="pupil-list"),
    path("them/", editing.new, name="pupil-new"),
    path("xuat/<slug:kind>/", pupils.pupil_export, name="pupil-export"),
    path("<uuid:uuid>/", record.pupil, name="pupil"),
    path("<uuid:uuid>/sua/", editing.edit, name="pupil-edit"),
    path("<uuid:uuid>/xem/", record.reveal_value, name="reveal"),
]
