"""Why a whole file cannot be used. Nothing of it was read, nothing was written.

Each reason is a type of its own with a stable code and parameters; `str()` says it in the language of the moment,
and so does `told` of what was stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from khue.core.bulk.problems import Param, Text


class UnusableError(Exception):
    """The file cannot be imported; `code` and `params` are what is stored and sent."""

    code: ClassVar[str] = "unusable"
    message: ClassVar[Text] = _("The file cannot be used")

    def __init__(self, **params: Param) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}


class EmptyFileError(UnusableError):
    """No byte, or no cell in any sheet."""

    code = "file_empty"
    message = _("The file is empty: choose the one with the list")


class NotAWorkbookError(UnusableError):
    """Neither a workbook nor a text with columns."""

    code = "file_not_a_workbook"
    message = _("This is not a workbook: choose an Excel file (.xlsx, .xls) or a .csv file")


_FORMATS: dict[str, Text] = {
    "pdf": _("a PDF file"),
    "picture": _("a picture"),
    "rar": _("a RAR archive"),
    "7z": _("a 7z archive"),
    "rtf": _("a Word document (RTF)"),
    "mhtml": _("a web page archive (MHTML)"),
    "excel-4": _("an Excel file of before 1995"),
    "xlsb": _("an Excel binary workbook (.xlsb)"),
    "word": _("a Word document"),
    "powerpoint": _("a PowerPoint presentation"),
    "ods": _("an OpenDocument file (.ods)"),
    "numbers": _("an Apple Numbers file"),
    "excel-xml": _("an Excel 2003 XML file"),
    "zip": _("a ZIP archive"),
}


class FormatUnsupportedError(UnusableError):
    """A file whose kind we know and do not read: `format` is its short name."""

    code = "file_format_unsupported"
    message = _("This is %(format)s: open it and save it as .xlsx, then import it again")

    def __str__(self) -> str:
        name = str(self.params["format"])
        return str(self.message) % {"format": _FORMATS.get(name, name)}


class PasswordProtectedError(UnusableError):
    """The workbook opens only with a password."""

    code = "file_password"
    message = _("The file is protected by a password: save it without one, then import it again")


class CorruptedError(UnusableError):
    """It looks like a workbook and cannot be read."""

    code = "file_corrupted"
    message = _("The file is damaged: open it in Excel, save it again, then import it")


class TooLargeError(UnusableError):
    """More bytes than allowed, packed or unpacked: `megabytes` and `limit`, both in MB."""

    code = "file_too_large"
    message = _("The file is too large (%(megabytes)d MB, at most %(limit)d MB): split it")


class SuspiciousPackingError(UnusableError):
    """It unpacks to many times its size, as no real workbook does."""

    code = "file_packing_suspicious"
    message = _(
        "The file unpacks to %(ratio)d times its size, as no real workbook does: open it in Excel and save it again"
    )


class TooManyCellsError(UnusableError):
    """The table reaches so far that it would not fit in memory: `cell` is the far corner."""

    code = "file_too_many_cells"
    message = _("Sheet “%(sheet)s” reaches as far as cell %(cell)s: delete what stands far from the table")


class TooManySheetsError(UnusableError):
    """More sheets than any list has: `sheets` and `limit`."""

    code = "file_too_many_sheets"
    message = _("The file has %(sheets)d sheets, at most %(limit)d: split it")


class TextTooLongError(UnusableError):
    """The texts of the cells together would not fit in memory."""

    code = "file_text_too_long"
    message = _(
        "The texts in the cells are far too long for a list: split the file, or delete what does not belong"
    )


class EncodingUnknownError(UnusableError):
    """A text file whose letters cannot be told for certain."""

    code = "file_encoding_unknown"
    message = _("The letters of this text file cannot be read for certain: save it as CSV UTF-8")


class QuoteOpenError(UnusableError):
    """A quotation mark in a text file is never closed: `line` is where."""

    code = "file_quote_open"
    message = _("A quotation mark opens in line %(line)d and never closes: close or delete it")


class NoHeaderError(UnusableError):
    """No sheet has a header row: `missing` names the columns needed, `seen` the texts found instead."""

    code = "header_not_found"
    message = _(
        "No table found: a row above the data must name the columns. Needed: %(missing)s. Found instead: %(seen)s"
    )


class ColumnsMissingError(UnusableError):
    """A sheet has a header row without all the columns needed."""

    code = "header_columns_missing"
    message = _("Sheet “%(sheet)s” lacks the columns: %(missing)s. Found: %(seen)s. Add or rename them")


class SameColumnTwiceError(UnusableError):
    """Two columns of a sheet mean the same: `first` and `second` are their letters."""

    code = "header_column_twice"
    message = _(
        "Sheet “%(sheet)s”: columns %(first)s and %(second)s both mean “%(column)s”: delete or rename one"
    )


class OldFontError(UnusableError):
    """The headers are typed for a font of before Unicode (TCVN3)."""

    code = "header_old_font"
    message = _(
        "Sheet “%(sheet)s” is typed in an old font (TCVN3): convert it to Unicode, for example with UniKey"
    )


def told(stored: Mapping[str, Any]) -> str:
    """The sentence of a reason that was stored with `as_json`."""
    reasons = {reason.code: reason for reason in UnusableError.__subclasses__()}
    return str(reasons.get(stored["code"], UnusableError)(**stored["params"]))
