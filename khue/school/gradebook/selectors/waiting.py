"""What the gradebook puts into the inbox: corrections after the lock that wait for a second person's decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core import clock
from khue.core.registry import Waiting
from khue.core.scope import Scope
from khue.school.gradebook.models import Correction
from khue.school.gradebook.selectors.corrections import CorrectionLine, correction_lines, corrections

SHOWN = 20


def corrections_to_decide(scope: Scope) -> list[Waiting]:
    """The requests that the hat decides, the oldest first; who asked for one never decides it."""
    rows = corrections(waiting=True).filter(organisation_id=scope.organisation or 0)
    return [_line(each) for each in correction_lines(rows.exclude(asked_by=scope.account or 0)[:SHOWN])]


def _line(line: CorrectionLine) -> Waiting:
    row: Correction = line.correction
    title = _("%(subject)s %(class)s, %(pupil)s: from %(old)s to %(new)s") % {
        "subject": row.subject.short_name if row.subject else _("Conduct"),
        "class": row.school_class.name,
        "pupil": row.pupil.full_name,
        "old": line.old or _("nothing"),
        "new": line.new or _("nothing"),
    }
    note = _("%(who)s asked on %(day)s: %(reason)s") % {
        "who": line.asked_by,
        "day": f"{clock.local(line.asked_at):%d/%m/%Y}",
        "reason": row.reason,
    }
    return Waiting(title, reverse("gradebook:corrections"), note, _("Decide"))
