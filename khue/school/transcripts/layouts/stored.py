"""The page as JSON, for the column that keeps what was printed and signed, and back to the very same page."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from .page import Outcome, Result, TranscriptPage

Read = Callable[[Any], Any]
_OUTCOMES: Final = frozenset(Outcome)


def page_to_json(page: TranscriptPage) -> dict[str, Any]:
    """The page as JSON values: marks `"8.5"`, dates ISO, codes as they are."""
    data: dict[str, Any] = _plain(page)
    return data


def page_from_json(data: dict[str, Any]) -> TranscriptPage:
    """The page again. What a later version of the page has and the data lacks takes its default."""
    page: TranscriptPage = _reader(TranscriptPage)(data)
    return page


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@cache
def _reader(kind: Any) -> Read:
    """What makes a value of a kind from its JSON. Found out once a kind: a page has two hundred values."""
    if kind == Result:
        return _or_none(lambda value: Outcome(value) if value in _OUTCOMES else Decimal(value))
    if isinstance(kind, UnionType):
        return _reader(next(one for one in get_args(kind) if one is not type(None)))
    if get_origin(kind) is tuple:
        each = _reader(get_args(kind)[0])
        return _or_none(lambda value: tuple([each(one) for one in value]))
    if is_dataclass(kind):
        return _or_none(_of_fields(kind))
    if issubclass(kind, date):
        return _or_none(kind.fromisoformat)
    return _or_none(kind) if issubclass(kind, StrEnum) else lambda value: value


def _or_none(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _of_fields(kind: Any) -> Read:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: readers[name](one) for name, one in value.items()})
