"""Addresses of the screens' own pages; all of them are open to strangers."""

from django.urls import path

from khue.core.ui import views

app_name = "ui"
urlpatterns = [
    path("styleguide", views.styleguide, name="styleguide"),
    path("styleguide/<slug:name>", views.example, name="example"),
    path("giao-dien/", views.appearance, name="appearance"),
]
