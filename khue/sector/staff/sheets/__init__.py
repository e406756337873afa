"""The list of staff from and to Excel: `columns` what it holds, `applying` what its rows do."""

from khue.sector.staff.sheets.applying import STAFF

__all__ = ["STAFF"]
