"""What is done to pupils and classes: leave, come back, choose a class, form one, merge two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core import clock
from khue.foundation.people.choices import Relation
from khue.foundation.people.selectors import code_names
from khue.sector.classes.forms.fields import Birthday, Day
from khue.sector.pupils.choices import EnrolmentStatus

Options = Sequence[tuple[str, Any]]
_LONGEST: Final = 200
_WAYS_OUT: Final = (
    EnrolmentStatus.MOVED,
    EnrolmentStatus.DROPPED,
    EnrolmentStatus.DEFERRED,
    EnrolmentStatus.COMPLETED,
)


def _offer(form: forms.Form, name: str, options: Options, *, empty: bool = True) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "–"), *options] if empty else list(options)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Reason"), max_length=_LONGEST, help_text=_("Stands in the history of the record.")
    )


class CancelForm(ReasonForm):
    """Taking back what was entered by mistake."""


class LeaveForm(forms.Form):
    """How, when and why a pupil leaves. The day is the first one without school here."""

    status = forms.ChoiceField(label=_("How"), choices=[(each.value, each.label) for each in _WAYS_OUT])
    valid_to = Day(label=_("From"))
    reason = forms.ChoiceField(label=_("Reason"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_to", clock.today())
        _offer(self, "reason", list(code_names("exit_reason").items()))


class ComeBackForm(forms.Form):
    """From when a pupil learns here again, in which class."""

    valid_from = Day(label=_("From"))
    school_class = forms.ChoiceField(label=_("Class"), required=False)

    def __init__(self, *args: Any, classes: Options, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_from", clock.today())
        _offer(self, "school_class", classes)


class ChosenClassForm(forms.Form):
    """A class for chosen pupils, and from when."""

    school_class = forms.ChoiceField(label=_("Class"))
    on = Day(label=_("From"))

    def __init__(self, *args: Any, classes: Options, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("on", clock.today())
        _offer(self, "school_class", classes)


class GuardianForm(forms.Form):
    """Somebody who answers for a child."""

    relation = forms.ChoiceField(label=_("Relation"), choices=Relation.choices)
    full_name = forms.CharField(label=pgettext_lazy("person", "Full name"), max_length=120)
    birth_date = Birthday(label=_("Date or year of birth"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=100, required=False)
    identity_number = forms.CharField(
        label=_("Personal identity number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Who has children at two schools is found by it, or by phone and name."),
    )
    is_contact = forms.BooleanField(label=_("Is told first"), required=False)

    def facts(self) -> dict[str, Any]:
        """What the service is told: blank fields say nothing."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        born = given.pop("birth_date", None)
        return given | ({"birth_date": born[0], "birth_precision": born[1]} if born else {})


class ClassForm(forms.Form):
    """A class: its name, its grades (several for a multigrade class), its site, who leads it (two in a preschool)."""

    name = forms.CharField(label=_("Name"), max_length=30)
    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick several for a multigrade class."),
    )
    code = forms.CharField(label=_("Code"), max_length=20, required=False)
    site = forms.TypedChoiceField(label=_("Site"), coerce=int, empty_value=None, required=False)
    homeroom = forms.TypedMultipleChoiceField(
        label=_("Homeroom teachers"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, grades: Options, sites: Options, teachers: Options, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        _offer(self, "grades", grades, empty=False)
        _offer(self, "site", sites)
        _offer(self, "homeroom", teachers, empty=False)
        if not sites:
            del self.fields["site"]


class MergeForm(ReasonForm):
    """The class that another one goes into, and why."""

    target = forms.ChoiceField(label=_("Goes into"))
    field_order = ("target", "reason")

    def __init__(self, *args: Any, classes: Options, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "target", classes)
