"""The one router of this room: operations of one address stand side by side on it, whatever file they live in."""

from khue.core.api import HouseRouter

router = HouseRouter(tags=["classes"])
