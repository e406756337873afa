"""The engines as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Tables of the engines: audit, jobs, files, outbox, idempotency, imports."""

    name = "khue.core"
    label = "core"

    def ready(self) -> None:
        """Register the jobs of imports, the pages of search, inbox and help, and the hourly sweeps."""
        from khue.core import checkups
        from khue.core.bulk import tasks
        from khue.core.bulk.inbox import count_ready, ready_imports
        from khue.core.registry import InboxPart, Room, guides, inbox_parts, rooms, upkeep
        from khue.core.upkeep import sweep_answers, sweep_files, sweep_imports

        rooms.register("search", Room("tim/", "khue.core.web.search"))
        rooms.register("inbox", Room("viec/", "khue.core.web.inbox"))
        rooms.register("help", Room("tro-giup/", "khue.core.web.help"))
        imports = InboxPart(
            _("Imports that wait for your go-ahead"),
            "upload",
            "accounts.wear",
            count_ready,
            ready_imports,
            30,
        )
        inbox_parts.register("imports", imports)
        guides.register("nhap/", "nhap-tu-excel")
        checkups.register()
        upkeep.register("answers", sweep_answers)
        upkeep.register("files", sweep_files)
        upkeep.register("imports", sweep_imports)
        self.jobs = tasks
