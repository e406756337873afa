"""Paths: the place of an organisation in today's administrative tree, as scopes read it.

A path is one segment a level, each the number of an organisation in base 36 and ended by a full stop: "0001.0004.".
The stop makes a prefix mean a subtree: `path >= root AND path < root || '~'`. A segment is an organisation's own for
life, so a move rewrites paths and gives no numbers.
"""

from __future__ import annotations

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WIDTH = 4


def segment(number: int) -> str:
    """The segment of the organisation `number`, at least four digits wide. Raises ValueError for less than 1."""
    if number < 1:
        raise ValueError(f"organisations are numbered from 1, not {number}")
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits.rjust(WIDTH, "0")


def child_path(parent: str, number: int) -> str:
    """The path of the organisation `number` below `parent` (empty for a root)."""
    return f"{parent}{segment(number)}."


def parent_path(path: str) -> str:
    """The path one level up; empty above a root."""
    return path[: path.rstrip(".").rfind(".") + 1]


def depth(path: str) -> int:
    """How many levels a path has; a root has one."""
    return path.count(".")


def is_within(path: str, root: str) -> bool:
    """Whether `path` is `root` or below it."""
    return path.startswith(root)


def moved(path: str, old_root: str, new_root: str) -> str:
    """Where `path` stands after the subtree `old_root` became `new_root`. Raises ValueError when it is not in it."""
    if not is_within(path, old_root):
        raise ValueError(f"{path} is not below {old_root}")
    return new_root + path[len(old_root) :]
