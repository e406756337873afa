"""Vietnamese text as people and programs really write it.

The same word reaches us composed (NFC) from Windows, decomposed (NFD) from macOS, with non-breaking spaces from
Word, with zero-width characters from web pages, with Ð (the Icelandic letter) for Đ from old keyboards. `clean`
gives the one form that is stored; `fold` gives the form in which two spellings of the same thing are equal;
`similar` finds what was probably meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"  # controls that are no white space
    "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"  # zero width, direction, soft hyphen
)
_LOOK_ALIKE = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})
_OLD_LETTERS: Final = (  # TCVN 5712:1993, VN3 (ABC), as Latin-1 shows it: marks, then the letters they stand for
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_FROM_OLD_LETTERS = str.maketrans(*_OLD_LETTERS)
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORDS = re.compile(r"[^\W_]+")


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """The number that an address or a form carries; None for anything but a few plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def clean(text: str) -> str:
    """The form that is stored: NFC, Đ for its look-alike, nothing invisible, single spaces, none at the ends.

    Line breaks count as spaces; `clean_lines` keeps them.
    """
    if not text.isprintable():  # controls, zero-width characters and every space but U+0020
        text = " ".join(_INVISIBLE.sub("", text).split())
    elif "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    if text.isascii():
        return text
    if "\u00d0" in text or "\u00f0" in text:
        text = text.translate(_LOOK_ALIKE)
    return unicodedata.normalize("NFC", text)


def clean_lines(text: str) -> str:
    """`clean` for each line of a longer text; empty lines at the ends go, at most one stays between two others."""
    lines = "\n".join(clean(line) for line in text.splitlines()).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines)


def fold(text: str) -> str:
    """The form in which spellings compare: lower case, no diacritics (đ as d), words of letters and digits.

    `fold("Lớp: 6A1 (mới)") == "lop 6a1 moi"`. Composed and decomposed text give the same; folding twice
    changes nothing.
    """
    return " ".join(filter(None, map(_fold_word, text.split())))


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    """Vietnamese has a few thousand syllables: remembering them makes folding a name eight times faster."""
    if not (word.isascii() and word.isprintable()):
        word = _INVISIBLE.sub("", word).translate(_LOOK_ALIKE)
        word = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
        word = _MARKS.sub("", word.replace("đ", "d"))
    return " ".join(_WORDS.findall(word.lower()))


def from_tcvn3(text: str) -> str:
    """What a text typed for a TCVN3 font (.VnTime) says: `Hä vµ tªn` → `Họ và tên`."""
    return clean(text.translate(_FROM_OLD_LETTERS))


def similar(word: str, candidates: Iterable[str], limit: int = 3) -> list[str]:
    """The candidates that `word` was probably meant to be, best first; none when nothing is near.

    Near means: the same when folded, which leaves out all others, or a few letters changed, added, dropped or
    swapped (one in three, at least one). Between equally near ones the smaller step wins, so that 6A9 suggests 6A8
    before 6A1.
    """
    return list(_similar(fold(word), tuple(candidates), limit))


@lru_cache(maxsize=4096)
def _similar(wanted: str, candidates: tuple[str, ...], limit: int) -> tuple[str, ...]:
    allowed = max(1, len(wanted) // 3)
    found = []
    for place, candidate in enumerate(candidates):
        folded = fold(candidate)
        if wanted and abs(len(folded) - len(wanted)) <= allowed:
            distance = _distance(wanted, folded)
            if distance <= allowed and distance < max(len(wanted), len(folded)):
                found.append((distance, _step(wanted, folded), place, candidate))
    found.sort()
    same = [entry for entry in found if entry[0] == 0]
    return tuple(candidate for *_, candidate in (same or found)[:limit])


def _step(one: str, other: str) -> int:
    return sum(abs(ord(a) - ord(b)) for a, b in zip(one, other, strict=False))


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Letters to change, add, drop or swap with a neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
