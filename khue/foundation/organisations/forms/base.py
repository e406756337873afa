"""What every form of a change has: the decision and its days, and the plan it leads to."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7
from khue.core.text import clean
from khue.foundation.organisations.choices import OrganisationKind
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import organisations
from khue.foundation.organisations.services import ChangeRefused, Decision, Plan

OrganisationChoice = forms.ModelChoiceField[Organisation]


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"placeholder": "31/12/2026", "inputmode": "numeric", "autocomplete": "off"})


class NamedChoice(OrganisationChoice):
    """A choice among organisations by their names; the form carries UUIDs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), to_field_name="uuid", **options)

    def label_from_instance(self, obj: Model) -> str:
        return str(obj)


class ChangeForm(forms.Form):
    """What every change has: the decision, the day it was signed, and the day from which it holds."""

    title: ClassVar[Any] = ""
    verb: ClassVar[Any] = ""

    decision = forms.CharField(
        label=_("Number of the decision"), max_length=150, help_text=_("For example 1234/QĐ-UBND.")
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=_day_input())
    effective = forms.DateField(
        label=_("In force from"),
        widget=_day_input(),
        help_text=_("A day to come is kept until then: lists and rights change on that day by themselves."),
    )
    idempotency_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, organisation: Organisation | None, *args: Any, **kwargs: Any) -> None:
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        self.initial["idempotency_key"] = str(uuid7())
        last = ["decision", "signed_on", "effective", "idempotency_key"]
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    @property
    def here(self) -> Organisation:
        """The organisation the form was opened from."""
        if self.organisation is None:
            raise LookupError("this form is opened from an organisation")
        return self.organisation

    def clean(self) -> dict[str, Any]:
        """A decision is signed before it holds, or not long after."""
        cleaned = super().clean() or {}
        signed, effective = cleaned.get("signed_on"), cleaned.get("effective")
        if signed and effective and (signed - effective).days > dt.timedelta(days=366).days:
            self.add_error("signed_on", _("The decision is signed more than a year after it takes effect."))
        return cleaned

    def plan(self) -> Plan | None:
        """The plan; None when it is refused, and the form then says why."""
        try:
            return self._planned(self._decision())
        except ChangeRefused as refusal:
            self.add_error(None, refusal.messages)
            return None

    @abstractmethod
    def _planned(self, decision: Decision) -> Plan:
        """The plan of this kind of change; ChangeRefused when the law or the data forbid it."""

    def _decision(self) -> Decision:
        values = self.cleaned_data
        return Decision(clean(values["decision"]), values["signed_on"], values["effective"])

    def _among(self, name: str, kinds: frozenset[OrganisationKind], **conditions: Any) -> None:
        """Offer the organisations of today of some kinds in a field."""
        field = self.fields[name]
        rows = organisations().filter(kind__in=kinds, **conditions).order_by("kind", "folded_then")
        if isinstance(field, NamedChoice):
            field.queryset = rows if self.organisation is None else rows.exclude(pk=self.organisation.pk)
