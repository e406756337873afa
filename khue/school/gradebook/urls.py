"""Addresses of the gradebook, under /so-diem/."""

from django.urls import path

from khue.school.gradebook.views import (
    books,
    cell,
    completion,
    corrections,
    delegation,
    grid,
    history,
    printing,
    results,
    summer,
    windows,
    workbooks,
)
from khue.school.gradebook.views.opening import CONDUCT_SLUG

app_name = "gradebook"
urlpatterns = [
    path("", books.books, name="books"),
    path("tien-do/", completion.completion_list, name="completion"),
    path("tien-do/xuat/", completion.completion_list, {"kind": "xlsx"}, name="completion-file"),
    path("tong-ket/", results.results, name="results"),
    path("tong-ket/tinh/", results.close, name="close"),
    path("tong-ket/<uuid:uuid>/<int:term>/", results.class_results, name="class_results"),
    path("tong-ket/<uuid:uuid>/he/", summer.summer, name="summer"),
    path("sua-diem/", corrections.inbox, name="corrections"),
    path("sua-diem/<uuid:uuid>/", corrections.correction, name="correction"),
    path("sua-diem/<uuid:uuid>/rut/", corrections.withdraw, name="withdraw"),
    path("han-vao-diem/", windows.window_list, name="windows"),
    path("han-vao-diem/<int:term>/", windows.window, name="window"),
    path("han-vao-diem/giao/<uuid:uuid>/thoi/", delegation.end, name="end_delegation"),
    path("<uuid:uuid>/ren-luyen/<int:term>/", grid.grid, {"subject": CONDUCT_SLUG}, name="conduct"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/", grid.grid, name="grid"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/luu/", grid.save, name="save"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/thay-doi/", grid.changes, name="changes"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/xac-nhan/", grid.confirm_book, name="confirm"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/giao/", delegation.delegate_book, name="delegate"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/lich-su/", history.book_history, name="history"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/em/<uuid:pupil>/", history.pupil_history, name="pupil"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/em/<uuid:pupil>/<str:cell>/", cell.cell_page, name="cell"),
    # printing and workbooks
    path("<uuid:uuid>/in/", printing.page, name="print"),
    path("<uuid:uuid>/in/ca-lop/", printing.start, name="print-class"),
    path("<uuid:uuid>/in/ca-lop/<uuid:job>/", printing.class_file, name="print-file"),
    path("<uuid:uuid>/in/<slug:subject>/", printing.subject_file, name="print-subject"),
    path("<uuid:uuid>/excel/", workbooks.class_marks, name="class-marks"),
    path("<uuid:uuid>/<slug:subject>/<int:term>/excel/", workbooks.class_sheet, name="class-sheet"),
]
