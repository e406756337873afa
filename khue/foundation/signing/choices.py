"""In what capacity a signature is made, and its level."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capacity(models.TextChoices):
    """Who signs, in the order of rules 23.3."""

    HOMEROOM = "homeroom", _("Homeroom teacher")
    HEAD = "head", _("Head")
    SEAL = "seal", _("School seal")


class KeyKind(models.TextChoices):
    """Where a signing key lives."""

    FILE = "file", _("Key file")
    PKCS11 = "pkcs11", _("Token")
    REMOTE = "remote", _("Remote signing")


class Level(models.TextChoices):
    """PAdES levels that we make now."""

    B = "B-B", _("Signed")
    T = "B-T", _("Signed, with a time stamp")
