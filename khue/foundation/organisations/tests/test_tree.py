"""The tree as of any day, its closure and its paths."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khue.core import clock
from khue.core.scope import open_scope, system
from khue.foundation.organisations.choices import OrganisationKind, ParentKind, Stage
from khue.foundation.organisations.formulas import Edge, Line, Span, closure, makes_cycle, segment
from khue.foundation.organisations.formulas.reform import REFORM
from khue.foundation.organisations.models import (
    Organisation,
    OrganisationClosure,
    OrganisationName,
    OrganisationParent,
)
from khue.foundation.organisations.selectors import (
    ancestors,
    children_of,
    counts_below,
    organisation_by_code,
    organisations,
    parents_of,
    roots,
    schools_of,
    searched,
    subtree,
    tree,
)
from khue.foundation.organisations.services import (
    Called,
    Entry,
    Under,
    recompute_closure,
    register_organisations,
    settle_today,
)
from khue.foundation.organisations.tests.factories import BEFORE, LONG_AGO, Province, an_organisation, refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def names(rows: object) -> list[str]:
    return [row.short_name_then for row in rows]  # type: ignore[attr-defined]


def test_before_the_reform_schools_stand_below_the_district_office_and_today_below_communes(
    province: Province,
) -> None:
    line = {day: names(ancestors(province.school, on=day)) for day in (BEFORE, TODAY)}
    assert line == {
        BEFORE: ["Sở GDĐT Ninh Bình", "Phòng GDĐT Gia Viễn"],
        TODAY: ["Sở GDĐT Ninh Bình", "Xã Gia Viễn"],
    }


def test_an_upper_secondary_school_stands_below_the_department_on_every_day(province: Province) -> None:
    assert names(children_of(province.department, on=BEFORE)) == ["Phòng GDĐT Gia Viễn", "THPT Gia Viễn A"]
    assert names(children_of(province.department, on=TODAY)) == [
        "Phường Hoa Lư",
        "THPT Gia Viễn A",
        "Xã Gia Viễn",
    ]


def test_the_department_guides_every_school_directly(province: Province) -> None:
    guided = children_of(province.department, on=TODAY, kind=ParentKind.PROFESSIONAL)
    assert names(guided) == ["THCS Đinh Tiên Hoàng", "THCS Lê Hồng Phong", "THPT Gia Viễn A"]


def test_the_tree_lists_who_governs_and_counts_the_schools(province: Province) -> None:
    def drawn(day: dt.date) -> list[tuple[int, str, int]]:
        return [(row.level, row.organisation.short_name_then, row.counts.schools) for row in tree(on=day)]

    assert drawn(BEFORE) == [(0, "Sở GDĐT Ninh Bình", 3), (1, "Phòng GDĐT Gia Viễn", 2)]
    assert drawn(TODAY) == [(0, "Sở GDĐT Ninh Bình", 3), (1, "Phường Hoa Lư", 1), (1, "Xã Gia Viễn", 1)]


def test_counts_are_by_kind_and_by_stage(province: Province) -> None:
    counts = counts_below([province.department.pk], on=TODAY)[province.department.pk]
    assert counts.kinds == {OrganisationKind.COMMUNE: 2, OrganisationKind.SCHOOL: 3}
    assert +counts.stages == {Stage.LOWER_SECONDARY: 2, Stage.UPPER_SECONDARY: 1}


def test_a_commune_names_its_schools_and_a_subtree_begins_with_itself(province: Province) -> None:
    assert names(schools_of(province.commune, on=TODAY)) == ["THCS Đinh Tiên Hoàng"]
    assert set(names(subtree(province.commune, on=TODAY))) == {"Xã Gia Viễn", "THCS Đinh Tiên Hoàng"}
    assert names(schools_of(province.commune, on=BEFORE)) == []


def test_who_did_not_exist_on_a_day_is_not_there(province: Province) -> None:
    assert "Xã Gia Viễn" not in names(organisations(on=BEFORE))
    assert "Phòng GDĐT Gia Viễn" not in names(organisations(on=TODAY))
    assert names(roots(on=BEFORE)) == names(roots(on=TODAY)) == ["Sở GDĐT Ninh Bình"]


def test_an_organisation_is_found_by_code_and_by_name_with_or_without_diacritics(province: Province) -> None:
    assert organisation_by_code("37373501", on=TODAY) == province.school
    assert organisation_by_code("37373", on=TODAY) is None
    assert organisation_by_code("37373", on=BEFORE) == province.district
    assert names(searched(organisations(on=TODAY), "dinh tien hoang")) == ["THCS Đinh Tiên Hoàng"]
    assert names(searched(organisations(on=TODAY), "HOÀNG Đinh")) == ["THCS Đinh Tiên Hoàng"]
    assert len(searched(organisations(on=TODAY), "373735")) == 2


def test_both_parents_of_many_organisations_are_two_statements(
    province: Province, django_assert_num_queries: object
) -> None:
    numbers = [province.school.pk, province.other_school.pk, province.upper_school.pk]
    with django_assert_num_queries(2):  # type: ignore[operator]
        parents = parents_of(numbers, on=TODAY)
    assert parents[province.school.pk, ParentKind.ADMINISTRATIVE] == province.commune
    assert parents[province.school.pk, ParentKind.PROFESSIONAL] == province.department
    assert parents[province.upper_school.pk, ParentKind.ADMINISTRATIVE] == province.department


def test_a_path_is_todays_place_and_what_ended_stands_below_its_last_parent(province: Province) -> None:
    def path(*chain: Organisation) -> str:
        return "".join(f"{segment(each.pk)}." for each in chain)

    found = dict(Organisation.objects.values_list("pk", "path"))
    assert found[province.school.pk] == path(province.department, province.commune, province.school)
    assert found[province.upper_school.pk] == path(province.department, province.upper_school)
    assert found[province.district.pk] == path(province.department, province.district)


def test_two_parents_of_one_kind_on_one_day_are_refused_by_the_database(province: Province) -> None:
    with pytest.raises(IntegrityError, match="one_parent_a_day"), transaction.atomic():
        OrganisationParent.objects.create(
            child=province.school,
            parent=province.department,
            kind=ParentKind.ADMINISTRATIVE,
            valid_from=TODAY,
        )


def test_nobody_stands_at_the_top_beside_the_department(province: Province) -> None:
    with refused("no_parent"):
        an_organisation("Sở khác", kind=OrganisationKind.DEPARTMENT)
    with refused("no_parent"):
        an_organisation("Xã lạc", kind=OrganisationKind.COMMUNE)


def test_a_department_that_ended_is_not_left_at_the_top(province: Province) -> None:
    old = an_organisation("Sở GDĐT Hà Nam", kind=OrganisationKind.DEPARTMENT, until=REFORM)
    assert old.path == f"{segment(province.department.pk)}.{segment(old.pk)}."
    assert {each.pk for each in roots(on=BEFORE)} == {province.department.pk, old.pk}


def test_nobody_stands_below_a_school(province: Province) -> None:
    with refused("not_governing"):
        an_organisation("Nhóm trẻ", kind=OrganisationKind.CHILDCARE, below=province.school)


def test_a_future_name_and_parent_take_effect_on_their_day(province: Province) -> None:
    day = clock.today() + dt.timedelta(days=30)
    OrganisationName.objects.filter(organisation=province.school).update(valid_to=day)
    OrganisationName.objects.create(
        organisation=province.school, name="Trường Mới", short_name="Mới", folded="truong moi", valid_from=day
    )
    edges = OrganisationParent.objects.filter(
        child=province.school, kind=ParentKind.ADMINISTRATIVE, valid_to=None
    )
    edges.update(valid_to=day)
    OrganisationParent.objects.create(
        child=province.school, parent=province.other_commune, kind=ParentKind.ADMINISTRATIVE, valid_from=day
    )
    recompute_closure([province.school.pk])
    assert settle_today() == 0
    with clock.frozen(dt.datetime.combine(day, dt.time(1), clock.VIETNAM)):
        assert settle_today() == 1
        assert settle_today() == 0
    province.school.refresh_from_db()
    assert (province.school.name, province.school.folded) == ("Trường Mới", "truong moi")
    assert province.school.path.startswith(Organisation.objects.get(pk=province.other_commune.pk).path)


def test_registering_costs_the_same_for_one_and_for_two_hundred(
    province: Province, as_system: object, django_assert_max_num_queries: object
) -> None:
    serial = count()

    def statements(number: int) -> int:
        under = [Under(ParentKind.ADMINISTRATIVE, province.commune.pk)]
        entries = [
            Entry(
                key=str(each),
                kind=OrganisationKind.SCHOOL,
                names=[Called(f"Trường {next(serial)}")],
                parents=under,
                valid_from=LONG_AGO,
            )
            for each in range(number)
        ]
        with django_assert_max_num_queries(40) as captured:  # type: ignore[operator]
            register_organisations(entries)
        return len(captured)

    assert statements(1) == statements(200)


@given(number=st.integers(1, 36**9))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_segments_are_the_same_in_sql_and_in_python(db: None, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT khue_segment(%s)", [number])
        assert cursor.fetchone() == (segment(number),)


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 15) | st.none()).map(
    lambda pair: Span(
        LONG_AGO + dt.timedelta(days=pair[0]),
        None if pair[1] is None else LONG_AGO + dt.timedelta(days=pair[0] + pair[1]),
    )
)
FORESTS = st.tuples(
    st.lists(SPANS, min_size=7, max_size=7), st.lists(st.tuples(*[st.integers(0, 6)] * 2, SPANS))
)


def forest(lives: list[Span], raw: list[tuple[int, int, Span]]) -> list[Edge]:
    """Of random edges those that make a forest on every day."""
    edges: list[Edge] = []
    for child, parent, span in raw:
        days = span.meets(lives[child])
        days = days and days.meets(lives[parent])
        if days is None:
            continue
        edge = Edge(child, parent, days)
        taken = any(other.child == child and other.span.meets(days) for other in edges)
        if not taken and not makes_cycle(edges, edge):
            edges.append(edge)
    return edges


def stored_closure(numbers: dict[int, int], kind: ParentKind) -> set[Line]:
    back = {pk: number for number, pk in numbers.items()}
    rows = OrganisationClosure.objects.filter(kind=kind).values_list(
        "ancestor_id", "descendant_id", "depth", "valid_from", "valid_to"
    )
    return {
        Line(back[ancestor], back[descendant], depth, Span(start, end))
        for ancestor, descendant, depth, start, end in rows
    }


@given(FORESTS, FORESTS.map(lambda pair: pair[1]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_closure_equals_brute_force_on_random_forests_and_after_random_moves(
    db: None, first: tuple[list[Span], list[tuple[int, int, Span]]], later: list[tuple[int, int, Span]]
) -> None:
    lives, raw = first
    with transaction.atomic(), open_scope(system("test")):
        rows = [
            Organisation(
                kind=OrganisationKind.COMMUNE,
                name="",
                short_name="",
                folded="",
                path="",
                valid_from=s.start,
                valid_to=s.end,
            )
            for s in lives
        ]
        Organisation.objects.bulk_create(rows)
        numbers = {number: row.pk for number, row in enumerate(rows)}
        edges = forest(lives, raw)
        store(edges, numbers)
        recompute_closure(numbers.values())
        living = dict(enumerate(lives))
        assert stored_closure(numbers, ParentKind.ADMINISTRATIVE) == closure(living, edges)
        moved = {edge.child for edge in forest(lives, later)} - {0, 1}
        kept = [edge for edge in edges if edge.child not in moved]
        after = forest(
            lives, [*((e.child, e.parent, e.span) for e in kept), *(r for r in later if r[0] in moved)]
        )
        OrganisationParent.objects.filter(child_id__in=[numbers[each] for each in moved]).delete()
        store([edge for edge in after if edge.child in moved], numbers)
        recompute_closure([numbers[each] for each in moved])
        assert stored_closure(numbers, ParentKind.ADMINISTRATIVE) == closure(living, after)
        transaction.set_rollback(True)


def store(edges: list[Edge], numbers: dict[int, int]) -> None:
    OrganisationParent.objects.bulk_create(
        OrganisationParent(
            child_id=numbers[edge.child],
            parent_id=numbers[edge.parent],
            kind=ParentKind.ADMINISTRATIVE,
            valid_from=edge.span.start,
            valid_to=edge.span.end,
        )
        for edge in edges
    )
