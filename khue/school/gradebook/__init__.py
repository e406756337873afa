"""Marks of secondary schools, from the cell a teacher types to the result of the year.

Owns the marks, comments and conduct ratings of a class, their history, entry windows, locks and corrections, and the
results computed from them.
Offers the law's formulas (`formulas`), the gradebook's questions and verbs, and `khue assess`.
Needs classes, enrolments, subjects with their lesson periods, and the calendar's terms.
"""
