"""What people sign in with. Pure."""

from __future__ import annotations

from collections.abc import Collection

from khue.core.text import fold

SHORTEST = 3
BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""What browsers call themselves, the telling part first: nearly all of them name those after it too."""


def login_base(full_name: str, role: str, phone: str, sector_identifier: str | None) -> str:
    """The login somebody would like.

    Parents know their phone number, pupils their sector identifier; others get the given name and the first letters of
    the rest (`viettq` of Trần Quốc Việt), as do those without a number.
    """
    if role == "parent" and phone:
        return phone
    if role == "pupil" and sector_identifier:
        return sector_identifier
    words = ["".join(filter(str.isalnum, word)) for word in fold(full_name).split()]
    words = [word for word in words if word.isascii()] or ["nguoidung"]
    return (words[-1] + "".join(word[:1] for word in words[:-1])).ljust(SHORTEST, "0")[:40]


def next_free(base: str, taken: Collection[str]) -> str:
    """`base`, or with the first number from 2 on that nobody has."""
    number, login = 1, base
    while login in taken:
        number += 1
        login = f"{base}.{number}" if base.isdigit() else f"{base}{number}"
    return login


def device_words(user_agent: str) -> str:
    """The browser and system of a `User-Agent` as people name them, `Chrome · Windows`; empty when neither is known."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)
