"""The sheet of schools: one row a school, known by its code.

A row that is new enters a school as it exists; a row that is known mends what is written wrong. What a decision changes
(who manages it, where it is) is refused with the way to do it, so that a list never rewrites history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from khue.core.bulk import columns
from khue.core.bulk.problems import declare
from khue.core.bulk.sheets import GivenRow, ImportContext, Outcome, Sheet
from khue.foundation.organisations.choices import TEACHING, OrganisationKind, Ownership
from khue.foundation.organisations.formulas.stages import write_stages
from khue.foundation.organisations.models import Organisation
from khue.foundation.organisations.selectors import listed
from khue.foundation.organisations.sheets.rows import Applier, undo

KINDS: dict[str, str] = {
    OrganisationKind.SCHOOL: "Trường",
    OrganisationKind.CENTRE: "Trung tâm",
    OrganisationKind.CHILDCARE: "Nhóm trẻ độc lập",
}
OWNERSHIPS: dict[str, str] = {
    Ownership.PUBLIC: "Công lập",
    Ownership.COMMUNITY: "Dân lập",
    Ownership.PRIVATE: "Tư thục",
}

declare(
    {
        "organisations.stages_unknown": _("“%(value)s” names no education stages"),
        "organisations.stages_unknown.mend": _("Write for example Tiểu học, THCS"),
        "organisations.commune_unknown": _("There is no commune or ward “%(value)s”"),
        "organisations.commune_several": _("Several communes or wards are called “%(value)s”"),
        "organisations.commune_several.mend": _("Write Xã or Phường before the name"),
        "organisations.parent_unknown": _("Nobody you look after is called “%(value)s”"),
        "organisations.parent_several": _("Several organisations are called “%(value)s”; write the code"),
        "organisations.parent_missing": _("Who manages the school is not known"),
        "organisations.parent_missing.mend": _("Fill in the commune, or who manages it"),
        "organisations.parent_by_decision": _("The school is managed by %(now)s"),
        "organisations.place_by_decision": _("The school stands in %(now)s"),
        "organisations.by_decision": _("Record the decision on the school's page, under Change"),
        "organisations.same_name": _("%(name)s with the code %(number)s is in the same commune already"),
        "organisations.same_name.mend": _("If it is the same school, write that code"),
        "organisations.code_of_other": _("The code belongs to %(name)s, which is not a school"),
        "organisations.outside": _("%(name)s is outside of what you look after"),
    }
)

COLUMNS = (
    columns.code(
        "code", "Mã trường", limit=35, required=True, aliases=("Mã", "Mã đơn vị", "Mã cơ sở giáo dục")
    ),
    columns.text(
        "name", "Tên trường", limit=200, required=True, width=36,
        aliases=("Tên đơn vị", "Tên cơ sở giáo dục", "Trường", "Tên"),
    ),
    columns.text("short_name", "Tên ngắn", limit=100, aliases=("Tên viết tắt",), width=24),
    columns.text("stages", "Cấp học", limit=100, required=True, aliases=("Cấp", "Bậc học"), note="Tiểu học, THCS"),
    columns.choice(
        "ownership", "Loại hình", labels=OWNERSHIPS, aliases=("Loại hình trường",),
        spellings={"1": Ownership.PUBLIC, "2": Ownership.COMMUNITY, "3": Ownership.PRIVATE},
    ),
    columns.choice("kind", "Loại cơ sở", labels=KINDS, aliases=("Loại trường",)),
    columns.text(
        "commune", "Xã/phường", limit=120, aliases=("Xã", "Phường", "Phường/xã", "Xã, phường", "Địa bàn"), width=22
    ),
    columns.text("address", "Địa chỉ", limit=200, width=30),
    columns.phone("phone", "Điện thoại", aliases=("Số điện thoại", "SĐT")),
    columns.email("email", "Email", aliases=("Thư điện tử",)),
    columns.text("website", "Website", limit=200, aliases=("Trang web", "Trang thông tin điện tử")),
    columns.text(
        "parent", "Cơ quan quản lí", limit=200, width=30,
        aliases=("Cơ quan quản lý", "Đơn vị quản lí", "Đơn vị quản lý", "Cơ quan chủ quản"),
    ),
    columns.date("founded", "Ngày thành lập"),
)  # fmt: skip


def apply(rows: Sequence[GivenRow], context: ImportContext) -> Sequence[Outcome]:
    """Enter and mend up to a thousand schools in a constant number of statements."""
    return Applier(rows, context).outcomes()


def export(rows: QuerySet[Any]) -> Iterable[Mapping[str, Any]]:
    """The rows of a list as of a day (`selectors.listed`), as the columns hold them."""
    fields = {
        "code": "code_then",
        "name": "name_then",
        "short_name": "short_name_then",
        "stages": "stages",
        "ownership": "ownership",
        "kind": "kind",
        "commune": "place_then",
        "address": "address",
        "phone": "phone",
        "email": "email",
        "website": "website",
        "parent": "parent_then",
        "founded": "valid_from",
    }
    for row in rows.values_list(*fields.values()).iterator(chunk_size=1_000):
        values = dict(zip(fields, row, strict=True))
        yield values | {"stages": write_stages(values["stages"])}


def links(numbers: Collection[int]) -> dict[int, str]:
    """The pages of organisations that the hat reaches."""
    rows = Organisation.objects.in_bulk(list(numbers))
    return {number: each.get_absolute_url() for number, each in rows.items()}


def _schools(_context: ImportContext) -> QuerySet[Any]:
    return listed().filter(kind__in=TEACHING).order_by("folded_then", "pk")


SCHOOLS = Sheet(
    key="schools",
    title=_("Schools"),
    place="organisations:organisation-list",
    act="organisations.change",
    columns=COLUMNS,
    apply=apply,
    export=export,
    rows=_schools,
    undo=undo,
    named_by="name",
    links=links,
    needs_organisation=False,
)
