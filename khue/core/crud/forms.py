"""Forms of plain rows, and what happens when two people save the same row."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from khue.core.ids import uuid7


class RowForm(forms.ModelForm[Any]):
    """A form that tells its services plain values, and notices a row that changed since it was opened.

    `was` is a fingerprint of the row as the page showed it. When it differs on save, the form says which fields
    somebody else changed, keeps what was typed, and takes the next save as an answer to that.
    """

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if (
                isinstance(field, forms.ModelChoiceField) and field.queryset is not None
            ):  # made once, when the first asker's scope was open
                field.queryset = field.queryset.model._default_manager.all()
        self.stored = {name: self._stored(name) for name in self._own()}
        self.initial["was"] = json.dumps({name: _digest(value) for name, value in self.stored.items()})
        self.initial["idempotency_key"] = str(uuid7())

    def clean(self) -> dict[str, Any]:
        """Add an error at each field that somebody else changed meanwhile."""
        cleaned = super().clean() or {}
        if self.instance.pk and self.data.get(self.add_prefix("was")):
            for name in self._changed_by_others():
                shown = (
                    self.fields[name].prepare_value(self.stored[name])
                    if name in self.fields
                    else self.stored[name]
                )
                self.add_error(
                    name,
                    forms.ValidationError(
                        _(
                            "Somebody changed this to “%(now)s” while you were typing. Save again to keep yours."
                        ),
                        code="changed_meanwhile",
                        params={"now": shown},
                    ),
                )
        if self.errors:
            self._refresh_fingerprint()
        return cleaned

    def _post_clean(self) -> None:
        """Leave building and checking the row to the service; only the fields were validated here."""

    def values(self) -> dict[str, Any]:
        """What the service is given: the form's own fields."""
        return {name: self.cleaned_data[name] for name in self._own() if name in self.cleaned_data}

    def _own(self) -> list[str]:
        return [name for name in self.fields if name not in {"was", "idempotency_key"}]

    def _stored(self, name: str) -> Any:
        if not self.instance.pk:
            return None
        value = getattr(self.instance, name, None)
        return value.pk if isinstance(value, models.Model) else value

    def _changed_by_others(self) -> list[str]:
        try:
            was = json.loads(self.data[self.add_prefix("was")])
        except (ValueError, RecursionError):
            return []
        if not isinstance(was, dict):
            return []
        return [name for name, value in self.stored.items() if was.get(name) not in {None, _digest(value)}]

    def _refresh_fingerprint(self) -> None:
        data = QueryDict(mutable=True)
        for name in self.data:
            data[name] = self.data[name]
        data[self.add_prefix("was")] = self.initial["was"]
        data[self.add_prefix("idempotency_key")] = self.initial["idempotency_key"]
        self.data = data


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
