"""The pages of an import, the same for every sheet: choose a file, see before, watch, read the sum, take back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core import files
from khue.core.bulk.limits import DEFAULT
from khue.core.bulk.sheets import Sheet
from khue.core.bulk.showing import facts_of, may_undo, undo_facts
from khue.core.bulk.tasks import start_check
from khue.core.bulk.templates import write_template
from khue.core.jobs import enqueue
from khue.core.models import ImportRun, ImportState, JobRun
from khue.core.registry import sheets
from khue.core.rules import require
from khue.core.scope import Scope
from khue.core.ui.frame import stand_inside

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_REJECTIONS = 50


class UploadForm(forms.Form):
    """One file, not larger than an import takes."""

    file = forms.FileField(label=_("Excel or CSV file"))

    def clean_file(self) -> Any:
        """Refuse a file that the reader would refuse for its size, before it is stored."""
        upload = self.cleaned_data["file"]
        if upload.size > DEFAULT.packed:
            limit = DEFAULT.packed >> 20
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it and import the parts."),
                params={"limit": limit},
            )
        return upload


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Step 1: choose a file; posting it starts the check."""
    sheet = _sheet(request, key)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        # What the page does not ask for is as chosen in the bar: the school year.
        chosen = {name: request.POST.get(name) or request.session.get(name) for name in sheet.options}
        options = {name: str(value) for name, value in chosen.items() if value}
        run = start_check(
            sheet=sheet,
            content=upload.read(),
            name=upload.name,
            options=options,
            organisation=request.scope.organisation,  # type: ignore[attr-defined]
        )
        return redirect("bulk:run", uuid=run.uuid)
    status = 422 if form.errors else 200
    needed, other = (
        [each.header for each in sheet.columns if each.required is wanted] for wanted in (True, False)
    )
    context = {"sheet": sheet, "form": form, "needed": needed, "other": other}
    return render(request, "bulk/choose.html", context, status=status)


@require_safe
def template(request: HttpRequest, key: str) -> HttpResponse:
    """An empty workbook with the headers, notes and lists of the sheet."""
    sheet = _sheet(request, key)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "template.xlsx"
        write_template(target, sheet.columns)
        response = HttpResponse(target.read_bytes(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{sheet.key}.xlsx"'
    return response


@require_safe
def run_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where one import stands: being checked, waiting for a go-ahead, running, done, unusable, undone."""
    run = run_or_404(request, uuid)
    sheet = sheets[run.sheet]
    context = {
        "run": run,
        "sheet": sheet,
        "place": reverse(sheet.place) if sheet.place else "",
        "is_part": bool(request.headers.get("HX-Request")),
        **facts_of(run, SHOWN_REJECTIONS),
    }
    name = "bulk/_run.html" if context["is_part"] else "bulk/run.html"
    return render(request, name, context)


@require_POST
def go(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Step 2: agree to what the check said."""
    run = run_or_404(request, uuid, lock=True)
    if run.state == ImportState.READY:
        run.state = ImportState.RUNNING
        checked = run.job
        run.job = enqueue(
            "bulk.import", total=checked.result.get("read", 0) if checked else 0, import_run=run.pk
        )
        run.save(update_fields=["state", "job"])
    return redirect("bulk:run", uuid=run.uuid)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo: shows its effect first, then does it in the background."""
    run = run_or_404(request, uuid, lock=request.method == "POST")
    if sheets[run.sheet].undo is None:
        raise Http404
    if not may_undo(run):
        return redirect("bulk:run", uuid=run.uuid)
    if request.method == "POST":
        run.job = enqueue("bulk.undo", total=run.created + run.updated, import_run=run.pk)
        run.state = ImportState.RUNNING
        run.save(update_fields=["state", "job"])
        return redirect("bulk:run", uuid=run.uuid)
    return render(request, "bulk/undo.html", {"run": run, "sheet": sheets[run.sheet], **undo_facts(run)})


@require_POST
def stop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the running job to stop after its chunk."""
    run = run_or_404(request, uuid)
    if run.job_id is not None:
        JobRun.objects.filter(pk=run.job_id).update(stop_asked=True)
    return redirect("bulk:run", uuid=run.uuid)


@require_safe
def rejected_file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The rejected rows as a workbook: their own columns, a column for the reasons, importable after mending."""
    run = run_or_404(request, uuid)
    if run.rejected_file is None:
        raise Http404
    name = f"{run.file.name.rsplit('.', 1)[0]}.rejected.xlsx"
    return FileResponse(
        files.open_stored(run.rejected_file), as_attachment=True, filename=name, content_type=XLSX
    )


def _sheet(request: HttpRequest, key: str) -> Sheet:
    sheet: Sheet | None = sheets.get(key)
    if sheet is None:
        raise Http404
    require(request.scope, sheet.act)  # type: ignore[attr-defined]
    _stand(request, sheet)
    return sheet


def _stand(request: HttpRequest, sheet: Sheet) -> None:
    """The menu and the way here show the list that the import fills."""
    if sheet.place:
        stand_inside(request, reverse(sheet.place), _("Import from Excel"))


def run_or_404(request: HttpRequest, uuid: UUID, *, lock: bool = False) -> ImportRun:
    """One's own import; a colleague of the same organisation with the same right may see it too.

    Not a colleague who reaches only some classes: the rows may be of others.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = ImportRun.objects.filter(organisation_id=scope.organisation)
    if scope.narrow:
        rows = rows.filter(account_id=scope.account)
    run: ImportRun = get_object_or_404(
        rows.select_for_update() if lock else rows.select_related("file", "job"), uuid=uuid
    )
    require(scope, sheets[run.sheet].act)
    _stand(request, sheets[run.sheet])
    return run
