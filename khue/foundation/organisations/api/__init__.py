"""The door of organisations for programs. What is asked takes `as_of`, a day; without it, today."""

from khue.core.api import HouseRouter, resource_router
from khue.foundation.organisations.api import changing, reading
from khue.foundation.organisations.tables import GROUPS, SITES

router = HouseRouter(tags=["organisations"])
for part in (changing.router, resource_router(SITES), resource_router(GROUPS), reading.router):
    router.add_router("", part)

__all__ = ["router"]
