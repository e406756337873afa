"""The list of staff."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core.scope import Scope
from khue.core.tables import Filter, Option, Table, choice, date, linked, text
from khue.core.tables.filters import by_field
from khue.core.text import fold
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, Role
from khue.foundation.curriculum.models import Subject
from khue.sector.staff.choices import Position

OFFICERS: Final = DEPARTMENT_ROLES | {Role.COMMUNE_OFFICER}


def staff_table(scope: Scope) -> Table:
    """Who works where. The subjects of its filter are read once, when it is made: one statement."""
    subjects = [
        Option(*each) for each in Subject.objects.order_by("order", "code").values_list("code", "name")
    ]
    columns = (
        linked(
            "name", pgettext_lazy("person", "Full name"), "/nhan-su/{}/", "person__full_name", by="person__uuid",
            sort=("person__sort_key",), on_phone="lead",
        ),
        choice("position", _("Position"), dict(Position.choices), on_phone="second"),
        text("subject", _("Subject"), "main_subject__name", on_phone="wide"),
        text("group", _("Group"), "internal_unit__name", on_phone="wide"),
        text("phone", _("Phone"), "person__phone", sort=(), on_phone="trail"),
        text(
            "school", _("School"), "organisation__short_name",
            shown=scope.role in OFFICERS, on_phone="wide",
        ),
        date("since", _("Since"), "valid_from", on_phone="wide"),
        text("email", _("E-mail"), "person__email", sort=(), shown=False, on_phone="wide"),
    )  # fmt: skip
    filters = (
        Filter(
            key="vi_tri",
            title=_("Position"),
            apply=by_field("position"),
            options=lambda: [Option(*each) for each in Position.choices],
        ),
        Filter(
            key="mon",
            title=_("Subject"),
            apply=by_field("main_subject__code"),
            options=lambda: subjects,
        ),
    )
    return Table(columns=columns, filters=filters, order=("person__sort_key",), search=staff_like)


def staff_like(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Whose names hold the words, with or without diacritics, or who has the phone number."""
    return rows.filter(Q(person__folded__contains=fold(words)) | Q(person__phone=words.replace(" ", "")))
