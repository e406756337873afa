"""The page as JSON, for the column that keeps what was printed and signed, and back to the very same page."""

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .page import Outcome, Result, TranscriptPage


def page_to_json(page: TranscriptPage) -> dict[str, Any]:
    """The page as JSON values: marks `"8.5"`, dates ISO, codes as they are."""
    data: dict[str, Any] = _plain(page)
    return data


def page_from_json(data: dict[str, Any]) -> TranscriptPage:
    """The page again. What a later version of the page has and the data lacks takes its default."""
    page: TranscriptPage = _built(TranscriptPage, data)
    return page


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _built(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if kind == Result:
        return Outcome(value) if value in set(Outcome) else Decimal(value)
    return _composed(kind, value)


def _composed(kind: Any, value: Any) -> Any:
    if isinstance(kind, UnionType):
        return _built(next(one for one in get_args(kind) if one is not type(None)), value)
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        return _instance(kind, value)
    if issubclass(kind, date):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, StrEnum) else value


def _instance(kind: Any, value: dict[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _built(hints[name], one) for name, one in value.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
