"""Addresses of organisations."""

from django.urls import path

from khue.core.crud.pages import resource_urls
from khue.foundation.organisations.tables import GROUPS, SITES
from khue.foundation.organisations.views import changing, lists, records

app_name = "organisations"
urlpatterns = [
    path("", lists.organisation_list, name="organisation-list"),
    path("cay/", lists.organisation_tree, name="tree"),
    path("xuat/<slug:kind>/", lists.organisation_export, name="organisation-export"),
    path("thanh-lap/", changing.found, name="found"),
    path("thay-doi/", changing.change_list, name="change-list"),
    path("thay-doi/<uuid:uuid>/", changing.change_record, name="change-record"),
    *resource_urls(SITES),
    *resource_urls(GROUPS),
    path("<uuid:uuid>/", records.record, name="organisation"),
    path("<uuid:uuid>/lien-he/", records.contact, name="contact"),
    path("<uuid:uuid>/<slug:act>/", changing.change, name="change"),
]
