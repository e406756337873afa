"""Verbs on enrolments: enrol, leave, come back, correct, cancel; and a thousand at once."""

from khue.sector.pupils.services.bulk import (
    NameKey,
    NewEnrolment,
    Taking,
    correct_enrolments,
    end_enrolments,
    find_in_schools,
    store_enrolments,
    take_over,
)
from khue.sector.pupils.services.enrolling import change_grade, correct, enrol, entry_after
from khue.sector.pupils.services.following import (
    enrolments_that_follow,
    pupils_follow,
    pupils_return,
    records_follow,
)
from khue.sector.pupils.services.leaving import cancel, come_back, leave, say_leaving, stay

__all__ = [
    "NameKey",
    "NewEnrolment",
    "Taking",
    "cancel",
    "change_grade",
    "come_back",
    "correct",
    "correct_enrolments",
    "end_enrolments",
    "enrol",
    "enrolments_that_follow",
    "entry_after",
    "find_in_schools",
    "leave",
    "pupils_follow",
    "pupils_return",
    "records_follow",
    "say_leaving",
    "stay",
    "store_enrolments",
    "take_over",
]
