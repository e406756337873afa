"""The form with which anybody tells a school of an altered paper, and the school's page of such reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khue.core.rules import require
from khue.core.scope import current_scope
from khue.core.ui.notices import notify
from khue.core.web.scoping import open_to_strangers
from khue.foundation.accounts.models import Account
from khue.foundation.documents.formulas import show_code
from khue.foundation.signing.choices import Capacity
from khue.foundation.signing.models import PaperReport
from khue.foundation.signing.selectors import reports_of
from khue.foundation.signing.services.reports import (
    LONGEST,
    LONGEST_CONTACT,
    LONGEST_NOTE,
    handle,
    open_findings,
    report_paper,
)

PAGE = 50
TOO_MANY, UNUSABLE, GONE = 429, 422, 410


class ReportForm(forms.Form):
    """What an outsider tells: where the copy came from, and how they may be reached if they wish."""

    said = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Where the file came from, who handed it in, when."),
    )
    contact = forms.CharField(
        label=gettext_lazy("How the school can reach you"),
        max_length=LONGEST_CONTACT,
        required=False,
        help_text=gettext_lazy("Phone or e-mail; the school alone sees it."),
    )


class NoteForm(forms.Form):
    """What came of a report."""

    note = forms.CharField(label=gettext_lazy("What came of it"), max_length=LONGEST_NOTE)


@open_to_strangers
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Tell the school; what the check found comes sealed in `thay`, the file itself is not sent again."""
    sealed = (request.POST if request.method == "POST" else request.GET).get("thay", "")
    found = open_findings(sealed)
    if found is None:
        return render(request, "signing/report_gone.html", status=GONE)
    form = ReportForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "sealed": sealed, **_words(found)}
    status = UNUSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="paper_report"):
            context["is_too_many"], status = True, TOO_MANY
        else:
            report_paper(found=found, said=form.cleaned_data["said"], contact=form.cleaned_data["contact"])
            return render(request, "signing/reported.html", context)
    return render(request, "signing/report.html", context, status=status)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What was reported to the school, open ones first."""
    scope = current_scope()
    require(scope, "signing.handle_reports")
    page = Paginator(reports_of(scope), PAGE).get_page(request.GET.get("trang"))
    rows = [
        {"row": row, "number": str(number), **_words_of(row)} for number, row in enumerate(page.object_list)
    ]
    context = {
        "rows": rows,
        "page": page,
        "form": NoteForm(),
        "previous": f"?trang={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?trang={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "signing/reports.html", context)


@require_POST
def report_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mark a report as looked into."""
    scope = current_scope()
    require(scope, "signing.handle_reports")
    row = get_object_or_404(PaperReport.objects.filter(organisation_id=scope.organisation or 0), uuid=uuid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        notify(request, _("Nothing was changed: say what came of it, in at most 500 characters."), tone="err")
    elif handle(row, note=form.cleaned_data["note"], by=_name(scope.account)):
        notify(request, _("Marked as looked into."))
    else:
        notify(request, _("A colleague has looked into this report already."), tone="err")
    return redirect("signing:reports")


def _name(account: int | None) -> str:
    row = Account.objects.filter(pk=account or 0).values_list("person__full_name", "username").first()
    return (row[0] or row[1]) if row else ""


def _words_of(row: PaperReport) -> dict[str, Any]:
    return _words({"code": row.paper.code, "capacities": row.capacities, "pages": row.pages})


def _words(found: Any) -> dict[str, Any]:
    """What was found, in words."""
    labels = dict(Capacity.choices)
    return {
        "code": show_code(found["code"]),
        "capacities": [labels.get(each, each) for each in found["capacities"]],
        "pages": ", ".join(str(each) for each in found["pages"]),
    }
