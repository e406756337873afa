"""The workbook of schools."""

from khue.foundation.organisations.sheets.schools import SCHOOLS

__all__ = ["SCHOOLS"]
