"""The tables of the engines."""

from khue.core.models.audit import AuditLine, AuditSegment
from khue.core.models.codes import Code
from khue.core.models.dated import Dated, DatedQuerySet, ScopedDated, dates_in_order, holds_on
from khue.core.models.files import StoredFile
from khue.core.models.idempotency import IdempotentAnswer
from khue.core.models.imports import ImportImage, ImportLine, ImportRejection, ImportRun, ImportState
from khue.core.models.jobs import JobRun, JobState
from khue.core.models.outbox import EventDelivery, OutboxEvent
from khue.core.models.scoped import ScopedManager, ScopedModel, ScopePath
from khue.core.models.ways import KeptWay

__all__ = [
    "AuditLine",
    "AuditSegment",
    "Code",
    "Dated",
    "DatedQuerySet",
    "EventDelivery",
    "IdempotentAnswer",
    "ImportImage",
    "ImportLine",
    "ImportRejection",
    "ImportRun",
    "ImportState",
    "JobRun",
    "JobState",
    "KeptWay",
    "OutboxEvent",
    "ScopePath",
    "ScopedDated",
    "ScopedManager",
    "ScopedModel",
    "StoredFile",
    "dates_in_order",
    "holds_on",
]
