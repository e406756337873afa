"""Addresses of staff, under /nhan-su/."""

from django.urls import path

from khue.sector.staff import views

app_name = "staff"
urlpatterns = [path("", views.staff_list, name="staff-list")]
