"""Classes, who is in them, who teaches what."""

from khue.sector.classes.models.school_class import ClassPlacement, SchoolClass
from khue.sector.classes.models.teaching import (
    ClassSubject,
    Exemption,
    HomeroomAssignment,
    TeachingAssignment,
)

__all__ = [
    "ClassPlacement",
    "ClassSubject",
    "Exemption",
    "HomeroomAssignment",
    "SchoolClass",
    "TeachingAssignment",
]
