"""The demo's authority as the rest of the program meets it: one folder, opened once a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from khue.core import clock

from .cms import TIME_STAMP_INFO, MessageWriter
from .demo_authority import DemoAuthority
from .demo_time_stamps import answer
from .key_file import KeyFileSigner
from .time_stamps import MEDIA_REPLY, request, token_of

_NONCE = 1


@lru_cache(maxsize=4)
def demo_authority(folder: Path) -> DemoAuthority:
    """The authority in `folder`, made on first use."""
    return DemoAuthority.open(folder)


def demo_stamp(query: bytes, folder: Path) -> tuple[bytes, str]:
    """The reply of the demo's time-stamp server to one request, and its media type."""
    signer, writer = _stamper(folder)
    return answer(query, writer, signer, clock.now()), MEDIA_REPLY


class DemoTimeStamper:
    """The demo's time stamps without the way through HTTP, for loading a demo: the same tokens, asked directly."""

    def __init__(self, folder: Path) -> None:
        self._signer, self._writer = _stamper(folder)

    def token_size(self) -> int:
        """Size of a token, with a margin for serial numbers of other lengths."""
        token = self.stamp_many([bytes(32)])[0]
        return len(token or b"") + 64

    def stamp_many(self, digests: Sequence[bytes]) -> list[bytes | None]:
        """Tokens in order."""
        replies = [answer(request(each, _NONCE), self._writer, self._signer, clock.now()) for each in digests]
        return [token_of(reply, each, _NONCE) for reply, each in zip(replies, digests, strict=True)]


@lru_cache(maxsize=4)
def _stamper(folder: Path) -> tuple[KeyFileSigner, MessageWriter]:
    signer = demo_authority(folder).time_stamper()
    return signer, MessageWriter(signer.chain, TIME_STAMP_INFO)
