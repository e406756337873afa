"""The sheet of a plain resource: a row is known by a few of its fields, created or changed by the resource's services.

A chunk costs a constant number of statements. A blank cell says nothing: a new row begins as the model says, a stored
one stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from khue.core.bulk.chunks import joined_outcomes, second_rows
from khue.core.bulk.columns import Column
from khue.core.bulk.problems import Problem
from khue.core.bulk.sheets import Fate, GivenRow, Image, ImportContext, Outcome, Sheet, rejected
from khue.core.crud.resource import Resource
from khue.core.crud.services import create_row, create_rows, update_row, update_rows


def simple_sheet(resource: Resource) -> Sheet:
    """The sheet of a resource; a row is named by `sheet_key` within the organisation of the import.

    Raises `ValueError` for a resource whose own verb has no form for many rows: a sheet would go past it.
    """
    if resource.create is not create_row and resource.create_many is create_rows:
        raise ValueError(f"{resource.name} makes its rows by itself, but not many")
    if resource.update is not update_row and resource.update_many is update_rows:
        raise ValueError(f"{resource.name} changes its rows by itself, but not many")
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
        remember=applier.remember,
        named_by=resource.sheet_key[0],
        links=lambda numbers: _links(resource, numbers),
    )


def _links(resource: Resource, numbers: Collection[int]) -> dict[int, str]:
    rows = resource.queryset().filter(pk__in=numbers).values_list("pk", "uuid")
    return {number: resource.url("edit", uuid) for number, uuid in rows}


def _export(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterable[Mapping[str, Any]]:
    return rows.values(*(column.key for column in columns)).iterator(chunk_size=1_000)


@dataclass(frozen=True, slots=True)
class _Change:
    """What the row of the file at `index` says differently of a stored row."""

    index: int
    row: models.Model
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class _Applier:
    """Applies chunks to one resource."""

    def __init__(self, resource: Resource, key: tuple[str, ...]) -> None:
        self.resource = resource
        self.key = key

    def apply(self, rows: Sequence[GivenRow], context: ImportContext) -> Sequence[Outcome]:
        """Store the rows together; where the database refuses one, each alone, so that the others go in."""
        return joined_outcomes(rows, self._twice(rows, context), lambda firsts: self._store(firsts, context))

    def remember(self, rows: Sequence[GivenRow], context: ImportContext) -> None:
        """Know the names of rows that a resumed run skips."""
        self._twice(rows, context)

    def _twice(self, rows: Sequence[GivenRow], context: ImportContext) -> dict[int, Outcome]:
        return second_rows(rows, context, self._name, lambda _row, first: rejected("row_twice", number=first))

    def _store(self, rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
        try:
            with transaction.atomic():
                return self._together(rows, context)
        except IntegrityError:
            return [self._alone(row, context) for row in rows]

    def _name(self, row: GivenRow) -> tuple[Any, ...]:
        return tuple(row.values.get(field) for field in self.key)

    def _stored(
        self, rows: Sequence[GivenRow], context: ImportContext
    ) -> dict[tuple[Any, ...], models.Model]:
        first = self.key[0]
        wanted = self.resource.queryset().filter(**{f"{first}__in": {row.values.get(first) for row in rows}})
        if context.organisation is not None:
            wanted = wanted.filter(organisation_id=context.organisation)
        locked = wanted.select_for_update(of=("self",)).order_by("pk")
        return {tuple(getattr(each, name) for name in self.key): each for each in locked}

    def _together(self, rows: Sequence[GivenRow], context: ImportContext) -> list[Outcome]:
        stored = self._stored(rows, context)
        new = [row for row in rows if self._name(row) not in stored]
        changes = [self._change(stored[self._name(row)], row) for row in rows if self._name(row) in stored]
        made = self.resource.create_many(
            model=self.resource.model, rows=[self._values(row, context) for row in new]
        )
        kept = self.resource.update_many(rows=[(each.row, each.after) for each in changes])
        found = dict(zip((row.index for row in new), map(self._created, new, made), strict=True))
        found |= {
            change.index: self._changed(change, answer) for change, answer in zip(changes, kept, strict=True)
        }
        return [found[row.index] for row in rows]

    def _alone(self, row: GivenRow, context: ImportContext) -> Outcome:
        there = self._stored([row], context).get(self._name(row))
        try:
            with transaction.atomic():
                if there is None:
                    values = self._values(row, context)
                    return self._created(row, self.resource.create(model=self.resource.model, **values))
                change = self._change(there, row)
                return self._changed(change, self.resource.update(row=there, **change.after))
        except ValidationError as error:
            return _refused(error)
        except IntegrityError:
            return rejected("row_exists")

    def _values(self, row: GivenRow, context: ImportContext) -> dict[str, Any]:
        """What a new row is made of; of a blank cell the model's own beginning."""
        values = {name: value for name, value in row.values.items() if value is not None}
        if context.organisation is not None:
            values["organisation_id"] = context.organisation
        return values

    def _change(self, there: models.Model, row: GivenRow) -> _Change:
        after = {
            name: value
            for name, value in row.values.items()
            if value is not None and getattr(there, name) != value
        }
        return _Change(row.index, there, {name: getattr(there, name) for name in after}, after)

    def _created(self, row: GivenRow, made: models.Model | ValidationError) -> Outcome:
        if isinstance(made, ValidationError):
            return _refused(made)
        after = {field: _kept(getattr(made, field)) for field in {*row.values, *self.resource.fields}}
        return Outcome(Fate.CREATED, images=(Image(self.resource.name, made.pk, None, after),))

    def _changed(self, change: _Change, answer: models.Model | ValidationError) -> Outcome:
        if isinstance(answer, ValidationError):
            return _refused(answer)
        if not change.after:
            return Outcome(Fate.UNCHANGED, record=change.row.pk)
        before = {field: _kept(value) for field, value in change.before.items()}
        after = {field: _kept(value) for field, value in change.after.items()}
        return Outcome(Fate.UPDATED, images=(Image(self.resource.name, change.row.pk, before, after),))

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


def _refused(error: ValidationError) -> Outcome:
    return Outcome(Fate.REJECTED, (Problem("row_refused", {"why": " ".join(error.messages)}),))


def _kept(value: Any) -> str | None:
    """A value as an image keeps it: text that `to_python` reads back, nothing as nothing."""
    return None if value is None else str(value)
