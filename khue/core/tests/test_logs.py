"""What the log says of an error: where and of what kind, never about whom."""

from __future__ import annotations

import json
import logging

from khue.core.web.logs import JsonFormatter


def logged(error: Exception) -> dict[str, object]:
    try:
        try:
            raise error
        except type(error) as cause:
            raise RuntimeError("outer Nguyễn Kín") from cause
    except RuntimeError as outer:
        record = logging.makeLogRecord(
            {"msg": "failed", "exc_info": (type(outer), outer, outer.__traceback__)}
        )
    said: dict[str, object] = json.loads(JsonFormatter().format(record))
    return said


def test_a_trace_names_the_kinds_of_errors_and_no_person() -> None:
    said = logged(ValueError("Key (name)=(Nguyễn Kín) already exists"))
    trace = said["trace"]
    assert isinstance(trace, list)
    assert [line for line in trace if "Error" in line and ":" not in line] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert "Nguyễn" not in json.dumps(said, ensure_ascii=False)
