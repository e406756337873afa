"""The check of an uploaded PDF: its signatures one by one, what was changed after them, and the verdict.

Genuine means: every signature is whole and leads to our roots, the last one answers for the file to its last byte,
nothing but signatures was added between them, and no role is missing. A file that carries a signature of ours and fails
any of this is altered, also when it can no longer be read; a file that carries none is unknown, unless it was made from
the stored original.
"""

import binascii
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus, SignatureCoverageLevel

from .answers import CheckedSignature, Coverage, PaperAnswer, Reason, Trust, Verdict
from .pdf_pages import differing_pages, page_digests
from .trust import SIGNING_USAGE, context, is_trusted, named

UNREADABLE = (
    PdfError, SigningError, SignatureValidationError, ValidationInfoReadingError, UnacceptableSignerError, ValueError,
    KeyError, TypeError, AttributeError, IndexError, AssertionError, NotImplementedError, RecursionError, OverflowError,
    ArithmeticError, EOFError, OSError, MemoryError, struct.error, zlib.error, binascii.Error,
)  # fmt: skip
"""What a broken or hostile file makes the libraries raise."""

_HEADER_WITHIN = 1024
_MOST_SIGNATURES = 12
_SHARED_START = 4096
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}
_ALLOWED = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}


def check_pdf(pdf: bytes, trust: Trust, original: bytes | None = None) -> PaperAnswer:
    """The answer for these bytes, compared with the stored original where one is given."""
    if b"%PDF-" not in pdf[:_HEADER_WITHIN]:
        return PaperAnswer(Verdict.NOT_A_PDF)
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if reader.encrypted:
            return PaperAnswer(Verdict.UNKNOWN, (Reason.ENCRYPTED,))
        answer = _signed_answer(reader, pdf, trust)
        answer = replace(answer, pages=len(page_digests(reader)))
    except UNREADABLE:
        return _unreadable_answer(pdf, original)
    return _compared(answer, reader, pdf, original) if original is not None else answer


def _signed_answer(reader: PdfFileReader, pdf: bytes, trust: Trust) -> PaperAnswer:
    embedded = reader.embedded_signatures
    if not embedded:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.NO_SIGNATURE,))
    if len(embedded) > _MOST_SIGNATURES:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.UNREADABLE,))
    checked: list[CheckedSignature] = []
    strange_stamp = False
    for one in embedded:
        if one.sig_object_type == "/DocTimeStamp":
            lifted = _with_document_stamp(one, trust, checked)
            strange_stamp |= lifted is None
            checked = lifted if lifted is not None else checked
        else:
            checked.append(_checked(one, pdf, trust))
    whole = embedded[-1].coverage == SignatureCoverageLevel.ENTIRE_FILE
    return judge(checked, trust.roles, ends_with_signature=whole and not strange_stamp)


def judge(
    signatures: Sequence[CheckedSignature], roles: Sequence[str], *, ends_with_signature: bool = True
) -> PaperAnswer:
    """The verdict on a signed paper from its signatures alone."""
    present = {one.role for one in signatures}
    missing = tuple(role for role in roles if role not in present)
    ours = [one for one in signatures if one.trusted]
    found: list[Reason] = []
    if any(not one.intact for one in ours):
        found.append(Reason.CONTENT_CHANGED)
    if not ends_with_signature or any(
        not one.changes_allowed or one.coverage == Coverage.PART for one in ours
    ):
        found.append(Reason.CHANGED_AFTER_SIGNING)
    if len(ours) < len(signatures) or (roles and present - set(roles)):
        found.append(Reason.STRANGE_SIGNATURE)
    if not ours:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.UNTRUSTED,), tuple(signatures), missing)
    if found:
        return PaperAnswer(Verdict.ALTERED, tuple(found), tuple(signatures), missing)
    if missing:
        return PaperAnswer(Verdict.UNKNOWN, (Reason.INCOMPLETE,), tuple(signatures), missing)
    return PaperAnswer(Verdict.GENUINE, (), tuple(signatures))


def _checked(one: EmbeddedPdfSignature, pdf: bytes, trust: Trust) -> CheckedSignature:
    status = _validated(one, trust)
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.valid and stamp.trusted
    intact = bool(status.intact and status.valid)
    return CheckedSignature(
        role=str(one.field_name),
        **named(one.signer_cert),
        moment=stamp.timestamp if stamp is not None and stamped else one.self_reported_timestamp,
        level="B-T" if stamped else "B-B",
        intact=intact,
        trusted=bool(status.trusted) if intact else _claims_us(one, trust),
        coverage=_coverage(one, pdf),
        changes_allowed=_changes_allowed(status),
    )


def _coverage(one: EmbeddedPdfSignature, pdf: bytes) -> Coverage:
    found: Any = one.coverage
    return _COVERAGE.get(found, Coverage.PART) if _gap_is_signature(one, pdf) else Coverage.PART


def _claims_us(one: EmbeddedPdfSignature, trust: Trust) -> bool:
    """Whether a broken signature carries a certificate of ours; the library judges only those of whole ones."""
    return is_trusted(one.signer_cert.dump(), [other.dump() for other in one.other_embedded_certs], trust)


def _validated(one: EmbeddedPdfSignature, trust: Trust) -> PdfSignatureStatus:
    """At today's date; where that fails for an expired certificate, at the date of a good time stamp."""
    now = context(trust)
    status = validate_pdf_signature(one, now, context(trust), key_usage_settings=SIGNING_USAGE)
    stamp = status.timestamp_validity
    if status.trusted or stamp is None or not (stamp.valid and stamp.trusted):
        return status
    then = context(trust, stamp.timestamp)
    return validate_pdf_signature(one, then, context(trust), key_usage_settings=SIGNING_USAGE)


def _with_document_stamp(
    one: EmbeddedPdfSignature, trust: Trust, before: Sequence[CheckedSignature]
) -> list[CheckedSignature] | None:
    """The signatures before a good document time stamp, lifted to B-T; None when the stamp is not good."""
    status = validate_pdf_timestamp(one, context(trust))
    if not (status.intact and status.valid and status.trusted and _changes_allowed(status)):
        return None
    stamp = status.timestamp
    return [each if each.level == "B-T" else replace(each, level="B-T", moment=stamp) for each in before]


def _changes_allowed(status: PdfSignatureStatus | DocumentTimestampStatus) -> bool:
    return status.docmdp_ok is not False and status.modification_level in _ALLOWED


def _gap_is_signature(one: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Whether what the signature leaves out is its own message and nothing else."""
    start, before, after, _ = (int(edge) for edge in one.byte_range)
    gap = pdf[before:after]
    bracketed = gap[:1] == b"<" and gap[-1:] == b">"
    return start == 0 and bracketed and bytes.fromhex(gap[1:-1].decode()) == one.pkcs7_content


def _unreadable_answer(pdf: bytes, original: bytes | None) -> PaperAnswer:
    signed = b"/ByteRange" in pdf
    from_original = original is not None and pdf[:_SHARED_START] == original[:_SHARED_START]
    if not signed and not from_original:
        return PaperAnswer(Verdict.NOT_A_PDF, (Reason.UNREADABLE,))
    return PaperAnswer(
        Verdict.ALTERED, (Reason.DAMAGED,), same_as_original=False if original is not None else None
    )


def _compared(answer: PaperAnswer, reader: PdfFileReader, pdf: bytes, original: bytes) -> PaperAnswer:
    grown = pdf.startswith(original) or original.startswith(pdf)
    same = pdf == original or (grown and answer.verdict == Verdict.GENUINE)
    try:
        stored = PdfFileReader(BytesIO(original))
        differing = () if same else differing_pages(reader, stored)
        derived = _derived(reader, stored, differing)
    except UNREADABLE:
        return answer
    answer = replace(answer, differing_pages=differing, same_as_original=same)
    if answer.verdict == Verdict.GENUINE or same or not derived:
        return answer
    removed = (Reason.SIGNATURES_REMOVED,) if Reason.NO_SIGNATURE in answer.reasons else answer.reasons
    differs = (Reason.DIFFERS_FROM_ORIGINAL,) if differing else ()
    return replace(answer, verdict=Verdict.ALTERED, reasons=(*removed, *differs))


def _derived(reader: PdfFileReader, stored: PdfFileReader, differing: tuple[int, ...]) -> bool:
    """Whether the file was made from the stored one: it kept its identity, or one of its pages."""
    ids = [
        each.trailer["/ID"][0].original_bytes if "/ID" in each.trailer else b"" for each in (reader, stored)
    ]
    kept_id = ids[0] == ids[1] != b""
    return kept_id or len(differing) < max(len(page_digests(reader)), len(page_digests(stored)))
