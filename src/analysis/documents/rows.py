"""The rows of a table below its header, and the unit of its money.

Belongs here: which rows are data and which are notes, totals or a header typed again. Does not belong here: what a row
says (the readers) or turning a cell into a figure (``collector``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import bare_unit, fold, is_subtotal, is_total, words
from analysis.documents.recognise import Header


@dataclass(frozen=True)
class DataRow:
    """One row below a header.

    Parameters
    ----------
    cells, rest
        Its cells by canonical column, and by header text for the columns that the layout leaves open.
    labels
        The columns in which a row says that it is a total or heads a part.
    described
        The columns, money apart, that every row of its own has filled.
    """

    cells: Mapping[str, Cell]
    rest: Mapping[str, Cell]
    labels: tuple[str, ...] = ()
    described: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def get(self, column: str) -> Cell | None:
        """Return the cell of an optional column, or ``None`` where the column or its text is missing."""
        cell = self.cells.get(column)
        return cell if cell is not None and cell.text else None

    def text(self, column: str) -> str | None:
        """Return the words of an optional column."""
        cell = self.get(column)
        return cell.text if cell else None

    @property
    def total(self) -> bool:
        """Whether the row is the declared total of the table."""
        return any(is_total(self.cells[name].text) for name in self.labels if name in self.cells)

    @property
    def part(self) -> bool:
        """Whether the row heads or sums up a part of the table: 一、省级, 省级小计."""
        first = next((cell.text for name in self.labels if (cell := self.get(name))), "")
        # A project may be numbered 一 too; what heads a part says nothing of its own.
        silent = not any(self.get(name) for name in self.described)
        return is_subtotal(first) or (silent and re.match(words().section, fold(first)) is not None)


def rows_below(grid: Grid, header: Header) -> list[tuple[Cell, ...]]:
    """Return the rows below the header, without blank ones, notes, and a header typed again at a page break."""
    columns = sorted({*header.columns.values(), *header.rest.values()})
    heading = [fold(grid.rows[header.row][column].text) for column in columns]
    return [
        row
        for row in grid.rows[header.row + 1 :]
        if any(cell.text for cell in row)
        and not is_note(row)
        and [fold(row[column].text) for column in columns] != heading
    ]


def is_note(row: Sequence[Cell]) -> bool:
    """Tell a line of text below or between the rows of a table: one cell over the full width, or one marked as note."""
    told = {cell.ref for cell in row if cell.text}
    if len(told) != 1 or len(row) < 2:
        return False
    cell = next(cell for cell in row if cell.text)
    spans = all(other.ref == cell.ref for other in row)
    return (spans and not is_total(cell.text)) or re.match(words().note, fold(cell.text)) is not None


def data_rows(grid: Grid, header: Header) -> list[DataRow]:
    """Return the rows below the header with their cells by canonical column."""
    rows = []
    spec = header.spec
    described = tuple(name for name in spec.required if name not in (*spec.labels, *spec.money))
    for row in rows_below(grid, header):
        named = {name: row[index] for name, index in header.columns.items()}
        open_cells = {label: row[index] for label, index in header.rest.items()}
        rows.append(DataRow(named, open_cells, spec.labels, described))
    return rows


def unit_above(grid: Grid, header: Header) -> str:
    """Return the unit that a line above the table gives (``单位：万元``), or an empty text."""
    lines = [*grid.captions, *(cell.text for row in grid.rows[: header.row] for cell in row)]
    matches = (re.match(words().unit_line, fold(line)) for line in lines)
    return next((bare_unit(match["unit"]) for match in matches if match), "")


def money_unit(grid: Grid, header: Header, column: str) -> str:
    """Return the unit of a money column: from its header, else from the line above the table."""
    return bare_unit(header.units.get(column, "")) or unit_above(grid, header)
