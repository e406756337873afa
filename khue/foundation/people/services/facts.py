"""From what was typed to what is stored: one way for every door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khue.core.bulk.identifiers import read_phone
from khue.core.bulk.problems import CellError
from khue.core.text import clean
from khue.foundation.people.adapters import IDENTITY, keyring
from khue.foundation.people.choices import Precision, Sex
from khue.foundation.people.formulas import (
    fold_name,
    identity_doubts,
    identity_fault,
    parts_key,
    sector_identifier_fault,
    split_name,
    tidy_name,
)
from khue.foundation.people.models import Person


class PersonFacts(TypedDict, total=False):
    """What may be said of a person.

    `identity_number` is plain text here and nowhere else; `given_name` only where the splitting of the full name has to
    be corrected. A birth date of less precision stands on its first day.
    """

    full_name: str
    given_name: str
    other_name: str
    sex: int
    birth_date: dt.date | None
    birth_precision: str
    place_of_birth: str
    hometown: str
    permanent_address: str
    residence: str
    residence_unit_id: int | None
    ethnic_group: str
    religion: str
    disability: str
    nationality: str
    phone: str
    email: str
    occupation: str
    sector_identifier: str | None
    lifelong_record_number: str | None
    identity_number: str | None


SENTENCES: Final = {
    "name_missing": _("Type the name."),
    "given_name_elsewhere": _("The given name has to be a part of the full name."),
    "identity_digits": _("A personal identity number has exactly 12 digits."),
    "sector_digits": _("A sector identifier has exactly 10 digits."),
    "phone_unreadable": _("This is not a Vietnamese phone number."),
    "birth_in_future": _("Nobody is born in the future."),
}
_NULLABLE: Final = ("sector_identifier", "lifelong_record_number")
_TEXTS: Final = (
    "other_name", "place_of_birth", "hometown", "permanent_address", "residence", "occupation", "email", "nationality",
    "ethnic_group", "religion", "disability",
)  # fmt: skip


def columns_of(facts: PersonFacts, today: dt.date, known: Person | None = None) -> dict[str, Any]:
    """The columns that `facts` set, normalised. `known` is the person they change.

    Raises `ValidationError` by field, with all that is wrong.
    """
    columns: dict[str, Any] = {}
    faults: dict[str, list[ValidationError]] = {}
    for read in (_name, _texts, _numbers, _phone, _birth):
        try:
            columns |= read(facts, known)
        except ValidationError as error:
            faults |= error.error_dict
    born = columns.get("birth_date")
    if born and born > today:
        faults["birth_date"] = [_fault("birth_in_future")]
    if faults:
        raise ValidationError(faults)
    return columns | _identity(facts, columns, known)


def name_columns(name: str, given: str = "", folded: str = "") -> dict[str, str]:
    """The columns of a tidy name; `given` where a registrar says which part it is, `folded` where it is known."""
    parts = split_name(name, given)
    return {
        "full_name": name,
        "family_name": parts.family,
        "given_name": parts.given,
        "folded": folded or fold_name(name),
        "sort_key": parts_key(parts),
    }


def identity_columns(number: str | None, sex: int, birth: dt.date | None) -> dict[str, Any]:
    """The columns of a faultless identity number, or of none."""
    if not number:
        return {"identity_cipher": None, "identity_index": None, "identity_doubts": ""}
    ring = keyring()
    return {
        "identity_cipher": ring.seal(number, IDENTITY),
        "identity_index": ring.index(number, IDENTITY),
        "identity_doubts": doubts_of(number, sex, birth),
    }


def doubts_of(number: str, sex: int, birth: dt.date | None) -> str:
    """The codes of what in the number disagrees with the record, as they are stored."""
    return ",".join(identity_doubts(number, sex, birth))


def identity_number_of(person: Person) -> str:
    """The plain number, for the services of this room alone; empty when there is none."""
    return (
        keyring().open(bytes(person.identity_cipher), IDENTITY) if person.identity_cipher is not None else ""
    )


def number_in(cipher: bytes) -> str:
    """The plain number that was sealed, for bulk services that compare it with a record; it goes nowhere else."""
    return keyring().open(cipher, IDENTITY)


def first_day(birth: dt.date | None, precision: str) -> dt.date | None:
    """A birth date of less precision stands on the first day it may be."""
    if birth is None or precision == Precision.DAY:
        return birth
    return birth.replace(day=1) if precision == Precision.MONTH else birth.replace(month=1, day=1)


def _fault(code: str) -> ValidationError:
    return ValidationError(SENTENCES[code], code=code)


def _name(facts: PersonFacts, known: Person | None) -> dict[str, Any]:
    if not {"full_name", "given_name"} & facts.keys():
        return {}
    name = tidy_name(facts.get("full_name", known.full_name if known else ""))
    if not name:
        raise ValidationError({"full_name": _fault("name_missing")})
    given = tidy_name(facts.get("given_name", ""))
    try:
        return name_columns(name, given)
    except ValueError:
        raise ValidationError({"given_name": _fault("given_name_elsewhere")}) from None


def _texts(facts: PersonFacts, _known: Person | None) -> dict[str, Any]:
    texts: dict[str, Any] = {key: clean(str(facts.get(key) or "")) for key in _TEXTS if key in facts}
    if "residence_unit_id" in facts:
        texts["residence_unit_id"] = facts["residence_unit_id"]
    if "sex" in facts:
        texts["sex"] = int(facts["sex"] or Sex.UNKNOWN)
    return texts


def _numbers(facts: PersonFacts, _known: Person | None) -> dict[str, Any]:
    numbers: dict[str, Any] = {key: _compact(facts.get(key)) for key in _NULLABLE if key in facts}
    faults: list[tuple[str, str | None, Callable[[str], str]]] = [
        ("sector_identifier", numbers.get("sector_identifier"), sector_identifier_fault),
        ("identity_number", _compact(facts.get("identity_number")), identity_fault),
    ]
    wrong = {field: _fault(code) for field, number, check in faults if number and (code := check(number))}
    if wrong:
        raise ValidationError(wrong)
    return numbers


def _phone(facts: PersonFacts, _known: Person | None) -> dict[str, Any]:
    if "phone" not in facts:
        return {}
    try:
        return {"phone": read_phone(facts["phone"] or "") or ""}
    except CellError:
        raise ValidationError({"phone": _fault("phone_unreadable")}) from None


def _birth(facts: PersonFacts, known: Person | None) -> dict[str, Any]:
    if not {"birth_date", "birth_precision"} & facts.keys():
        return {}
    birth = facts.get("birth_date", known.birth_date if known else None)
    precision = facts.get("birth_precision") or (known.birth_precision if known else Precision.DAY)
    return {"birth_date": first_day(birth, precision), "birth_precision": precision}


def _identity(facts: PersonFacts, columns: Mapping[str, Any], known: Person | None) -> dict[str, Any]:
    sex = columns.get("sex", known.sex if known else Sex.UNKNOWN)
    birth = columns.get("birth_date", known.birth_date if known else None)
    if "identity_number" in facts:
        return identity_columns(_compact(facts["identity_number"]), sex, birth)
    if known is not None and known.identity_cipher is not None and {"sex", "birth_date"} & columns.keys():
        return {"identity_doubts": doubts_of(identity_number_of(known), sex, birth)}
    return {}


def _compact(number: str | None) -> str | None:
    return clean(number).replace(" ", "") or None if number else None
