"""The two channels of a command: results on stdout, everything else on stderr.

Both may be closed or end in a pipe that nobody reads any more; that is the reader's choice and no error of ours.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

_INTERVAL = 2.0  # seconds between two signs of life


def answer(text: str) -> None:
    """Write a result to stdout."""
    _write(sys.stdout, text)


def say(text: str) -> None:
    """Write a message to stderr."""
    _write(sys.stderr, text)


class Progress:
    """Says now and then how far a long reading has come; a short one stays silent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def lines(self, file: str, count: int) -> None:
        if self._clock() - self._last >= _INTERVAL:
            self._last = self._clock()
            say(f"{file}: {count:,} lines read")


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # the channel was closed before we started
        return
    try:
        stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # or Python complains again when it ends
