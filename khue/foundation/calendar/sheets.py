"""Holidays from and to Excel."""

from __future__ import annotations

from khue.core.bulk import columns
from khue.core.bulk.simple import simple_sheet
from khue.foundation.calendar.tables import HOLIDAYS

SHEET = simple_sheet(
    HOLIDAYS,
    key=("name", "starts"),
    columns=(
        columns.text("name", "Tên ngày nghỉ", limit=100, required=True, aliases=("Ngày nghỉ", "Nội dung")),
        columns.date("starts", "Từ ngày", required=True),
        columns.date("ends", "Đến ngày", required=True),
    ),
)
