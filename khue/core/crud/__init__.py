"""Plain rooms without plumbing: one `Resource` gives the list, the form, the record, the API and Excel both ways.

A screen that is not plain is written by hand, openly, on the same pieces. `foundation/calendar` is the example.
"""

from khue.core.crud.resource import Resource
from khue.core.crud.services import create_row, remove_row, update_row

__all__ = ["Resource", "create_row", "remove_row", "update_row"]
