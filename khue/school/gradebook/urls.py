"""Addresses of the gradebook, under /so-diem/."""

from django.urls import path

from khue.school.gradebook.views import books, completion, grid, results, summer
from khue.school.gradebook.views.opening import CONDUCT_SLUG

app_name = "gradebook"
urlpatterns = [
    path("", books.books, name="books"),
    path("tien-do/", completion.completion_list, name="completion"),
    path("tong-ket/", results.results, name="results"),
    path("tong-ket/tinh/", results.close, name="close"),
    path("tong-ket/<uuid:uuid>/<int:term>/", results.class_results, name="class_results"),
    path("tong-ket/<uuid:uuid>/he/", summer.summer, name="summer"),
    path("<uuid:uuid>/ren-luyen/<int:term>/", grid.grid, {"subject": CONDUCT_SLUG}, name="conduct"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/", grid.grid, name="grid"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/luu/", grid.save, name="save"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/xac-nhan/", grid.confirm_book, name="confirm"),
]
