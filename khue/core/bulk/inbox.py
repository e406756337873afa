"""What imports put into the inbox: workbooks that were checked and wait for a yes."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.models import ImportRun, ImportState
from khue.core.registry import Waiting, sheets
from khue.core.rules import can
from khue.core.scope import Scope

SHOWN = 20


def count_ready(scope: Scope) -> int:
    """How many imports of the hat were checked and not stored yet; one statement, none for who may import nothing."""
    return _ready(scope).count() if any(can(scope, sheet.act) for sheet in sheets) else 0


def ready_imports(scope: Scope) -> list[Waiting]:
    """The imports that wait, the oldest first."""
    return [_line(run) for run in _ready(scope).select_related("file").order_by("pk")[:SHOWN]]


def _ready(scope: Scope) -> QuerySet[ImportRun]:
    rows: QuerySet[ImportRun] = ImportRun.objects.filter(
        state=ImportState.READY, account_id=scope.account or 0, membership_id=scope.membership
    )
    return rows


def _line(run: ImportRun) -> Waiting:
    moment = clock.local(run.started_at)
    note = _("%(file)s · checked at %(moment)s") % {
        "file": run.file.name,
        "moment": f"{moment:%H:%M %d/%m/%Y}",
    }
    return Waiting(
        sheets[run.sheet].title, reverse("bulk:run", args=[run.uuid]), note, _("See what will change")
    )
