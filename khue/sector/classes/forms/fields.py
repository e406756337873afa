"""Days as people write them here."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khue.core.bulk.dates import PartialDate, date_reader
from khue.core.bulk.problems import CellError
from khue.foundation.people.choices import Precision

DAY: Final = "%d/%m/%Y"
_read = date_reader(partial=True)


class Day(forms.DateField):
    """A whole day: 31/12/2013."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(
            format=DAY, attrs={"inputmode": "numeric", "maxlength": 10, "placeholder": "31/12/2013"}
        )
        super().__init__(input_formats=[DAY, "%Y-%m-%d"], widget=widget, **options)


class Birthday(forms.CharField):
    """A date of birth as far as it is known: 31/12/2013, 12/2013 or 2013. Its value is (first day, precision)."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 10)
        options.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "31/12/2013"})
        )
        super().__init__(**options)

    def clean(self, value: Any) -> tuple[dt.date, str] | None:
        """The first day it may be, and how much of it is known."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = _read(text)
        except CellError as error:
            raise ValidationError(error.problem().text(), code=error.code) from None
        if not isinstance(found, PartialDate):
            raise ValidationError(_("Write day/month/year, or the year alone."), code="unreadable")
        precision = Precision.DAY if found.day else Precision.MONTH if found.month else Precision.YEAR
        return dt.date(found.year, found.month or 1, found.day or 1), precision


def birthday_text(born: dt.date | None, precision: str) -> str:
    """A date of birth as the field shows it."""
    if born is None:
        return ""
    day, month = f"{born.day:02}/", f"{born.month:02}/"
    return (
        (day if precision == Precision.DAY else "")
        + (month if precision != Precision.YEAR else "")
        + str(born.year)
    )
