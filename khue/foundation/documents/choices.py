"""States of a paper, and what a check may answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperState(models.TextChoices):
    """Where a paper stands (rules 23.3). Only a sealed paper is shown as issued."""

    PREPARED = "prepared", _("Prepared")
    SIGNING = "signing", _("Being signed")
    ISSUED = "issued", _("Issued")
    SUPERSEDED = "superseded", _("Replaced by a newer version")
    REVOKED = "revoked", _("Revoked")
