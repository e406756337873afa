"""What a file is, told by its bytes: names lie (SMAS and vnEdu hand out HTML tables called .xls)."""

from __future__ import annotations

import codecs
import zipfile
from enum import Enum
from pathlib import Path
from typing import Final

from khue.core.bulk.unusable import CorruptedError, EmptyFileError, FormatUnsupportedError, NotAWorkbookError

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS: Final = frozenset(range(1, 32)).difference(b"\t\n\v\f\r\x1a")
_KNOWN: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "rtf"),
    (b"MIME-Version:", "mhtml"),
    (b"\x09\x00", "excel-4"),
    (b"\x09\x02", "excel-4"),
    (b"\x09\x04", "excel-4"),
)
_PARTS: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "powerpoint"),
    ("content.xml", "ods"),
    ("Index/Document.iwa", "numbers"),
)


class Shape(Enum):
    """The four shapes that can be read."""

    PACKAGE = "xlsx"
    COMPOUND = "xls"
    MARKUP = "html"
    PLAIN = "csv"


def shape_of(path: Path) -> Shape:
    """The shape of a file. Raises when it is empty, or of a kind that is not read."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \r\n\t"):
        raise EmptyFileError
    if head.startswith(b"PK"):
        return _package(path)
    if head.startswith(COMPOUND):
        return Shape.COMPOUND
    for start, name in _KNOWN:
        if head.startswith(start):
            raise FormatUnsupportedError(format=name)
    return _text(head)


def _package(path: Path) -> Shape:
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.replace("\\", "/").casefold() for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise CorruptedError from error
    if "xl/workbook.xml" in names:
        return Shape.PACKAGE
    for part, name in _PARTS:
        if part.casefold() in names:
            raise FormatUnsupportedError(format=name)
    if "[content_types].xml" in names:
        return Shape.PACKAGE
    raise FormatUnsupportedError(format="zip") if names else NotAWorkbookError


def _text(head: bytes) -> Shape:
    start = head
    for mark in (codecs.BOM_UTF8, *_UTF16):
        start = start.removeprefix(mark)
    start = start.replace(b"\0", b"").lstrip().lower()
    if (
        start.startswith((b"<?xml", b"<workbook"))
        and b"urn:schemas-microsoft-com:office:spreadsheet" in start
    ):
        raise FormatUnsupportedError(format="excel-xml")
    if start.startswith(b"<") and any(
        tag in start for tag in (b"<html", b"<table", b"<!doctype", b"<meta", b"<style")
    ):
        return Shape.MARKUP
    if start.startswith((b"<", b"{", b"[")):
        raise NotAWorkbookError
    if not head.startswith(_UTF16):
        zeros = head.count(b"\0")
        if (0 < zeros < len(head) / 4) or (not zeros and not _CONTROLS.isdisjoint(head)):
            raise NotAWorkbookError
    return Shape.PLAIN
