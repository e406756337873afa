"""How an organisation is reached, and why a change is taken back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from khue.core.crud.forms import RowForm
from khue.foundation.organisations.choices import Stage
from khue.foundation.organisations.models import Organisation


class ContactForm(RowForm):
    """How an organisation is reached, its stages and its ownership."""

    stages = forms.MultipleChoiceField(
        label=_("Stages"), choices=Stage.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("stages", "ownership", "address", "phone", "email", "website")


class TakeBackForm(forms.Form):
    """Why a change is taken back."""

    reason = forms.CharField(label=_("Why it is taken back"), max_length=300)
