"""The code on a paper. Pure."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-–.·]+")


def new_code() -> str:
    """Twelve letters of Crockford's alphabet, 60 bits from a cryptographic source: nobody guesses a paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def show_code(code: str) -> str:
    """`7K4M-2QXD-9HTP`, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed from a paper: any case, with or without hyphens, O for 0, I and L for 1.

    None when it cannot be one.
    """
    code = _BETWEEN.sub("", typed.upper()).translate(_LOOK_ALIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
