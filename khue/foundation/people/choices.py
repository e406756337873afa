"""Sex, precision of a birth date, relations, and which fields are sensitive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.IntegerChoices):
    """As the sharing standard of the National Data Centre codes it."""

    UNKNOWN = 0, _("Unknown")
    MALE = 1, _("Male")
    FEMALE = 2, _("Female")


class Precision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", _("Full date")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Year only")


class Relation(models.TextChoices):
    """What a guardian is to the child."""

    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    GUARDIAN = "guardian", _("Guardian")


class Sensitive(models.TextChoices):
    """Fields of a person that are masked until somebody asks for them with a purpose, which is recorded."""

    IDENTITY_NUMBER = "identity_number", _("Personal identity number")
    ETHNIC_GROUP = "ethnic_group", _("Ethnic group")
    RELIGION = "religion", _("Religion")
    DISABILITY = "disability", _("Disability")
