"""Refusing paths that cannot work, before a million lines are read for nothing."""

from __future__ import annotations

import os
from pathlib import Path

from khue.school.gradebook.management.assess.problems import WHOLE, Problems


def check_paths(inputs: tuple[str, str], outputs: tuple[str, str], problems: Problems) -> None:
    """Inputs differ from each other and from the outputs; an output is a file, new or old, in a writable folder."""
    marks, conduct = inputs
    results, subjects = outputs
    if _same(marks, conduct):
        problems.add(conduct, 0, WHOLE, f"is the same file as {marks}")
    if _same(results, subjects):
        problems.add(subjects, 0, WHOLE, f"is the same file as {results}")
    for output in outputs:
        for source in inputs:
            if _same(output, source):
                problems.add(output, 0, WHOLE, "is an input and would be overwritten")
        reason = _unwritable(output)
        if reason:
            problems.add(output, 0, WHOLE, reason)


def _same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:  # one of them does not exist (yet)
        return Path(one).resolve() == Path(other).resolve()


def _unwritable(output: str) -> str:
    target = Path(output).resolve()
    if target.exists() and not target.is_file():
        return "exists and is not a file"
    if not target.parent.is_dir():
        return "the folder does not exist"
    return "" if os.access(target.parent, os.W_OK | os.X_OK) else "the folder cannot be written to"
