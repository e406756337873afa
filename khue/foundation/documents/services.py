"""Preparing papers: rendered in batches, stored, with their code fixed before the first signature."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from khue.core import audit, clock, files
from khue.core.registry import paper_kinds
from khue.foundation.documents.adapters.typst import RenderingRefusedError, render, render_batch
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import new_code, show_code
from khue.foundation.documents.models import Paper

AT_ONCE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A paper to be: whom it is about, who issues it, and the content that will be signed (JSON).

    `content(code, version)` gets the code and version that the paper will bear, since both are printed on it.
    """

    person: int
    organisation: int
    content: Callable[[str, int], dict[str, Any]]
    supersedes: Paper | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared paper with its content, or why it could not be made (`refusal`, in the renderer's words)."""

    draft: Draft
    paper: Paper | None
    content: dict[str, Any]
    refusal: str = ""


class CannotPrint(ValueError):  # noqa: N818 - reads as the fact it states
    """The renderer refuses a print, most often for a letter that no font of ours has; the text is the renderer's."""


def print_out(template: Path, item: Mapping[str, Any], *, moment: dt.datetime) -> bytes:
    """A PDF that is no issued paper: it has no code and nobody signs it. Raises `CannotPrint`."""
    try:
        return render(template, item, moment=moment)
    except RenderingRefusedError as error:
        raise CannotPrint(str(error)) from error


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a content's canonical JSON, in hexadecimal."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def prepare_papers(
    *,
    kind: str,
    drafts: Sequence[Draft],
    sign_fields: Callable[[bytes, Sequence[Any]], bytes],
    threads: int = 1,
) -> Iterator[Prepared]:
    """Render and store `drafts` as papers of `kind`, a transaction for each two dozen.

    `sign_fields` puts the empty signature fields on a rendered PDF (the signing room's `prepare`).
    """
    source = iter(drafts)
    while some := list(islice(source, AT_ONCE)):
        yield from _prepare(kind, some, sign_fields, threads)


def _prepare(
    kind: str, drafts: Sequence[Draft], sign_fields: Callable[[bytes, Sequence[Any]], bytes], threads: int
) -> list[Prepared]:
    paper_kind = paper_kinds[kind]
    codes = [new_code() for _ in drafts]
    contents = [draft.content(code, _version(draft)) for draft, code in zip(drafts, codes, strict=True)]
    items = [paper_kind.paper(content) for content in contents]
    rendered = list(render_batch(paper_kind.template, items, moment=clock.now(), threads=threads))
    made: list[Prepared] = []
    with transaction.atomic():
        for draft, code, content, page in zip(drafts, codes, contents, rendered, strict=True):
            if page.refusal:
                made.append(Prepared(draft, None, content, refusal=page.refusal))
            else:
                pdf = sign_fields(page.pdf, paper_kind.fields())
                made.append(Prepared(draft, _keep(kind, draft, code, content, pdf), content))
    return made


def _version(draft: Draft) -> int:
    return (draft.supersedes.version if draft.supersedes else 0) + 1


def _keep(kind: str, draft: Draft, code: str, content: dict[str, Any], pdf: bytes) -> Paper:
    paper_kind = paper_kinds[kind]
    stem, home = f"{kind}-{show_code(code)}", draft.organisation
    xml = paper_kind.xml(content)
    paper: Paper = Paper.objects.create(
        kind=kind,
        organisation_id=home,
        person_id=draft.person,
        code=code,
        version=_version(draft),
        supersedes=draft.supersedes,
        reason=draft.reason,
        facts=paper_kind.facts(content),
        digest=digest_of(content),
        pdf=files.store(pdf, name=f"{stem}.pdf", content_type="application/pdf", organisation=home),
        xml=files.store(xml, name=f"{stem}.xml", content_type="application/xml", organisation=home),
        prepared_at=clock.now(),
    )
    audit.record("documents.prepared", paper, kind=kind, version=paper.version, digest=paper.digest)
    return paper


def mark_signed(*, paper: Paper, pdf: bytes, xml: bytes, is_last: bool) -> None:
    """Put the signed bytes in the paper's place; the last signature issues it and ends the version before.

    Called inside the transaction that writes the signature itself.
    """
    stem = f"{paper.kind}-{show_code(paper.code)}"
    paper.pdf = files.store(
        pdf, name=f"{stem}.pdf", content_type="application/pdf", organisation=paper.organisation_id
    )
    paper.xml = files.store(
        xml, name=f"{stem}.xml", content_type="application/xml", organisation=paper.organisation_id
    )
    paper.state = PaperState.ISSUED if is_last else PaperState.SIGNING
    paper.issued_at = clock.now() if is_last else None
    paper.save(update_fields=["pdf", "xml", "state", "issued_at"])
    if is_last:
        _end_earlier(paper)
        audit.record("documents.issued", paper, kind=paper.kind, version=paper.version)


def _end_earlier(paper: Paper) -> None:
    """End every version before: one that was never fully signed may stand between this one and the issued one."""
    earlier = paper.supersedes
    while earlier is not None:
        if earlier.state == PaperState.ISSUED:
            earlier.state, earlier.ended_at = PaperState.SUPERSEDED, clock.now()
            earlier.save(update_fields=["state", "ended_at"])
        earlier = earlier.supersedes


def stamp_paper(*, paper: Paper, pdf: bytes) -> None:
    """Put the time-stamped bytes of an issued paper in its place; the earlier file stays known as a copy of it."""
    paper.earlier_pdf = paper.pdf
    paper.pdf = files.store(
        pdf,
        name=f"{paper.kind}-{show_code(paper.code)}.pdf",
        content_type="application/pdf",
        organisation=paper.organisation_id,
    )
    paper.save(update_fields=["pdf", "earlier_pdf"])


@transaction.atomic
def withdraw_unsigned(*, paper: Paper) -> None:
    """Take back a paper before it is issued: its code leads nowhere from now on.

    What it was to supersede is free for the next draft, unless somebody signed this one already.
    """
    if paper.state == PaperState.PREPARED:
        paper.supersedes = None
    paper.state, paper.ended_at = PaperState.REVOKED, clock.now()
    paper.save(update_fields=["state", "ended_at", "supersedes"])
    audit.record("documents.withdrawn", paper, kind=paper.kind, version=paper.version)
