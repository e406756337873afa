"""What the gradebook's API takes and gives. Values are texts: `8.5`, `D` or `CD`, `TOT` to `CHUA_DAT`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from khue.school.gradebook.services.saving import MOST_CELLS


class BookPath(Schema):
    """Which book: a class, the code of a subject (or `conduct`), a term."""

    school_class: UUID
    subject: str
    term: int


class CellPath(BookPath):
    """Which cell of a book."""

    pupil: UUID
    cell: str


class BookLineOut(Schema):
    """A subject of a class whose books (one a term) the caller may open."""

    school_class: UUID
    class_name: str
    school: UUID
    year: int
    subject: str
    name: str
    assessed: Literal["score", "comment"]
    periods: int


class BookPageOut(Schema):
    """A page of books."""

    items: list[BookLineOut]
    next: str | None


class BookRowOut(Schema):
    """A pupil's line: `cells` by name, null where nothing stands; `result` the average or result of the term."""

    pupil: UUID
    number: int
    full_name: str
    has_left: bool
    is_exempt: bool
    cells: dict[str, str | None]
    result: str | None


class BookOut(Schema):
    """A book of one class, subject and term. `expected` regular assessments are asked for.

    `version` is the SHA-256 of all that stands in it: two equal ones mean that nothing changed. `cells` are the names
    of its columns in their order.
    """

    school_class: UUID
    class_name: str
    subject: str
    name: str
    term: int
    kind: Literal["marks", "comments", "conduct"]
    expected: int
    cells: list[str]
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    confirmed_at: datetime | None
    may_write: bool
    version: str
    rows: list[BookRowOut]


class CellIn(Schema):
    """One cell: what the sender saw there (`old`) and what shall stand there (`new`); null or empty is nothing.

    Texts are read as people type them: `8,5`, `85` and `8.5` are one mark.
    """

    pupil: UUID
    cell: str = Field(max_length=40)
    old: str | None = Field(None, max_length=4_000)
    new: str | None = Field(None, max_length=4_000)


class CellsIn(Schema):
    """Cells of one book."""

    cells: list[CellIn] = Field(max_length=MOST_CELLS)


class CellProblem(Schema):
    """Why a cell was not saved, as a problem of RFC 9457: 409 changed by somebody else, 422 unusable, 423 locked."""

    title: str
    status: Literal[409, 422, 423]
    code: str
    detail: str


class CellOut(Schema):
    """What became of a cell. `value` is what stands there now; `author` and `at` who wrote it, after a conflict."""

    pupil: UUID
    cell: str
    value: str | None
    result: str | None
    author: str = ""
    at: datetime | None = None
    problem: CellProblem | None = None


class SavedOut(Schema):
    """The answers in the order of the cells; `saved` of them stand there as sent."""

    saved: int
    answers: list[CellOut]


class ConfirmedOut(Schema):
    """A confirmation: when, and the SHA-256 of what was confirmed."""

    confirmed_at: datetime
    version: str


class VersionOut(Schema):
    """One value that a cell held: since when, by whom, and the reason of a correction."""

    value: str | None
    author: str
    at: datetime | None
    reason: str


class ResultLineOut(Schema):
    """A pupil's results: `values` by subject code; `missing` the subjects without a value yet."""

    pupil: UUID
    number: int
    full_name: str
    values: dict[str, str | None]
    missing: list[str]
    learning: str | None
    conduct: str | None
    absences: int | None
    title: str | None
    decision: str | None


class ClassResultsOut(Schema):
    """A class's results of a term (1, 2; 3 the year; 4 after the summer). `is_closed` when any were computed."""

    school_class: UUID
    class_name: str
    term: int
    is_closed: bool
    subjects: list[str]
    lines: list[ResultLineOut]
