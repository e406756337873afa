"""The list of who may sign in, and as what."""

from __future__ import annotations

from html import escape
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khue.core.scope import Scope
from khue.core.tables import Column, Filter, Option, Table, choice, date, linked, text
from khue.core.tables.filters import by_field
from khue.core.text import fold
from khue.foundation.accounts.choices import DEPARTMENT_ROLES, Role

WITH, WITHOUT, CLOSED = "co", "chua", "dong"


def account_table(scope: Scope) -> Table:
    """Hats of today by person; the rows can be chosen, to give them accounts."""
    columns = (
        linked(
            "name", pgettext_lazy("person", "Full name"), "/tai-khoan/nguoi/{}/", "person__full_name",
            by="person__uuid", sort=("person__sort_key",), on_phone="lead",
        ),
        choice("role", _("Role"), dict(Role.choices), on_phone="second"),
        text(
            "organisation", _("Organisation"), "organisation__short_name",
            shown=scope.role in DEPARTMENT_ROLES, on_phone="wide",
        ),
        Column(
            key="login", title=_("Login"), fields=("login", "is_open"), write=_login, sort=("login",),
            on_phone="trail",
        ),
        date("since", _("Since"), "valid_from", on_phone="wide"),
    )  # fmt: skip
    filters = (
        Filter(
            key="vai_tro",
            title=_("Role"),
            apply=by_field("role"),
            options=lambda: [Option(*each) for each in Role.choices],
        ),
        Filter(key="tai_khoan", title=_("Account"), apply=_by_account, options=_states, many=False),
    )
    return Table(
        columns=columns,
        filters=filters,
        order=("person__sort_key", "pk"),
        selectable=True,
        search=_like,
    )


def _login(login: str | None, is_open: bool | None) -> str:  # noqa: FBT001 -- as the row has them
    if login is None:
        return escape(str(_("no account")))
    return escape(login if is_open else " · ".join((login, str(_("closed")))))


def _states() -> list[Option]:
    return [Option(WITHOUT, _("no account")), Option(WITH, _("has one")), Option(CLOSED, _("closed"))]


def _by_account(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
    wanted = {WITHOUT: Q(login=None), WITH: Q(is_open=True), CLOSED: Q(is_open=False)}
    return rows.filter(wanted[values[0]])


def _like(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(Q(person__folded__contains=fold(words)) | Q(login__istartswith=words.strip()))
