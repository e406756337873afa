"""Preparing a class in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khue.core.jobs import Progress, job
from khue.foundation.signing.services import sign_fields
from khue.school.transcripts.services import prepare_class
from khue.sector.classes.models import SchoolClass


def _class_page(arguments: Mapping[str, Any]) -> str:
    row = SchoolClass.objects.filter(pk=arguments["school_class"]).first()
    return reverse("transcripts:class", args=[row.uuid]) if row else ""


@job("transcripts.prepare", _("Preparing of transcripts"), _class_page)
def prepare(progress: Progress, *, school_class: int, reason: str = "") -> dict[str, Any]:
    """Prepare the transcripts of one class."""
    with progress.scope():
        row = SchoolClass.objects.select_related("organisation", "year").get(pk=school_class)
        outcome = prepare_class(school_class=row, sign_fields=sign_fields, reason=reason)
    return asdict(outcome)
