"""Sensitive fields leave a record masked."""

from __future__ import annotations

from khue.foundation.people.choices import Sensitive
from khue.foundation.people.formulas import Masked
from khue.foundation.people.models import Person


def masked(person: Person) -> dict[str, Masked]:
    """The sensitive fields of a person, each masked, by the codes of `Sensitive`."""
    known = {
        Sensitive.IDENTITY_NUMBER: person.identity_index is not None,
        Sensitive.ETHNIC_GROUP: bool(person.ethnic_group),
        Sensitive.RELIGION: bool(person.religion),
        Sensitive.DISABILITY: bool(person.disability),
    }
    return {field.value: Masked(field.value, is_known) for field, is_known in known.items()}
