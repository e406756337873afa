"""What a list says once for many rows: “LỚP 6A1” above a table, “Môn: Toán” in its title, a sheet called 6A1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from khue.core.bulk.cells import Cell, plain_text
from khue.core.text import clean, fold

_SENTENCE_WORDS: Final = (
    *("năm học", "niên khóa", "học kì", "học kỳ", "hk", "sĩ số", "trường", "gvcn", "gvbm", "giáo viên"),
    *("môn", "lớp", "khối", "tổng số", "số lượng", "tuần", "tháng"),
)
_NO_VALUE: Final = ("truong", "pho", "hoc", "chu nhiem", "day", "ghep", "nao", "cu", "moi", "day hoc")
_LONGEST: Final = 40
_WORDS: Final = 5
_FILLED: Final = 4
_SHEET = re.compile(r"\d{1,2}(?!\d)\s?\S.{0,10}")
_YEAR = re.compile(r"\d{4}")


def either_way(words: str) -> str:
    """A pattern for words typed with or without diacritics: `lớp` → `l[ớo]p`."""
    letters = []
    for letter in words.lower():
        bare = fold(letter)
        letters.append(f"[{letter}{bare}]" if bare not in ("", letter) else re.escape(letter))
    return "".join(letters).replace(r"\ ", r"\s+")


_STOP = re.compile(
    r"\s{2,}|[;,()|\n\t–—]|\s-\s|\b(?:" + "|".join(map(either_way, _SENTENCE_WORDS)) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Context:
    """How a column's value may stand outside its column: after one of these labels, or as the sheet's name."""

    labels: tuple[str, ...]
    sheet_name: bool = False
    _label: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        labels = "|".join(either_way(label) for label in sorted(self.labels, key=len, reverse=True))
        pattern = rf"(?:^|(?<=[\s(,;:.–—-]))(?:{labels})(?!\w)\s*(?P<colon>[:：])?\s*(?P<rest>.*)"
        object.__setattr__(self, "_label", re.compile(pattern, re.IGNORECASE | re.DOTALL))

    def in_title(self, cells: Sequence[Cell]) -> str:
        """The value in a title row, wherever it stands; "" when there is none."""
        return self._find(cells, anchored=False)

    def in_row(self, cells: Sequence[Cell]) -> str:
        """The value of a row that holds nothing else; "" when the row is something else."""
        filled = sum(1 for cell in cells if cell not in ("", None))
        return self._find(cells, anchored=True) if filled <= _FILLED else ""

    def in_sheet_name(self, name: str) -> str:
        """The value that a sheet's name gives; "" when it gives none."""
        if not self.sheet_name:
            return ""
        found = self._find([name], anchored=True)
        return found or (clean(name) if _SHEET.fullmatch(name) and not _YEAR.search(name) else "")

    def _find(self, cells: Sequence[Cell], *, anchored: bool) -> str:
        texts = [_spaced(cell) for cell in cells if cell not in ("", None)]
        for place, text in enumerate(texts):
            match = self._label.search(text)
            if match is None or (anchored and (match.start() or place)):
                if anchored:
                    return ""
                continue
            rest = match["rest"].strip()
            if not rest and (match.start() == 0 or match["colon"]) and place + 1 < len(texts):
                rest = texts[place + 1].strip()
                if _STOP.match(rest):
                    continue
            value = clean(_STOP.split(rest, maxsplit=1)[0]).strip(" .:-")
            if _is_value(value, sure=bool(match["colon"]), alone=match.start() == 0):
                return value
        return ""


def _spaced(cell: Cell) -> str:
    """The cell's text with its runs of spaces, which end a value in a running title."""
    text = cell if isinstance(cell, str) else plain_text(cell)
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ")


def _is_value(value: str, *, sure: bool, alone: bool) -> bool:
    if not value or len(value) > _LONGEST or len(value.split()) > _WORDS:
        return False
    if not sure and f"{fold(value)} ".startswith(tuple(f"{word} " for word in _NO_VALUE)):
        return False
    return sure or alone or any(letter.isdigit() for letter in value)
