"""The engines as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tables of the engines: audit, jobs, files, outbox, idempotency, imports."""

    name = "khue.core"
    label = "core"

    def ready(self) -> None:
        """Register the jobs of imports, the count of finished jobs, and the hourly sweeps."""
        from khue.core.bulk import tasks
        from khue.core.registry import upkeep, waiting
        from khue.core.upkeep import sweep_answers, sweep_files
        from khue.core.web.inbox import unseen

        waiting.register("jobs", unseen)
        upkeep.register("answers", sweep_answers)
        upkeep.register("files", sweep_files)
        self.jobs = tasks
