"""The lists of pupils and of classes: columns said once, filters in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khue.core import clock
from khue.core.models import holds_on
from khue.core.rules import can
from khue.core.scope import Scope
from khue.core.tables import Column, Filter, Option, Table, choice, date, linked, number, text
from khue.core.tables.columns import plain
from khue.core.tables.filters import by_field
from khue.core.ui.pieces import status, tag
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, Role
from khue.foundation.curriculum.selectors import grades, grades_taught
from khue.foundation.organisations.models import Organisation, Unit
from khue.foundation.people.choices import Sex
from khue.foundation.people.formulas import fold_name
from khue.sector.classes.formulas import birth_words
from khue.sector.classes.models import ClassPlacement, HomeroomAssignment
from khue.sector.classes.selectors import classes_of_year, with_class
from khue.sector.pupils.choices import PRESENT, EnrolmentStatus, Entry
from khue.sector.pupils.selectors import NEEDS, enrolments_of_year, flags

GRADES: Final = range(1, 13)
NO_CLASS: Final = "chua"
SEXES: Final = (Sex.MALE, Sex.FEMALE)
TONES: Final = {EnrolmentStatus.LEAVING: ("warn", "arrow-right-left")}


def looks_down(scope: Scope) -> bool:
    """Whether the hat looks at many schools: then lists say the school."""
    return scope.role in DEPARTMENT_ROLES | {Role.COMMUNE_OFFICER}


def pupil_rows(year: int) -> QuerySet[Any]:
    """The enrolments of a year, as the list of pupils shows them.

    Who goes on at the school that follows is there once: today at the one, from the day on at the other.
    """
    rows: QuerySet[Any] = enrolments_of_year(year)
    ahead = Q(entry=Entry.CONTINUED, valid_from__gt=clock.today())
    return rows.exclude(Q(status=EnrolmentStatus.CONTINUED) | ahead)


def pupil_table(scope: Scope, year: int) -> Table:
    """The list of pupils of a hat. What its filters offer is read once, when it is made: one statement."""
    return Table(
        columns=(
            *_person_columns(with_residence=not looks_down(scope)),
            *_state_columns(with_school=looks_down(scope)),
        ),
        filters=(*_place_filters(scope, year), *_pupil_filters()),
        order=("person__sort_key",),
        name="person__uuid",
        selectable=can(scope, "classes.place") or can(scope, "pupils.export"),
        search=pupils_like,
        annotations=with_class() | flags() | {"residence": _residence()},
    )


def _residence() -> Subquery:
    """The unit one lives in, with its kind: looked up for the rows of the page alone, not for all that are sorted."""
    here = Unit.objects.filter(pk=OuterRef("person__residence_unit_id"))
    return Subquery(here.values(words=Concat("prefix", Value(" "), "name")))


def pupils_like(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """The pupils whose names hold the words, with or without diacritics, or whose sector identifier it is."""
    named = Q(person__folded__contains=fold_name(words))
    return rows.filter(named | Q(person__sector_identifier=words.replace(" ", "")))


def _of_classes() -> dict[str, Any]:
    """How many sit in each class of a list today, and who leads it."""
    today = holds_on(clock.today())
    seats = ClassPlacement._base_manager.filter(today, school_class_id=OuterRef("pk"))
    leads = HomeroomAssignment._base_manager.filter(today, school_class_id=OuterRef("pk"))
    return {
        "pupils": Subquery(seats.values("school_class_id").annotate(count=Count("pk")).values("count")),
        "homeroom": ArraySubquery(leads.order_by("valid_from", "pk").values("person__full_name")),
    }


def class_table(scope: Scope, year: int) -> Table:
    """The list of classes of a hat, in the order of grades, 6A2 before 6A10."""
    order = ("grades__0", "name_length", "name")
    names = _GroupNames()
    columns = (
        linked("name", gettext_lazy("Class"), "/lop/{}/", sort=order, on_phone="lead"),
        Column(
            key="grades",
            title=gettext_lazy("Grade"),
            fields=("grades",),
            write=lambda values: _joined([each if each > 0 else names[each] for each in values]),
            on_phone="wide",
        ),
        number("pupils", gettext_lazy("Pupils"), on_phone="trail"),
        Column(
            key="homeroom",
            title=gettext_lazy("Homeroom teachers"),
            fields=("homeroom",),
            write=_joined,
            on_phone="second",
        ),
        text("site", gettext_lazy("Site"), "site__name", on_phone="wide"),
        text(
            "school",
            gettext_lazy("School"),
            "organisation__short_name",
            shown=looks_down(scope),
            on_phone="wide",
        ),
    )
    grade = Filter(
        key="khoi",
        title=gettext_lazy("Grade"),
        apply=lambda rows, values: rows.filter(grades__overlap=[int(value) for value in values]),
        options=lambda: _grade_options(scope),
    )
    schools = [_school_filter(scope)] if looks_down(scope) else []
    return Table(columns=columns, filters=(grade, *schools), order=order, annotations=_of_classes())


class _GroupNames(dict[int, str]):
    """What the groups of nurseries and kindergartens are called; read when the first one is met."""

    def __missing__(self, number: int) -> str:
        self.update(grades().values_list("number", "name"))
        return self.setdefault(number, str(number))


def _person_columns(*, with_residence: bool) -> tuple[Column, ...]:
    return (*_name_columns(), *_identity_columns(with_residence=with_residence))


def _name_columns() -> tuple[Column, ...]:
    return (
        linked(
            "name",
            pgettext_lazy("person", "Full name"),
            "/hoc-sinh/{}/",
            "person__full_name",
            by="person__uuid",
            sort=("person__sort_key",),
            on_phone="lead",
        ),
        text(
            "class",
            gettext_lazy("Class"),
            "class_name",
            sort=("grade_id", "class_name", "person__sort_key"),
            on_phone="second",
        ),
        Column(
            key="birth",
            title=gettext_lazy("Date of birth"),
            fields=("person__birth_date", "person__birth_precision"),
            write=birth_words,
            sort=("person__birth_date",),
            is_number=True,
            on_phone="wide",
        ),
    )


def _identity_columns(*, with_residence: bool) -> tuple[Column, ...]:
    return (
        choice(
            "sex",
            gettext_lazy("Sex"),
            {each: each.label for each in SEXES} | {Sex.UNKNOWN: ""},
            "person__sex",
            on_phone="wide",
        ),
        text(
            "code",
            gettext_lazy("Pupil code"),
            "person__sector_identifier",
            is_number=True,
            on_phone="wide",
        ),
        Column(
            key="residence",
            title=gettext_lazy("Residence"),
            fields=("residence",),
            write=lambda words: plain(words and words.strip()),
            sort=("person__residence_unit__name",),
            shown=with_residence,
            on_phone="wide",
        ),
    )


def _state_columns(*, with_school: bool) -> tuple[Column, ...]:
    return (
        text(
            "school",
            gettext_lazy("School"),
            "organisation__short_name",
            shown=with_school,
            on_phone="wide",
        ),
        Column(
            key="state",
            title=gettext_lazy("State"),
            fields=("status",),
            write=state_piece,
            sort=("status",),
            on_phone="trail",
        ),
        Column(
            key="needs",
            title=gettext_lazy("To be completed"),
            fields=tuple(f"needs_{need.code}" for need in NEEDS),
            write=_needs_piece,
            on_phone="wide",
        ),
        text(
            "register",
            gettext_lazy("Number in the register"),
            "register_number",
            is_number=True,
            shown=False,
            on_phone="wide",
        ),
        date("since", gettext_lazy("Learns here since"), "valid_from", shown=False, on_phone="wide"),
    )


def _pupil_filters() -> tuple[Filter, ...]:
    return (
        Filter(
            key="trang_thai",
            title=gettext_lazy("State"),
            apply=by_field("status"),
            options=lambda: [Option(*each) for each in EnrolmentStatus.choices],
        ),
        Filter(
            key="gioi",
            title=gettext_lazy("Sex"),
            apply=by_field("person__sex"),
            options=lambda: [Option(str(each.value), each.label) for each in SEXES],
        ),
        Filter(
            key="thieu",
            title=gettext_lazy("To be completed"),
            apply=_lacking,
            options=lambda: [Option(need.code, need.short) for need in NEEDS],
        ),
    )


def _place_filters(scope: Scope, year: int) -> list[Filter]:
    """Grade, and class for a school or school for whoever looks at many."""
    if looks_down(scope):
        return [_grade_filter(GRADES), _school_filter(scope)]
    rows = list(classes_of_year(year, scope.organisation or 0).values_list("uuid", "name", "grades"))
    none = Option(NO_CLASS, gettext_lazy("Without a class"))
    classes = [none, *(Option(str(uuid), name) for uuid, name, _grades in rows)]
    of_class = Filter(key="lop", title=gettext_lazy("Class"), apply=_in_classes, options=lambda: classes)
    grades_there = sorted({each for *_words, held in rows for each in held})
    if not grades_there:
        grades_there = [int(each.value) for each in _grade_options(scope)]
    return [_grade_filter(grades_there), of_class]


def _grade_filter(numbers: Iterable[int]) -> Filter:
    return Filter(
        key="khoi",
        title=gettext_lazy("Grade"),
        apply=by_field("grade_id"),
        options=lambda: [Option(str(each), str(each)) for each in numbers],
    )


def _grade_options(scope: Scope) -> list[Option]:
    """The grades of the hat's school, or 1 to 12 for whoever looks at many."""
    if looks_down(scope):
        return [Option(str(each), str(each)) for each in GRADES]
    school = Organisation.objects.filter(pk=scope.organisation or 0).first()
    return [Option(str(each.number), each.name) for each in grades_taught(school.stages if school else ())]


def _school_filter(scope: Scope) -> Filter:
    """The schools below the hat's organisation: one statement."""
    below = Organisation.objects.filter(stages__len__gt=0, valid_to=None)
    if scope.roots:
        below = below.filter(path__startswith=scope.roots[0])
    schools = [
        Option(str(uuid), name) for uuid, name in below.order_by("folded").values_list("uuid", "short_name")
    ]
    return Filter(
        key="truong",
        title=gettext_lazy("School"),
        apply=by_field("organisation__uuid"),
        options=lambda: schools,
    )


def _in_classes(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
    """The pupils whose class is one of the values; `NO_CLASS` are those who sit in the school and in no class."""
    classes = [value for value in values if value != NO_CLASS]
    placed = ClassPlacement.objects.filter(school_class__uuid__in=classes).values("enrolment_id")
    wanted = Q(pk__in=placed, class_uuid__in=classes)
    if NO_CLASS in values:
        sitting = ClassPlacement._base_manager.filter(enrolment_id=OuterRef("pk"), valid_to=None)
        wanted |= Q(~Exists(sitting), status__in=PRESENT, valid_to=None)
    found: QuerySet[Any] = rows.alias(class_uuid=with_class()["class_uuid"]).filter(wanted)
    return found


def _lacking(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
    condition: Any = Q(pk__in=())
    for need in NEEDS:
        if need.code in values:
            condition |= need.missing()
    return rows.filter(condition)


def state_piece(state: str) -> SafeString:
    """The ordinary state as plain words with an icon, an exception as a tag."""
    words = EnrolmentStatus(state).label
    if state == EnrolmentStatus.STUDYING:
        return status(words)
    return tag(words, *TONES.get(EnrolmentStatus(state), ("plain", "log-out")))


def _needs_piece(*missing: bool) -> str:
    """Names the most urgent thing that is missing and counts the others."""
    if not any(missing):
        words = _("Complete")
        return f'<span class="faint">{escape(words)}</span>'
    need, more = NEEDS[missing.index(True)], sum(missing) - 1
    return status(f"{need.short} +{more}" if more else need.short, "wait")


def _joined(values: Sequence[Any]) -> str:
    return escape(", ".join(str(value) for value in values))
