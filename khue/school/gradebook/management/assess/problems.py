"""Mistakes in the inputs: all are counted, the first hundred are shown, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

SHOWN = 100
WHOLE = "*"  # stands for the column when a whole line, or with line 0 the whole file, is meant


class Problems:
    """Collects `FILE:LINE:COLUMN: text`. Anything found means that nothing is written."""

    def __init__(self) -> None:
        self.count = 0
        self._lines: list[str] = []

    def add(self, file: str, line: int, column: str, text: str) -> None:
        """`file` as the user gave it, `line` the physical line on which the record starts, `column` by its header."""
        self.count += 1
        if len(self._lines) < SHOWN:
            self._lines.append(_printable(f"{file}:{line}:{column}: {text}"))

    def __bool__(self) -> bool:
        return self.count > 0

    def report(self) -> Iterator[str]:
        yield from self._lines
        if self.count > SHOWN:
            yield f"… and {self.count - SHOWN:,} more ({self.count:,} errors in all)"


def _printable(text: str) -> str:
    """One line without control characters: a cell must not be able to write to the reader's terminal."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
