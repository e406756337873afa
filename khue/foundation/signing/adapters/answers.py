"""What a check of a paper says: values only, so that they pass between processes and on to any screen.

Reasons are codes; whoever shows them has the words.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The one word a stranger needs."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    NOT_A_PDF = "not_a_pdf"
    NOT_XML = "not_xml"


class Reason(StrEnum):
    """Why the verdict is not `genuine`."""

    DAMAGED = "damaged"
    CHANGED_AFTER_SIGNING = "changed_after_signing"
    CONTENT_CHANGED = "content_changed"
    STRANGE_SIGNATURE = "strange_signature"
    SIGNATURES_REMOVED = "signatures_removed"
    DIFFERS_FROM_ORIGINAL = "differs_from_original"
    UNTRUSTED = "untrusted"
    NO_SIGNATURE = "no_signature"
    INCOMPLETE = "incomplete"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNREADABLE = "unreadable"


class Coverage(StrEnum):
    """How much of the file a signature answers for."""

    FILE = "file"
    REVISION = "revision"
    PART = "part"


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature as found. `moment` is the time stamp's if there is a good one, else what the signer claimed."""

    role: str
    signer: str
    organisation: str
    serial: str
    issuer: str
    moment: datetime | None
    level: str
    intact: bool
    trusted: bool
    coverage: Coverage
    changes_allowed: bool = True


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """The verdict, its reasons, and what it rests on.

    `differing_pages` (from 1) and `same_as_original` are None where no original was given; a file that is the original
    plus a later time stamp, or before it, is the same.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    signatures: tuple[CheckedSignature, ...] = ()
    missing_roles: tuple[str, ...] = ()
    pages: int | None = None
    differing_pages: tuple[int, ...] | None = None
    same_as_original: bool | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures count: root certificates (DER), the roles that a whole paper has, and today's date."""

    roots: tuple[bytes, ...]
    roles: tuple[str, ...] = ()
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a stranger's file may cost: bytes, seconds, bytes of memory."""

    size: int = 20 * 1024 * 1024
    seconds: float = 15.0
    memory: int = field(default=1024 * 1024 * 1024)
