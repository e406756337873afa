"""Education stages as people write them in workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from khue.core.text import fold


class Stage(StrEnum):
    """The stages as `choices.Stage` codes them; formulas stand on their own."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    CONTINUING = "continuing"


WRITTEN = {
    Stage.PRESCHOOL: "Mầm non",
    Stage.PRIMARY: "Tiểu học",
    Stage.LOWER_SECONDARY: "THCS",
    Stage.UPPER_SECONDARY: "THPT",
    Stage.CONTINUING: "GDTX",
}
# Two digits are the level groups of the data-sharing standard (MaNhomCapHoc).
_WORDS = {
    Stage.PRESCHOOL: ("mam non", "mau giao", "nha tre", "mn", "mg", "01"),
    Stage.PRIMARY: ("tieu hoc", "th", "cap 1", "02"),
    Stage.LOWER_SECONDARY: ("trung hoc co so", "thcs", "cap 2", "03"),
    Stage.UPPER_SECONDARY: ("trung hoc pho thong", "thpt", "cap 3", "04"),
    Stage.CONTINUING: ("giao duc thuong xuyen", "gdtx", "05"),
}
_SILENT = ("lien cap", "cap", "truong", "va", "gdnn", "giao duc nghe nghiep", "trung tam")
_PHRASES: list[tuple[list[str], Stage | None]] = sorted(
    [
        *((words.split(), stage) for stage, spellings in _WORDS.items() for words in spellings),
        *((words.split(), None) for words in _SILENT),
    ],
    key=lambda each: -len(each[0]),
)


def read_stages(text: str) -> tuple[str, ...] | None:
    """The stages that a text names, from the lowest: `TH&THCS`, `02, 03`; None when it names anything else."""
    words, found = fold(text).split(), set[Stage]()
    while words:
        match = next(((phrase, stage) for phrase, stage in _PHRASES if words[: len(phrase)] == phrase), None)
        if match is None:
            return None
        words = words[len(match[0]) :]
        found |= {match[1]} if match[1] else set()
    return tuple(stage for stage in Stage if stage in found) or None


def write_stages(stages: Iterable[str]) -> str:
    """The stages as a workbook shows them."""
    return ", ".join(WRITTEN[Stage(stage)] for stage in stages)


def kind_of(stages: Iterable[str]) -> str:
    """What an institution with these stages is when nobody says: continuing education alone is a centre's."""
    return "centre" if set(stages) == {str(Stage.CONTINUING)} else "school"


def is_of_department(stages: Iterable[str]) -> bool:
    """Whether the department and not the commune manages it (NĐ 142/2025): upper secondary, continuing education."""
    return not {Stage.UPPER_SECONDARY, Stage.CONTINUING}.isdisjoint(Stage(stage) for stage in stages)
