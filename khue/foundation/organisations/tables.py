"""The list of organisations as of a day, and the declarations of sites and of subject groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core import clock
from khue.core.bulk import columns
from khue.core.crud import Resource
from khue.core.models import holds_on
from khue.core.tables import Column, Filter, Option, Table, choice, date, linked, number, text
from khue.core.tables.columns import plain
from khue.core.tables.filters import by_field
from khue.foundation.organisations.choices import (
    GOVERNING,
    InternalKind,
    OrganisationKind,
    Ownership,
    Stage,
)
from khue.foundation.organisations.models import InternalUnit, OrganisationClosure, Site
from khue.foundation.organisations.selectors import organisations, searched
from khue.foundation.organisations.services.inside import (
    change_site,
    change_sites,
    create_group,
    create_groups,
    create_site,
    create_sites,
    end_group,
    end_site,
)

DAY = "ngay"
ROOT = "/to-chuc/"


def day_query(day: dt.date) -> str:
    """What an address carries so that the next page speaks of the same day; nothing for today."""
    return "" if day == clock.today() else f"?{DAY}={day.isoformat()}"


def organisation_table(day: dt.date) -> Table:
    """The list as of a day: every link keeps the day."""
    return Table(columns=_columns(day), filters=_filters(day), order=("folded_then",), search=searched_rows)


def _columns(day: dt.date) -> tuple[Column, ...]:
    return (
        _opened(
            "name",
            _("Name"),
            "short_name_then",
            "uuid",
            day,
            sort=("folded_then",),
            pinned=True,
            on_phone="lead",
        ),
        text("full_name", _("Full name"), "name_then", sort=(), shown=False, on_phone="wide"),
        text("code", _("Code"), "code_then", on_phone="trail"),
        choice("kind", _("Kind"), dict(OrganisationKind.choices), on_phone="wide"),
        Column(key="stages", title=_("Stages"), fields=("stages",), write=_stages, on_phone="wide"),
        _opened("parent", _("Managed by"), "parent_then", "parent_uuid_then", day, on_phone="second"),
        text("place", _("Where"), "place_then", sort=(), on_phone="wide"),
        choice("ownership", _("Ownership"), dict(Ownership.choices), shown=False, on_phone="wide"),
        text("phone", _("Phone"), sort=(), shown=False, on_phone="wide"),
        text("email", _("E-mail"), sort=(), shown=False, on_phone="wide"),
        text("address", _("Address"), sort=(), shown=False, on_phone="wide"),
        date("since", _("Since"), "valid_from", shown=False, on_phone="wide"),
    )


def _filters(day: dt.date) -> tuple[Filter, ...]:
    return (
        Filter(
            key="loai",
            title=_("Kind"),
            apply=by_field("kind"),
            options=lambda: [Option(*each) for each in OrganisationKind.choices],
        ),
        Filter(
            key="cap",
            title=_("Stages"),
            apply=lambda rows, values: rows.filter(stages__overlap=values),
            options=lambda: [Option(*each) for each in Stage.choices],
        ),
        Filter(
            key="hinh-thuc",
            title=_("Ownership"),
            apply=by_field("ownership"),
            options=lambda: [Option(*each) for each in Ownership.choices],
        ),
        Filter(
            key="duoi",
            title=pgettext_lazy("organisation", "Below"),
            apply=lambda rows, values: rows.filter(pk__in=_below(values, day)),
            options=lambda: _governing(day),
            many=False,
        ),
    )


def searched_rows(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """What the search box of the list leaves; the order stays the list's."""
    return searched(rows, words)


def _opened(key: str, title: Any, field: str, by: str, day: dt.date, **options: Any) -> Column:
    """A name that opens its record as of the day."""
    tail = f"/{day_query(day)}"

    def write(words: str | None, identifier: UUID | None) -> str:
        return (
            "" if identifier is None else f'<a data-open href="{ROOT}{identifier}{tail}">{plain(words)}</a>'
        )

    return Column(key=key, title=title, fields=(field, by), write=write, **options)


def _stages(values: Sequence[str]) -> str:
    return escape(", ".join(str(Stage(value).label) for value in values))


def _below(values: list[str], day: dt.date) -> QuerySet[OrganisationClosure, dict[str, int]]:
    lines = OrganisationClosure.objects.filter(
        holds_on(day), ancestor__uuid__in=values, kind="administrative", depth__gt=0
    )
    return lines.values("descendant_id")


def _governing(day: dt.date) -> list[Option]:
    rows = organisations(on=day).filter(kind__in=GOVERNING).order_by("kind", "folded_then")
    return [Option(str(uuid), words) for uuid, words in rows.values_list("uuid", "short_name_then")]


def _open_today(model: type[Site | InternalUnit]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.current().select_related("organisation")
    return rows


SITES = Resource(
    room="organisations",
    name="site",
    path="diem-truong/",
    model=Site,
    one=_("site"),
    many=_("School sites"),
    add_label=_("Add a site"),
    empty_title=_("There are no sites yet"),
    empty_text=_("A school has a main site, and one more wherever else it teaches."),
    table=Table(
        columns=(
            linked("name", _("Site"), "/to-chuc/diem-truong/{}/sua/", on_phone="lead"),
            text("organisation", _("School"), "organisation__short_name", on_phone="second"),
            choice(
                "is_main", _("Main site"), {True: pgettext_lazy("site", "Main"), False: ""}, on_phone="trail"
            ),
            text("address", _("Address"), sort=(), on_phone="wide"),
            number("distance_m", _("Metres from the main site"), on_phone="wide"),
            date("valid_from", _("Since"), on_phone="wide"),
        ),
        order=("organisation__folded", "-is_main", "name"),
    ),
    fields=("name", "code", "is_main", "address", "distance_m"),
    api_fields=("uuid", "name", "code", "is_main", "address", "distance_m"),
    rows=lambda: _open_today(Site),
    create=create_site,
    create_many=create_sites,
    update=change_site,
    update_many=change_sites,
    remove=end_site,
    sheet="sites",
    sheet_key=("name",),
    sheet_columns=(
        columns.text("name", "Tên điểm trường", limit=150, required=True, aliases=("Điểm trường",)),
        columns.code("code", "Mã điểm trường"),
        columns.text("address", "Địa chỉ", limit=200),
        columns.integer("distance_m", "Cách điểm chính (m)", minimum=0, aliases=("Khoảng cách (m)",)),
    ),
    icon="map-pinned",
)

GROUPS = Resource(
    room="organisations",
    name="group",
    path="to-chuyen-mon/",
    model=InternalUnit,
    one=pgettext_lazy("organisation", "group"),
    many=_("Subject groups and divisions"),
    add_label=pgettext_lazy("organisation", "Add a group"),
    empty_title=pgettext_lazy("organisation", "There are no groups yet"),
    empty_text=_("Teachers belong to subject groups, officials to divisions."),
    table=Table(
        columns=(
            linked(
                "name",
                pgettext_lazy("organisation", "Group"),
                "/to-chuc/to-chuyen-mon/{}/sua/",
                on_phone="lead",
            ),
            choice("kind", _("Kind"), dict(InternalKind.choices), on_phone="second"),
            text("organisation", _("Organisation"), "organisation__short_name", on_phone="trail"),
            date("valid_from", _("Since"), on_phone="wide"),
        ),
        filters=(
            Filter(
                key="loai",
                title=_("Kind"),
                apply=by_field("kind"),
                options=lambda: [Option(*each) for each in InternalKind.choices],
            ),
        ),
        order=("organisation__folded", "kind", "name"),
    ),
    fields=("name", "kind"),
    api_fields=("uuid", "name", "kind"),
    rows=lambda: _open_today(InternalUnit),
    create=create_group,
    create_many=create_groups,
    remove=end_group,
    sheet="groups",
    sheet_key=("name",),
    sheet_columns=(
        columns.text("name", "Tên tổ", limit=150, required=True, aliases=("Tổ chuyên môn", "Phòng")),
        columns.choice(
            "kind",
            "Loại",
            labels={
                InternalKind.SUBJECT_GROUP: "Tổ chuyên môn",
                InternalKind.DIVISION: "Phòng",
                InternalKind.OFFICE: "Văn phòng",
            },
            required=True,
        ),
    ),
    icon="users",
)
