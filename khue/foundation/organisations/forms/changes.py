"""The forms of changes of one organisation: each turns what was typed into a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core.text import clean
from khue.foundation.organisations.choices import (
    GOVERNING,
    TEACHING,
    OrganisationKind,
    Ownership,
    ParentKind,
    Stage,
)
from khue.foundation.organisations.forms.base import ChangeForm, NamedChoice
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import (
    children_of,
    organisations,
    organisations_by_codes,
    parents_of,
)
from khue.foundation.organisations.services import (
    Choice,
    Decision,
    Founding,
    Part,
    Plan,
    Profile,
    divisible,
    plan_close,
    plan_merge,
    plan_move,
    plan_rename,
    plan_split,
)

MOST_PARTS = 3


class RenameForm(ChangeForm):
    """Another name, and another code where the decision gives one."""

    title = pgettext_lazy("organisation", "Rename")
    verb = pgettext_lazy("organisation", "Rename")

    name = forms.CharField(label=_("New full name"), max_length=200)
    short_name = forms.CharField(label=_("New short name"), max_length=100, required=False)
    code = forms.CharField(
        label=_("New code"), max_length=35, required=False, help_text=_("Leave it empty to keep the code.")
    )

    def _planned(self, decision: Decision) -> Plan:
        values = self.cleaned_data
        return plan_rename(
            organisation=self.here,
            name=clean(values["name"]),
            short_name=clean(values["short_name"]),
            code=clean(values["code"]) or None,
            decision=decision,
        )


class MoveForm(ChangeForm):
    """Another administrative or professional parent, another commune as place."""

    title = pgettext_lazy("organisation", "Move")
    verb = pgettext_lazy("organisation", "Move")

    administrative = NamedChoice(label=_("Managed by"), required=False)
    professional = NamedChoice(label=_("Professionally guided by"), required=False)
    place = NamedChoice(
        label=_("Commune or ward where it is"),
        required=False,
        help_text=_("What is left empty stays as it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._among("administrative", GOVERNING)
        self._among("professional", GOVERNING)
        self._among("place", frozenset({OrganisationKind.COMMUNE}))

    def _planned(self, decision: Decision) -> Plan:
        values = self.cleaned_data
        return plan_move(
            organisations=[self.here],
            administrative=values["administrative"],
            professional=values["professional"],
            unit=values["place"].unit_id if values["place"] else None,
            decision=decision,
        )


class MergeForm(ChangeForm):
    """Others merge with this one; it goes on, or all of them become a new one."""

    title = pgettext_lazy("organisation", "Merge")
    verb = pgettext_lazy("organisation", "Merge")

    others = forms.ModelMultipleChoiceField(
        label=_("Merges with"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    codes = forms.CharField(
        label=_("Or by code"), required=False, help_text=_("Codes of others, separated by commas.")
    )
    heir = forms.ChoiceField(
        label=_("What becomes of them"),
        choices=[("this", _("This one goes on, the others end")), ("new", _("All end, a new one begins"))],
        initial="this",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of the new one"), max_length=200, required=False)
    short_name = forms.CharField(label=_("Short name of the new one"), max_length=100, required=False)
    code = forms.CharField(label=_("Code of the new one"), max_length=35, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["others"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = _siblings(self.here)

    def clean(self) -> dict[str, Any]:
        """Codes must be somebody's, and a new one needs a name."""
        cleaned = super().clean()
        codes = [clean(code) for code in cleaned.get("codes", "").split(",") if clean(code)]
        found = organisations_by_codes(codes)
        strange = [code for code in codes if code not in found]
        if strange:
            self.add_error("codes", _("Nobody has the code %s today.") % ", ".join(strange))
        if cleaned.get("heir") == "new" and not cleaned.get("name"):
            self.add_error("name", _("Give the new one its name."))
        others = {*cleaned.get("others", ()), *found.values()} - {self.organisation}
        if not others and not strange:
            self.add_error("others", _("Choose with whom it merges."))
        cleaned["merging"] = sorted(others, key=lambda each: each.pk)
        return cleaned

    def _planned(self, decision: Decision) -> Plan:
        values = self.cleaned_data
        into: Organisation | Founding = self.here
        if values["heir"] == "new":
            into = _like(self.here, values["name"], values["short_name"], values["code"])
        return plan_merge(organisations=[self.here, *values["merging"]], into=into, decision=decision)


class SplitForm(ChangeForm):
    """Up to three new organisations out of one; whoever stands below is given to one of them or stays.

    Of a school that ends, every grade and every class is given to one of them too.
    """

    title = pgettext_lazy("organisation", "Split")
    verb = pgettext_lazy("organisation", "Split")

    template_name = "ui/forms/folded.html"

    goes_on = forms.BooleanField(label=_("The old one goes on with the rest"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            named = {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of new organisation %(number)s") % named, max_length=200, required=number == 1
            )
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("Code of new organisation %(number)s") % named, max_length=35, required=False
            )
        self.children = list(children_of(self.here))
        parts = [(str(number), _("New organisation %(number)s") % {"number": number}) for number in (1, 2, 3)]
        for child in self.children:
            self.fields[f"child_{child.uuid}"] = forms.ChoiceField(
                label=child.short_name_then,
                choices=[("", pgettext_lazy("child of a split", "stays")), *parts],
                required=False,
            )
        self.classes = divisible(self.here)
        self._offer_classes(parts)
        self.order_fields(
            [name for name in self.fields if name not in {"decision", "signed_on", "effective"}]
        )

    def get_context(self) -> dict[str, Any]:
        """The fields, those of single classes apart: there are many, and few are needed."""
        context = super().get_context()
        fields = context["fields"]
        places = [place for place, (each, _errors) in enumerate(fields) if each.name.startswith("class_")]
        first, last = (places[0], places[-1] + 1) if places else (len(fields), len(fields))
        apart = fields[first:last]
        is_used = any(errors or each.value() for each, errors in apart)
        return {
            **context,
            "before": fields[:first],
            "apart": apart,
            "apart_title": _("Classes that go another way than their grade"),
            "apart_is_used": is_used,
            "after": fields[last:],
        }

    def _offer_classes(self, parts: list[tuple[str, Any]]) -> None:
        """A part for every grade of a school, and for a class that goes another way than its grade."""
        for grade in sorted({each.grade for each in self.classes}):
            self.fields[f"grade_{grade}"] = forms.ChoiceField(
                label=_("If the old one ends: grade %(grade)s goes to") % {"grade": grade},
                choices=[("", _("New organisation 1, unless a class says otherwise")), *parts[1:]],
                required=False,
            )
        for each in self.classes:
            self.fields[f"class_{each.uuid}"] = forms.ChoiceField(
                label=_("Class %(name)s goes to") % {"name": each.name},
                choices=[("", _("where its grade goes")), *parts],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Whoever is given away goes to somebody who has a name."""
        cleaned = super().clean()
        for child in self.children:
            part = cleaned.get(f"child_{child.uuid}")
            if part and not cleaned.get(f"name_{part}"):
                self.add_error(f"child_{child.uuid}", _("That new organisation has no name."))
        for name in self._of_classes():
            if cleaned.get(name) and cleaned.get("goes_on"):
                self.add_error(
                    name, _("The old one goes on and keeps its classes. Let it end, or choose nothing here.")
                )
            elif cleaned.get(name) and not cleaned.get(f"name_{cleaned[name]}"):
                self.add_error(name, _("That new organisation has no name."))
        return cleaned

    def _of_classes(self) -> list[str]:
        return [name for name in self.fields if name.startswith(("grade_", "class_"))]

    def _choice(self, places: Mapping[str, int]) -> Choice:
        """What was chosen; `places` are the numbers of the parts by the number of their field."""
        values = self.cleaned_data
        grades = {each.grade: values.get(f"grade_{each.grade}") for each in self.classes}
        classes = {each.number: values.get(f"class_{each.uuid}") for each in self.classes}
        return Choice(
            classes=tuple((number, places[part]) for number, part in classes.items() if part),
            grades=tuple((grade, places[part]) for grade, part in grades.items() if part),
        )

    def _planned(self, decision: Decision) -> Plan:
        values = self.cleaned_data
        named = [number for number in range(1, MOST_PARTS + 1) if values[f"name_{number}"]]
        parts = [
            Part(
                _like(self.here, values[f"name_{number}"], "", values[f"code_{number}"]),
                tuple(
                    child.pk for child in self.children if values.get(f"child_{child.uuid}") == str(number)
                ),
            )
            for number in named
        ]
        return plan_split(
            organisation=self.here,
            parts=parts,
            goes_on=values["goes_on"],
            decision=decision,
            choice=self._choice({str(number): -place for place, number in enumerate(named, 1)}),
        )


class CloseForm(ChangeForm):
    """It ends, and nobody follows."""

    title = pgettext_lazy("organisation", "Close")
    verb = pgettext_lazy("organisation", "Close")

    children_to = NamedChoice(label=_("Who takes over those below"), required=False)
    pupils_to = NamedChoice(label=_("Which school takes in the pupils"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if children_of(self.here).exists():
            self._among("children_to", GOVERNING)
        else:
            del self.fields["children_to"]
        if self.here.kind in TEACHING:
            self._among("pupils_to", TEACHING, stages__overlap=self.here.stages)
        else:
            del self.fields["pupils_to"]

    def _planned(self, decision: Decision) -> Plan:
        return plan_close(
            organisation=self.here,
            children_to=self.cleaned_data.get("children_to"),
            pupils_to=self.cleaned_data.get("pupils_to"),
            decision=decision,
        )


CHANGES: dict[str, type[ChangeForm]] = {
    "doi-ten": RenameForm,
    "chuyen": MoveForm,
    "sap-nhap": MergeForm,
    "chia-tach": SplitForm,
    "giai-the": CloseForm,
}


def _siblings(organisation: Organisation) -> Any:
    """Those of the same kind below the same parent, by name."""
    parent = parents_of([organisation.pk]).get((organisation.pk, ParentKind.ADMINISTRATIVE))
    rows = children_of(parent) if parent else organisations().order_by("folded_then")
    return rows.filter(kind=organisation.kind).exclude(pk=organisation.pk)


def _like(organisation: Organisation, name: str, short_name: str, code: str) -> Founding:
    """A new organisation in the place of another: of its kind, below its parents, where it is."""
    parents = parents_of([organisation.pk])
    above = {kind: parents.get((organisation.pk, kind)) for kind in ParentKind}
    administrative, professional = above[ParentKind.ADMINISTRATIVE], above[ParentKind.PROFESSIONAL]
    return Founding(
        kind=OrganisationKind(organisation.kind),
        name=clean(name),
        short_name=clean(short_name),
        code=clean(code),
        unit=organisation.unit_id,
        administrative=administrative.pk if administrative else None,
        professional=professional.pk if professional else None,
        profile=Profile(
            stages=tuple(Stage(each) for each in organisation.stages),
            ownership=Ownership(organisation.ownership),
            address=organisation.address,
        ),
    )
