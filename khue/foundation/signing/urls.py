"""Addresses anybody may open: the check of a paper."""

from django.urls import path

from khue.foundation.signing import views

app_name = "signing"
urlpatterns = [
    path("dau-thoi-gian/", views.time_stamp, name="time-stamp"),
    path("kiem-tra/", views.check, name="check"),
    path("kiem-tra/<str:code>/", views.check_code, name="check-code"),
]
