"""Is this paper genuine? An answer for any bytes at all, within a time, and never an exception.

Files come from strangers, and the libraries that read PDF and XML were not written for enemies. So a file is read in a
process of its own, with a memory limit, that is ended when the time is over; the next check starts a new one.
"""

import atexit
import socket
import subprocess
import sys
import threading
import time
from functools import lru_cache
from typing import Self

import msgspec

from .answers import Limits, PaperAnswer, Reason, Trust, Verdict
from .examiner import READY, Request, received, send

_LONGEST_START = 60.0


class Examiner:
    """One reading process and its queue. Checks of several threads wait for each other, at most the time limit."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def pdf(self, pdf: bytes, trust: Trust, original: bytes | None = None) -> PaperAnswer:
        """The answer for a PDF, compared with the stored original where one is given."""
        return self._answer(Request(pdf, trust, original))

    def xml(self, document: bytes, trust: Trust, *, content_id: str) -> PaperAnswer:
        """The answer for the XML twin; `content_id` is the `Id` of the element that must be signed."""
        return self._answer(Request(document, trust, None, content_id))

    def close(self) -> None:
        """End the process."""
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None

    def _answer(self, request: Request) -> PaperAnswer:
        if len(request.document) > self._limits.size:
            return PaperAnswer(Verdict.UNKNOWN, (Reason.TOO_LARGE,))
        if not self._turn.acquire(timeout=self._limits.seconds):
            return PaperAnswer(Verdict.UNKNOWN, (Reason.TOO_SLOW,))
        try:
            return self._asked(request)
        finally:
            self._turn.release()

    def _asked(self, request: Request) -> PaperAnswer:
        try:
            line = self._ready()
        except OSError:
            self.close()
            return PaperAnswer(Verdict.UNKNOWN, (Reason.TOO_SLOW,))
        deadline = time.monotonic() + self._limits.seconds
        overdue = threading.Timer(self._limits.seconds, self._end)
        overdue.start()
        try:
            send(line, msgspec.msgpack.encode(request))
            message = received(line)
        except OSError:
            message = b""
        finally:
            overdue.cancel()
        if message:
            return msgspec.msgpack.decode(message, type=PaperAnswer)
        self.close()
        late = time.monotonic() >= deadline
        return PaperAnswer(Verdict.UNKNOWN, (Reason.TOO_SLOW if late else Reason.UNREADABLE,))

    def _end(self) -> None:
        if self._process:
            self._process.kill()

    def _ready(self) -> socket.socket:
        if self._line and self._process and self._process.poll() is None:
            return self._line
        self.close()
        ours, theirs = socket.socketpair()
        command = [
            sys.executable,
            "-m",
            f"{__package__}.examiner",
            str(theirs.fileno()),
            str(self._limits.memory),
        ]
        with theirs:
            self._process = subprocess.Popen(
                command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self._line = ours
        ours.settimeout(_LONGEST_START)
        if received(ours) != READY:
            raise ConnectionError("the examiner does not start")
        ours.settimeout(None)
        return ours


def verify_pdf(pdf: bytes, trust: Trust, *, original: bytes | None = None) -> PaperAnswer:
    """The answer for a PDF from this process's examiner."""
    return _examiner().pdf(pdf, trust, original)


def verify_xml(document: bytes, trust: Trust, *, content_id: str) -> PaperAnswer:
    """The answer for the XML twin of a paper from this process's examiner."""
    return _examiner().xml(document, trust, content_id=content_id)


@lru_cache(maxsize=1)
def _examiner() -> Examiner:
    examiner = Examiner()
    atexit.register(examiner.close)
    return examiner
