"""The one name service: how a name is kept, split, sorted, searched and shortened.

A name is stored as it is read aloud, family name first for most. Most names are family, middle, given; not all:

* *Nguyễn Thị Minh Anh*: family Nguyễn, middle Thị Minh, given Anh; *Giàng A Páo* likewise.
* *Y Bhiu Byă*, *H'Hen Niê* (Ê Đê): the marker of sex first, the clan last. Given Bhiu and H'Hen, family Byă and Niê.
* *Y Vân*, *A Thiu*, *K'Brèo* (Xơ Đăng, Ba Na, Cơ Ho): marker and given name, no family name at all.
* *Rơ Mah H'Liêu*, *Tôn Nữ Hỷ Khương*: a family name of two words.

Splitting is a guess that a registrar may correct; nothing legal hangs on it. Lists are sorted by given name, then
middle, then family, in the Vietnamese alphabet (a ă â b c d đ e ê … y) and the order of tones of its dictionaries
(ngang, huyền, hỏi, ngã, sắc, nặng).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vn_collate import LETTER_MODIFIERS, PRIMARY_ORDER, TONE_MARKS

from khue.core.text import clean, fold

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘ʼʻ`´ʹ′", "'"))
_AROUND_MARKS: Final = re.compile(r"\s*(['-])\s*")
_SEX_MARKERS: Final = frozenset({"y", "h", "a", "k", "ka"})
_FAMILIES_OF_TWO: Final = frozenset(
    {"ton nu", "ton that", "cong tang", "ro mah", "ro cham", "ro chom", "ro lan", "ro o", "kpa y"}
)
# Clans of the Ê Đê and the M'nông that stand last, folded; from memory, a list that may grow.
_CLANS: Final = frozenset(
    {
        "nie", "nie kdam", "mlo", "mlo duon du", "bya", "enuol", "eban", "kbuor", "adrong", "ayun", "buon ya",
        "bkrong", "hdok", "hwing", "knul", "kpor", "ksor", "ktla", "ktul", "kdoh", "kmok", "hmok", "krieng", "bdap",
        "krong", "jie", "buon krong", "nie brit", "nie sieng", "nie hra", "nie blo", "kriang", "eya", "ecam",
    }
)  # fmt: skip

_LETTERS: Final = {letter: chr(0x41 + place) for place, letter in enumerate(PRIMARY_ORDER)}
_TONES: Final = "#$%&()"
_END: Final = "!"
_OTHER: Final = "@"


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in its parts. `given` is never empty for a name that is not; `family` and `middle` may be."""

    family: str
    middle: str
    given: str


def tidy_name(text: str) -> str:
    """The form that is stored: NFC, single spaces, straight apostrophes, and capitals where a list had none or only.

    `NGUYỄN VĂN AN` and `nguyễn văn an` become `Nguyễn Văn An`; mixed case is left alone, somebody meant it. Tidying
    twice changes nothing.
    """
    name = clean(text)
    if not name.isascii():
        name = name.translate(_APOSTROPHES)
    if "'" in name or "-" in name:
        name = _AROUND_MARKS.sub(r"\1", name).strip("'- ")
    if name.isupper() or name.islower():
        name = " ".join(map(_capitalised, name.split(" ")))
    return name


def _capitalised(word: str) -> str:
    """`h'hen` → `H'Hen`, `a-grin` → `A-Grin`: every part of a word starts with a capital."""
    return unicodedata.normalize(
        "NFC", re.sub(r"[^'-]+", lambda part: part[0][:1].title() + part[0][1:].lower(), word)
    )


def fold_name(name: str) -> str:
    """The form in which two spellings of a name are equal: `H'Hen Niê`, `h hen nie` and `H’HEN NIÊ` agree."""
    return fold(name.translate(_APOSTROPHES))


def split_name(name: str, given: str = "") -> NameParts:
    """The parts of a tidy name; `given` says which of its words are the given name, where the guess was wrong.

    Raises ValueError for an empty name, or a given name that is no part of it.
    """
    words = name.split()
    if not words:
        raise ValueError("a name has at least one word")
    if given:
        return _split_around(words, given.split())
    if len(words) == 1:
        return NameParts("", "", words[0])
    if words[0].lower() in _SEX_MARKERS or _is_marked(words[0]):
        return _split_marked(words, [fold_name(word) for word in words])
    heads = 2 if len(words) > 2 and _is_family_of_two(words[0], words[1]) else 1  # noqa: PLR2004 -- two and a name
    return NameParts(" ".join(words[:heads]), " ".join(words[heads:-1]), words[-1])


def _split_around(words: list[str], given: list[str]) -> NameParts:
    """What stands before the given name is family and middle name; what stands behind it is a clan."""
    for place in range(len(words) - len(given) + 1):
        if words[place : place + len(given)] == given:
            before, after = words[:place], words[place + len(given) :]
            if after:
                return NameParts(" ".join(after), " ".join(before), " ".join(given))
            return NameParts(" ".join(before[:1]), " ".join(before[1:]), " ".join(given))
    raise ValueError("the given name is no part of the name")


@lru_cache(maxsize=65536)
def _is_family_of_two(first: str, second: str) -> bool:
    return f"{fold_name(first)} {fold_name(second)}" in _FAMILIES_OF_TWO


def _is_marked(word: str) -> bool:
    """Whether the word carries its marker itself, as H'Hen and K'Brèo do."""
    return word[1:2] == "'" and word[0].upper() in "HKY" and len(word) > 2  # noqa: PLR2004 -- a letter, ' and a name


def _split_marked(words: list[str], folded: list[str]) -> NameParts:
    """Names that begin with a marker of sex: a clan may follow at the end, a family name never leads."""
    marker = [] if _is_marked(words[0]) else [words[0]]
    rest, plain = words[len(marker) :], folded[len(marker) :]
    for length in (3, 2, 1):
        if len(rest) > length and " ".join(plain[-length:]) in _CLANS:
            return NameParts(" ".join(rest[-length:]), " ".join(marker), " ".join(rest[:-length]))
    if not marker and len(rest) > 1:
        return NameParts(" ".join(rest[1:]), "", rest[0])
    return NameParts("", " ".join([*marker, *rest[:-1]]), rest[-1])


def join_name(family: str, given: str, middle: str = "") -> str:
    """A full name from parts that were typed apart (two columns, Họ đệm and Tên)."""
    return " ".join(filter(None, (family.strip(), middle.strip(), given.strip())))


def initials(name: str) -> str:
    """One or two capitals for a round picture: BM for Bùi Thị Mỵ, HN for H'Hen Niê, Đ for Đàn."""
    words = [word for word in name.split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def sort_key(name: str, given: str = "") -> str:
    """ASCII text whose byte order is the order of lists: given name, middle, family.

    Kept in a column with the collation "C". At most twice as long as the name. Raises ValueError as `split_name` does.
    """
    return parts_key(split_name(name, given))


def parts_key(parts: NameParts) -> str:
    """The sort key of a name that was split already."""
    return f"{_component(parts.given)}{_END}{_component(parts.middle)}{_END}{_component(parts.family)}"


@lru_cache(maxsize=65536)
def _component(part: str) -> str:
    return "".join(map(_syllable, re.split(r"[ '-]+", part)))


@lru_cache(maxsize=16384)
def _syllable(syllable: str) -> str:
    """Its letters, then its tone: what ends a syllable is lower than any letter, so An stands before Anh."""
    letters: list[str] = []
    tone = 0
    for char in unicodedata.normalize("NFD", syllable.lower()):
        if char in TONE_MARKS:
            tone = max(tone, TONE_MARKS[char])
        elif char in LETTER_MODIFIERS:
            if letters:
                letters[-1] = _modified(letters[-1], char)
        elif not unicodedata.combining(char):
            letters.append(_LETTERS.get(char, _OTHER))
    return "".join(letters) + _TONES[tone] if letters else ""


_BASES: Final = {code: letter for letter, code in _LETTERS.items()}


def _modified(code: str, mark: str) -> str:
    """The letter with its hat, breve or horn; a mark that makes no Vietnamese letter (ŭ, ĕ) changes nothing."""
    letter = unicodedata.normalize("NFC", _BASES.get(code, "") + mark)
    return _LETTERS.get(letter, code)
