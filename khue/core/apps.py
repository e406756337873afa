"""The engines as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tables of the engines: audit, jobs, files, outbox, idempotency, imports."""

    name = "khue.core"
    label = "core"

    def ready(self) -> None:
        """Register the jobs of imports."""
        from khue.core.bulk import tasks

        self.jobs = tasks
