"""The list of holidays, and the one declaration behind its pages, its API and its workbook."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khue.core.bulk import columns
from khue.core.crud import Resource
from khue.core.tables import Table, date, linked, text
from khue.foundation.calendar.models import Holiday

HOLIDAYS = Resource(
    room="calendar",
    name="holiday",
    path="nghi-le/",
    model=Holiday,
    one=_("holiday"),
    many=_("Holidays"),
    add_label=_("Add a holiday"),
    empty_title=_("No days off have been decided"),
    empty_text=_("Add the first one, or import the year's list from Excel."),
    table=Table(
        columns=(
            linked("name", _("Name"), "/lich/nghi-le/{}/sua/"),
            date("starts", _("First day")),
            date("ends", _("Last day")),
            text("organisation", _("Decided by"), "organisation__short_name"),
        ),
        order=("-starts", "name"),
    ),
    fields=("name", "starts", "ends"),
    api_fields=("uuid", "name", "starts", "ends"),
    sheet="holidays",
    sheet_key=("name", "starts"),
    sheet_columns=(
        columns.text("name", "Tên ngày nghỉ", limit=100, required=True, aliases=("Ngày nghỉ", "Nội dung")),
        columns.date("starts", "Từ ngày", required=True),
        columns.date("ends", "Đến ngày", required=True),
    ),
    icon="calendar-days",
)
