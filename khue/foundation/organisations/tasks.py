"""Work of the night."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khue.core.jobs import Progress, job
from khue.foundation.organisations.services.tree import settle_today


@job("organisations.settle", _("The tree of the day"))
def settle(run: Progress) -> dict[str, Any]:
    """Let the changes whose day has come take effect."""
    with run.scope():
        return {"settled": settle_today()}
