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
from khue.core.copying import update_rows
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


@dataclass(frozen=True, slots=True)
class _Page:
    """A draft that was rendered: what its paper will be."""

    draft: Draft
    code: str
    content: dict[str, Any]
    pdf: bytes


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
    good = [
        _Page(draft, code, content, sign_fields(page.pdf, paper_kind.fields()))
        for draft, code, content, page in zip(drafts, codes, contents, rendered, strict=True)
        if not page.refusal
    ]
    with transaction.atomic():
        papers = iter(_keep(kind, good))
    return [
        Prepared(draft, None if page.refusal else next(papers), content, refusal=page.refusal)
        for draft, content, page in zip(drafts, contents, rendered, strict=True)
    ]


def _version(draft: Draft) -> int:
    return (draft.supersedes.version if draft.supersedes else 0) + 1


def _keep(kind: str, pages: Sequence[_Page]) -> list[Paper]:
    """Store papers with their files and audit lines: as many statements for one as for two dozen."""
    paper_kind, now = paper_kinds[kind], clock.now()
    papers = [
        Paper(
            kind=kind,
            organisation_id=page.draft.organisation,
            person_id=page.draft.person,
            code=page.code,
            version=_version(page.draft),
            supersedes=page.draft.supersedes,
            reason=page.draft.reason,
            facts=paper_kind.facts(page.content),
            digest=digest_of(page.content),
            prepared_at=now,
        )
        for page in pages
    ]
    _put_files(
        [(paper, page.pdf, paper_kind.xml(page.content)) for paper, page in zip(papers, pages, strict=True)]
    )
    papers = Paper.objects.bulk_create(papers)
    audit.write(
        audit.line("documents.prepared", paper, kind=kind, version=paper.version, digest=paper.digest)
        for paper in papers
    )
    return papers


def _put_files(signed: Sequence[tuple[Paper, bytes, bytes]]) -> None:
    """Keep the PDF and the XML of papers, and let the papers, which are not saved yet, name them."""
    new = []
    for paper, pdf, xml in signed:
        stem, home = f"{paper.kind}-{show_code(paper.code)}", paper.organisation_id
        new.append(files.NewFile(pdf, f"{stem}.pdf", "application/pdf", home))
        new.append(files.NewFile(xml, f"{stem}.xml", "application/xml", home))
    kept = iter(files.store_many(new))
    for paper, _pdf, _xml in signed:
        paper.pdf, paper.xml = next(kept), next(kept)


def mark_signed(*, signed: Sequence[tuple[Paper, bytes, bytes]], is_last: bool) -> None:
    """Put the signed bytes (PDF, XML) in the papers' places; the last signature issues them and ends those before.

    Called inside the transaction that writes the signatures themselves; as many statements for one paper as for many.
    """
    papers, now = [paper for paper, _pdf, _xml in signed], clock.now()
    _put_files(signed)
    state, issued = (PaperState.ISSUED, now) if is_last else (PaperState.SIGNING, None)
    update_rows(
        Paper,
        ("id", "pdf_id", "xml_id", "state", "issued_at"),
        [(paper.pk, paper.pdf_id, paper.xml_id, state.value, issued) for paper in papers],
    )
    if is_last:
        for paper in papers:
            _end_earlier(paper)
        audit.write(
            audit.line("documents.issued", paper, kind=paper.kind, version=paper.version) for paper in papers
        )


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
