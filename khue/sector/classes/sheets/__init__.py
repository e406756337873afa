"""Pupil lists and class lists from and to Excel.

Both stand in this room because a line of a pupil list names a class. `columns` what the lists hold · `lookups` what
their words mean · `reading` a line as a row of the intake · `pupils` and `classes` the sheets.
"""

from khue.sector.classes.sheets.classes import CLASSES
from khue.sector.classes.sheets.pupils import PUPILS

__all__ = ["CLASSES", "PUPILS"]
