"""What is typed about pupils and classes: `people` a pupil's facts, `acts` what is done to pupils and classes."""

from khue.sector.classes.forms.acts import (
    CancelForm,
    ChosenClassForm,
    ClassForm,
    ComeBackForm,
    GuardianForm,
    LeaveForm,
    MergeForm,
    ReasonForm,
)
from khue.sector.classes.forms.people import GuardianChangeForm, NewPupilForm, PersonForm, PupilForm

__all__ = [
    "CancelForm",
    "ChosenClassForm",
    "ClassForm",
    "ComeBackForm",
    "GuardianChangeForm",
    "GuardianForm",
    "LeaveForm",
    "MergeForm",
    "NewPupilForm",
    "PersonForm",
    "PupilForm",
    "ReasonForm",
]
