"""Grids built by hand, for tests that need no file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.documents.grid import Cell, Grid

#: Stands for the cell to the left, or above, whose merged cell reaches here.
LEFT, ABOVE = "←", "↑"


def grid(*rows: list[Any], captions: tuple[str, ...] = (), file: str = "预算执行.xlsx", part: str = "Sheet1") -> Grid:
    """Build a grid of rows; a cell may be ``LEFT`` or ``ABOVE`` of a merged cell."""
    built: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        for column, value in enumerate(row, start=1):
            if value == LEFT:
                cells.append(Cell(cells[-1].text, cells[-1].ref, cells[-1].number, "left"))
            elif value == ABOVE:
                above = built[-1][column - 1]
                cells.append(Cell(above.text, above.ref, above.number, "above"))
            else:
                cells.append(Cell(str(value), f"R{number}C{column}", value if isinstance(value, Decimal) else None))
        built.append(tuple(cells))
    return Grid(file, part, captions, tuple(built))
