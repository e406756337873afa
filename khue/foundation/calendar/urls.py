"""Addresses of the calendar."""

from django.urls import path

from khue.core.crud.pages import resource_urls
from khue.foundation.calendar import views
from khue.foundation.calendar.tables import HOLIDAYS

app_name = "calendar"
urlpatterns = [
    path("hoc-ki/", views.term_list, name="term-list"),
    path("hoc-ki/quyen/", views.term_policy, name="term-policy"),
    path("hoc-ki/<int:year>/theo-cap-tren/", views.term_follow, name="term-follow"),
    path("hoc-ki/<int:year>/", views.term_edit, name="term-edit"),
    *resource_urls(HOLIDAYS),
]
