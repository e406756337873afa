"""Kinds of units and organisations that the program itself distinguishes; ministry codes are data (`core.Code`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitLevel(models.TextChoices):
    """Levels of the administrative division. Districts ended on 30 June 2025."""

    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")


class OrganisationKind(models.TextChoices):
    """What an organisation is, as far as the program behaves differently."""

    PROVINCE = "province", _("People's Committee of the province")
    DEPARTMENT = "department", _("Department of education")
    DISTRICT_OFFICE = "district_office", _("District office of education")
    COMMUNE = "commune", _("Commune")
    SCHOOL = "school", _("School")
    CENTRE = "centre", _("Vocational and continuing-education centre")
    CHILDCARE = "childcare", _("Independent childcare group")
    OTHER = "other", _("Other organisation")


# Who may have others below them in a tree; everybody else teaches.
GOVERNING = frozenset(
    {
        OrganisationKind.PROVINCE,
        OrganisationKind.DEPARTMENT,
        OrganisationKind.DISTRICT_OFFICE,
        OrganisationKind.COMMUNE,
        OrganisationKind.OTHER,
    }
)
TEACHING = frozenset({OrganisationKind.SCHOOL, OrganisationKind.CENTRE, OrganisationKind.CHILDCARE})
# Who may stand at the top, below nobody: a hat there reaches the whole installation.
TOP = frozenset({OrganisationKind.PROVINCE, OrganisationKind.DEPARTMENT})


class Stage(models.TextChoices):
    """Education stages; a school may have several."""

    PRESCHOOL = "preschool", pgettext_lazy("stage", "Preschool")
    PRIMARY = "primary", pgettext_lazy("stage", "Primary")
    LOWER_SECONDARY = "lower_secondary", pgettext_lazy("stage", "Lower secondary")
    UPPER_SECONDARY = "upper_secondary", pgettext_lazy("stage", "Upper secondary")
    CONTINUING = "continuing", pgettext_lazy("stage", "Continuing education")


class Ownership(models.TextChoices):
    """Who founded the institution."""

    PUBLIC = "public", pgettext_lazy("ownership", "Public")
    COMMUNITY = "community", pgettext_lazy("ownership", "Community-founded")
    PRIVATE = "private", pgettext_lazy("ownership", "Private")


class ParentKind(models.TextChoices):
    """The two kinds of parent: who manages it, and who guides its profession."""

    ADMINISTRATIVE = "administrative", pgettext_lazy("parent", "Administrative")
    PROFESSIONAL = "professional", pgettext_lazy("parent", "Professional")


class InternalKind(models.TextChoices):
    """Units inside an organisation."""

    SUBJECT_GROUP = "subject_group", _("Subject group")
    DIVISION = "division", _("Division")
    OFFICE = "office", _("Office")


class ChangeKind(models.TextChoices):
    """What can happen to organisations."""

    MERGE = "merge", pgettext_lazy("organisation", "Merge")
    SPLIT = "split", pgettext_lazy("organisation", "Split")
    RENAME = "rename", pgettext_lazy("organisation", "Rename")
    CLOSE = "close", pgettext_lazy("organisation", "Close")
    TRANSFER = "transfer", pgettext_lazy("organisation", "Move to another parent")
    FOUND = "found", pgettext_lazy("organisation", "Found")
