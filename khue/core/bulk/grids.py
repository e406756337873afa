"""Every file as a list of grids: sheets of rows of cells, whatever the file was.

Workbooks go through calamine, which parses a sheet in native code and hands its rows over one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from khue.core.bulk import compound, markup, packages, plain
from khue.core.bulk.cells import Cell, column_letters
from khue.core.bulk.limits import DEFAULT, Limits
from khue.core.bulk.sniffing import Shape, shape_of
from khue.core.bulk.unusable import (
    CorruptedError,
    EmptyFileError,
    PasswordProtectedError,
    TooManyCellsError,
    TooManySheetsError,
)

Merge: TypeAlias = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, all from 0, columns as places in the row's cells."""


class Grid(Protocol):
    """One sheet. `left` is how many columns of the sheet stand before the first cell of each row."""

    @property
    def name(self) -> str: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def left(self) -> int: ...
    @property
    def merges(self) -> Sequence[Merge]: ...

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with its number as the sheet shows it (from 1), all of one length. May be asked once only."""
        ...


@dataclass(slots=True)
class SheetGrid:
    """A sheet of a workbook; what the parser reports as blank although a formula failed is laid over it."""

    name: str
    hidden: bool
    left: int
    merges: Sequence[Merge]
    sheet: CalamineSheet | None
    broken: packages.Broken = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        sheet, self.sheet = self.sheet, None
        if sheet is None or sheet.start is None:
            return iter(())
        rows = cast("Iterator[tuple[int, list[Cell]]]", enumerate(sheet.iter_rows(), 1))
        return self._with_broken(rows) if self.broken else rows

    def _with_broken(self, rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
        for number, cells in rows:
            for column, shown in self.broken.get(number - 1, {}).items():
                if 0 <= column - self.left < len(cells):
                    cells[column - self.left] = shown
            yield number, cells


def open_grids(path: Path, limits: Limits = DEFAULT) -> list[Grid]:
    """The grids of a file in their order. Raises `UnusableError` for whatever cannot be read."""
    shape = shape_of(path)
    if shape is Shape.PLAIN:
        return [plain.read_plain(path, limits)]
    if shape is Shape.MARKUP:
        return list(markup.read_markup(path, limits))
    look = packages if shape is Shape.PACKAGE else compound
    broken = look.inspect(path, limits)
    grids = _parse(path, broken, limits)
    if all(grid.sheet is None or grid.sheet.start is None for grid in grids):
        raise EmptyFileError
    return list(grids)


def _parse(path: Path, broken: dict[str, packages.Broken], limits: Limits) -> list[SheetGrid]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            return list(_sheets(book, broken, limits))
    except PasswordError as error:
        raise PasswordProtectedError from error
    except (CalamineError, OSError, ValueError) as error:
        raise CorruptedError from error
    except BaseException as error:
        # A panic of the native parser is no Exception and its class cannot be imported: it means a damaged file.
        if type(error).__name__ != "PanicException":
            raise
        raise CorruptedError from error


def _sheets(
    book: CalamineWorkbook, broken: dict[str, packages.Broken], limits: Limits
) -> Iterator[SheetGrid]:
    """The sheets one by one. Raises when they grow too large together: each alone was measured before."""
    metadata = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > limits.sheets:
        raise TooManySheetsError(sheets=len(metadata), limit=limits.sheets)
    cells = 0
    for each in metadata:
        sheet = book.get_sheet_by_name(each.name)
        cells += sheet.height * sheet.width
        if cells > limits.cells and sheet.end is not None:
            row, column = sheet.end
            raise TooManyCellsError(sheet=each.name, cell=f"{column_letters(column)}{row + 1}")
        yield _grid(sheet, hidden=each.visible != SheetVisibleEnum.Visible, broken=broken)


def _grid(sheet: CalamineSheet, *, hidden: bool, broken: dict[str, packages.Broken]) -> SheetGrid:
    left = sheet.start[1] if sheet.start else 0
    width = sheet.width
    merges = [
        (top, first - left, bottom, min(last - left, width - 1))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if left <= first < left + width
    ]
    return SheetGrid(sheet.name, hidden, left, merges, sheet, broken.get(sheet.name, {}))
