"""Which keys somebody may sign with, and who has signed what."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from khue.core import clock
from khue.core.scope import Scope
from khue.foundation.documents.choices import PaperState
from khue.foundation.documents.models import Paper
from khue.foundation.signing.choices import Capacity, Level
from khue.foundation.signing.models import Signature, SigningKey


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
