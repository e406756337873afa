"""The one way from a masked value to text, and the exact look-up of a number."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khue.core import audit
from khue.core.crud.services import recheck
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.adapters import IDENTITY, keyring
from khue.foundation.people.choices import Sensitive
from khue.foundation.people.formulas import identity_fault, sector_identifier_fault
from khue.foundation.people.models import Person
from khue.foundation.people.selectors import code_of
from khue.foundation.people.services.facts import identity_number_of

LONGEST_PURPOSE = 200


@transaction.atomic
def reveal(*, person: Person, field: str, purpose: str) -> str:
    """The text of a sensitive field (`Sensitive`), after a line with the purpose went into the person's audit.

    Codes come as their names. Empty when the field is. Raises `Forbidden`, `Http404`, and `ValidationError` without a
    purpose.
    """
    require(current_scope(), "people.reveal", person)
    recheck(person)
    purpose = purpose.strip()[:LONGEST_PURPOSE]
    if not purpose:
        raise ValidationError({"purpose": ValidationError(_("Say what you need it for."), code="required")})
    wanted = Sensitive(field)
    audit.record("people.revealed", person, field=wanted.value, purpose=purpose)
    if wanted is Sensitive.IDENTITY_NUMBER:
        return identity_number_of(person)
    return code_of(wanted.value, getattr(person, wanted.value))


def find_by_number(text: str) -> Person | None:
    """The person of the scope with that sector identifier or personal identity number, typed whole."""
    number = text.replace(" ", "")
    if not sector_identifier_fault(number):
        person: Person | None = Person.objects.filter(sector_identifier=number).first()
        return person
    if not identity_fault(number):
        return Person.objects.filter(identity_index=keyring().index(number, IDENTITY)).first()
    return None
