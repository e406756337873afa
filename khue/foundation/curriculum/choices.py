"""How a subject is assessed, and how it stands in a programme."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Assessed(models.TextChoices):
    """By marks, or by remarks alone (TT 22/2021, Điều 5 k.3)."""

    SCORE = "score", _("By marks")
    COMMENT = "comment", _("By remarks")


class SubjectKind(models.TextChoices):
    """How a subject stands in a grade of a programme."""

    COMPULSORY = "compulsory", pgettext_lazy("subject", "Compulsory")
    ELECTIVE = "elective", pgettext_lazy("subject", "Chosen")
    OPTIONAL = "optional", pgettext_lazy("subject", "Optional")
