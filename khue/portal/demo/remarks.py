"""What teachers write beside a mark, by how the pupil stands."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).with_name("data") / "remarks.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def of_average(dice: random.Random, average: int) -> str:
    """On a subject assessed by marks, from the term average in tenths."""
    scored = _texts()["scored"]
    for floor, texts in zip(scored["bands"], scored["texts"], strict=True):
        if average >= floor:
            return str(texts[int(dice.random() * len(texts))])
    return ""


def of_comment(dice: random.Random, *, passed: bool) -> str:
    """On a subject assessed by comments."""
    texts = _texts()["comment"]["passed" if passed else "failed"]
    return str(texts[int(dice.random() * len(texts))])


def of_conduct(dice: random.Random, rating: int) -> str:
    """On conduct, from the rating 1 (Tốt) to 4."""
    texts = _texts()["conduct"]["texts"][rating - 1]
    return str(texts[int(dice.random() * len(texts))])
