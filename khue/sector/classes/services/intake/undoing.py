"""Taking an intake back: what it made is cancelled, what it changed gets its old values, unless it changed since.

Nothing is deleted. A person whom the list made stays on record without an enrolment, so that importing the mended list
finds the same person again.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F

from khue.core import clock
from khue.core.audit import record_many
from khue.core.bulk.sheets import Image
from khue.core.rules import require
from khue.core.scope import current_scope
from khue.foundation.people.models import Person
from khue.foundation.people.services import COLUMNS, change_people, name_columns
from khue.sector.classes.models import ClassPlacement
from khue.sector.classes.services.placing import Put, put_many
from khue.sector.pupils.choices import EnrolmentStatus
from khue.sector.pupils.models import Enrolment
from khue.sector.pupils.services import correct_enrolments

_ENROLMENT: Final = ("grade_id", "site_id", "register_number", "status", "valid_to")
_DATES: Final = frozenset({"birth_date", "valid_to"})
_BYTES: Final = frozenset({"identity_index", "identity_cipher"})


@dataclass(slots=True)
class _Now:
    """How the pupils of some images are now."""

    enrolments: dict[int, dict[str, Any]]
    people: dict[int, dict[str, Any]]
    classes: dict[int, int]


def undo_pupils(images: Sequence[Image]) -> list[bool]:
    """Take rows of an import back; answers for each whether it went back or had been changed since."""
    require(current_scope(), "pupils.import")
    now = _now(images)
    free = [_is_untouched(image, now) for image in images]
    mine = [image for image, is_free in zip(images, free, strict=True) if is_free]
    _cancel([image for image in mine if image.before is None])
    _restore([image for image in mine if image.before is not None], now)
    record_many(
        "pupils.import_undone",
        Enrolment._meta.label,
        ((i.object_id, now.enrolments[i.object_id]["organisation_id"], i.after["pupil"], {}) for i in mine),
    )
    return free


def _now(images: Sequence[Image]) -> _Now:
    numbers = [image.object_id for image in images]
    rows = Enrolment.objects.select_for_update().filter(pk__in=numbers)
    enrolments = {
        each["id"]: each for each in rows.values("id", "organisation_id", "person_id", "year_id", *_ENROLMENT)
    }
    people = Person.objects.filter(pk__in=[each["person_id"] for each in enrolments.values()])
    places = ClassPlacement.objects.filter(enrolment_id__in=numbers, valid_to=None)
    return _Now(
        enrolments,
        {each["id"]: each for each in people.values("id", *COLUMNS)},
        dict(places.values_list("enrolment_id", "school_class_id")),
    )


def _is_untouched(image: Image, now: _Now) -> bool:
    held = now.enrolments.get(image.object_id)
    if held is None or held["person_id"] not in now.people:
        return False
    person = now.people[held["person_id"]]
    same_person = all(_json(person[name]) == value for name, value in image.after["person"].items())
    same_enrolment = all(_json(held[name]) == value for name, value in image.after["enrolment"].items())
    wanted = image.after["class"]
    is_open = held["valid_to"] is None
    return (
        same_person
        and same_enrolment
        and (wanted is None or not is_open or now.classes.get(held["id"]) == wanted)
    )


def _cancel(images: Sequence[Image]) -> None:
    """Enrolments that the list began hold on no day; those of the year before, which it completed, go on."""
    numbers = [image.object_id for image in images]
    Enrolment.objects.filter(pk__in=numbers).update(
        valid_to=F("valid_from"), status=EnrolmentStatus.CANCELLED
    )
    ClassPlacement.objects.filter(enrolment_id__in=numbers).update(valid_to=F("valid_from"))
    completed = [number for image in images for number in image.after["completed"]]
    Enrolment.objects.filter(pk__in=completed, status=EnrolmentStatus.COMPLETED).update(
        valid_to=None, status=EnrolmentStatus.STUDYING
    )


def _restore(images: Sequence[Image], now: _Now) -> None:
    people = {image.after["pupil"]: _old_person(image) for image in images if (image.before or {})["person"]}
    for image in images:
        for number, values in (image.before or {})["guardians"].items():
            people[int(number)] = {**name_columns(values.pop("full_name")), **_typed(values)}
    stored = {each["id"]: each for each in Person.objects.filter(pk__in=people).values("id", *COLUMNS)}
    rows = [(number, {**stored[number], **old}) for number, old in people.items() if number in stored]
    change_people(
        COLUMNS, [(number, *(all_[name] for name in COLUMNS)) for number, all_ in rows], clock.now()
    )
    enrolments = [
        (image.object_id, {**now.enrolments[image.object_id], **_typed((image.before or {})["enrolment"])})
        for image in images
    ]
    correct_enrolments(
        _ENROLMENT, [(number, *(all_[name] for name in _ENROLMENT)) for number, all_ in enrolments]
    )
    _put_back(images, now)


def _put_back(images: Sequence[Image], now: _Now) -> None:
    """Into the class they were in; whoever was in none leaves the class the list gave."""
    moved = [image for image in images if image.after["class"] is not None]
    puts = [
        Put(i.object_id, i.after["pupil"], now.enrolments[i.object_id]["organisation_id"], old, clock.today())
        for i in moved
        if (old := (i.before or {})["class"]) is not None
    ]
    put_many(puts)
    without = [image.object_id for image in moved if (image.before or {})["class"] is None]
    ClassPlacement.objects.filter(enrolment_id__in=without, valid_to=None).update(valid_to=F("valid_from"))


def _old_person(image: Image) -> dict[str, Any]:
    before = image.before or {}
    old = _typed(before["person"])
    if "identity_index" in old:
        old["identity_cipher"] = base64.b64decode(before["cipher"]) if before["cipher"] else None
    return old


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DATES:
        return dt.date.fromisoformat(value)
    return base64.b64decode(value) if name in _BYTES else value


def _json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return base64.b64encode(bytes(value)).decode() if isinstance(value, bytes | memoryview) else value
