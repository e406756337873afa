"""The engines as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tables of the engines: audit, jobs, files, outbox, idempotency, imports."""

    name = "khue.core"
    label = "core"

    def ready(self) -> None:
        """Register the jobs of imports, and the count of finished jobs."""
        from khue.core.bulk import tasks
        from khue.core.registry import waiting
        from khue.core.web.inbox import unseen

        waiting.register("jobs", unseen)
        self.jobs = tasks
