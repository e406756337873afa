"""Addresses of classes, under /lop/; those of pupils stand beside."""

from django.urls import path

from khue.sector.classes.views import classes, forming, guardians, teaching

app_name = "classes"
urlpatterns = [
    path("", classes.class_list, name="class-list"),
    path("them/", forming.new_class, name="class-new"),
    path("phan-cong/", teaching.matrix_page, name="teaching"),
    path("<uuid:uuid>/", classes.class_page, name="class"),
    path("<uuid:uuid>/sua/", forming.edit_class, name="class-edit"),
    path("<uuid:uuid>/gop/", forming.merge, name="class-merge"),
    path("<uuid:uuid>/danh-so/", forming.number_again, name="class-renumber"),
    path("<uuid:uuid>/tai-khoan-phu-huynh/", guardians.invite_class, name="class-parents"),
    path("<uuid:uuid>/phan-cong/<slug:subject>/", teaching.assign, name="assign"),
]
