"""Logs as JSON lines, with the request's id and without personal data: no query strings, no bodies, no names."""

from __future__ import annotations

import json
import logging
import traceback

from khue.core.tracing import request_id


class RequestIdFilter(logging.Filter):
    """Puts the request's id on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = _trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _trace(error: BaseException | None) -> list[str]:
    """Where it went wrong and the kinds of errors, from the last to its causes, never their messages.

    PostgreSQL quotes the row that broke a constraint, and a parser the text that it could not read.
    """
    lines: list[str] = []
    while error is not None:
        code = getattr(error, "sqlstate", None)
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}" + (f" {code}" if code else ""))
        lines += [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(error.__traceback__)]
        error = error.__cause__ or error.__context__
    return lines
