"""The calendar's door for programs."""

from khue.core.api import resource_router
from khue.foundation.calendar.tables import HOLIDAYS

router = resource_router(HOLIDAYS)
