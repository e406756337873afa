"""Kinds of classes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassKind(models.TextChoices):
    """One grade or several in one room."""

    SINGLE = "single", _("One grade")
    MULTIGRADE = "multigrade", _("Multigrade")
