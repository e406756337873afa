"""The verbs of organisations."""

from khue.foundation.organisations.services.refusals import ChangeRefused, Warned
from khue.foundation.organisations.services.register import (
    Called,
    Coded,
    Entry,
    Profile,
    Sat,
    Under,
    register_organisations,
)
from khue.foundation.organisations.services.tree import recompute_closure, settle_today
from khue.foundation.organisations.services.units import Loaded, load_units

__all__ = [
    "Called",
    "ChangeRefused",
    "Coded",
    "Entry",
    "Loaded",
    "Profile",
    "Sat",
    "Under",
    "Warned",
    "load_units",
    "recompute_closure",
    "register_organisations",
    "settle_today",
]
