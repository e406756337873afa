"""The form of a holiday."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khue.core.crud.forms import RowForm
from khue.foundation.calendar.models import Holiday


class HolidayForm(RowForm):
    """A name and two days."""

    class Meta:
        model = Holiday
        fields = ("name", "starts", "ends")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error(
                "ends", forms.ValidationError(_("The last day is before the first one."), code="order")
            )
        return cleaned
