"""Addresses anybody may open: the check of a paper."""

from django.urls import path

from khue.foundation.signing.views import check, reports

app_name = "signing"
urlpatterns = [
    path("dau-thoi-gian/", check.time_stamp, name="time-stamp"),
    path("kiem-tra/", check.check, name="check"),
    path("kiem-tra/bao/", reports.report, name="report"),
    path("kiem-tra/<str:code>/", check.check_code, name="check-code"),
    path("giay-to-bi-bao/", reports.reports, name="reports"),
    path("giay-to-bi-bao/<uuid:uuid>/xong/", reports.report_done, name="report-done"),
]
