"""What a plain model says about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.db import models
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.urls import reverse

from khue.core.crud.forms import RowForm
from khue.core.crud.services import create_row, create_rows, remove_row, update_row, update_rows
from khue.core.tables import Table
from khue.core.tables.columns import Words

Rows = Callable[[], QuerySet[Any]]
Service = Callable[..., Any]


@dataclass(kw_only=True)
class Resource:
    """A model with everything around it.

    `room` and `name` make the addresses (`calendar:holiday-list`), the acts of the rules (`calendar.view_holiday`,
    `calendar.change_holiday`), and the API (`/api/v1/calendar/holidays`); `path` is the Vietnamese page address. The
    services default to the plain ones: create, update and remove a row in scope with one audit line. `fields` are what
    people and programs write. With `sheet` (its key in the registry), `sheet_key` are the fields that name a row and
    `sheet_columns` the columns of its workbook; `core.bulk.simple` makes the sheet of them, which writes by
    `create_many` and `update_many`: a resource with a verb of its own and a sheet has that verb for many rows too.
    """

    room: str
    name: str
    path: str
    model: type[models.Model]
    one: Words
    many: Words
    add_label: Words
    empty_title: Words
    empty_text: Words
    table: Table
    fields: tuple[str, ...]
    api_fields: tuple[str, ...]
    help_text: Words = ""
    rows: Rows | None = None
    create: Service = create_row
    update: Service = update_row
    remove: Service | None = remove_row
    create_many: Service = create_rows
    update_many: Service = update_rows
    sheet: str = ""
    sheet_key: tuple[str, ...] = ()
    sheet_columns: tuple[Any, ...] = ()
    icon: str = "folder"

    @cached_property
    def form(self) -> type[RowForm]:
        """The form of `fields`; what a row must fulfil stands in the model's constraints."""
        return cast("type[RowForm]", modelform_factory(self.model, form=RowForm, fields=self.fields))

    def queryset(self) -> QuerySet[Any]:
        """The rows that the open scope shows."""
        if self.rows is not None:
            return self.rows()
        queryset: QuerySet[Any] = self.model.objects.all()  # type: ignore[attr-defined]
        return queryset

    def act(self, verb: str) -> str:
        """The name of an act in the rules: `calendar.change_holiday`."""
        return f"{self.room}.{verb}_{self.name}"

    def url_name(self, page: str) -> str:
        """The name of one of its addresses."""
        return f"{self.room}:{self.name}-{page}"

    def addresses(self) -> dict[str, str]:
        """What its pages link to: list, new, and with a sheet the import and the exports."""
        urls = {name: self.url(name) for name in ("list", "new")}
        if self.sheet:
            urls |= {kind: self.url("export", kind) for kind in ("xlsx", "csv")}
            urls["import"] = reverse("bulk:choose", args=[self.sheet])
        return urls

    def url(self, page: str, *args: Any) -> str:
        """One of its addresses."""
        return reverse(self.url_name(page), args=args)
