"""PAdES signatures on papers, in batches: one confirmation, one signer, many papers.

A batch streams. A handful of papers at a time gets its signature dictionaries, the signer signs their digests in one
call, the time-stamp server stamps the signatures side by side, and each paper leaves complete. Nothing is kept: what
was handed out is signed, what was not is not, and a batch that stops halfway goes on with the papers that lack it.

Level (EN 319 142-1): B-T with a time stamp, B-B without; `lift` raises a paper later by a document time stamp.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice

from . import any_pdf, fields
from .cms import MessageWriter
from .fields import Placed, SignatureField, Words
from .pdf_update import UnusualPdfError
from .signers import Signer, common_name
from .time_stamps import NoTimeStamper, TimeStamper

_AT_ONCE = 16


class Level(StrEnum):
    """Baseline level of one signature."""

    B = "B-B"
    T = "B-T"


@dataclass(frozen=True, slots=True)
class Signed:
    """One signed paper. `position` counts the batch's papers from 0, which is its progress."""

    position: int
    pdf: bytes
    level: Level
    moment: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """What one confirmation signs as: the role's field, the time, and what the signature says of itself.

    `name` is shown on the paper; empty means the certificate's common name, which has room for 64 letters only.
    """

    role: str
    moment: datetime
    name: str = ""
    reason: str = ""
    place: str = ""


def prepare(pdf: bytes, roles: Sequence[SignatureField]) -> bytes:
    """The paper with empty signature fields, in signing order; done once, when it is rendered."""
    try:
        return fields.prepare(pdf, roles)
    except UnusualPdfError:
        return any_pdf.prepare(pdf, roles)


def sign_batch(
    papers: Iterable[bytes],
    signer: Signer,
    act: Act,
    *,
    stamper: TimeStamper | None = None,
    at_once: int = _AT_ONCE,
) -> Iterator[Signed]:
    """The papers, each with this signature on top of those it has, in order and as soon as they are ready.

    Raises `SigningRefusedError` or `SignerUnreachableError` from the signer and `LookupError` for a paper without this
    role's empty field; the papers handed out before stay signed.
    """
    writer = MessageWriter(signer.chain)
    words = Words(act.name or common_name(signer.chain[0]), act.moment, act.reason, act.place)
    stamps = stamper or NoTimeStamper()
    source, position = iter(papers), 0
    while some := list(islice(source, at_once)):
        size = writer.size(stamps.token_size())
        placed = [place(pdf, act.role, words, size) for pdf in some]
        for pdf, level in _filled(placed, writer, signer, stamps, size):
            yield Signed(position, pdf, level, act.moment)
            position += 1


def sign(pdf: bytes, signer: Signer, act: Act, *, stamper: TimeStamper | None = None) -> Signed:
    """One paper with one signature."""
    return next(sign_batch([pdf], signer, act, stamper=stamper))


def place(pdf: bytes, role: str, words: Words, size: int) -> Placed:
    """The paper with this role's signature but for the message: the first half of signing when the key is elsewhere."""
    try:
        return fields.place(pdf, role, words, size)
    except UnusualPdfError:
        return any_pdf.place(pdf, role, words, size)


def lift(pdf: bytes, stamper: TimeStamper) -> bytes | None:
    """The paper with a document time stamp over it, which raises its signatures to B-T; None without a stamp."""
    size = stamper.token_size()
    if not size:
        return None
    placed = any_pdf.place_time_stamp(pdf, size)
    token = stamper.stamp_many([placed.digest()])[0]
    return placed.filled(token) if token else None


def _filled(
    placed: Sequence[Placed], writer: MessageWriter, signer: Signer, stamps: TimeStamper, size: int
) -> Iterator[tuple[bytes, Level]]:
    attributes = [writer.attributes(one.digest()) for one in placed]
    signatures = signer.sign_many([sha256(one).digest() for one in attributes])
    tokens = stamps.stamp_many([sha256(signature).digest() for signature in signatures])
    for paper, attribute, signature, token in zip(placed, attributes, signatures, tokens, strict=True):
        message = writer.message(attribute, signature, token=token)
        fits = len(message) <= size
        whole = message if fits else writer.message(attribute, signature)
        yield paper.filled(whole), Level.T if token and fits else Level.B
