"""Addresses of classes, under /lop/; those of pupils stand beside."""

from django.urls import path

from khue.sector.classes.views import classes

app_name = "classes"
urlpatterns = [
    path("", classes.class_list, name="class-list"),
    path("<uuid:uuid>/", classes.class_page, name="class"),
]
