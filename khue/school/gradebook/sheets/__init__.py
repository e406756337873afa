"""Marks in and out of workbooks: the long list, and the sheet of one class, subject and term."""

from khue.school.gradebook.sheets.class_sheet import write_class_sheet
from khue.school.gradebook.sheets.columns import COLUMNS
from khue.school.gradebook.sheets.marks import MARKS

__all__ = ["COLUMNS", "MARKS", "write_class_sheet"]
