"""The id that runs through log, audit, jobs and problems of one request."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("khue_request_id", default="")
