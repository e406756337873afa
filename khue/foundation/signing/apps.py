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
        from khue.core.registry import InboxPart, MenuItem, Room, guides, inbox_parts, menu, rooms, upkeep
        from khue.foundation.signing import rules, tasks
        from khue.foundation.signing.selectors import count_open, open_reports  # models load after apps

        rooms.register("signing", Room("", "khue.foundation.signing.urls"))
        self.rules = rules
        words, act = _("Reports of altered papers"), "signing.handle_reports"
        menu.register(
            "signing.reports", MenuItem(words, "signing:reports", "message-square-warning", act, weight=95)
        )
        inbox_parts.register(
            "signing.reports", InboxPart(words, "message-square-warning", act, count_open, open_reports, 5)
        )
        upkeep.register("signing.lift", tasks.lift_again)
        guides.register("kiem-tra/", "kiem-tra-giay-to")
        guides.register("giay-to-bi-bao/", "kiem-tra-giay-to")
