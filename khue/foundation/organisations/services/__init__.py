"""The verbs of organisations."""

from khue.foundation.organisations.services.units import Loaded, load_units

__all__ = ["Loaded", "load_units"]
