"""Positions that the program itself distinguishes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Position(models.TextChoices):
    """What somebody works as at an institution."""

    HEAD = "head", _("Head")
    DEPUTY_HEAD = "deputy_head", _("Deputy head")
    TEACHER = "teacher", _("Teacher")
    REGISTRAR = "registrar", _("Registrar")
    RECORDS_CLERK = "records_clerk", _("Records clerk")
    ACCOUNTANT = "accountant", _("Accountant")
    LIBRARIAN = "librarian", _("Librarian")
    NURSE = "nurse", _("Nurse")
    OTHER = "other", _("Other staff")
