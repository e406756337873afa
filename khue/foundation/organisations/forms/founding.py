"""The form of a new organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core.text import clean
from khue.foundation.organisations.choices import GOVERNING, OrganisationKind, Ownership, Stage
from khue.foundation.organisations.forms.base import ChangeForm, NamedChoice
from khue.foundation.organisations.selectors import commune_named
from khue.foundation.organisations.services import Decision, Founding, Plan, Profile, plan_found


class FoundForm(ChangeForm):
    """A new organisation."""

    title = pgettext_lazy("organisation", "Found an organisation")
    verb = pgettext_lazy("organisation", "Found it")

    kind = forms.ChoiceField(
        label=_("Kind"), choices=OrganisationKind.choices, initial=OrganisationKind.SCHOOL
    )
    name = forms.CharField(label=_("Full name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=100, required=False)
    code = forms.CharField(label=_("Code"), max_length=35, required=False)
    stages = forms.MultipleChoiceField(
        label=_("Stages"), choices=Stage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    ownership = forms.ChoiceField(label=_("Ownership"), choices=Ownership.choices, initial=Ownership.PUBLIC)
    administrative = NamedChoice(label=_("Managed by"))
    professional = NamedChoice(label=_("Professionally guided by"), required=False)
    place = NamedChoice(label=_("Commune or ward where it is"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._among("administrative", GOVERNING)
        self._among("professional", GOVERNING)
        self._among("place", frozenset({OrganisationKind.COMMUNE}))

    def _planned(self, decision: Decision) -> Plan:
        values = self.cleaned_data
        guide = values["professional"]
        founding = Founding(
            kind=OrganisationKind(values["kind"]),
            name=clean(values["name"]),
            short_name=clean(values["short_name"]),
            code=clean(values["code"]),
            unit=self._unit(decision),
            administrative=values["administrative"].pk,
            professional=guide.pk if guide else None,
            profile=Profile(
                stages=tuple(Stage(each) for each in values["stages"]),
                ownership=Ownership(values["ownership"]),
                address=clean(values["address"]),
            ),
        )
        return plan_found(foundings=[founding], decision=decision)

    def _unit(self, decision: Decision) -> int | None:
        """Where it is: the place that was chosen; a commune is the unit of its own name, where the province has it."""
        values = self.cleaned_data
        if values["place"]:
            unit: int | None = values["place"].unit_id
            return unit
        above = values["administrative"].unit
        if values["kind"] != OrganisationKind.COMMUNE or above is None:
            return None
        commune = commune_named(clean(values["name"]), below=above, on=decision.effective)
        return commune.pk if commune else None
