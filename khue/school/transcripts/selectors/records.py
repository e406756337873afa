"""What a pupil's record says of transcripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khue.core.rules import can
from khue.core.scope import current_scope
from khue.foundation.documents.choices import PaperState
from khue.school.transcripts.models import Transcript
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.selectors import Related


def has_papers(enrolment: Enrolment) -> bool:
    """Whether any transcript was prepared for the pupil; one statement."""
    return _latest(enrolment).exists()


def papers(enrolment: Enrolment) -> Mapping[str, Any] | None:
    """The latest transcript of each year with where it stands, the latest year first; one statement."""
    found = _latest(enrolment).select_related("paper", "school_class", "organisation").order_by("-year_id")
    return {"papers": list(found)}


def related(enrolment: Enrolment) -> Sequence[Related]:
    """How many years have a signed transcript; nothing for who may read none. One statement."""
    if not can(current_scope(), "transcripts.view"):
        return []
    years = list(
        _latest(enrolment)
        .filter(paper__state=PaperState.ISSUED)
        .order_by("year_id")
        .values_list("year_id", flat=True)
    )
    if not years:
        return []
    first, last = f"{years[0]}–{years[0] + 1}", f"{years[-1]}–{years[-1] + 1}"
    return [
        Related(
            label=_("Transcripts of the years"),
            note=_("signed, %(years)s") % {"years": first if first == last else f"{first} … {last}"},
            count=len(years),
            href=f"{enrolment.get_absolute_url()}?muc=giay-to",
            icon="files",
        )
    ]


def _latest(enrolment: Enrolment) -> QuerySet[Transcript]:
    rows: QuerySet[Transcript] = Transcript.objects.filter(person_id=enrolment.person_id, is_latest=True)
    return rows
