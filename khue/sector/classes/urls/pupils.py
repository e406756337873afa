"""Addresses of pupils, under /hoc-sinh/."""

from django.urls import path

from khue.sector.classes.views import acts, choosing, editing, guardians, pupils, record

app_name = "pupils"
urlpatterns = [
    path("", pupils.pupil_list, name="pupil-list"),
    path("them/", editing.new, name="pupil-new"),
    path("xep-lop/", choosing.place, name="pupil-place"),
    path("xuat-da-chon/", choosing.export_chosen, name="pupil-export-chosen"),
    path("xuat/<slug:kind>/", pupils.pupil_export, name="pupil-export"),
    path("<uuid:uuid>/", record.pupil, name="pupil"),
    path("<uuid:uuid>/lich-su/", record.history_page, name="history"),
    path("<uuid:uuid>/sua/", editing.edit, name="pupil-edit"),
    path("<uuid:uuid>/xem/", record.reveal_value, name="reveal"),
    path("<uuid:uuid>/viec/<slug:verb>/", acts.act, name="pupil-act"),
    path("<uuid:uuid>/dang-chuyen/", acts.mark_leaving, name="pupil-leaving"),
    path("<uuid:uuid>/giam-ho/<uuid:guardianship>/ket-thuc/", guardians.drop_guardian, name="guardian-end"),
    path("<uuid:uuid>/giam-ho/<uuid:guardianship>/", guardians.guardian, name="guardian"),
    path(
        "<uuid:uuid>/giam-ho/<uuid:guardianship>/tai-khoan/",
        guardians.invite_guardian,
        name="guardian-invite",
    ),
]
