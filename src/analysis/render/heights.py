"""How wide a line of text and how tall a row of a table become on paper, by estimate.

Belongs here: measuring what stands in a table at given widths. Does not belong here: which widths it gets
(``columns``), on which page it stands (``printed.pages``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.report.blocks import Cell, Table, plain_text

#: The white space to the left and right of a cell's text, both together.
CELL_INSET = 9.0

#: The white space above and below a cell's text, both together, and from line to line in shares of the text size.
_CELL_RISE = 10.0
_LINE_PITCH = 1.5
_LATIN_SHARE = 0.56

_Lines = TypeVar("_Lines", int, NDArray[np.float64])


@dataclass(frozen=True)
class Layout:
    """The measures of one printed table, in points."""

    size: float
    widths: tuple[float, ...]

    def room(self, column: int, colspan: int = 1) -> float:
        """Return the width that text has in a cell."""
        return sum(self.widths[column : column + colspan]) - CELL_INSET


class Measured:
    """The texts of a table, measured once for all the widths that are tried."""

    def __init__(self, table: Table) -> None:
        self._rows = len(table.rows)
        places: dict[tuple[int, int], tuple[list[int], list[float]]] = {}
        for y, row in enumerate(table.rows):
            for x, cell in enumerate(row):
                if _stands_alone(cell):
                    rows, ems = places.setdefault((x, cell.colspan), ([], []))
                    lines = plain_text(cell.inlines).split("\n")
                    rows += [y] * len(lines)
                    ems += map(_ems, lines)
        # For each run of columns that cells cover, of one column mostly: the row and the width of every line.
        self._places = [
            (x, wide, np.array(rows, dtype=np.intp), np.array(ems)) for (x, wide), (rows, ems) in places.items()
        ]

    def row_heights(self, layout: Layout) -> list[float]:
        """Estimate the height of every row as :func:`row_height` does."""
        most = np.zeros(self._rows)
        for x, wide, rows, ems in self._places:
            lines = 1 + ems * layout.size // layout.room(x, wide)
            most = np.maximum(most, np.bincount(rows, weights=lines, minlength=self._rows))
        heights: list[float] = np.where(most > 0, _text_height(most, layout.size), 0.0).tolist()
        return heights


def table_height(table: Table, layout: Layout) -> float:
    """Estimate the height of all rows of a table."""
    return sum(row_heights(table, layout))


def row_heights(table: Table, layout: Layout) -> list[float]:
    """Estimate the height of every row of a table."""
    return Measured(table).row_heights(layout)


def row_height(row: tuple[Cell, ...], layout: Layout) -> float:
    """Estimate the height of a row from the cells that stand in it alone; nought without any."""
    heights = [
        cell_height(cell, layout.room(x, cell.colspan), layout.size)
        for x, cell in enumerate(row)
        if _stands_alone(cell)
    ]
    return max(heights, default=0.0)


def cell_height(cell: Cell, room: float, size: float) -> float:
    """Estimate the height of a cell, the white space in it included."""
    return float(_text_height(line_count(plain_text(cell.inlines), room, size), size))


def line_count(text: str, room: float, size: float) -> int:
    """Estimate how many lines a text takes in a cell."""
    return sum(1 + int(text_width(line, size) // room) for line in text.split("\n"))


def text_width(text: str, size: float) -> float:
    """Estimate how wide a line of text is."""
    return _ems(text) * size


def _stands_alone(cell: Cell) -> bool:
    """Say whether a cell is printed, in one row only."""
    return cell.rowspan == 1 and cell.colspan > 0


def _text_height(lines: _Lines, size: float) -> float | _Lines:
    return (lines * _LINE_PITCH - (_LINE_PITCH - 1)) * size + _CELL_RISE


@lru_cache(maxsize=1 << 16)
def _ems(text: str) -> float:
    # Texts of tables repeat, and are measured for more than one purpose.
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else _LATIN_SHARE for char in text)
