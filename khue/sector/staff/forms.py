"""What is typed about somebody who works at a school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core import clock
from khue.core.models import holds_on
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.choices import TEACHING
from khue.foundation.organisations.models import InternalUnit, Organisation
from khue.foundation.people.choices import Sex
from khue.foundation.people.models import Person
from khue.foundation.people.services import PersonFacts
from khue.sector.staff.choices import Position
from khue.sector.staff.selectors import position_label

DAY: Final = "%d/%m/%Y"
PLAIN: Final = ("full_name", "sex", "birth_date", "phone", "email", "residence", "sector_identifier")
Options = Sequence[tuple[Any, Any]]


class Day(forms.DateField):
    """A day as people write it here: 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "maxlength": 10, "placeholder": "31/12/2026"}
        super().__init__(
            input_formats=[DAY, "%Y-%m-%d"], widget=forms.DateInput(format=DAY, attrs=attributes), **options
        )


class PostForm(forms.Form):
    """A post: what as, in which group, for which subject, from when."""

    position = forms.ChoiceField(label=_("Position"))
    internal_unit = forms.TypedChoiceField(label=_("Group"), coerce=int, empty_value=None, required=False)
    leads_unit = forms.BooleanField(label=_("Leads the group"), required=False)
    main_subject = forms.TypedChoiceField(label=_("Subject"), coerce=int, empty_value=None, required=False)
    valid_from = Day(label=_("Since"))

    def __init__(self, *args: Any, school: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_from", clock.today())
        units = InternalUnit.objects.filter(holds_on(clock.today()), organisation=school).order_by("name")
        subjects = Subject.objects.filter(holds_on(clock.today())).order_by("order", "code")
        self._offer("position", [(each.value, position_label(each, school)) for each in Position])
        self._offer("internal_unit", list(units.values_list("pk", "name")))
        self._offer("main_subject", list(subjects.values_list("pk", "name")))

    def _offer(self, name: str, options: Options) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *options]

    def post(self) -> dict[str, Any]:
        """What the service of posts is told."""
        return {name: self.cleaned_data[name] for name in PostForm.base_fields}


class EndForm(forms.Form):
    """From when somebody no longer works here, and why."""

    valid_to = Day(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_to", clock.today())


class StaffForm(forms.Form):
    """The facts of a person who works at the school; an empty identity number stays as it is."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Full name"), max_length=120)
    sex = forms.TypedChoiceField(
        label=_("Sex"),
        coerce=int,
        choices=[("", "–"), (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )
    birth_date = Day(label=_("Date of birth"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    residence = forms.CharField(label=_("Residence"), max_length=200, required=False)
    sector_identifier = forms.CharField(label=_("Sector identifier"), max_length=20, required=False)
    identity_number = forms.CharField(
        label=_("Personal identity number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def facts(self) -> PersonFacts:
        """What the service of people is told."""
        facts = {name: self.cleaned_data[name] for name in PLAIN}
        facts["sector_identifier"] = facts["sector_identifier"].replace(" ", "") or None
        if self.cleaned_data["identity_number"]:
            facts["identity_number"] = self.cleaned_data["identity_number"]
        return cast("PersonFacts", facts)


class NewStaffForm(StaffForm, PostForm):
    """Somebody new: the person and the post."""

    note = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    place = forms.ModelChoiceField(
        label=_("School"), queryset=Organisation.objects.none(), empty_label="–", to_field_name="uuid"
    )
    field_order = ("place", *PLAIN, "identity_number", *PostForm.base_fields)

    def __init__(self, *args: Any, school: Organisation, **options: Any) -> None:
        """An office above schools (`school` teaches nobody) says first for which school."""
        super().__init__(*args, school=school, **options)
        self.school = school
        if school.kind in TEACHING:
            del self.fields["place"]
        else:
            schools = Organisation.objects.filter(holds_on(clock.today()), kind__in=TEACHING)
            self.fields["place"].queryset = schools.filter(path__startswith=school.path).order_by("folded")  # type: ignore[attr-defined]

    def chosen_school(self) -> Organisation:
        """Where the person is to work."""
        chosen: Organisation = self.cleaned_data.get("place") or self.school
        return chosen


class StaffChangeForm(StaffForm):
    """A record that changes; why is written into its history."""

    reason = forms.CharField(label=_("Why it changes"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        options["initial"] = {name: getattr(person, name) for name in PLAIN}
        super().__init__(*args, **options)
        self.fields["identity_number"].help_text = _("Leave it empty to keep what is recorded.")
