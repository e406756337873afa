"""What a stranger may learn of a paper by its code: the least that proves it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from khue.core.files import FileDamaged, read
from khue.core.models import StoredFile
from khue.foundation.documents.choices import PaperState


@dataclass(frozen=True, slots=True)
class PublicSignature:
    """Who signed, in what capacity, when, and at which level."""

    capacity: str
    name: str
    moment: dt.datetime
    level: str


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A paper as its code shows it to anybody."""

    kind: str
    code: str
    state: str
    version: int
    facts: list[dict[str, str]]
    issuer: str
    issued_at: dt.datetime | None
    replaced_by: str
    signatures: list[PublicSignature]
    pdf: StoredFile

    @property
    def is_valid(self) -> bool:
        """Issued, and neither replaced nor revoked."""
        return self.state == PaperState.ISSUED


def public_paper(code: str) -> PublicPaper | None:
    """The issued paper with this code; None for a code that leads nowhere, or to a paper not yet issued.

    Reads through the door `paper_by_code`, which looks past the scope and shows nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM paper_by_code(%s)", [code])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        return None
    kind, state, version, facts, issuer, issued_at, replaced_by, digest, signatures = row
    return PublicPaper(
        kind=kind,
        code=code,
        state=state,
        version=version,
        facts=json.loads(facts),
        issuer=issuer,
        issued_at=issued_at,
        replaced_by=replaced_by or "",
        signatures=[
            PublicSignature(
                each["capacity"], each["name"], dt.datetime.fromisoformat(each["moment"]), each["level"]
            )
            for each in json.loads(signatures)
        ],
        pdf=StoredFile(digest=digest, name=f"{code}.pdf"),
    )


def public_paper_of_file(content: bytes) -> PublicPaper | None:
    """The issued paper whose signed PDF is exactly `content`, so that a replaced one is not called genuine alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT paper_code_by_digest(%s)", [hashlib.sha256(content).hexdigest()])
        (code,) = cursor.fetchone()
    return public_paper(code) if code else None


def original_of(paper: PublicPaper) -> bytes | None:
    """The bytes of the signed PDF, to compare with; None when the store has lost them."""
    try:
        return read(paper.pdf)
    except FileDamaged:
        return None
