"""Columns: what a list holds, declared once, read from any workbook and written to every export.

`columns.date("birth_date", "Ngày sinh", aliases=("Ngày tháng năm sinh",), required=True)` is a whole declaration.
A column reads a cell into a value (or raises `CellError`), and writes a value back as a typed cell, so that what an
export wrote, an import reads as the same value. Headers and labels are the Vietnamese of the files, in any language
of the screen: files are canonical.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from khue.core.bulk import dates, identifiers, numbers, words
from khue.core.bulk.cells import Cell
from khue.core.bulk.contexts import Context
from khue.core.bulk.problems import CellError


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"
    DIGITS = "digits"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MARK = "mark"


REPETITIVE = frozenset(
    (Kind.TEXT, Kind.CHOICE, Kind.DATE, Kind.YES_NO, Kind.MARK, Kind.INTEGER, Kind.DECIMAL)
)
"""Kinds whose cells repeat so often in a list that remembering what was read pays."""


class Common(TypedDict, total=False):
    """What every column may say.

    aliases: other headers that mean this column (with or without diacritics is the same).
    required: a row without a value is rejected, a file without the column (and without `context`) is refused.
    note: help for people, in the template. width: of the column, in characters. sensitive: personal data of the kind
    that needs a right of its own. context: how the value may stand once for many rows (`Lớp: 6A1` above the header).
    """

    aliases: tuple[str, ...]
    required: bool
    note: str
    width: float
    sensitive: bool
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column. Make it with the functions of this module."""

    key: str
    header: str
    kind: Kind
    parse: Callable[[Cell], Any]
    write: Callable[[Any], Cell]
    number_format: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    required: bool = False
    note: str = ""
    width: float = 14
    sensitive: bool = False
    context: Context | None = None
    example: Cell = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.header, *self.aliases)

    def read(self, cell: Cell) -> Any:
        """The value of a cell; None when it is blank. Raises `CellError`, or `CellDoubtError` with the value."""
        value = self.parse(cell)
        if value is None and self.required:
            raise CellError("missing")
        return value


def _same(value: Any) -> Cell:
    return "" if value is None else value


def text(key: str, header: str, *, limit: int = 255, lines: bool = False, **common: Unpack[Common]) -> Column:
    """Any text up to `limit` characters: str. `lines` keeps line breaks."""
    parse = words.text_reader(limit=limit, lines=lines)
    return Column(
        key=key, header=header, kind=Kind.TEXT, parse=parse, write=_same, number_format="@", **common
    )


def person_name(key: str, header: str, *, limit: int = 100, **common: Unpack[Common]) -> Column:
    """A person's name, each word with a capital when the file has all capitals or none: str."""
    common.setdefault("width", 28)
    parse = words.person_name_reader(limit=limit)
    return Column(
        key=key, header=header, kind=Kind.NAME, parse=parse, write=_same, example="Nguyễn Văn An", **common
    )


def email(key: str, header: str, **common: Unpack[Common]) -> Column:
    """An e-mail address in lower case: str."""
    common.setdefault("width", 28)
    return Column(
        key=key,
        header=header,
        kind=Kind.EMAIL,
        parse=words.read_email,
        write=_same,
        example="an@example.vn",
        **common,
    )


def phone(key: str, header: str, **common: Unpack[Common]) -> Column:
    """A Vietnamese phone number in national form: str of 10 digits (11 for a landline)."""
    return Column(
        key=key,
        header=header,
        kind=Kind.PHONE,
        parse=identifiers.read_phone,
        write=_same,
        number_format="@",
        example="0912345678",
        **common,
    )


def code(key: str, header: str, *, limit: int = 20, **common: Unpack[Common]) -> Column:
    """A code of letters and digits (of a school, of a class): str, zeros at the front kept."""
    parse = identifiers.code_reader(limit=limit)
    return Column(
        key=key, header=header, kind=Kind.CODE, parse=parse, write=_same, number_format="@", **common
    )


def digits(
    key: str, header: str, *, digits: int, lost_zeros: int = 1, also: str = "", **common: Unpack[Common]
) -> Column:
    """A number that names somebody, of exactly `digits` digits: str.

    A numeric cell up to `lost_zeros` digits short is restored with a warning; `also` is a regular expression of other
    shapes that are right.
    """
    parse = identifiers.digits_reader(digits=digits, lost_zeros=lost_zeros, also=also)
    common.setdefault("width", digits + 4)
    example = ("0123456789" * digits)[:digits]
    return Column(
        key=key,
        header=header,
        kind=Kind.DIGITS,
        parse=parse,
        write=_same,
        number_format="@",
        example=example,
        **common,
    )


def choice(
    key: str,
    header: str,
    *,
    labels: Mapping[str, str],
    spellings: Mapping[str, str] | None = None,
    unknown: str = "choice_unknown",
    **common: Unpack[Common],
) -> Column:
    """One of several: the code, a str, read from its code, its label or another of its `spellings` (text → code).

    An export writes the label. `unknown` is the code of the problem when nothing fits (parameters: value, near, all).
    """
    choices = words.Choices.of(labels, spellings or {}, unknown)

    def write(value: str | None) -> Cell:
        return "" if value is None else labels.get(value, value)

    example = next(iter(labels.values()), "")
    return Column(
        key=key,
        header=header,
        kind=Kind.CHOICE,
        parse=choices.read,
        write=write,
        number_format="@",
        labels=labels,
        example=example,
        **common,
    )


def yes_no(key: str, header: str, *, blank: bool | None = False, **common: Unpack[Common]) -> Column:
    """A cross: bool; `blank` is what an empty cell says."""

    def write(value: bool | None) -> Cell:  # noqa: FBT001 - it is the value of the cell
        return "x" if value else "" if value is None or blank is False else "Không"

    parse = words.yes_no_reader(blank=blank)
    return Column(key=key, header=header, kind=Kind.YES_NO, parse=parse, write=write, example="x", **common)


def date(
    key: str,
    header: str,
    *,
    partial: bool = False,
    earliest: dt.date = dates.EARLIEST,
    latest: dt.date = dates.LATEST,
    hint: str = "",
    **common: Unpack[Common],
) -> Column:
    """A day: `datetime.date`; with `partial` always a `PartialDate`, of which only the year may be known.

    `hint` is the code of the advice for a day that does not exist.
    """

    def write(value: dt.date | dates.PartialDate | None) -> Cell:
        day = value.whole or str(value) if isinstance(value, dates.PartialDate) else value
        return "" if day is None else day

    parse = dates.date_reader(partial=partial, earliest=earliest, latest=latest, hint=hint)
    common.setdefault("note", "dd/mm/yyyy")
    return Column(
        key=key,
        header=header,
        kind=Kind.DATE,
        parse=parse,
        write=write,
        number_format="dd/mm/yyyy",
        example=dt.date(2015, 5, 9),
        **common,
    )


def integer(
    key: str, header: str, *, minimum: int | None = None, maximum: int | None = None, **common: Unpack[Common]
) -> Column:
    """A whole number: int."""
    parse = numbers.integer_reader(minimum=minimum, maximum=maximum)
    return Column(
        key=key,
        header=header,
        kind=Kind.INTEGER,
        parse=parse,
        write=_same,
        number_format="0",
        example=max(minimum or 1, 1),
        **common,
    )


def decimal(
    key: str,
    header: str,
    *,
    places: int = 2,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    **common: Unpack[Common],
) -> Column:
    """A number with at most `places` decimals: `Decimal` with exactly that many."""

    def write(value: Decimal | None) -> Cell:
        return "" if value is None else float(value)

    parse = numbers.decimal_reader(places=places, minimum=minimum, maximum=maximum)
    shape = "0." + "0" * places if places else "0"
    return Column(
        key=key,
        header=header,
        kind=Kind.DECIMAL,
        parse=parse,
        write=write,
        number_format=shape,
        example=1.5,
        **common,
    )


def mark(key: str, header: str, **common: Unpack[Common]) -> Column:
    """A mark on the scale of 10 with at most one decimal: int, in tenths (8,5 is 85)."""

    def write(tenths: int | None) -> Cell:
        return "" if tenths is None else tenths / 10

    common.setdefault("width", 7)
    return Column(
        key=key,
        header=header,
        kind=Kind.MARK,
        parse=numbers.read_mark,
        write=write,
        number_format="0.0",
        example=8.5,
        **common,
    )
