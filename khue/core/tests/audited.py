"""What tests read in the audit, whoever's scope they stand in."""

from __future__ import annotations

from typing import Any

from khue.core.models import AuditLine
from khue.core.scope import open_scope, system


def audited(**wanted: Any) -> list[AuditLine]:
    """The lines that fit, the oldest first."""
    with open_scope(system("test")):
        return list(AuditLine.objects.filter(**wanted).order_by("pk"))
