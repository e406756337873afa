"""Why a transcript cannot be prepared yet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Missing(models.TextChoices):
    """What a pupil's year still lacks, in the order in which people act on it."""

    RESULT = "result", _("the year has not been closed")
    LEARNING = "learning", _("marks are missing")
    CONDUCT = "conduct", _("conduct is missing")
    ABSENCES = "absences", _("absences are missing")
    DECISION = "decision", _("no decision on promotion yet")
