"""The shared texts of an .xls, measured: the parser copies one into every cell that names it.

A file of 60 MB can name a text of 64 KB four million times. So the table of texts is walked (its record goes on in
`CONTINUE` records; where one begins inside a text it opens with a byte that says how wide the letters are), and the
lengths of all copies are added up before anything is parsed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from khue.core.bulk.unusable import CorruptedError, TextTooLongError

_STRINGS, _CONTINUE, _CELL = 0xFC, 0x3C, 0xFD
_WIDE, _ASIAN, _RICH = 1, 4, 8
_RUN: Final = 4
_INDEX_AT: Final = 6


class SharedTexts:
    """Adds up what the cells say by number of text. Raises when it is more than `most` letters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.blocks: list[bytes] = []
        self.lengths: list[int] | None = None
        self.collecting = False
        self.total = 0

    def see(self, kind: int, body: bytes) -> None:
        """Look at a record of the file, in their order."""
        if kind == _STRINGS:
            self.blocks, self.lengths, self.collecting = [body], None, True
        elif kind == _CONTINUE and self.collecting:
            self.blocks.append(body)
        else:
            self.collecting = False
            if kind == _CELL:
                self._count(struct.unpack_from("<I", body, _INDEX_AT)[0])

    def _count(self, index: int) -> None:
        if self.lengths is None:
            self.lengths, self.blocks = list(lengths_of(self.blocks)), []
        if index < len(self.lengths):
            self.total += self.lengths[index]
        if self.total > self.most:
            raise TextTooLongError


def lengths_of(blocks: list[bytes]) -> Iterator[int]:
    """The letters of each text. Raises for a table that says more than it holds."""
    if not blocks:
        return
    reader = _Reader(blocks)
    _total, count = struct.unpack("<II", reader.take(8))
    for _number in range(count):
        letters, flags = struct.unpack("<HB", reader.take(3))
        (runs,) = struct.unpack("<H", reader.take(2)) if flags & _RICH else (0,)
        (extra,) = struct.unpack("<I", reader.take(4)) if flags & _ASIAN else (0,)
        reader.pass_letters(letters, wide=bool(flags & _WIDE))
        reader.skip(runs * _RUN + extra)
        yield letters


class _Reader:
    """A place in a run of blocks."""

    def __init__(self, blocks: list[bytes]) -> None:
        self.blocks = blocks
        self.block, self.at = 0, 0

    def _left(self) -> int:
        """How many bytes the block still has; goes on to the next when there are none."""
        while self.block < len(self.blocks) and self.at >= len(self.blocks[self.block]):
            self.block, self.at = self.block + 1, 0
        if self.block >= len(self.blocks):
            raise CorruptedError
        return len(self.blocks[self.block]) - self.at

    def take(self, count: int) -> bytes:
        """Bytes that stand in one block."""
        if self._left() < count:
            raise CorruptedError
        self.at += count
        return self.blocks[self.block][self.at - count : self.at]

    def skip(self, count: int) -> None:
        """Pass bytes, over the ends of blocks."""
        while count:
            step = min(count, self._left())
            self.at += step
            count -= step

    def pass_letters(self, count: int, *, wide: bool) -> None:
        """Pass letters; a block that begins among them says anew how wide they are."""
        while count:
            block = self.block
            if self._left() and self.block != block:
                wide = bool(self.take(1)[0] & _WIDE)
            size = 2 if wide else 1
            step = min(count, self._left() // size)
            if not step:
                raise CorruptedError
            self.at += step * size
            count -= step
