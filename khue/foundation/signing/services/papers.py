"""Signing papers in batches: one confirmation, then paper by paper, and nothing half-signed is ever shown.

A chunk of papers is signed outside any transaction (the key may be far away), then stored in one: the signed files,
the row of each signature, the paper's new state. What a `kill -9` leaves is papers with or without their signature,
never in between, and the batch goes on with those without.

A time-stamp server that is down or silent never holds a signature up: the paper is signed at level B-B, and
`lift_papers` raises it to B-T by a document time stamp once it is issued and the server answers again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from khue.core import audit, clock, files
from khue.core.models import StoredFile
from khue.core.registry import paper_kinds
from khue.core.rules import Forbidden
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.models import Paper
from khue.foundation.documents.services import mark_signed, stamp_paper
from khue.foundation.signing.adapters.fields import SignatureField
from khue.foundation.signing.adapters.pades import Act, Signed, lift, prepare, sign_batch
from khue.foundation.signing.adapters.signers import Signer, SigningRefusedError, common_name
from khue.foundation.signing.adapters.time_stamps import TimeStamper
from khue.foundation.signing.adapters.xades import sign_xml_batch
from khue.foundation.signing.choices import Capacity, Level
from khue.foundation.signing.formulas import may_sign_now
from khue.foundation.signing.models import Batch, Signature, SigningKey
from khue.foundation.signing.selectors import waiting_for_stamps

__all__ = ["SignatureField", "confirm_batch", "enrol_key", "lift_papers", "sign_fields", "sign_papers"]

AT_ONCE = 24
_DER = Encoding.DER
OPEN_STATES = (PaperState.PREPARED, PaperState.SIGNING)
Open = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A paper taken for signing with the bytes it has now."""

    paper: Paper
    pdf: bytes
    xml: bytes


@transaction.atomic
def enrol_key(
    *,
    organisation: int,
    person: int | None,
    is_seal: bool,
    kind: str,
    locator: str,
    chain: Sequence[x509.Certificate],
) -> SigningKey:
    """Write down a certificate that somebody, or the organisation's seal, signs with; the key stays where it is."""
    leaf = chain[0]
    key: SigningKey = SigningKey.objects.create(
        organisation_id=organisation,
        person_id=person,
        is_seal=is_seal,
        kind=kind,
        locator=locator,
        subject=common_name(leaf),
        issuer=leaf.issuer.rfc4514_string()[:200],
        serial=f"{leaf.serial_number:x}",
        certificate=leaf.public_bytes(Encoding.DER),
        valid_from=leaf.not_valid_before_utc,
        valid_to=leaf.not_valid_after_utc,
    )
    audit.record("signing.key_enrolled", key, serial=key.serial, is_seal=is_seal)
    return key


@transaction.atomic
def confirm_batch(*, papers: Sequence[Paper], capacity: str, key: SigningKey, person: int) -> Batch:
    """One confirmation for `papers`, all of one organisation. Signing itself is `sign_papers`.

    Raises `Forbidden` for a key that is not this person's (or not this organisation's seal) or not in force.
    """
    _require_key(key, papers, capacity, person)
    batch: Batch = Batch.objects.create(
        organisation_id=papers[0].organisation_id,
        capacity=capacity,
        person_id=person,
        key=key,
        confirmed_at=clock.now(),
        papers=len(papers),
    )
    audit.record("signing.confirmed", batch, capacity=capacity, papers=[paper.pk for paper in papers])
    return batch


def sign_papers(
    *,
    batch: Batch,
    papers: Sequence[int],
    signer: Signer,
    stamper: TimeStamper,
    open_chunk: Open,
    name: str = "",
    tell: Callable[[int, int], None] = lambda _done, _left: None,
) -> int:
    """Sign the papers (ids) that wait for the batch's capacity; returns how many were signed now.

    Papers that are signed already, or whose turn it is not, are left alone, so a repeated call is harmless. Raises
    `SigningRefusedError` or `SignerUnreachableError` from the signer, and the former for a certificate that is not the
    confirmed one or has expired since; what was stored before stays.
    """
    if signer.chain[0].public_bytes(_DER) != bytes(batch.key.certificate):
        raise SigningRefusedError("the certificate is not the one that was enrolled")
    if not batch.key.is_in_force(clock.now()):
        raise SigningRefusedError("the certificate is not in force")
    done, seen, numbers = 0, 0, iter(papers)
    while some := list(islice(numbers, AT_ONCE)):
        with open_chunk():
            drawn = _draw(some, batch.capacity)
        if drawn:
            made = list(_sign(drawn, batch.capacity, signer, stamper, name))
            with open_chunk():
                done += _keep(batch, made, signer)
        seen += len(some)
        tell(seen, 0)
    return done


def lift_papers(
    *, stamper: TimeStamper, open_chunk: Open, tell: Callable[[int, int], None] = lambda _done, _left: None
) -> tuple[int, int]:
    """Raise issued papers to level B-T; returns how many were lifted and how many still wait.

    Goes on from paper to paper until the server falls silent. A paper that cannot take a stamp (its file is damaged)
    is left as it is and counted as waiting.
    """
    lifted = last = 0
    while True:
        with open_chunk():
            rows = list(
                waiting_for_stamps().filter(pk__gt=last).select_related("pdf").order_by("pk")[:AT_ONCE]
            )
        if not rows:
            break
        made = [(paper, _lifted(paper, stamper)) for paper in rows]
        with open_chunk():
            lifted += sum(_keep_lifted(paper, pdf) for paper, pdf in made if pdf)
        last = rows[-1].pk
        tell(lifted, 0)
        if any(pdf is None for _paper, pdf in made):  # the server fell silent: another day
            break
    with open_chunk():
        return lifted, waiting_for_stamps().count()


def _lifted(paper: Paper, stamper: TimeStamper) -> bytes | None:
    """The stamped file; None without a stamp, empty for a file that takes none."""
    try:
        return lift(_bytes(paper.pdf), stamper)
    except (files.FileDamaged, LookupError):
        return b""


def _keep_lifted(drawn: Paper, pdf: bytes) -> bool:
    """Store one stamped paper; False when it changed while the server was asked."""
    paper = Paper.objects.select_for_update().filter(pk=drawn.pk, pdf_id=drawn.pdf_id).first()
    if paper is None or paper.state != PaperState.ISSUED:
        return False
    stamp_paper(paper=paper, pdf=pdf)
    Signature.objects.filter(paper=paper, level=Level.B).update(level=Level.T)
    audit.record("signing.lifted", paper)
    return True


def _require_key(key: SigningKey, papers: Sequence[Paper], capacity: str, person: int) -> None:
    homes = {paper.organisation_id for paper in papers}
    is_seal = capacity == Capacity.SEAL
    is_owner = key.is_seal if is_seal else not key.is_seal and key.person_id == person
    if homes != {key.organisation_id} or not is_owner or not key.is_in_force(clock.now()):
        raise Forbidden("signing.confirm")


def _draw(numbers: Sequence[int], capacity: str) -> list[_Drawn]:
    """The papers of `numbers` whose turn it is, with their bytes."""
    papers = (
        Paper.objects.filter(pk__in=numbers, state__in=OPEN_STATES)
        .select_related("pdf", "xml")
        .order_by("pk")
    )
    signed = _signed_capacities(numbers)
    return [
        _Drawn(paper, _bytes(paper.pdf), _bytes(paper.xml))
        for paper in papers
        if may_sign_now(list(paper_kinds[paper.kind].roles), signed.get(paper.pk, ()), capacity)
    ]


def _sign(
    drawn: Sequence[_Drawn], capacity: str, signer: Signer, stamper: TimeStamper, name: str
) -> Iterator[tuple[_Drawn, Signed, bytes]]:
    kind = paper_kinds[drawn[0].paper.kind]
    act = Act(role=kind.roles[capacity], moment=clock.now(), name=name)
    pdfs = sign_batch([each.pdf for each in drawn], signer, act, stamper=stamper)
    xmls = sign_xml_batch([each.xml for each in drawn], signer, act, content_id=kind.content_id)
    for each, pdf, xml in zip(drawn, pdfs, xmls, strict=True):
        yield each, pdf, xml.xml


def _keep(batch: Batch, made: Sequence[tuple[_Drawn, Signed, bytes]], signer: Signer) -> int:
    """Store signed papers, by as many statements for one as for a chunk; those that another batch was faster with stay.

    Returns how many were stored.
    """
    drawn = {each.paper.pk: each.paper.pdf_id for each, _signed, _xml in made}
    rows = Paper.objects.select_for_update().filter(pk__in=drawn, state__in=OPEN_STATES).order_by("pk")
    papers = {paper.pk: paper for paper in rows if paper.pdf_id == drawn[paper.pk]}
    mine = [(papers[each.paper.pk], signed, xml) for each, signed, xml in made if each.paper.pk in papers]
    if mine:
        leaf = signer.chain[0]
        _write_down(batch, mine, name=common_name(leaf), serial=f"{leaf.serial_number:x}")
    return len(mine)


def _write_down(batch: Batch, made: Sequence[tuple[Paper, Signed, bytes]], *, name: str, serial: str) -> None:
    """The rows of the signatures, the papers' new files and state, and the lines of the audit."""
    Signature.objects.bulk_create(
        Signature(
            organisation_id=paper.organisation_id,
            paper=paper,
            batch=batch,
            capacity=batch.capacity,
            person_id=batch.person_id,
            name=name,
            serial=serial,
            level=signed.level.value,
            signed_at=signed.moment,
        )
        for paper, signed, _xml in made
    )
    last = list(paper_kinds[made[0][0].kind].roles)[-1]
    mark_signed(
        signed=[(paper, signed.pdf, xml) for paper, signed, xml in made], is_last=batch.capacity == last
    )
    audit.write(
        audit.line("signing.signed", paper, capacity=batch.capacity, level=signed.level.value, serial=serial)
        for paper, signed, _xml in made
    )


def _signed_capacities(numbers: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for paper, capacity in Signature.objects.filter(paper_id__in=numbers).values_list("paper_id", "capacity"):
        found.setdefault(paper, []).append(capacity)
    return found


def _bytes(file: StoredFile | None) -> bytes:
    if file is None:
        raise files.FileDamaged("no file")
    return files.read(file)


def sign_fields(pdf: bytes, fields: Sequence[SignatureField]) -> bytes:
    """A freshly rendered paper with its empty signature fields, for rooms that prepare papers."""
    return prepare(pdf, fields)
