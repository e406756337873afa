"""Questions about classes: which there are, who is in them, who teaches what, whom a teacher may see."""

from khue.sector.classes.selectors.lists import (
    ClassLine,
    MergePreview,
    RollLine,
    class_lines,
    class_of,
    class_options,
    classes_named,
    classes_of_year,
    merge_preview,
    pupil_count,
    roll,
    unplaced,
    with_class,
)
from khue.sector.classes.selectors.teaching import (
    Matrix,
    homeroom_teachers,
    homerooms_of,
    limit_teacher,
    matrix,
    subjects_of,
    taught_by,
)

__all__ = [
    "ClassLine",
    "Matrix",
    "MergePreview",
    "RollLine",
    "class_lines",
    "class_of",
    "class_options",
    "classes_named",
    "classes_of_year",
    "homeroom_teachers",
    "homerooms_of",
    "limit_teacher",
    "matrix",
    "merge_preview",
    "pupil_count",
    "roll",
    "subjects_of",
    "taught_by",
    "unplaced",
    "with_class",
]
