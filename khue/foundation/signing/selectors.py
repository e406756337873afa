"""Which keys somebody may sign with, and who has signed what; which reports of altered papers are open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.registry import Waiting
from khue.core.scope import Scope
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.formulas import show_code
from khue.foundation.documents.models import Paper
from khue.foundation.signing.choices import Capacity, Level
from khue.foundation.signing.models import PaperReport, Signature, SigningKey

SHOWN = 20


def keys_for(scope: Scope, capacity: str) -> QuerySet[SigningKey]:
    """The keys of a hat for a capacity, valid today: one's own, or for the seal the organisation's."""
    now = clock.now()
    keys = SigningKey.objects.filter(
        organisation_id=scope.organisation, retired_at=None, valid_from__lte=now, valid_to__gt=now
    )
    if capacity == Capacity.SEAL:
        return keys.filter(is_seal=True).order_by("-valid_to")
    return keys.filter(is_seal=False, person_id=scope.person).order_by("-valid_to")


def key_folder() -> Path:
    """Where key files lie: beside the data, never in the database."""
    return Path(settings.KHUE.data_dir) / "keys" / "signing"


def trust_folder() -> Path:
    """Where the trusted root certificates lie."""
    return key_folder() / "trust"


def waiting_for_stamps() -> QuerySet[Paper]:
    """Issued papers on which a signature stands without a time stamp: they can be lifted to level B-T."""
    bare = Signature.objects.filter(level=Level.B).values("paper_id")
    papers: QuerySet[Paper] = Paper.objects.filter(state=PaperState.ISSUED, pk__in=bare)
    return papers


def signatures_of(papers: Iterable[int]) -> dict[int, list[Signature]]:
    """The signatures of papers (ids), in their order."""
    found: dict[int, list[Signature]] = {}
    for signature in Signature.objects.filter(paper_id__in=list(papers)).order_by("pk"):
        found.setdefault(signature.paper_id, []).append(signature)
    return found


def reports_of(scope: Scope) -> QuerySet[PaperReport]:
    """The reports to the hat's school, open ones first, the newest first."""
    rows: QuerySet[PaperReport] = PaperReport.objects.filter(organisation_id=scope.organisation or 0)
    return rows.select_related("paper").order_by("-handled_at", "-reported_at", "-pk")  # nulls first


def count_open(scope: Scope) -> int:
    """How many reports nobody has looked into; one statement."""
    return _open(scope).count()


def open_reports(scope: Scope) -> list[Waiting]:
    """The open reports, the oldest first; one statement."""
    rows = _open(scope).select_related("paper").order_by("reported_at", "pk")[:SHOWN]
    return [_waiting(row) for row in rows]


def _open(scope: Scope) -> QuerySet[PaperReport]:
    rows: QuerySet[PaperReport] = PaperReport.objects.filter(
        organisation_id=scope.organisation or 0, handled_at=None
    )
    return rows


def _waiting(row: PaperReport) -> Waiting:
    at = clock.local(row.reported_at)
    return Waiting(
        _("A copy of paper %(code)s may be forged") % {"code": show_code(row.paper.code)},
        reverse("signing:reports"),
        _("reported at %(at)s") % {"at": f"{at:%H:%M %d/%m/%Y}"},
        _("Look into it"),
    )
