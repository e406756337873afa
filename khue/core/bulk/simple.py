"""The sheet of a plain resource: a row is known by a few of its fields, created or changed by the resource's services.

For lists of hundreds of rows (a constant number of look-ups a chunk, one statement per changed row). Lists of a hundred
thousand have a set-based `apply` of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from khue.core.bulk.columns import Column
from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet, rejected
from khue.core.crud.resource import Resource


def simple_sheet(resource: Resource) -> Sheet:
    """The sheet of a resource; a row is named by `sheet_key` within the organisation of the import."""
    applier = _Applier(resource, resource.sheet_key)
    return Sheet(
        key=resource.sheet,
        title=resource.many,
        place=resource.url_name("list"),
        act=resource.act("change"),
        columns=resource.sheet_columns,
        apply=applier.apply,
        export=lambda rows: _export(rows, resource.sheet_columns),
        rows=lambda _context: resource.queryset(),
        undo=applier.undo if resource.remove else None,
    )


def _export(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterable[Mapping[str, Any]]:
    return rows.values(*(column.key for column in columns)).iterator(chunk_size=1_000)


class _Applier:
    """Applies chunks to one resource."""

    def __init__(self, resource: Resource, key: tuple[str, ...]) -> None:
        self.resource = resource
        self.key = key

    def apply(self, rows: Sequence[GivenRow], context: ImportContext) -> Sequence[Outcome]:
        """Find the stored rows by one query, then create, change, or leave each."""
        seen: dict[tuple[Any, ...], int] = context.memory.setdefault("seen", {})
        stored = self._stored(rows, context)
        return [self._one(row, stored, seen, context) for row in rows]

    def _stored(
        self, rows: Sequence[GivenRow], context: ImportContext
    ) -> dict[tuple[Any, ...], models.Model]:
        first = self.key[0]
        wanted = self.resource.queryset().filter(**{f"{first}__in": {row.values.get(first) for row in rows}})
        if context.organisation is not None:
            wanted = wanted.filter(organisation_id=context.organisation)
        return {tuple(getattr(each, name) for name in self.key): each for each in wanted}

    def _one(
        self,
        row: GivenRow,
        stored: dict[tuple[Any, ...], models.Model],
        seen: dict[tuple[Any, ...], int],
        context: ImportContext,
    ) -> Outcome:
        name = tuple(row.values.get(field) for field in self.key)
        if name in seen:
            return rejected("row_twice", number=seen[name])
        seen[name] = row.number
        there = stored.get(name)
        try:
            with transaction.atomic():
                return self._create(row, context) if there is None else self._change(there, row)
        except ValidationError as error:
            return Outcome(Fate.REJECTED, (Problem("row_refused", {"why": " ".join(error.messages)}),))
        except IntegrityError:
            return rejected("row_exists")

    def _create(self, row: GivenRow, context: ImportContext) -> Outcome:
        values = dict(row.values)
        if context.organisation is not None:
            values["organisation_id"] = context.organisation
        made = self.resource.create(model=self.resource.model, **values)
        after = {field: _kept(getattr(made, field)) for field in {*row.values, *self.resource.fields}}
        return Outcome(Fate.CREATED, images=(Image(self.resource.name, made.pk, None, after),))

    def _change(self, there: models.Model, row: GivenRow) -> Outcome:
        changed = {field: value for field, value in row.values.items() if getattr(there, field) != value}
        if not changed:
            return Outcome(Fate.UNCHANGED)
        before = {field: _kept(getattr(there, field)) for field in changed}
        self.resource.update(row=there, **changed)
        after = {field: _kept(value) for field, value in changed.items()}
        return Outcome(Fate.UPDATED, images=(Image(self.resource.name, there.pk, before, after),))

    def undo(self, images: Sequence[Image]) -> Sequence[bool]:
        """Take rows back that are still as the import left them, and that nothing else needs by now."""
        rows = self.resource.queryset().in_bulk([image.object_id for image in images])
        return [self._tried(rows.get(image.object_id), image) for image in images]

    def _tried(self, row: models.Model | None, image: Image) -> bool:
        try:
            with transaction.atomic():
                return self._take_back(row, image)
        except (ValidationError, IntegrityError):
            return False

    def _take_back(self, row: models.Model | None, image: Image) -> bool:
        if row is None or any(_kept(getattr(row, field)) != value for field, value in image.after.items()):
            return False
        if image.before is None:
            assert self.resource.remove is not None  # noqa: S101 -- undo is only offered with it
            self.resource.remove(row=row)
        else:
            fields = {each.name: each for each in row._meta.concrete_fields}
            values = {name: fields[name].to_python(value) for name, value in image.before.items()}
            self.resource.update(row=row, **values)
        return True


def _kept(value: Any) -> str | None:
    """A value as an image keeps it: text that `to_python` reads back, nothing as nothing."""
    return None if value is None else str(value)
