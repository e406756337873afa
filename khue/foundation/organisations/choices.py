"""Kinds of units and organisations that the program itself distinguishes; ministry codes are data (`core.Code`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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

    PRESCHOOL = "preschool", _("Preschool")
    PRIMARY = "primary", _("Primary")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary")
    CONTINUING = "continuing", _("Continuing education")


class Ownership(models.TextChoices):
    """Who founded the institution."""

    PUBLIC = "public", _("Public")
    COMMUNITY = "community", _("Community-founded")
    PRIVATE = "private", _("Private")


class ParentKind(models.TextChoices):
    """The two kinds of parent: who manages it, and who guides its profession."""

    ADMINISTRATIVE = "administrative", _("Administrative")
    PROFESSIONAL = "professional", _("Professional")


class InternalKind(models.TextChoices):
    """Units inside an organisation."""

    SUBJECT_GROUP = "subject_group", _("Subject group")
    DIVISION = "division", _("Division")
    OFFICE = "office", _("Office")


class ChangeKind(models.TextChoices):
    """What can happen to organisations."""

    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")
    RENAME = "rename", _("Rename")
    CLOSE = "close", _("Close")
    TRANSFER = "transfer", _("Move to another parent")
    FOUND = "found", _("Found")
