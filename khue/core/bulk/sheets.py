"""A sheet: the columns of a list, and the service that applies a chunk of its rows.

Every room that shows a list declares one and registers it (`registry.sheets.register("pupils", PUPILS)`). The engine of
`runs.py` reads, checks, stores, resumes and takes back; the sheet knows only its own rows:

    def apply(rows: Sequence[GivenRow], context: ImportContext) -> Sequence[Outcome]

`apply` gets up to 1,000 rows that were read without an error, runs inside a transaction and a scope, costs a constant
number of statements, and answers with one outcome a row, in order. It never raises for a bad row. A dry run is the same
call in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khue.core.bulk.columns import Column
from khue.core.bulk.problems import Problem
from khue.core.scope import Scope

CHUNK = 1_000
ROWS = _("rows")


class Fate(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row that was read, and where it stands in the file.

    `values` are by column key; keys of columns that the file does not have are missing. `index` is its number among
    the rows that count, from 0.
    """

    index: int
    sheet: str
    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Image:
    """How a stored row was before (None when it was created) and after: JSON values by field, for undo."""

    kind: str
    object_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, with its problems (a rejected row has at least one that is no warning).

    `record` is the stored row that it speaks of: its own when nothing changed, or that of whom it resembles.
    """

    fate: Fate
    problems: tuple[Problem, ...] = ()
    images: tuple[Image, ...] = ()
    record: int = 0


def rejected(code: str, column: str = "", hint: str = "", **params: str | int) -> Outcome:
    """A row that stays out, because of one cell (or, without a column, as a whole)."""
    return Outcome(Fate.REJECTED, (Problem(code, params, hint, column),))


@dataclass(slots=True)
class ImportContext:
    """What an import knows besides its rows.

    The scope, the school, the options of the command or page (`year`, `class`, `subject`, `term` …), and `memory`,
    where a sheet keeps what it must know across chunks (keys seen in this file); it is filled again from the first
    row when a cut run resumes.
    """

    scope: Scope
    organisation: int | None
    options: Mapping[str, str] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    dry_run: bool = False


class NothingThere(LookupError):  # noqa: N818 -- reads as the fact it states
    """The options of an export name something that is not there; the text says what."""


Apply = Callable[[Sequence[GivenRow], ImportContext], Sequence[Outcome]]
Undo = Callable[[Sequence[Image]], Sequence[bool]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One list, both ways.

    `act` names the rule an importer needs. `export` turns a scoped queryset (of the page's list, filters applied, or
    `rows()` for the command line) into value mappings by column key, streaming. `undo` takes images back in reverse
    order and answers, one by one, whether the row was taken back (False: it was changed since, and stays).
    `remember`, if given, is called with rows of chunks that a resumed run skips. `form`, if given, writes the workbook
    that schools know in place of the list when the options ask for it, and answers how many rows (None: the list is
    asked for). `rows` and `form` raise `NothingThere`. `place` names the address of the list that an import fills.
    `named_by` is the column that names a row in lists of what was done. `links` finds the pages of stored rows by the
    number that images and outcomes give, within the scope, by one statement. `counted` is what the rows are counted in.
    """

    key: str
    title: str | Promise
    act: str
    columns: tuple[Column, ...]
    apply: Apply
    export: Callable[[QuerySet[Any]], Iterable[Mapping[str, Any]]]
    rows: Callable[[ImportContext], QuerySet[Any]]
    undo: Undo | None = None
    remember: Callable[[Sequence[GivenRow], ImportContext], None] | None = None
    form: Callable[[ImportContext, Path], int | None] | None = None
    needs_organisation: bool = True
    options: tuple[str, ...] = ()
    place: str = ""
    named_by: str = ""
    links: Callable[[Collection[int]], Mapping[int, str]] | None = None
    counted: str | Promise = ROWS
