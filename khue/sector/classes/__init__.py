"""Classes of a school year.

Owns classes, placements of pupils, homeroom teachers, subjects of a class, teaching assignments.
Offers class lists in their fixed order and who teaches what.
Needs pupils, staff.
"""
