"""An import from the first row to the last: in chunks, a transaction each, resumable, and the sum always right.

`read = created + updated + unchanged + rejected`. The counts, the images for undo and the rejected rows of a chunk are
committed with the chunk itself, so a run that was killed goes on behind the last committed row and ends in the same
counts. A row with one bad cell stays out whole; the others go in.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from khue.core import audit, clock
from khue.core.bulk.cells import plain_text
from khue.core.bulk.noticing import Noticed, noticed
from khue.core.bulk.parsing import Parsed, RowParser
from khue.core.bulk.problems import Problem
from khue.core.bulk.reading import Row, Workbook, open_workbook
from khue.core.bulk.sheets import CHUNK, Fate, GivenRow, Image, ImportContext, Outcome, Sheet
from khue.core.copying import copy_rows, json_value
from khue.core.models import ImportImage, ImportLine, ImportRejection, ImportRun, ImportState

_LINE: Final = ("run_id", "fate", "row", "sheet", "number", "name", "record")
_LONGEST_NAME: Final = 200
_IMAGE: Final = ("run_id", "row", "kind", "object_id", "before", "after", "undone")

Open = Callable[[], AbstractContextManager[Any]]
Told = Callable[[int, int], None]


@dataclass(slots=True)
class Counts:
    """How many rows met which fate."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """All of them."""
        return self.created + self.updated + self.unchanged + self.rejected

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count `outcomes` in."""
        for outcome in outcomes:
            setattr(self, outcome.fate.value, getattr(self, outcome.fate.value) + 1)


@dataclass(slots=True)
class Importer:
    """One file on its way into one sheet.

    `open_chunk` opens the transaction and the scope of a chunk, `noticed` is there when the file has been read to its
    end. Raises `UnusableError` from `workbook()` for a file that cannot be read at all.
    """

    sheet: Sheet
    path: Path
    context: ImportContext
    open_chunk: Open
    noticed: Noticed | None = None

    def workbook(self) -> Workbook:
        """The file, its tables found."""
        return open_workbook(self.path, self.sheet.columns, given=self._given())

    def dry_run(
        self, tell: Told = lambda _done, _refused: None
    ) -> tuple[Counts, list[tuple[Parsed, Outcome]]]:
        """The counts that a run would give, and the first rejected rows; nothing is kept."""
        self.context.dry_run = True
        counts, bad = Counts(), list[tuple[Parsed, Outcome]]()
        for parsed in self._chunks():
            with self.open_chunk():
                outcomes = self._apply(parsed, counts.read)
                transaction.set_rollback(True)
            counts.add(outcomes)
            bad += [pair for pair in zip(parsed, outcomes, strict=True) if pair[1].fate is Fate.REJECTED]
            tell(counts.read, counts.rejected)
        return counts, bad

    def run(self, run: ImportRun, tell: Told = lambda _done, _refused: None) -> None:
        """Store everything from `run.next_row` on; the row of the run is brought up to date with every chunk."""
        index = 0
        for parsed in self._chunks():
            if index + len(parsed) <= run.next_row or not self._store(run, parsed, index):
                self._remember(parsed, index)
            with self.open_chunk():
                run.refresh_from_db()
            index += len(parsed)
            tell(run.read, run.rejected)

    def _store(self, run: ImportRun, parsed: Sequence[Parsed], start: int) -> bool:
        """Store a chunk; False when another worker has it (a job may come back while its first worker still lives)."""
        with self.open_chunk():
            is_mine = ImportRun.objects.filter(pk=run.pk, next_row=start).update(next_row=start + len(parsed))
            if is_mine:
                self._keep(run, parsed, self._apply(parsed, start), start)
        return bool(is_mine)

    def _given(self) -> dict[str, str]:
        keys = {column.key for column in self.sheet.columns}
        return {key: value for key, value in self.context.options.items() if key in keys}

    def _chunks(self) -> Iterator[list[Parsed]]:
        parse = RowParser(self.sheet.columns, self._given())
        workbook = self.workbook()
        rows = iter(workbook.rows())
        while chunk := list(itertools.islice(rows, CHUNK)):
            yield [parse(row) for row in chunk]
        self.noticed = noticed(workbook.report, parse)

    def _apply(self, parsed: Sequence[Parsed], start: int) -> list[Outcome]:
        """The outcomes of all rows of a chunk: those that could not be read, and what the sheet says of the others."""
        outcomes: list[Outcome | None] = [
            Outcome(Fate.REJECTED, each.problems) if each.rejected else None for each in parsed
        ]
        good = [place for place, outcome in enumerate(outcomes) if outcome is None]
        given = [_given_row(parsed[place], start + place) for place in good]
        answers = self.sheet.apply(given, self.context) if given else []
        for place, answer in zip(good, answers, strict=True):
            warnings = parsed[place].problems
            outcomes[place] = replace(answer, problems=(*warnings, *answer.problems)) if warnings else answer
        return [outcome for outcome in outcomes if outcome is not None]

    def _remember(self, parsed: Sequence[Parsed], start: int) -> None:
        if self.sheet.remember:
            rows = [_given_row(each, start + place) for place, each in enumerate(parsed) if not each.rejected]
            self.sheet.remember(rows, self.context)

    def _keep(
        self, run: ImportRun, parsed: Sequence[Parsed], outcomes: Sequence[Outcome], start: int
    ) -> None:
        counts = Counts()
        counts.add(outcomes)
        if images := _images(run, outcomes, start):
            copy_rows(ImportImage, _IMAGE, images)
        copy_rows(ImportLine, _LINE, _lines(run, self.sheet, parsed, outcomes, start))
        ImportRejection.objects.bulk_create(_rejections(run, parsed, outcomes, start), batch_size=CHUNK)
        ImportRun.objects.filter(pk=run.pk).update(
            read=F("read") + counts.read,
            created=F("created") + counts.created,
            updated=F("updated") + counts.updated,
            unchanged=F("unchanged") + counts.unchanged,
            rejected=F("rejected") + counts.rejected,
        )


def finish(run: ImportRun) -> None:
    """Mark a run as done, with one audit line that says the sum."""
    run.state, run.finished_at = ImportState.DONE, clock.now()
    run.save(update_fields=["state", "finished_at"])
    sums = {name: getattr(run, name) for name in ("read", "created", "updated", "unchanged", "rejected")}
    audit.record("bulk.imported", run, organisation=run.organisation_id, sheet=run.sheet, **sums)


def undo(
    run: ImportRun, sheet: Sheet, open_chunk: Open, tell: Told = lambda _done, _refused: None
) -> tuple[int, int]:
    """Take a run back, newest row first; returns how many rows went back and how many had changed since and stay.

    Both are counted on the images, so an undo that was cut and goes on tells the whole sum.
    """
    while True:
        with open_chunk():
            images = ImportImage.objects.filter(run=run)
            left = list(images.filter(undone=False).order_by("-row", "-pk")[:CHUNK])
            if not left or sheet.undo is None:
                break
            answers = sheet.undo([_image(each) for each in left])
            kept = [each.pk for each, went in zip(left, answers, strict=True) if not went]
            images.filter(pk__in=[each.pk for each in left]).update(undone=True)
            images.filter(pk__in=kept).update(stayed=True)
            back, stayed = _taken_back(run)
        tell(back + stayed, stayed)
    with open_chunk():
        back, stayed = _taken_back(run)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.UNDONE)
        audit.record(
            "bulk.undone", run, organisation=run.organisation_id, sheet=run.sheet, back=back, stayed=stayed
        )
    return back, stayed


def _taken_back(run: ImportRun) -> tuple[int, int]:
    looked_at = ImportImage.objects.filter(run=run, undone=True)
    stayed = looked_at.filter(stayed=True).count()
    return looked_at.count() - stayed, stayed


def _given_row(parsed: Parsed, index: int) -> GivenRow:
    return GivenRow(index, parsed.row.sheet, parsed.row.number, parsed.values)


def _image(row: ImportImage) -> Image:
    return Image(row.kind, row.object_id, row.before, row.after)


def _images(run: ImportRun, outcomes: Sequence[Outcome], start: int) -> list[tuple[Any, ...]]:
    return [
        (run.pk, start + place, i.kind, i.object_id, _json(i.before), _json(i.after), False)
        for place, outcome in enumerate(outcomes)
        for i in outcome.images
    ]


def _json(value: Mapping[str, Any] | None) -> Any:
    return None if value is None else json_value(value)


def _lines(
    run: ImportRun, sheet: Sheet, parsed: Sequence[Parsed], outcomes: Sequence[Outcome], start: int
) -> Iterator[tuple[Any, ...]]:
    key = sheet.named_by or sheet.columns[0].key
    for place, (each, outcome) in enumerate(zip(parsed, outcomes, strict=True)):
        record = outcome.record or (outcome.images[0].object_id if outcome.images else 0)
        row = each.row
        name = _name(row, key)
        yield run.pk, outcome.fate.value, start + place, row.sheet[:100], row.number, name, record


def _name(row: Row, key: str) -> str:
    """What a row calls itself, as the file has it."""
    places = row.layout.places.get(key)
    text = plain_text(row.cells[places[0]]) if places else row.context.get(key, "")
    return text.replace("\0", "").strip()[:_LONGEST_NAME]


def _rejections(
    run: ImportRun, parsed: Sequence[Parsed], outcomes: Sequence[Outcome], start: int
) -> list[ImportRejection]:
    return [
        ImportRejection(
            run=run,
            row=start + place,
            sheet=each.row.sheet,
            number=each.row.number,
            cells=_cells(each),
            problems=[_problem(problem) for problem in outcome.problems],
        )
        for place, (each, outcome) in enumerate(zip(parsed, outcomes, strict=True))
        if outcome.fate is Fate.REJECTED
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    return problem.as_json()


def _cells(parsed: Parsed) -> list[dict[str, str]]:
    """The recognised cells of a row as the file has them (letters, header, text, key of the column), for the page.

    The rejected file is made from the file itself.
    """
    layout, cells = parsed.row.layout, parsed.row.cells
    places = sorted((each[0], key) for key, each in layout.places.items())
    return [
        {
            "letters": layout.letters(key),
            "header": layout.headers[place],
            "text": plain_text(cells[place]),
            "key": key,
        }
        for place, key in places
    ]
