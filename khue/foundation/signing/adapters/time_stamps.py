"""Time stamps (RFC 3161) for signatures, from a server that may be slow, wrong or gone.

A stamp raises a signature from B-B to B-T; no stamp is worth losing the signature or the signer's time. So a server
that does not answer within the limit is left alone for a while: a silence costs the limit, the papers of the next half
minute nothing, and then it is asked again. What came without a stamp is lifted later (`pades.lift`).
"""

import secrets
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Protocol, Self
from urllib.parse import SplitResult, urlsplit

from asn1crypto import tsp

from .der import BOOLEAN, NULL, OCTETS, SEQUENCE, integer, oid, tlv

MEDIA_REQUEST, MEDIA_REPLY = "application/timestamp-query", "application/timestamp-reply"

_SHA256_WITH_NULL = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), tlv(NULL))
_LARGEST_REPLY = 256 * 1024
_REFUSALS_TO_GIVE_UP = 3
_REST = 30.0
_SIZE_MARGIN = 160
_TROUBLE = (OSError, HTTPException, ValueError, TypeError, KeyError, CancelledError)


class TimeStampRefusedError(ValueError):
    """The server answered without a stamp for what was asked."""


class TimeStamper(Protocol):
    """Stamps digests; None where there is no stamp, never an exception."""

    def token_size(self) -> int:
        """The most bytes a token takes, 0 when the server does not answer. Asked once before a batch."""

    def stamp_many(self, digests: Sequence[bytes]) -> list[bytes | None]:
        """Time-stamp tokens over SHA-256 digests, in their order."""


class NoTimeStamper:
    """For installations without a time-stamp server: every signature is B-B."""

    def token_size(self) -> int:
        """Nothing to reserve."""
        return 0

    def stamp_many(self, digests: Sequence[bytes]) -> list[bytes | None]:
        """No stamps."""
        return [None] * len(digests)


class HttpTimeStamper:
    """One batch's client of a time-stamp server; `connections` requests run at once on lasting connections.

    `trouble` says in plain words why the server was given up for `rest` seconds, empty while it works. Close it, or use
    it in `with`.
    """

    def __init__(
        self, address: str, *, limit: float = 2.0, connections: int = 2, rest: float = _REST
    ) -> None:
        self.trouble = ""
        self._rest, self._asleep_until = rest, 0.0
        self._connections = connections
        self._address = urlsplit(address)
        self._limit = limit
        self._open: set[HTTPConnection] = set()
        self._size = 0
        self._begin()

    def _begin(self) -> None:
        self._pool = ThreadPoolExecutor(self._connections, thread_name_prefix="time-stamp")
        self._lines = threading.local()
        self._refusals = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections; those still waiting for a silent server are cut first."""
        self._rest = float("inf")
        self._give_up("closed")
        self._pool.shutdown()
        for line in self._open:
            line.close()
        self._open.clear()

    def token_size(self) -> int:
        """Size of a first token, with a margin for serial numbers and times of other lengths."""
        if not self._size:
            token = self.stamp_many([sha256(b"size").digest()])[0]
            self._size = len(token) + _SIZE_MARGIN if token else 0
        return self._size

    def stamp_many(self, digests: Sequence[bytes]) -> list[bytes | None]:
        """Tokens in order; each waits at most the limit, and a silence ends the stamps for a while."""
        if not self._is_awake():
            return [None] * len(digests)
        asked = [self._pool.submit(self._ask, digest) for digest in digests]
        return [self._outcome(answer) for answer in asked]

    def _is_awake(self) -> bool:
        if self.trouble and time.monotonic() >= self._asleep_until:
            self.trouble = ""
            self._begin()
        return not self.trouble

    def _outcome(self, answer: "Future[bytes]") -> bytes | None:
        if self.trouble and not answer.done():
            return None
        try:
            token = answer.result(timeout=self._limit)
        except FutureTimeoutError:
            self._give_up(f"no answer within {self._limit:g} s")
        except _TROUBLE as error:
            self._refused(error)
        else:
            self._refusals = 0
            return token
        return None

    def _refused(self, error: BaseException) -> None:
        self._refusals += 1
        silent = isinstance(error, OSError)
        if silent or self._refusals >= _REFUSALS_TO_GIVE_UP:
            self._give_up(str(error) or type(error).__name__)

    def _give_up(self, reason: str) -> None:
        self.trouble = self.trouble or reason
        self._asleep_until = time.monotonic() + self._rest
        self._pool.shutdown(wait=False, cancel_futures=True)
        for line in list(self._open):
            _cut(line)

    def _ask(self, digest: bytes) -> bytes:
        nonce = secrets.randbits(63)
        reply = self._post(request(digest, nonce))
        return token_of(reply, digest, nonce)

    def _post(self, body: bytes) -> bytes:
        line = self._line()
        used_before = line.sock is not None
        try:
            return self._exchange(line, body)
        except ConnectionError:
            self._hang_up(line)
            if not used_before or self.trouble:
                raise
        except (OSError, HTTPException):
            self._hang_up(line)
            raise
        return self._exchange(self._line(), body)

    def _exchange(self, line: HTTPConnection, body: bytes) -> bytes:
        headers = {"Content-Type": MEDIA_REQUEST, "Accept": MEDIA_REPLY}
        line.request("POST", self._address.path or "/", body, headers)
        answer = line.getresponse()
        reply = answer.read(_LARGEST_REPLY)
        if answer.will_close:
            self._hang_up(line)
        if answer.status != HTTPStatus.OK:
            raise TimeStampRefusedError(f"the time-stamp server answers {answer.status}")
        return reply

    def _line(self) -> HTTPConnection:
        line: HTTPConnection | None = getattr(self._lines, "line", None)
        if line is None:
            line = self._lines.line = connection(self._address, self._limit)
            self._open.add(line)
        return line

    def _hang_up(self, line: HTTPConnection) -> None:
        self._open.discard(line)
        self._lines.line = None
        line.close()


def connection(address: SplitResult, limit: float) -> HTTPConnection:
    """A connection to the address's host, not yet open."""
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("the address of a server starts with http:// or https://")
    return kind(address.hostname, address.port, timeout=limit)


def request(digest: bytes, nonce: int) -> bytes:
    """An RFC 3161 request for a SHA-256 digest that asks for the server's certificate."""
    imprint = tlv(SEQUENCE, _SHA256_WITH_NULL, tlv(OCTETS, digest))
    return tlv(SEQUENCE, integer(1), imprint, integer(nonce), tlv(BOOLEAN, b"\xff"))


def token_of(reply: bytes, digest: bytes, nonce: int) -> bytes:
    """The token in a reply, after checking that it stamps this digest for this request."""
    answer = tsp.TimeStampResp.load(reply, strict=True)
    if answer["status"]["status"].native not in {"granted", "granted_with_mods"}:
        raise TimeStampRefusedError("the time-stamp server refuses")
    token = answer["time_stamp_token"]
    stamped = token["content"]["encap_content_info"]["content"].parsed
    imprint = stamped["message_imprint"]
    if (
        imprint["hash_algorithm"]["algorithm"].native != "sha256"
        or imprint["hashed_message"].native != digest
    ):
        raise TimeStampRefusedError("the stamp is for something else")
    if stamped["nonce"].native != nonce:
        raise TimeStampRefusedError("the stamp answers another request")
    encoded: bytes = token.dump()
    return encoded


def _cut(line: HTTPConnection) -> None:
    if line.sock:
        try:
            line.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
