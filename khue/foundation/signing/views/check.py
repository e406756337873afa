"""The public check: a code from a paper, or a file, and the answer in one line. No sign-in, no personal data kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from khue.core import clock
from khue.core.registry import paper_kinds
from khue.core.web.scoping import open_to_strangers
from khue.foundation.documents.formulas import read_code, show_code
from khue.foundation.documents.selectors import (
    PublicPaper,
    original_of,
    public_paper,
    public_paper_of_file,
)
from khue.foundation.signing.adapters.answers import Limits, PaperAnswer, Trust, Verdict
from khue.foundation.signing.adapters.demo_keys import demo_stamp
from khue.foundation.signing.adapters.keys import trusted_roots
from khue.foundation.signing.adapters.verification import verify_pdf
from khue.foundation.signing.choices import Capacity
from khue.foundation.signing.selectors import key_folder, trust_folder
from khue.foundation.signing.services.reports import seal_findings

LARGEST = Limits().size


class FileForm(forms.Form):
    """A PDF to check; it is compared and forgotten."""

    file = forms.FileField(label=_("PDF file"))

    def clean_file(self) -> Any:
        """Refuse what the check would refuse for its size."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is too large for a paper of ours (more than 20 MB)."))
        return upload


@open_to_strangers
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The start: type the code, or choose a file."""
    typed = request.GET.get("ma", "")
    if typed:
        code = read_code(typed)
        if code:
            return HttpResponseRedirect(reverse("signing:check-code", args=[show_code(code)]))
        return render(request, "signing/start.html", {"typed": typed, "form": FileForm()}, status=404)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _file_answer(request, form, None)
    return render(request, "signing/start.html", {"form": form}, status=422 if form.errors else 200)


@open_to_strangers
@require_http_methods(["GET", "POST"])
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code on a paper leads to; takes a file to compare, too."""
    known = read_code(code)
    paper = public_paper(known) if known else None
    if paper is None:
        return render(request, "signing/unknown.html", {"typed": code, "form": FileForm()}, status=404)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _file_answer(request, form, paper)
    context = {**_facts(paper), "form": form}
    return render(request, "signing/paper.html", context, status=422 if form.errors else 200)


@open_to_strangers
@csrf_exempt
def time_stamp(request: HttpRequest) -> HttpResponse:
    """The demo's time-stamp server (RFC 3161 over HTTP); outside a demo there is none here."""
    if not settings.KHUE.demo or request.method != "POST":
        raise Http404
    reply, media = demo_stamp(request.body, key_folder())
    return HttpResponse(reply, content_type=media)


def _file_answer(request: HttpRequest, form: FileForm, paper: PublicPaper | None) -> HttpResponse:
    upload = form.cleaned_data["file"]
    content = upload.read()
    paper = paper or public_paper_of_file(content)
    roles = tuple(paper_kinds[paper.kind].roles.values()) if paper else ()
    trust = Trust(roots=trusted_roots(trust_folder()), roles=roles, now=clock.now())
    original = original_of(paper) if paper else None
    answer = verify_pdf(content, trust, original=original)
    context = {
        **(_facts(paper) if paper else {"checked_at": clock.now()}),
        "file_name": upload.name,
        "answer": answer,
        "verdict": _verdict(answer, paper),
        "lines": _lines(answer),
        "form": FileForm(),
        "sealed": _sealed(answer, paper),
    }
    return render(request, "signing/file.html", context)


def _sealed(answer: PaperAnswer, paper: PublicPaper | None) -> str:
    """What was found about an altered copy of a known paper, for a report to its school; "" when there is none."""
    if paper is None or answer.verdict is not Verdict.ALTERED:
        return ""
    bad = [
        each.role for each in answer.signatures if not (each.intact and each.trusted and each.changes_allowed)
    ]
    return seal_findings(
        code=paper.code, verdict=str(answer.verdict), capacities=bad, pages=answer.differing_pages or ()
    )


def _verdict(answer: PaperAnswer, paper: PublicPaper | None) -> str:
    """Genuine also means: no newer version, not revoked."""
    if answer.verdict is Verdict.GENUINE and paper is not None and not paper.is_valid:
        return "outdated"
    return str(answer.verdict)


def _lines(answer: PaperAnswer) -> list[dict[str, Any]]:
    labels = dict(Capacity.choices)
    return [
        {
            "label": labels.get(each.role, each.role),
            "good": each.intact and each.trusted and each.changes_allowed,
            "name": each.signer,
            "moment": each.moment,
        }
        for each in answer.signatures
    ]


def _facts(paper: PublicPaper) -> dict[str, Any]:
    return {
        "paper": paper,
        "kind_title": paper_kinds[paper.kind].title,
        "facts": paper.facts,
        "shown_code": show_code(paper.code),
        "replaced_by": show_code(paper.replaced_by) if paper.replaced_by else "",
        "signatures": [{"label": Capacity(each.capacity).label, "row": each} for each in paper.signatures],
        "checked_at": clock.now(),
    }
