"""Staff from and to Excel.

Somebody is known by sector identifier, else identity number, else by name (and date of birth, when the list has it)
among those who work at the school.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core import clock
from khue.core.bulk.chunks import tried_again
from khue.core.bulk.problems import Problem, declare
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet, rejected
from khue.core.crud import Together
from khue.core.models import holds_on
from khue.core.rules import can, require
from khue.core.scope import current_scope
from khue.core.text import fold, similar
from khue.foundation.curriculum.models import Subject
from khue.foundation.organisations.models import InternalUnit
from khue.foundation.people.formulas import fold_name, tidy_name
from khue.foundation.people.selectors import code_names, codes_by_spelling
from khue.foundation.people.services import (
    PersonFacts,
    PersonList,
    PersonPlan,
    PossibleDuplicates,
    identity_number_of,
)
from khue.sector.staff.models import Post
from khue.sector.staff.selectors import main_posts
from khue.sector.staff.services import StaffList, change_subject, end_post, join_unit
from khue.sector.staff.sheets.columns import COLUMNS

T = TypeVar("T")

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

_FACTS: Final = ("full_name", "birth_date", "phone", "email", "place_of_birth", "hometown", "residence")


class _RefusedError(ValueError):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__("refused")
        self.outcome = outcome


@dataclass(slots=True)
class _School:
    """What the school of the import has, and whom numbers mean anywhere."""

    people: PersonList
    staff: StaffList
    units: dict[str, InternalUnit]
    subjects: dict[str, int]
    groups: Mapping[str, str]
    by_name: dict[str, set[int]]
    births: dict[int, dt.date | None]


@dataclass(frozen=True, slots=True)
class _Read:
    """A row whose words are understood."""

    row: GivenRow
    facts: PersonFacts
    unit: InternalUnit | None
    subject: int | None

    @property
    def has_left(self) -> bool:
        return self.row.values.get("state") == "left"


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a row does to a post; its outcome has to wait until a new post has its number."""

    fate: Fate
    post: Post | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None

    def outcome(self) -> Outcome:
        if self.post is None or self.after is None:
            return Outcome(self.fate)
        return Outcome(self.fate, images=(Image("post", self.post.pk, self.before, self.after),))


def apply(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Appoint who is new, change what differs; one outcome a row, in order."""
    require(context.scope, "staff.import")
    return tried_again(lambda: _store(rows, context))


def _store(rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
    """Read all rows, look everybody up, decide row by row, write once."""
    school = _school(rows, context.organisation or 0)
    seen: dict[int, int] = context.memory.setdefault("staff", {})
    read = [_tried(_read, row, school) for row in rows]
    _look_up([each for each in read if isinstance(each, _Read)], school)
    decided = [_tried(_decide, each, school, seen) if isinstance(each, _Read) else each for each in read]
    school.staff.write()
    return [each.outcome() if isinstance(each, _Decided) else each for each in decided]


def _school(rows: Sequence[GivenRow], number: int) -> _School:
    writes = Together()
    staff = StaffList(number, writes)
    by_name: dict[str, set[int]] = {}
    births: dict[int, dt.date | None] = {}
    for post in staff.on_today():
        by_name.setdefault(post.person.folded, set()).add(post.person_id)
        births[post.person_id] = post.person.birth_date
    units = InternalUnit.objects.filter(holds_on(clock.today()), organisation_id=number)
    return _School(
        PersonList(number, writes, [row.values for row in rows]),
        staff,
        {_key(each.name): each for each in units},
        _subjects(),
        codes_by_spelling("ethnic_group"),
        by_name,
        births,
    )


def _subjects() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, *words in Subject.objects.values_list("pk", "name", "short_name", "code"):
        for each in words:
            found.setdefault(_key(each), number)
    return found


def _tried(step: Callable[..., T], *given: Any) -> T | Outcome:
    """What a step answers, or the outcome of the row that it refuses."""
    try:
        return step(*given)
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


def _read(row: GivenRow, school: _School) -> _Read:
    unit, subject = _unit(row, school), _subject(row, school)
    return _Read(row, _facts(row, school), unit, subject)


def _look_up(read: Sequence[_Read], school: _School) -> None:
    """Lock whom the rows mean, and ask whom those resemble who may be new."""
    meant = {each.row.index: _people(each.row, school) for each in read}
    school.people.load(sorted({person for people in meant.values() for person in people}))
    school.people.match({each.row.index: each.facts for each in read if not meant[each.row.index]})


def _decide(read: _Read, school: _School, seen: dict[int, int]) -> _Decided:
    row, people = read.row, _people(read.row, school)
    if len(people) > 1:
        raise _RefusedError(rejected("staff.several", "full_name", "staff.several.number"))
    number = next(iter(people), None)
    plan = (
        school.people.plan_new(row.index, read.facts)
        if number is None
        else school.people.plan_change(number, read.facts)
    )
    if seen.setdefault(plan.person.pk, row.number) != row.number:
        raise _RefusedError(rejected("staff.twice", "full_name", number=seen[plan.person.pk]))
    post = _post_of(read, plan, school)
    school.people.accept(plan)
    if plan.is_new:
        school.by_name.setdefault(plan.person.folded, set()).add(plan.person.pk)
        school.births[plan.person.pk] = plan.person.birth_date
    return _new_post(read, plan, school) if post is None else _change(read, post, plan, school)


def _people(row: GivenRow, school: _School) -> set[int]:
    """Whom the row may mean: who has its number, else those of its name who work here."""
    numbered = school.people.numbered(row.values)
    if numbered is not None:
        return {numbered}
    born = row.values.get("birth_date")
    return {
        person
        for person in school.by_name.get(fold_name(tidy_name(row.values["full_name"])), ())
        if born is None or school.births.get(person) in {None, born}
    }


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


def _post_of(read: _Read, plan: PersonPlan, school: _School) -> Post | None:
    """The post that the row speaks of; None for one that is to be opened, if that can be."""
    position = read.row.values.get("position")
    held = school.staff.open_posts(plan.person.pk)
    post = next(
        (each for each in held if each.position == position), held[0] if held and not position else None
    )
    if post is None and not read.has_left:
        if not position:
            raise _RefusedError(rejected("staff.position_missing", "position"))
        school.staff.refuse_held(plan.person.pk, position, read.row.values.get("since"))
    return post


def _new_post(read: _Read, plan: PersonPlan, school: _School) -> _Decided:
    if read.has_left:
        return _Decided(Fate.UPDATED if plan.changes else Fate.UNCHANGED)
    values = read.row.values
    post = school.staff.appoint(
        person=plan.person,
        position=values["position"],
        valid_from=values.get("since"),
        internal_unit=read.unit.pk if read.unit else None,
        main_subject=read.subject,
        leads_unit=bool(values.get("leads")),
    )
    return _Decided(Fate.CREATED, post, None, {"position": values["position"]})


def _change(read: _Read, post: Post, plan: PersonPlan, school: _School) -> _Decided:
    before = _image(post)
    if read.has_left:
        school.staff.end(post, "import")
        return _Decided(Fate.UPDATED)
    said = read.row.values.get("leads")
    school.staff.join_unit(
        post,
        read.unit.pk if read.unit else post.internal_unit_id,
        leads=post.leads_unit if said is None else bool(said),
    )
    if read.subject is not None:
        school.staff.change_subject(post, read.subject)
    after = _image(post)
    if after == before:
        return _Decided(Fate.UPDATED if plan.changes else Fate.UNCHANGED)
    return _Decided(Fate.UPDATED, post, before, after)


def _image(post: Post) -> dict[str, Any]:
    return {"unit": post.internal_unit_id, "leads": post.leads_unit, "subject": post.main_subject_id}


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
    if _image(post) != image.after:
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


def links(numbers: Collection[int]) -> dict[int, str]:
    """The records behind posts that the hat reaches."""
    rows = Post.objects.filter(pk__in=numbers).select_related("person")
    return {each.pk: each.get_absolute_url() for each in rows}


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
    named_by="full_name",
    links=links,
)
