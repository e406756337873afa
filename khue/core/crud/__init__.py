"""Plain rooms without plumbing: one `Resource` gives the list, the form, the record, the API and Excel both ways.

A screen that is not plain is written by hand, openly, on the same pieces. `foundation/calendar` is the example.
"""

from khue.core.crud.resource import Resource
from khue.core.crud.services import create_row, create_rows, remove_row, update_row, update_rows
from khue.core.crud.together import Together

__all__ = ["Resource", "Together", "create_row", "create_rows", "remove_row", "update_row", "update_rows"]
