"""The demo's time-stamp server: RFC 3161 over HTTP, a small WSGI application to mount at an address of its own."""

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from asn1crypto import tsp

from khue.core import clock

from .cms import TIME_STAMP_INFO, MessageWriter
from .der import INTEGER, NULL, OCTETS, SEQUENCE, integer, oid, tlv
from .signers import Signer
from .time_stamps import MEDIA_REPLY, MEDIA_REQUEST

_POLICY = oid("2.25.248164219113845670311847350282104377001")
_LARGEST_REQUEST = 4096
_GENERALIZED_TIME = 0x18
_SHA256_WITH_NULL = tlv(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), tlv(NULL))
_ACCURACY = tlv(SEQUENCE, tlv(INTEGER, b"\x01"))
_GRANTED = tlv(SEQUENCE, tlv(INTEGER, b"\x00"))
_REJECTED = tlv(SEQUENCE, tlv(SEQUENCE, tlv(INTEGER, b"\x02")))


def time_stamp_application(signer: Signer, *, now: Callable[[], datetime] = clock.now) -> WSGIApplication:
    """A WSGI application that stamps SHA-256 digests at the program's time, or at what `now` gives."""
    writer = MessageWriter(signer.chain, TIME_STAMP_INFO)

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ.get("CONTENT_TYPE") != MEDIA_REQUEST:
            start("405 Method Not Allowed", [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return [b""]
        size = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST_REQUEST)
        reply = answer(environ["wsgi.input"].read(size), writer, signer, now())
        start("200 OK", [("Content-Type", MEDIA_REPLY), ("Content-Length", str(len(reply)))])
        return [reply]

    return application


def answer(query: bytes, writer: MessageWriter, signer: Signer, moment: datetime) -> bytes:
    """The reply to an RFC 3161 request: a token, or a rejection of what is not a request for a SHA-256 digest."""
    try:
        asked = tsp.TimeStampReq.load(query, strict=True)
        imprint = asked["message_imprint"]
        digest, algorithm = imprint["hashed_message"].native, imprint["hash_algorithm"]["algorithm"].native
        nonce, certificates = asked["nonce"].native, bool(asked["cert_req"].native)
    except (ValueError, TypeError, KeyError):
        return _REJECTED
    if algorithm != "sha256" or len(digest) != sha256().digest_size:
        return _REJECTED
    content = _stamp(digest, nonce, moment)
    attributes = writer.attributes(sha256(content).digest())
    signature = signer.sign_many([sha256(attributes).digest()])[0]
    token = writer.message(attributes, signature, content=content, with_certificates=certificates)
    return tlv(SEQUENCE, _GRANTED, token)


def _stamp(digest: bytes, nonce: int | None, moment: datetime) -> bytes:
    return tlv(
        SEQUENCE,
        integer(1),
        _POLICY,
        tlv(SEQUENCE, _SHA256_WITH_NULL, tlv(OCTETS, digest)),
        integer(secrets.randbits(63)),
        tlv(_GENERALIZED_TIME, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode()),
        _ACCURACY,
        integer(nonce) if nonce is not None else b"",
    )
