"""Roles: the hats people wear."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a membership makes of a person at an organisation (`mission`: People)."""

    DIRECTOR = "director", _("Director")
    SPECIALIST = "specialist", _("Specialist of the department")
    ADMINISTRATOR = "administrator", _("System administrator")
    COMMUNE_OFFICER = "commune_officer", _("Commune officer")
    HEAD = "head", _("Head")
    DEPUTY_HEAD = "deputy_head", _("Deputy head")
    REGISTRAR = "registrar", _("Registrar")
    RECORDS_CLERK = "records_clerk", _("Records clerk")
    TEACHER = "teacher", _("Teacher")
    PUPIL = "pupil", _("Pupil")
    PARENT = "parent", _("Parent")


DEPARTMENT_ROLES = frozenset({Role.DIRECTOR, Role.SPECIALIST, Role.ADMINISTRATOR})
SCHOOL_OFFICE = frozenset({Role.HEAD, Role.DEPUTY_HEAD, Role.REGISTRAR})
FAMILY = frozenset({Role.PUPIL, Role.PARENT})
