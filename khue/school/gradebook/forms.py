"""Forms of the gradebook that are not the grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.school.gradebook.selectors.books import Book

LONGEST_REASON: Final = 500
UNUSABLE: Final = 422
"""The status of a page whose form was not usable: nothing was stored."""
_RATING_CHOICES: Final = (
    ("TOT", _("Good")), ("KHA", _("Fair")), ("DAT", _("Passed")), ("CHUA_DAT", _("Not passed")),
)  # fmt: skip


class AskForm(forms.Form):
    """What shall stand in a locked cell, and why. The value is read by the cell, as in the grid."""

    new = forms.CharField(label=_("New value"), required=False, max_length=2000)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The head reads it and decides; it stays in the history of the cell."),
    )

    def __init__(self, *args: Any, book: Book, cell: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field: forms.Field = self.fields["new"]
        if cell == "rating":
            self.fields["new"] = forms.ChoiceField(label=field.label, choices=_RATING_CHOICES)
        elif cell == "remark":
            field.widget = forms.Textarea(attrs={"rows": 4})
        else:
            field.widget = forms.TextInput(attrs={"autocomplete": "off", "class": "mark-field"})
            if book.has_marks or cell == "absences":
                field.widget.attrs["inputmode"] = "decimal"
        self.fields["new"].help_text = _("Leave it empty to take the value out.") if cell != "rating" else ""


class DecisionForm(forms.Form):
    """The answer to a request: needed for a refusal, welcome with an approval."""

    answer = forms.CharField(
        label=_("Answer to the teacher"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you refuse."),
    )


class Day(forms.DateField):
    """A whole day: 31/12/2026."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "maxlength": 10, "placeholder": "31/12/2026"}
        )
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"], widget=widget, **options)


class Moment(forms.DateTimeField):
    """A day with its time: 15/01/2027 17:00."""

    default_error_messages = {"invalid": _("Write the day and the time, as in 15/01/2027 17:00.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            format="%d/%m/%Y %H:%M", attrs={"placeholder": "15/01/2027 17:00", "autocomplete": "off"}
        )
        formats = ["%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
        super().__init__(input_formats=formats, widget=widget, **options)


class WindowForm(forms.Form):
    """From when to when marks of a term may be entered."""

    opens_at = Moment(label=_("Opens at"))
    closes_at = Moment(
        label=_("Is locked at"), help_text=_("Afterwards a change needs a reason and the head's decision.")
    )

    def clean(self) -> dict[str, Any]:
        """The lock falls after the opening."""
        data: dict[str, Any] = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The lock falls after the opening."))
        return data


class DelegationForm(forms.Form):
    """Who writes in a book in its teacher's place, on which days, and why."""

    person = forms.ChoiceField(label=_("Who writes in the teacher's place"))
    valid_from = Day(label=_("From the day"))
    last_day = Day(label=_("To the end of the day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, persons: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *persons]
        self.initial.setdefault("valid_from", clock.today())
        self.initial.setdefault("last_day", clock.today() + dt.timedelta(days=14))

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor in the past."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("valid_from"), data.get("last_day")
        if first and first < clock.today():
            self.add_error("valid_from", _("A book is given from today on, not for days that are over."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day is not before the first."))
        return data
