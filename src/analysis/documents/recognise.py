"""What a grid is about, told from its header words; and where its columns are.

Belongs here: matching grids with layouts. Does not belong here: the layouts themselves (``layout``) or reading rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import Layout, canonical_level1, fold, horizon_of, layouts, split_unit, words

#: Header rows are sought this far down; forms carry a few label rows above theirs.
HEADER_SEARCH_ROWS = 12


@dataclass(frozen=True)
class Header:
    """Where a layout's columns stand in a grid.

    Parameters
    ----------
    layout
        The layout's name.
    row
        Index of the header row.
    columns
        Canonical column to grid column.
    units
        Canonical column to the unit printed in its header.
    rest
        Header text of the columns that the layout leaves open (horizons, score nodes) to grid column.
    unknown
        Header texts that nothing claims.
    """

    layout: str
    row: int
    columns: dict[str, int]
    units: dict[str, str]
    rest: dict[str, int]
    unknown: tuple[str, ...]

    @property
    def spec(self) -> Layout:
        """The layout."""
        return layouts()[self.layout]


@dataclass(frozen=True)
class NearMiss:
    """The layout that a grid comes closest to, and what it lacks."""

    layout: str
    missing: tuple[str, ...]
    seen: tuple[str, ...]


def recognise(grid: Grid) -> Header | None:
    """Return the most specific layout whose required columns all stand in one row, or ``None``."""
    fitting = [
        header
        for name in layouts()
        for index in range(min(HEADER_SEARCH_ROWS, len(grid.rows)))
        if (header := _match(name, grid, index)) is not None
    ]
    return max(fitting, key=lambda header: (len(header.columns), -header.row), default=None)


def nearest(grid: Grid, layout: str) -> NearMiss:
    """Say what a grid lacks to be of a layout: the columns missing from its most similar row."""
    spec = layouts()[layout]
    best: tuple[int, NearMiss] | None = None
    for row in grid.rows[:HEADER_SEARCH_ROWS]:
        columns, _, _, _ = _columns(spec, row)
        missing = tuple(spec.columns[name][0] for name in spec.required if name not in columns)
        seen = tuple(dict.fromkeys(fold(cell.text) for cell in row if cell.text))
        if best is None or len(columns) > best[0]:
            best = (len(columns), NearMiss(layout, missing, seen))
    if best is None:
        return NearMiss(layout, tuple(spec.columns[name][0] for name in spec.required), ())
    return best[1]


def _match(name: str, grid: Grid, index: int) -> Header | None:
    spec = layouts()[name]
    columns, units, rest, unknown = _columns(spec, grid.rows[index])
    if any(required not in columns for required in spec.required) or (spec.rest and not rest):
        return None
    return Header(name, index, columns, units, rest, tuple(unknown))


def _columns(spec: Layout, row: Sequence[Cell]) -> tuple[dict[str, int], dict[str, str], dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    rest: dict[str, int] = {}
    unknown: list[str] = []
    for index, cell in enumerate(row):
        folded = fold(cell.text)
        if cell.covered or not folded:
            continue
        bare, unit = split_unit(folded)
        named = next((name for name, seen in spec.columns.items() if folded in seen or bare in seen), None)
        if named is not None and named not in columns:
            columns[named] = index
            units[named] = unit
        elif _is_rest(spec, bare):
            rest[cell.text] = index
        else:
            unknown.append(cell.text)
    return columns, units, rest, unknown


def _is_rest(spec: Layout, header: str) -> bool:
    if spec.rest == "horizon":
        return horizon_of(header) is not None
    return spec.rest == "score" and canonical_level1(header) in words().level1
