"""The room `signing` as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SigningConfig(AppConfig):
    """Signing."""

    name = "khue.foundation.signing"
    label = "signing"
    verbose_name = _("Signing")

    def ready(self) -> None:
        """Jobs, and the public check of papers."""
        from khue.core.registry import Room, guides, rooms, upkeep
        from khue.foundation.signing import tasks

        rooms.register("signing", Room("", "khue.foundation.signing.urls"))
        upkeep.register("signing.lift", tasks.lift_again)
        guides.register("kiem-tra/", "kiem-tra-giay-to")
