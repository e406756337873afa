"""The forms in which the terms of a school year are decided, and who may decide them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from khue.foundation.calendar.formulas import AUGUST, Days

TERMS: Final = (1, 2)


class Day(forms.DateField):
    """A whole day: 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "maxlength": 10, "placeholder": "31/12/2026"}
        )
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=widget, **options)


class PolicyForm(forms.Form):
    """What a province lets communes and schools decide."""

    communes = forms.BooleanField(
        label=_("Communes may decide terms for the schools they manage"), required=False
    )
    schools = forms.BooleanField(label=_("Schools may decide terms of their own"), required=False)


class TermsForm(forms.Form):
    """The first and the last day of both terms, in order, within the school year's twelve months."""

    starts_1 = Day(label=_("First day of term I"))
    ends_1 = Day(label=_("Last day of term I"))
    starts_2 = Day(label=_("First day of term II"))
    ends_2 = Day(label=_("Last day of term II"))

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = Days(dt.date(year, AUGUST, 1), dt.date(year + 1, AUGUST, 1) - dt.timedelta(days=1))

    def clean(self) -> dict[str, Any]:
        """Each day comes after the one before it."""
        values: dict[str, Any] = super().clean() or {}
        before: dt.date | None = None
        for name in self.fields:
            day = values.get(name)
            if day is None:
                continue
            if not self.year.holds(day):
                words = {"first": f"{self.year.first:%d/%m/%Y}", "last": f"{self.year.last:%d/%m/%Y}"}
                self.add_error(name, _("Not in this school year (%(first)s – %(last)s).") % words)
            elif before is not None and day <= before:
                self.add_error(name, _("This day is not after the one above it."))
            before = day
        return values

    def terms(self) -> list[Days]:
        """The days of the terms that were typed."""
        return [Days(self.cleaned_data[f"starts_{n}"], self.cleaned_data[f"ends_{n}"]) for n in TERMS]
