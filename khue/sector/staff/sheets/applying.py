"""Staff from and to Excel.

Somebody is known by sector identifier, else identity number, else by name (and date of birth, when the list has it)
among those who work at the school.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.bulk.problems import Problem, declare
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet, rejected
from khue.core.crud.services import require_organisation
from khue.core.models import holds_on
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.text import fold, similar
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import InternalUnit
from khue.foundation.people.formulas import fold_name, tidy_name
from khue.foundation.people.models import Person
from khue.foundation.people.selectors import code_names, codes_by_spelling
from khue.foundation.people.services import (
    PersonFacts,
    PossibleDuplicates,
    create_person,
    find_by_numbers,
    identity_number_of,
    index_of,
    update_person,
)
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import main_posts, posts_on
from khue.sector.staff.services import appoint, change_subject, end_post, join_unit
from khue.sector.staff.sheets.columns import COLUMNS

declare(
    {
        "staff.twice": _("The same person stands in row %(number)d already"),
        "staff.several": _("Several people of this name work at the school"),
        "staff.several.number": _("Add the sector identifier or the identity number"),
        "staff.resembles": _("Resembles %(name)s of %(school)s"),
        "staff.resembles.number": _(
            "If it is the same person, add the identity number; else add them on screen"
        ),
        "staff.unit_unknown": _("The school has no group “%(value)s”"),
        "staff.unit_near": _("Nearest groups: %(near)s"),
        "staff.subject_unknown": _("There is no subject “%(value)s”"),
        "staff.ethnic_unknown": _("There is no ethnic group “%(value)s”"),
        "staff.position_missing": _("The position is missing"),
        "staff.not_kept": _("The record is kept by another school"),
        "staff.refused": _("%(why)s"),
    }
)

_COMPARED: Final = (
    "full_name", "birth_date", "sex", "phone", "email", "place_of_birth", "hometown", "residence", "ethnic_group",
    "sector_identifier",
)  # fmt: skip
_FACTS: Final = ("full_name", "birth_date", "phone", "email", "place_of_birth", "hometown", "residence")


class _RefusedError(ValueError):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__("refused")
        self.outcome = outcome


@dataclass(slots=True)
class _School:
    """What the school of the import has, and whom numbers mean anywhere."""

    number: int
    units: dict[str, InternalUnit]
    subjects: dict[str, int]
    groups: Mapping[str, str]
    by_sector: dict[str, int]
    by_index: dict[bytes, int]
    by_name: dict[str, set[int]]
    births: dict[int, dt.date | None] = field(default_factory=dict)


def apply(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Appoint who is new, change what differs; one outcome a row, in order."""
    require(context.scope, "staff.import")
    school = _school(rows, context.organisation or 0)
    seen: dict[int, int] = context.memory.setdefault("staff", {})
    return [_row(row, school, seen) for row in rows]


def _school(rows: Sequence[GivenRow], number: int) -> _School:
    require_organisation(number)
    numbers = [str(each) for row in rows if (each := row.values.get("identity_number"))]
    sectors = [str(each) for row in rows if (each := row.values.get("sector_identifier"))]
    known = find_by_numbers([index_of(each) for each in numbers], sectors)
    by_name: dict[str, set[int]] = {}
    births: dict[int, dt.date | None] = {}
    for post in posts_on().filter(organisation_id=number).select_related("person"):
        by_name.setdefault(post.person.folded, set()).add(post.person_id)
        births[post.person_id] = post.person.birth_date
    units = InternalUnit.objects.filter(holds_on(clock.today()), organisation_id=number)
    return _School(
        number,
        {_key(each.name): each for each in units},
        _subjects(),
        codes_by_spelling("ethnic_group"),
        {each.sector_identifier: each.person for each in known if each.sector_identifier},
        {each.identity_index: each.person for each in known if each.identity_index},
        by_name,
        births,
    )


def _subjects() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, *words in Subject.objects.values_list("pk", "name", "short_name", "code"):
        for each in words:
            found.setdefault(_key(each), number)
    return found


def _row(row: GivenRow, school: _School, seen: dict[int, int]) -> Outcome:
    try:
        with transaction.atomic():
            return _store(row, school, seen)
    except _RefusedError as refusal:
        return refusal.outcome
    except PossibleDuplicates as alike:
        first = alike.candidates[0]
        return rejected(
            "staff.resembles",
            "full_name",
            "staff.resembles.number",
            name=first.full_name,
            school=first.school,
        )
    except ValidationError as error:
        return Outcome(Fate.REJECTED, (Problem("staff.refused", {"why": " ".join(error.messages)}),))


def _store(row: GivenRow, school: _School, seen: dict[int, int]) -> Outcome:
    unit, subject, facts = _unit(row, school), _subject(row, school), _facts(row, school)
    number = _meant(row, school)
    if number is None:
        person, changed = create_person(keeper=school.number, **facts), True
        _remember(person, row, school)
    else:
        person, changed = _changed(number, facts, school)
    if seen.setdefault(person.pk, row.number) != row.number:
        raise _RefusedError(rejected("staff.twice", "full_name", number=seen[person.pk]))
    return _post(row, school, person, unit=unit, subject=subject, changed=changed)


def _remember(person: Person, row: GivenRow, school: _School) -> None:
    """Let later rows of the chunk find somebody whom this one made."""
    school.by_name.setdefault(person.folded, set()).add(person.pk)
    school.births[person.pk] = person.birth_date
    if sector := row.values.get("sector_identifier"):
        school.by_sector[sector] = person.pk
    if number := row.values.get("identity_number"):
        school.by_index[index_of(number)] = person.pk


def _meant(row: GivenRow, school: _School) -> int | None:
    """Whom the row means; None for somebody new."""
    if (sector := row.values.get("sector_identifier")) in school.by_sector:
        return school.by_sector[str(sector)]
    number = row.values.get("identity_number")
    if number and (index := index_of(number)) in school.by_index:
        return school.by_index[index]
    born = row.values.get("birth_date")
    people = {
        person
        for person in school.by_name.get(fold_name(tidy_name(row.values["full_name"])), ())
        if born is None or school.births.get(person) in {None, born}
    }
    if len(people) > 1:
        raise _RefusedError(rejected("staff.several", "full_name", "staff.several.number"))
    return next(iter(people), None)


def _facts(row: GivenRow, school: _School) -> PersonFacts:
    """What the row says of the person; blank cells say nothing."""
    values = row.values
    facts: dict[str, Any] = {name: values[name] for name in _FACTS if values.get(name)}
    facts |= {name: values[name] for name in ("sector_identifier", "identity_number") if values.get(name)}
    if values.get("sex"):
        facts["sex"] = int(values["sex"])
    if said := values.get("ethnic_group"):
        if _key(said) not in school.groups:
            raise _RefusedError(rejected("staff.ethnic_unknown", "ethnic_group", value=said))
        facts["ethnic_group"] = school.groups[_key(said)]
    return cast("PersonFacts", facts)


def _changed(number: int, facts: PersonFacts, school: _School) -> tuple[Person, bool]:
    """The person and whether the row changed them. A record that another school keeps is read, not changed."""
    person = Person._base_manager.filter(pk=number).first()
    if person is None or person.keeper_id != school.number:
        return Person(pk=number) if person is None else person, False
    before = _said(person)
    after = update_person(person=person, **facts)
    return after, _said(after) != before


def _said(person: Person) -> tuple[Any, ...]:
    index = person.identity_index
    return (*(getattr(person, name) for name in _COMPARED), None if index is None else bytes(index))


def _post(
    row: GivenRow,
    school: _School,
    person: Person,
    *,
    unit: InternalUnit | None,
    subject: int | None,
    changed: bool,
) -> Outcome:
    position, left = row.values.get("position"), row.values.get("state") == "left"
    held = list(Post.objects.filter(valid_to=None, person_id=person.pk, organisation_id=school.number))
    post = next(
        (each for each in held if each.position == position), held[0] if held and not position else None
    )
    if post is None:
        if left:
            return Outcome(Fate.UPDATED if changed else Fate.UNCHANGED)
        if not position:
            raise _RefusedError(rejected("staff.position_missing", "position"))
        made = appoint(
            person=person.pk,
            organisation=school.number,
            position=position,
            valid_from=row.values.get("since"),
            internal_unit=unit.pk if unit else None,
            main_subject=subject,
            leads_unit=bool(row.values.get("leads")),
        )
        return Outcome(Fate.CREATED, images=(Image("post", made.pk, None, {"position": position}),))
    return _change(row, post, unit=unit, subject=subject, changed=changed)


def _change(
    row: GivenRow, post: Post, *, unit: InternalUnit | None, subject: int | None, changed: bool
) -> Outcome:
    before = {"unit": post.internal_unit_id, "leads": post.leads_unit, "subject": post.main_subject_id}
    if row.values.get("state") == "left":
        end_post(post=post, reason="import")
        return Outcome(Fate.UPDATED)
    leads = post.leads_unit if row.values.get("leads") is None else bool(row.values["leads"])
    post = join_unit(post=post, internal_unit=unit.pk if unit else post.internal_unit_id, leads=leads)
    if subject is not None:
        post = change_subject(post=post, main_subject=subject)
    after = {"unit": post.internal_unit_id, "leads": post.leads_unit, "subject": post.main_subject_id}
    if after == before:
        return Outcome(Fate.UPDATED if changed else Fate.UNCHANGED)
    return Outcome(Fate.UPDATED, images=(Image("post", post.pk, before, after),))


def _unit(row: GivenRow, school: _School) -> InternalUnit | None:
    said = row.values.get("unit")
    if not said:
        return None
    if _key(said) not in school.units:
        near = similar(said, sorted(each.name for each in school.units.values()))
        raise _RefusedError(
            rejected(
                "staff.unit_unknown",
                "unit",
                "staff.unit_near" if near else "",
                value=said,
                near=", ".join(near),
            )
        )
    return school.units[_key(said)]


def _subject(row: GivenRow, school: _School) -> int | None:
    said = row.values.get("subject")
    if not said:
        return None
    if _key(said) not in school.subjects:
        raise _RefusedError(rejected("staff.subject_unknown", "subject", value=said))
    return school.subjects[_key(said)]


def _key(words: str) -> str:
    return fold(words).replace(" ", "")


def undo(images: Sequence[Image]) -> list[bool]:
    """Take posts back: a new one ends, a changed one gets its group and subject again, unless they changed since."""
    rows = Post.objects.in_bulk([image.object_id for image in images])
    return [_take_back(rows.get(image.object_id), image) for image in images]


def _take_back(post: Post | None, image: Image) -> bool:
    if post is None or post.valid_to is not None:
        return False
    if image.before is None:
        end_post(post=post, reason="import undone")
        return True
    now = {"unit": post.internal_unit_id, "leads": post.leads_unit, "subject": post.main_subject_id}
    if now != image.after:
        return False
    post = join_unit(post=post, internal_unit=image.before["unit"], leads=image.before["leads"])
    change_subject(post=post, main_subject=image.before["subject"])
    return True


def export(rows: QuerySet[Any]) -> Iterator[Mapping[str, Any]]:
    """Posts as values of the sheet; identity numbers only for who may see them."""
    with_numbers = can(current_scope(), "people.reveal")
    groups = code_names("ethnic_group")
    for post in rows.select_related("person", "main_subject", "internal_unit").iterator(chunk_size=1_000):
        person = post.person
        values = {name: getattr(person, name) for name in (*_FACTS, "sector_identifier")}
        yield {
            **values,
            "sex": str(person.sex) if person.sex else None,
            "ethnic_group": groups.get(person.ethnic_group, person.ethnic_group),
            "identity_number": identity_number_of(person) if with_numbers else "",
            "position": post.position,
            "subject": post.main_subject.name if post.main_subject else "",
            "unit": post.internal_unit.name if post.internal_unit else "",
            "leads": post.leads_unit,
            "state": "working",
            "since": post.valid_from,
        }


def rows_of(context: ImportContext) -> QuerySet[Any]:
    """The posts that an export from the command line writes."""
    rows = main_posts()
    if context.organisation is not None:
        rows = rows.filter(organisation_id=context.organisation)
    return rows.order_by("organisation__path", "person__sort_key", "pk")


STAFF: Final = Sheet(
    key="staff",
    title=_("Staff"),
    place="staff:staff-list",
    act="staff.import",
    columns=COLUMNS,
    apply=apply,
    export=export,
    rows=rows_of,
    undo=undo,
)
