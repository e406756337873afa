"""Verbs on classes: form, fill, move, merge, close; subjects, homeroom and subject teachers."""

from khue.sector.classes.services.dividing import classes_to_divide, divide_school
from khue.sector.classes.services.following import (
    class_followers,
    classes_follow,
    classes_return,
    rows_that_follow,
)
from khue.sector.classes.services.forming import (
    change_class,
    close_class,
    create_class,
    set_subjects,
    subjects_by_curriculum,
)
from khue.sector.classes.services.lists import ClassList
from khue.sector.classes.services.merging import merge_classes
from khue.sector.classes.services.placing import Put, end_placements, put_into_class, put_many, renumber
from khue.sector.classes.services.teaching import (
    end_all_of,
    exempt,
    set_homeroom,
    set_teachers,
)

__all__ = [
    "ClassList",
    "Put",
    "change_class",
    "class_followers",
    "classes_follow",
    "classes_return",
    "classes_to_divide",
    "close_class",
    "create_class",
    "divide_school",
    "end_all_of",
    "end_placements",
    "exempt",
    "merge_classes",
    "put_into_class",
    "put_many",
    "renumber",
    "rows_that_follow",
    "set_homeroom",
    "set_subjects",
    "set_teachers",
    "subjects_by_curriculum",
]
