"""Addresses of staff, under /nhan-su/."""

from django.urls import path

from khue.sector.staff.views import editing, lists, record

app_name = "staff"
urlpatterns = [
    path("", lists.staff_list, name="staff-list"),
    path("them/", editing.new, name="staff-new"),
    path("xuat/<slug:kind>/", lists.staff_export, name="staff-export"),
    path("<uuid:uuid>/", record.person, name="person"),
    path("<uuid:uuid>/sua/", editing.edit, name="person-edit"),
    path("<uuid:uuid>/xem/", record.reveal_value, name="reveal"),
    path("<uuid:uuid>/vi-tri/them/", editing.add_post, name="post-new"),
    path("<uuid:uuid>/vi-tri/<uuid:post>/", editing.change_post, name="post-edit"),
    path("<uuid:uuid>/vi-tri/<uuid:post>/ket-thuc/", editing.leave_post, name="post-end"),
]
