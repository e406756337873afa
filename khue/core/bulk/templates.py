"""The empty form of a list: its header with notes, its choices to pick from, and a sheet that shows how it is filled.

The columns are formatted before anybody types: identifiers as text, so that Excel leaves their zeros alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext, override
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khue.core.bulk.cells import column_letters
from khue.core.bulk.columns import Column, Kind
from khue.core.bulk.writing import HEADER_STYLE, OPTIONS, SHEET, putter, replacing, sheet_name

EXAMPLE: Final = "Ví dụ"
GUIDE: Final = "Hướng dẫn"
LISTS: Final = "Danh mục"
_FILLED_IN: Final = 10_000
_VALIDATION: Final = 255
_TITLE: Final = 32


def write_template(path: Path, columns: Sequence[Column], *, sheet: str = SHEET) -> None:
    """Write the form of a list. Only its first sheet is read when it comes back. Its words are Vietnamese."""
    with override("vi"), replacing(path) as part, Workbook(part, dict(OPTIONS)) as book:
        header = book.add_format(dict(HEADER_STYLE))
        formats = [
            book.add_format({"num_format": column.number_format}) if column.number_format else None
            for column in columns
        ]
        form = book.add_worksheet(sheet_name(sheet, 0))
        example = book.add_worksheet(EXAMPLE)
        _guide(
            book.add_worksheet(GUIDE), columns, header, book.add_format({"text_wrap": True, "valign": "top"})
        )
        listed = [column for column in columns if column.labels and not _fits(column)]
        if listed:
            _lists(book.add_worksheet(LISTS), listed, header)
        for page in (form, example):
            _header(page, columns, formats, header)
        put = putter(example)
        for place, column in enumerate(columns):
            put(1, place, column.example, formats[place])
            if column.labels:
                form.data_validation(1, place, _FILLED_IN, place, _validation(column, listed))


def _header(
    page: Worksheet, columns: Sequence[Column], formats: Sequence[Format | None], header: Format
) -> None:
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, formats[place])
        page.write_string(0, place, f"{column.header} *" if column.required else column.header, header)
        page.write_comment(0, place, "\n".join(_notes(column)), {"author": "Khuê", "x_scale": 1.6})


def _notes(column: Column) -> list[str]:
    """What a person must know to fill the column."""
    kinds = {
        Kind.DATE: gettext("A date, day/month/year"),
        Kind.MARK: gettext("A mark from 0 to 10 with at most one decimal"),
        Kind.INTEGER: gettext("A whole number"),
        Kind.DECIMAL: gettext("A number"),
        Kind.YES_NO: gettext("x for yes, nothing for no"),
        Kind.CHOICE: gettext("Choose from the list"),
        Kind.DIGITS: gettext("Digits, all of them, zeros at the front too"),
        Kind.PHONE: gettext("One phone number"),
    }
    lines = [gettext("Required") if column.required else gettext("May be left blank")]
    return [*lines, *filter(None, (kinds.get(column.kind, ""), str(column.note)))]


def _fits(column: Column) -> bool:
    """The labels go into the cell's own list, which Excel limits to 255 characters and parts at commas."""
    labels = column.labels.values()
    return len(",".join(labels)) <= _VALIDATION and not any("," in label for label in labels)


def _validation(column: Column, listed: Sequence[Column]) -> dict[str, Any]:
    if column in listed:
        place = 2 * listed.index(column) + 1
        source: str | list[str] = f"='{LISTS}'!{_letters(place)}$2:{_letters(place)}${len(column.labels) + 1}"
    else:
        source = list(column.labels.values())
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": column.header[:_TITLE],
        "error_message": gettext("This is not in the list"),
    }


def _letters(place: int) -> str:
    return f"${column_letters(place)}"


def _guide(page: Worksheet, columns: Sequence[Column], header: Format, wrapped: Format) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 80)
    page.write_string(0, 0, gettext("Column"), header)
    page.write_string(0, 1, gettext("How to fill it"), header)
    for line, column in enumerate(columns, 1):
        notes = _notes(column)
        if column.labels and _fits(column):
            notes.append(", ".join(column.labels.values()))
        page.write_string(line, 0, column.header, wrapped)
        page.write_string(line, 1, ". ".join(notes), wrapped)


def _lists(page: Worksheet, listed: Sequence[Column], header: Format) -> None:
    """Two columns for each list: codes and labels; written row by row."""
    put = putter(page)
    for place, column in enumerate(listed):
        page.write_string(0, 2 * place, gettext("Code"), header)
        page.write_string(0, 2 * place + 1, column.header, header)
        page.set_column(2 * place + 1, 2 * place + 1, 40)
    choices = [list(column.labels.items()) for column in listed]
    for line in range(max(map(len, choices))):
        for place, labels in enumerate(choices):
            if line < len(labels):
                put(line + 1, 2 * place, labels[line][0], None)
                put(line + 1, 2 * place + 1, labels[line][1], None)
