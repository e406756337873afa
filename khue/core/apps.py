"""The engines as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tables of the engines: audit, jobs, files, outbox, idempotency, imports."""

    name = "khue.core"
    label = "core"
