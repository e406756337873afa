"""What a registrar types about a pupil: a new one with class and guardians, or a record that changes."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core import clock
from khue.foundation.people.choices import Relation, Sex
from khue.foundation.people.models import Guardianship, Person
from khue.foundation.people.selectors import code_names
from khue.foundation.people.services import PersonFacts
from khue.sector.classes.forms.fields import Birthday, Day, birthday_text

PLAIN: Final = ("full_name", "sex", "birth_date", "sector_identifier", "place_of_birth", "residence", "phone")
KEPT: Final = ("identity_number", "ethnic_group")
ADULT: Final = ("full_name", "phone", "occupation")
GUARDIANS: Final = (Relation.MOTHER, Relation.FATHER)


class PersonForm(forms.Form):
    """The facts of a person. Sensitive fields are never filled in: what is left empty stays as it is."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Full name"), max_length=120)
    sex = forms.TypedChoiceField(
        label=_("Sex"),
        coerce=int,
        choices=[("", "–"), (Sex.MALE, Sex.MALE.label), (Sex.FEMALE, Sex.FEMALE.label)],
    )
    birth_date = Birthday(
        label=_("Date of birth"), help_text=_("The year alone, when nothing more is known.")
    )
    identity_number = forms.CharField(
        label=_("Personal identity number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sector_identifier = forms.CharField(label=_("Pupil code"), max_length=20, required=False)
    ethnic_group = forms.ChoiceField(label=_("Ethnic group"), required=False)
    place_of_birth = forms.CharField(
        label=_("Place of birth"),
        max_length=200,
        required=False,
        help_text=_("As on the birth certificate."),
    )
    residence = forms.CharField(label=_("Residence"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = self.fields["ethnic_group"]
        if isinstance(groups, forms.ChoiceField):
            groups.choices = [("", "–"), *code_names("ethnic_group").items()]

    def facts(self) -> PersonFacts:
        """What the service of people is told. A sensitive field that was left empty is not mentioned."""
        facts: dict[str, Any] = {name: self.cleaned_data[name] for name in PLAIN if name in self.cleaned_data}
        facts["sector_identifier"] = facts["sector_identifier"].replace(" ", "") or None
        facts["birth_date"], facts["birth_precision"] = self.cleaned_data["birth_date"]
        facts |= {name: self.cleaned_data[name] for name in KEPT if self.cleaned_data.get(name)}
        return cast("PersonFacts", facts)


class NewPupilForm(PersonForm):
    """A new pupil: the person, the class and the day, who answers for the child."""

    school_class = forms.ChoiceField(label=_("Class"))
    grade = forms.ChoiceField(
        label=_("Grade"), required=False, help_text=_("Only for a class of several grades.")
    )
    valid_from = Day(label=_("Learns here since"))
    mother_name = forms.CharField(label=_("Mother, full name"), max_length=120, required=False)
    mother_phone = forms.CharField(label=_("Mother, phone"), max_length=20, required=False)
    father_name = forms.CharField(label=_("Father, full name"), max_length=120, required=False)
    father_phone = forms.CharField(label=_("Father, phone"), max_length=20, required=False)
    note = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, classes: list[tuple[str, str]], grades: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("valid_from", clock.today())
        choices = {"school_class": classes, "grade": grades}
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "–"), *given]

    def guardians(self) -> list[tuple[Relation, str, str]]:
        """Relation, name and phone of who was named."""
        data = self.cleaned_data
        return [
            (each, data[f"{each}_name"], data[f"{each}_phone"])
            for each in GUARDIANS
            if data.get(f"{each}_name")
        ]


class PupilForm(PersonForm):
    """A record that changes; why is written into its history."""

    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=200,
        required=False,
        help_text=_("Stands in the history of the record."),
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        initial = {name: getattr(person, name) for name in PLAIN}
        super().__init__(*args, initial=initial, **options)
        for name in KEPT:
            self.fields[name].help_text = _("Leave it empty to keep what is recorded.")
        self.initial["birth_date"] = birthday_text(person.birth_date, person.birth_precision)


class GuardianChangeForm(forms.Form):
    """The facts of a grown-up who answers for a child, and whether they are told first."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Full name"), max_length=120)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=100, required=False)
    is_contact = forms.BooleanField(label=_("Is told first"), required=False)
    reason = forms.CharField(label=_("Why it changes"), max_length=200, required=False)

    def __init__(self, *args: Any, guardianship: Guardianship, **options: Any) -> None:
        self.held = guardianship.guardian
        held = {name: getattr(self.held, name) for name in ADULT}
        options["initial"] = {**held, "is_contact": guardianship.is_contact}
        super().__init__(*args, **options)

    def facts(self) -> dict[str, Any]:
        """What of the person changes; the service is not asked for nothing."""
        return {
            name: self.cleaned_data[name]
            for name in ADULT
            if self.cleaned_data[name] != getattr(self.held, name)
        }
