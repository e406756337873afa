"""Texts, choices, crosses and names, read from cells that were typed by many hands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from khue.core.bulk.cells import Cell, refuse_broken, refuse_date, show, sound_text
from khue.core.bulk.problems import CellDoubtError, CellError
from khue.core.text import clean, clean_lines, fold, similar

_FEW: Final = 8
_REMEMBERED: Final = 20_000
_YES: Final = frozenset(("x", "co", "yes", "y", "true", "1", "dung", "v"))
_NO: Final = frozenset(("khong", "no", "n", "false", "0", "sai"))
_CHECKED: Final = frozenset("✓✔☑✗✘☒√×")
_EMAIL = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"().]+(?:\.[^@\s,;<>\"().]+)+")
_STRANGE = re.compile(r"[^\w\s.'’ʼ`\u0300-\u036f-]|[\d_]")
_OLD_FONT = re.compile(r"[µ¸¶·¹¨»¾¼½Æ©®ª«¬¤§]|[a-zà-ỹ][\u00c0-\u00d6\u00d8-\u00de]")


def text_reader(*, limit: int, lines: bool = False) -> Callable[[Cell], str | None]:
    """A reader of text of at most `limit` characters; `lines` keeps its line breaks."""

    def read(cell: Cell) -> str | None:
        text = clean_lines(cell) if lines and type(cell) is str else sound_text(cell)
        if len(text) > limit:
            raise CellError("text_too_long", length=len(text), limit=limit)
        return text or None

    return read


@dataclass(frozen=True, slots=True)
class Choices:
    """What a cell may say: codes with their labels, and other spellings of a code.

    Exact spelling goes first, so that two choices that differ by a diacritic alone stay apart.
    """

    labels: Mapping[str, str]
    exact: Mapping[str, str]
    folded: Mapping[str, str]
    unknown: str

    @classmethod
    def of(cls, labels: Mapping[str, str], spellings: Mapping[str, str], unknown: str) -> Choices:
        """`spellings` maps other texts to codes; `unknown` is the code of the problem for anything else."""
        said = {
            **{label: code for code, label in labels.items()},
            **{code: code for code in labels},
            **spellings,
        }
        folded: dict[str, str] = {}
        doubtful: set[str] = set()
        for text, code in said.items():
            if folded.setdefault(fold(text), code) != code:
                doubtful.add(fold(text))
        exact = {clean(text).casefold(): code for text, code in said.items()}
        return cls(
            labels, exact, {text: code for text, code in folded.items() if text not in doubtful}, unknown
        )

    def read(self, cell: Cell) -> str | None:
        """The code; a blank cell is None."""
        if isinstance(cell, dt.date):
            self._read_date(cell)
        text = sound_text(cell)
        if not text:
            return None
        code = self.exact.get(text.casefold()) or self.folded.get(fold(text))
        return code if code is not None else self._refuse(text)

    def _refuse(self, text: str) -> NoReturn:
        near = similar(text, self.labels.values())
        if near:
            raise CellError(self.unknown, "choice_unknown.near", value=show(text), near=", ".join(near))
        few = ", ".join(self.labels.values()) if len(self.labels) <= _FEW else ""
        raise CellError(self.unknown, "choice_unknown.all" if few else "", value=show(text), all=few)

    def _read_date(self, day: dt.date) -> None:
        """Excel turns the class 6/1 into a date: taken back when only one choice fits."""
        readings = {
            f"{a}{mark}{b}" for mark in "/-." for a, b in ((day.day, day.month), (day.month, day.day))
        }
        codes = {self.exact[reading] for reading in readings if reading in self.exact}
        if len(codes) == 1:
            code = codes.pop()
            raise CellDoubtError(code, "text_was_date.restored", value=show(day), read=self.labels[code])
        refuse_date(day)


def yes_no_reader(*, blank: bool | None) -> Callable[[Cell], bool | None]:
    """A reader of crosses: x, Có, 1, ✓ or TRUE for yes; Không, 0, - or FALSE for no; `blank` for an empty cell."""

    def read(cell: Cell) -> bool | None:
        if isinstance(cell, bool):
            return cell
        text = sound_text(cell)
        if not text:
            return blank
        folded = fold(text)
        if folded in _YES or text in _CHECKED:
            return True
        if folded in _NO or text in ("-", "–", "—"):
            return False
        raise CellError("yes_no_unreadable", "yes_no_unreadable.mend", value=show(cell))

    return read


def person_name_reader(*, limit: int) -> Callable[[Cell], str | None]:
    """A reader of people's names: NGUYỄN VĂN AN and nguyễn văn an become Nguyễn Văn An, mixed case stays."""
    # Words seen in names that needed nothing done: a name of such words needs nothing either.
    usual: set[str] = set()

    def read(cell: Cell) -> str | None:
        if type(cell) is str and len(cell) <= limit and usual.issuperset(cell.split(" ")):
            return cell
        refuse_broken(cell)
        refuse_date(cell)
        name = sound_text(cell)
        if not name:
            return None
        _refuse_strange(name)
        if len(name) > limit:
            raise CellError("text_too_long", length=len(name), limit=limit)
        if name.isupper() or name.islower():
            return name.title()
        if len(usual) < _REMEMBERED:
            usual.update(word for word in name.split(" ") if not word.isupper() and not word.islower())
        return name

    return read


def _refuse_strange(name: str) -> None:
    if _OLD_FONT.search(name):
        raise CellError("name_old_font", "name_old_font.mend", value=show(name))
    strange = _STRANGE.search(name)
    if strange:
        raise CellError("name_strange", strange=strange[0])


def read_email(cell: Cell) -> str | None:
    """An e-mail address in lower case."""
    address = sound_text(cell).removeprefix("mailto:").lower()
    if not address:
        return None
    if not address.isascii() or not _EMAIL.fullmatch(address):
        raise CellError("email_unreadable", value=show(cell))
    return address
