"""Incremental updates of the papers we render, written without taking the paper apart.

Our papers are plain: objects in the clear, one classic cross-reference table. A signature appends some eight objects
and a short table, so it costs microseconds where a general PDF library reads and rewrites for 20 ms. Anything unusual
(compressed cross references, encryption, annotations of other kinds) raises `UnusualPdfError`, and the caller takes the
general way in `any_pdf.py`. The file before the update stays byte for byte: that is what earlier signatures cover.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

_TRAILER_WINDOW = 64
_ENTRY = 20
_DEEPEST_PAGE_TREE = 8
_SUBSECTION = re.compile(rb"\s*(\d+)\s+(\d+)\s*?\r?\n")
_OBJECT = re.compile(rb"\s*(\d+)\s+0\s+obj\b")


class UnusualPdfError(ValueError):
    """The file may be a fine PDF, but it is not one of the plain ones that are updated here."""


@dataclass(frozen=True, slots=True)
class _Section:
    first: int
    count: int
    entries_at: int


class PlainPdf:
    """The cross references of a plain PDF: where each object starts, without reading the objects."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.table_at = self._last_table()
        self._sections: list[_Section] = []
        trailer = self._read_table(self.table_at)
        if b"/Encrypt" in trailer:
            raise UnusualPdfError("encrypted")
        self.size = int(_find(rb"/Size\s+(\d+)", trailer))
        self.root = int(_find(rb"/Root\s+(\d+)\s+0\s+R", trailer))
        info = re.search(rb"/Info\s+\d+\s+0\s+R", trailer)
        self.info = info[0] if info else b""
        self.first_id = _find(rb"/ID\s*\[\s*(\([^()\\]*\)|<[0-9A-Fa-f]*>)", trailer)
        self._read_older(trailer)

    def body(self, number: int) -> bytes:
        """An object as it is written between `obj` and `endobj`; the newest of its versions."""
        for section in self._sections:
            if section.first <= number < section.first + section.count:
                at = section.entries_at + _ENTRY * (number - section.first)
                entry = self.content[at : at + _ENTRY]
                if entry[17:18] != b"n":
                    raise UnusualPdfError("object is free")
                return self._body_at(int(entry[:10]), number)
        raise UnusualPdfError("object not found")

    def last_page(self) -> int:
        """Object number of the last page."""
        number = int(_find(rb"/Pages\s+(\d+)\s+0\s+R", self.body(self.root)))
        for _ in range(_DEEPEST_PAGE_TREE):
            body = self.body(number)
            if b"/Kids" not in body:
                return number
            kids = re.findall(rb"(\d+)\s+0\s+R", _find(rb"/Kids\s*\[([^\]]*)\]", body))
            if not kids:
                break
            number = int(kids[-1])
        raise UnusualPdfError("page tree")

    def fields(self) -> dict[bytes, int]:
        """Names of the form's fields and their object numbers."""
        form = re.search(rb"/AcroForm\s+(\d+)\s+0\s+R", self.body(self.root))
        if not form:
            return {}
        numbers = re.findall(rb"(\d+)\s+0\s+R", _find(rb"/Fields\s*\[([^\]]*)\]", self.body(int(form[1]))))
        return {_find(rb"/T\s*\(([^()\\]*)\)", self.body(int(number))): int(number) for number in numbers}

    def _last_table(self) -> int:
        tail = self.content[-_TRAILER_WINDOW:]
        found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", tail)
        if not found:
            raise UnusualPdfError("no end of file mark")
        return int(found[1])

    def _read_table(self, at: int) -> bytes:
        if self.content[at : at + 4] != b"xref":
            raise UnusualPdfError("no plain cross-reference table")
        position = at + 4
        while section := _SUBSECTION.match(self.content, position):
            self._sections.append(_Section(int(section[1]), int(section[2]), section.end()))
            position = section.end() + _ENTRY * int(section[2])
        end = self.content.find(b"startxref", position)
        trailer = self.content[position:end]
        if end < 0 or b"trailer" not in trailer:
            raise UnusualPdfError("no trailer")
        return trailer

    def _read_older(self, trailer: bytes) -> None:
        newest = self.table_at
        while previous := re.search(rb"/Prev\s+(\d+)", trailer):
            at = int(previous[1])
            if at >= newest or b"/XRefStm" in trailer:
                raise UnusualPdfError("cross references out of order")
            newest, trailer = at, self._read_table(at)

    def _body_at(self, at: int, number: int) -> bytes:
        start = _OBJECT.match(self.content, at)
        end = self.content.find(b"endobj", at)
        if not start or end < 0 or int(start[1]) != number:
            raise UnusualPdfError("object is not where the table says")
        return self.content[start.end() : end].strip()


class Update:
    """Objects to append: changed ones under their number, new ones under the next free number."""

    def __init__(self, pdf: PlainPdf) -> None:
        self._pdf = pdf
        self._next = pdf.size
        self._objects: dict[int, bytes] = {}

    def reserve(self, count: int = 1) -> int:
        """The first of `count` new object numbers in a row."""
        self._next += count
        return self._next - count

    def put(self, number: int, body: bytes) -> None:
        """Set an object's body."""
        self._objects[number] = body

    def write(self) -> tuple[bytes, dict[int, int]]:
        """The file with the update behind it, and where each body starts in it."""
        pieces: list[bytes] = [self._pdf.content, b"" if self._pdf.content.endswith(b"\n") else b"\n"]
        position = sum(map(len, pieces))
        offsets: dict[int, int] = {}
        bodies: dict[int, int] = {}
        for number, body in sorted(self._objects.items()):
            head = b"%d 0 obj\n" % number
            offsets[number], bodies[number] = position, position + len(head)
            pieces += (head, body, b"\nendobj\n")
            position += len(head) + len(body) + 8
        pieces.append(self._table(offsets, position))
        return b"".join(pieces), bodies

    def _table(self, offsets: dict[int, int], at: int) -> bytes:
        lines = [b"xref\n"]
        for run in _runs(sorted(offsets)):
            lines.append(b"%d %d\n" % (run[0], len(run)))
            lines += [b"%010d 00000 n \n" % offsets[number] for number in run]
        identity = b"[%s<%s>]" % (self._pdf.first_id, secrets.token_hex(16).encode())
        trailer = b"<</Size %d/Root %d 0 R%s/Prev %d/ID%s>>" % (
            self._next, self._pdf.root, self._pdf.info, self._pdf.table_at, identity,
        )  # fmt: skip
        lines.append(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, at))
        return b"".join(lines)


def with_entry(dictionary: bytes, entry: bytes) -> bytes:
    """A dictionary with one more entry at its end."""
    if not dictionary.startswith(b"<<") or not dictionary.endswith(b">>"):
        raise UnusualPdfError("not a dictionary")
    return dictionary[:-2] + entry + b">>"


def stream(dictionary: bytes, content: bytes) -> bytes:
    """A stream object; `dictionary` without its brackets and length."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(content), content)


def text_string(text: str) -> bytes:
    """A text string that any reader shows with all its diacritics (UTF-16 in hexadecimal)."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


def _find(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text)
    if not found:
        raise UnusualPdfError(f"expected {pattern!r}")
    group: bytes = found[1]
    return group


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
