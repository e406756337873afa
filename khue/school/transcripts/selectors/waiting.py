"""What transcripts put into the inbox: classes whose papers wait for this hat's signature or seal."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khue.core import clock
from khue.core.models import holds_on
from khue.core.registry import Waiting, paper_kinds
from khue.core.rules import can
from khue.core.scope import Scope
from khue.foundation.documents.choices import PaperState
from khue.foundation.signing.choices import Capacity
from khue.foundation.signing.models import Signature
from khue.school.transcripts.models import Transcript
from khue.sector.classes.models import HomeroomAssignment

SHOWN = 50
ACTS = (
    ("transcripts.sign_homeroom", Capacity.HOMEROOM),
    ("transcripts.sign_head", Capacity.HEAD),
    ("transcripts.sign_seal", Capacity.SEAL),
)


def count_classes(scope: Scope) -> int:
    """How many classes have papers whose turn it is with the hat; one statement."""
    return _classes(scope).count()


def classes_to_sign(scope: Scope) -> list[Waiting]:
    """The classes with how many papers wait and since when, the oldest first; one statement."""
    rows = _classes(scope).annotate(papers=Count("pk"), since=Min("paper__prepared_at")).order_by("since")
    return [_line(scope, row) for row in rows[:SHOWN]]


def _classes(scope: Scope) -> QuerySet[Transcript, dict[str, Any]]:
    turn = Q(pk__in=())
    for act, capacity in ACTS:
        if can(scope, act):
            turn |= _turn(capacity, scope)
    waiting = Transcript.objects.filter(
        turn,
        organisation_id=scope.organisation or 0,
        is_latest=True,
        paper__state__in=(PaperState.PREPARED, PaperState.SIGNING),
    )
    return (
        waiting.values("year_id", uuid=F("school_class__uuid"), name=F("school_class__name"))
        .order_by()
        .distinct()
    )


def _turn(capacity: str, scope: Scope) -> Q:
    """Whoever comes before has signed, this capacity has not; a homeroom teacher signs for the own class."""
    order = list(paper_kinds["transcript"].roles)
    before = order[: order.index(capacity)]
    turn = Q(~_signed(capacity), *(_signed(each) for each in before))
    if capacity == Capacity.HOMEROOM:
        own = HomeroomAssignment.objects.filter(holds_on(clock.today()), person_id=scope.person or 0)
        turn &= Q(school_class_id__in=own.values("school_class_id"))
    return turn


def _signed(capacity: str) -> Exists:
    return Exists(Signature.objects.filter(paper_id=OuterRef("paper_id"), capacity=capacity))


def _line(scope: Scope, row: dict[str, Any]) -> Waiting:
    count = row["papers"]
    if can(scope, "transcripts.sign_seal"):
        title = ngettext(
            "Seal %(count)s transcript of class %(class)s",
            "Seal %(count)s transcripts of class %(class)s",
            count,
        )
        verb = _("Open and seal")
    else:
        title = ngettext(
            "Sign %(count)s transcript of class %(class)s",
            "Sign %(count)s transcripts of class %(class)s",
            count,
        )
        verb = _("Open and sign")
    note = _("school year %(year)s, prepared on %(day)s") % {
        "year": f"{row['year_id']}–{row['year_id'] + 1}",
        "day": f"{clock.local(row['since']):%d/%m/%Y}",
    }
    return Waiting(
        title % {"count": count, "class": row["name"]},
        reverse("transcripts:class", args=[row["uuid"]]),
        note,
        verb,
        count,
    )
