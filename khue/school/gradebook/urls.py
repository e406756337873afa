"""Addresses of the gradebook, under /so-diem/."""

from django.urls import path

from khue.school.gradebook.views import books, grid

app_name = "gradebook"
urlpatterns = [
    path("", books.books, name="books"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/", grid.grid, name="grid"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/luu/", grid.save, name="save"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/xac-nhan/", grid.confirm_book, name="confirm"),
]
