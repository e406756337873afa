"""Pages of transcripts: the classes, one class with its steps, one confirmation, the files, and a family's own."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khue.core import audit, files
from khue.core.jobs import enqueue
from khue.core.models import JobRun, holds_on
from khue.core.rules import Forbidden, can, require
from khue.core.scope import Scope, current_scope
from khue.core.ui.notices import notify
from khue.core.web.scoping import sensitive
from khue.foundation.calendar.selectors import current_year
from khue.foundation.documents.choices import PaperState
from khue.foundation.signing.choices import Capacity
from khue.foundation.signing.selectors import keys_for
from khue.school.transcripts.choices import Missing
from khue.school.transcripts.formulas import fingerprint
from khue.school.transcripts.models import Transcript
from khue.school.transcripts.selectors import (
    classes_to_sign,
    latest_of_class,
    pages_of_class,
    papers_of_person,
    progress_of_school,
)
from khue.school.transcripts.services import is_stale, signable, start_signing
from khue.sector.classes.models import HomeroomAssignment, SchoolClass

LONGEST_REASON = 500


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of one's school with how far their transcripts are; a family is led to its own."""
    scope = current_scope()
    if can(scope, "transcripts.view_own"):
        return redirect("transcripts:own")
    require(scope, "transcripts.view")
    year = int(request.session.get("year") or current_year() - 1)
    rows = progress_of_school(scope.organisation or 0, year)
    return render(
        request, "transcripts/classes.html", {"rows": rows, "year": year, "waiting": classes_to_sign(scope)}
    )


@require_safe
def class_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One class: each pupil with what is missing or whose turn it is, and the one thing this hat can do."""
    school_class = _class(uuid)
    require(current_scope(), "transcripts.view")
    latest = latest_of_class(school_class)
    pages = pages_of_class(school_class)
    rows = [_row(page, latest.get(page.person.pk)) for page in pages]
    capacity = _capacity(current_scope(), school_class)
    waiting = [row for row in rows if capacity and _waits_for(row, capacity)]
    job = _job(request)
    context = {
        "school_class": school_class,
        "rows": rows,
        "steps": _steps(rows),
        "capacity": capacity,
        "capacity_label": Capacity(capacity).label if capacity else "",
        "waiting": waiting,
        "shown": fingerprint(row["paper"].uuid for row in waiting),
        "stale": [row for row in rows if row["stale"]],
        "to_prepare": [row for row in rows if not row["missing"] and (row["paper"] is None or row["stale"])],
        "key": keys_for(current_scope(), capacity).first() if capacity else None,
        "may_prepare": _may_prepare(current_scope(), school_class),
        "job": job,
        "is_working": job is not None and not job.is_over,
    }
    name = "transcripts/_class.html" if request.headers.get("HX-Request") else "transcripts/class.html"
    return render(request, name, context)


@require_POST
def prepare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Prepare the papers of a class in the background; `reason` lets signed ones be superseded."""
    school_class = _class(uuid)
    if not _may_prepare(current_scope(), school_class):
        raise Forbidden("transcripts.prepare")
    reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
    job = enqueue("transcripts.prepare", school_class=school_class.pk, reason=reason)
    return redirect(f"{reverse('transcripts:class', args=[uuid])}?viec={job.uuid}")


@sensitive
@require_POST
def sign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One confirmation for all papers of a class that wait for this hat."""
    school_class = _class(uuid)
    scope = current_scope()
    capacity = _capacity(scope, school_class)
    if capacity is None:
        raise Forbidden("transcripts.sign")
    back = reverse("transcripts:class", args=[uuid])
    key = keys_for(scope, capacity).first()
    if request.POST.get("agreed") != "yes":
        notify(request, _("Nothing was signed: tick that you have looked at the papers."), tone="err")
        return redirect(back)
    if key is None:
        notify(request, _("Nothing was signed: you have no certificate in force here."), tone="err")
        return redirect(back)
    ready, _stale = signable(school_class, capacity)
    if ready and request.POST.get("shown") != fingerprint(paper.uuid for paper in ready):
        notify(request, _("Nothing was signed: the papers changed while you looked at them."), tone="err")
        return redirect(back)
    job = start_signing(school_class=school_class, capacity=capacity, key=key, papers=ready)
    return redirect(f"{back}?viec={job.uuid}" if job else back)


@require_safe
def download(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponseBase:
    """The PDF or XML of one paper: staff at any state, a family only what is issued."""
    transcript = get_object_or_404(
        Transcript.objects.select_related("paper", "paper__pdf", "paper__xml", "year"), paper__uuid=uuid
    )
    paper, scope = transcript.paper, current_scope()
    file = {"pdf": paper.pdf, "xml": paper.xml}.get(kind)
    if file is None or not (can(scope, "transcripts.view") or paper.state == PaperState.ISSUED):
        raise Http404
    audit.record("transcripts.downloaded", transcript, kind=kind)
    name = f"hoc-ba-{transcript.year.code}-v{paper.version}.{kind}"
    return FileResponse(BytesIO(files.read(file)), filename=name, content_type=file.content_type)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The issued transcripts of oneself and one's children."""
    scope = current_scope()
    require(scope, "transcripts.view_own")
    people = [papers_of_person(person) for person in scope.persons]
    return render(request, "transcripts/own.html", {"papers": [row for rows in people for row in rows]})


def _class(uuid: UUID) -> SchoolClass:
    rows = SchoolClass.objects.select_related("organisation", "organisation__unit", "year")
    found: SchoolClass = get_object_or_404(rows, uuid=uuid)
    return found


def _row(page: Any, known: Any) -> dict[str, Any]:
    stale = bool(known) and not page.missing and is_stale(page, known.transcript)
    return {
        "person": page.person,
        "number": page.list_number,
        "missing": [Missing(code).label for code in page.missing],
        "content": page.content,
        "paper": known.transcript.paper if known else None,
        "signatures": known.signatures if known else [],
        "turn": known.turn if known else None,
        "turn_label": Capacity(known.turn).label if known and known.turn else "",
        "stale": stale,
    }


def _waits_for(row: dict[str, Any], capacity: str) -> bool:
    """As `services.signable` has it: this capacity's turn, and the paper says what the gradebook says."""
    return row["turn"] == capacity and not row["stale"] and not row["missing"]


def _steps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many papers each signature of the class stands on."""
    signed = [each.capacity for row in rows for each in row["signatures"]]
    return [
        {"label": label, "count": signed.count(code), "total": len(rows)} for code, label in Capacity.choices
    ]


def _is_homeroom(scope: Scope, school_class: SchoolClass) -> bool:
    """Whether the hat's person is, or was when the class ended, its homeroom teacher: not one who handed it over."""
    rows = HomeroomAssignment.objects.filter(school_class=school_class)
    last = rows.order_by("-valid_from").values_list("valid_from", flat=True).first()
    return last is not None and rows.filter(holds_on(last), person_id=scope.person).exists()


def _capacity(scope: Scope, school_class: SchoolClass) -> str | None:
    """In what capacity this hat signs this class's papers; None when it does not."""
    if scope.organisation != school_class.organisation_id:
        return None
    if can(scope, "transcripts.sign_seal"):
        return str(Capacity.SEAL)
    if can(scope, "transcripts.sign_head"):
        return str(Capacity.HEAD)
    if can(scope, "transcripts.sign_homeroom") and _is_homeroom(scope, school_class):
        return str(Capacity.HOMEROOM)
    return None


def _may_prepare(scope: Scope, school_class: SchoolClass) -> bool:
    """The homeroom teacher, and the school's office."""
    if not can(scope, "transcripts.prepare") or scope.organisation != school_class.organisation_id:
        return False
    return scope.role != "teacher" or _is_homeroom(scope, school_class)


def _job(request: HttpRequest) -> JobRun | None:
    given = request.GET.get("viec", "")
    try:
        wanted = UUID(given)
    except ValueError:
        return None
    return JobRun.objects.filter(uuid=wanted, account_id=current_scope().account).first()
