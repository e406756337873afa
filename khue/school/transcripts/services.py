"""Preparing a class's transcripts, having them signed in order, correcting one by a new version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from khue.core import audit, clock
from khue.core.jobs import enqueue
from khue.core.models import JobRun
from khue.core.scope import current_scope
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import show_code
from khue.foundation.documents.models import Paper
from khue.foundation.documents.services import Draft, Prepared, prepare_papers, withdraw_unsigned
from khue.foundation.signing.models import SigningKey
from khue.foundation.signing.services import confirm_batch
from khue.school.transcripts.formulas import is_out_of_date
from khue.school.transcripts.models import Transcript
from khue.school.transcripts.selectors import ClassPage, latest_of_class, pages_of_class
from khue.sector.classes.models import SchoolClass

KIND = "transcript"
SignFields = Callable[[bytes, Sequence[Any]], bytes]


@dataclass(slots=True)
class Preparation:
    """What preparing a class came to: person ids by outcome.

    `missing` names what each incomplete year lacks; `needs_reason` are pupils whose signed paper no longer agrees with
    the gradebook, for which a new version needs a reason; `refused` could not be rendered, with the renderer's words.
    """

    prepared: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    missing: dict[int, list[str]] = field(default_factory=dict)
    needs_reason: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def prepare_class(
    *, school_class: SchoolClass, sign_fields: SignFields, reason: str = "", threads: int = 1
) -> Preparation:
    """Make the papers of every pupil of a class whose year is complete and whose paper is not there or is out of date.

    An unsigned paper is replaced and keeps the place in the chain of versions that it had; one with a signature is
    superseded by a new version, which takes a `reason`.
    """
    _lock(school_class)
    outcome, drafts, known_rows = Preparation(), [], dict[int, Transcript | None]()
    latest = latest_of_class(school_class)
    for page in pages_of_class(school_class):
        paper = latest.get(page.person.pk)
        known = paper.transcript if paper else None
        draft = _draft(page, known, school_class, reason, outcome)
        if draft is not None:
            drafts.append(draft)
            known_rows[page.person.pk] = known
    new = []
    for made in prepare_papers(kind=KIND, drafts=drafts, sign_fields=sign_fields, threads=threads):
        new += _kept(made, school_class, known_rows[made.draft.person], outcome)
    Transcript.objects.bulk_create(new)
    audit.record(
        "transcripts.prepared",
        school_class,
        prepared=len(outcome.prepared),
        missing=len(outcome.missing),
        reason=reason,
    )
    return outcome


def start_signing(
    *, school_class: SchoolClass, capacity: str, key: SigningKey, papers: Sequence[Paper]
) -> JobRun | None:
    """Confirm a batch of `papers` and sign it in the background; None when no paper waits."""
    if not papers:
        return None
    person = current_scope().person
    if person is None:
        message = "only a person signs"
        raise ValueError(message)
    with transaction.atomic():
        batch = confirm_batch(papers=papers, capacity=capacity, key=key, person=person)
        job = enqueue(
            "signing.sign", total=len(papers), batch=batch.pk, papers=[paper.pk for paper in papers]
        )
        batch.job = job
        batch.save(update_fields=["job"])
        audit.record("transcripts.confirmed", school_class, capacity=capacity, papers=len(papers))
    return job


def signable(school_class: SchoolClass, capacity: str) -> tuple[list[Paper], list[int]]:
    """The papers that wait for a capacity, and the persons whose paper no longer agrees with the gradebook.

    A paper that is out of date is not signed: it has to be prepared anew first.
    """
    pages = {page.person.pk: page for page in pages_of_class(school_class)}
    ready, stale = [], []
    for person, known in latest_of_class(school_class).items():
        if known.turn != capacity:
            continue
        page = pages.get(person)
        if page is not None and not page.missing and not is_stale(page, known.transcript):
            ready.append(known.transcript.paper)
        else:
            stale.append(person)
    return ready, stale


def is_stale(page: ClassPage, known: Transcript) -> bool:
    """Whether a paper no longer says what the pupil's page, with nothing missing, would say now."""
    is_signed = known.paper.state != PaperState.PREPARED
    return is_out_of_date(known.content, page.content, is_signed=is_signed)


def _lock(school_class: SchoolClass) -> None:
    """One preparation of a class at a time, and no signature lands on a paper that is being replaced."""
    SchoolClass.objects.select_for_update(no_key=True, of=("self",)).get(pk=school_class.pk)
    latest = Transcript.objects.filter(school_class=school_class, is_latest=True).values("paper_id")
    list(Paper.objects.filter(pk__in=latest).order_by("pk").select_for_update(of=("self",)))


def _draft(
    page: ClassPage, known: Transcript | None, school_class: SchoolClass, reason: str, outcome: Preparation
) -> Draft | None:
    person = page.person.pk
    if page.missing:
        outcome.missing[person] = page.missing
        return None
    if known is not None and not is_stale(page, known):
        outcome.unchanged.append(person)
        return None
    is_signed = known is not None and known.paper.state != PaperState.PREPARED
    if is_signed and not reason:
        outcome.needs_reason.append(person)
        return None
    old, why = _superseded(known, reason)
    return Draft(
        person=person,
        organisation=school_class.organisation_id,
        content=_with_edition(page.content, old, why),
        supersedes=old,
        reason=why,
    )


def _superseded(known: Transcript | None, reason: str) -> tuple[Paper | None, str]:
    """The paper that a new one supersedes, and why.

    A paper that nobody signed yet is taken back first, so that its successor may take its place and its reason.
    """
    if known is None:
        return None, ""
    if known.paper.state != PaperState.PREPARED:
        return known.paper, reason
    old, why = known.paper.supersedes, reason or known.paper.reason
    withdraw_unsigned(paper=known.paper)
    return old, why if old else ""


def _with_edition(
    content: dict[str, Any], old: Paper | None, reason: str
) -> Callable[[str, int], dict[str, Any]]:
    def make(code: str, version: int) -> dict[str, Any]:
        shown = show_code(code)
        edition = {
            "code": shown,
            "check_address": f"{settings.KHUE.public_url}/kiem-tra/{shown}/",
            "issued_on": clock.today().isoformat(),
            "version": version,
            "reason": reason,
            "supersedes": show_code(old.code) if old else "",
        }
        return {**content, "edition": edition}

    return make


def _kept(
    made: Prepared, school_class: SchoolClass, known: Transcript | None, outcome: Preparation
) -> list[Transcript]:
    """The new row of a paper that was made, still to be saved; what was the pupil's latest paper is it no longer."""
    if made.paper is None:
        outcome.refused[made.draft.person] = made.refusal
        if known is not None and known.paper.state == PaperState.REVOKED:
            _go_back(known, made.draft.supersedes)
        return []
    if known is not None:
        Transcript.objects.filter(pk=known.pk).update(is_latest=False)
        if known.paper.state == PaperState.SIGNING:
            withdraw_unsigned(paper=known.paper)
    outcome.prepared.append(made.draft.person)
    return [
        Transcript(
            organisation_id=school_class.organisation_id,
            person_id=made.draft.person,
            school_class=school_class,
            year_id=school_class.year_id,
            paper=made.paper,
            content=made.content,
        )
    ]


def _go_back(known: Transcript, old: Paper | None) -> None:
    """The paper was taken back and none came in its place: what it was to supersede is the latest again."""
    Transcript.objects.filter(pk=known.pk).update(is_latest=False)
    Transcript.objects.filter(paper=old).update(is_latest=True)
