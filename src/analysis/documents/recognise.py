"""What a grid is about, told from its header words; and where its columns are.

Belongs here: matching grids with layouts. Does not belong here: the layouts themselves (``layout``) or reading rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.documents.as_of import is_day, without_day
from analysis.documents.grid import Cell, Grid
from analysis.documents.grids import Mend, read_grids
from analysis.documents.layout import (
    Layout,
    canonical_level1,
    fold,
    layouts,
    names_horizon,
    one_line,
    split_unit,
    words,
)

#: Header rows are sought this far down; forms carry a title, labels, money and objectives above theirs.
HEADER_SEARCH_ROWS = 30


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

    def label(self, grid: Grid, column: str) -> str:
        """Return the words that head a column, on one line."""
        return one_line(grid.rows[self.row][self.columns[column]].text)


@dataclass(frozen=True)
class NearMiss:
    """The layout that a grid comes closest to, and what it lacks."""

    layout: str
    missing: tuple[str, ...]
    seen: tuple[str, ...]


def recognise(grid: Grid) -> Header | None:
    """Return the most specific layout whose required columns all stand in one row, or ``None``."""
    said = [_words_of(row) for row in grid.rows[:HEADER_SEARCH_ROWS]]
    fitting = [
        header
        for name, spec in layouts().items()
        if not spec.part_of
        for index, words_of_row in enumerate(said)
        # Most rows lack a required word, and to see that takes far less than to place every column.
        if all(not words_of_row.isdisjoint(spec.columns[column]) for column in spec.required)
        if (header := _match(name, grid, index)) is not None
    ]
    return max(fitting, key=lambda header: (_weight(header), -header.row), default=None)


def read_tables(path: Path, mend: Mend = lambda grid: grid) -> list[tuple[Grid, Header | None]]:
    """Open a document; each of its tables comes with its header, or ``None`` where nobody knows the table.

    Parameters
    ----------
    path
        The file.
    mend
        Returns a grid with the declared corrections in it; everything that follows sees those.

    Raises
    ------
    DocumentError
        When the file cannot be read, or a known table has cells without a value.
    """
    grids = read_grids(path, needed=lambda grid: recognise(grid) is not None, mend=mend)
    return [(grid, recognise(grid)) for grid in grids]


def header_at(layout: str, grid: Grid) -> Header | None:
    """Return where the columns of one known layout stand in a grid, or ``None``."""
    found = (_match(layout, grid, index) for index in range(min(HEADER_SEARCH_ROWS, len(grid.rows))))
    return max((header for header in found if header), key=lambda header: (_weight(header), -header.row), default=None)


def label_rows(spec: Layout, grid: Grid, field: str, below: int | None = None) -> list[int]:
    """Return the rows above a place in which a form's label for a field stands."""
    rows = grid.rows[:below]
    return [number for number, row in enumerate(rows) if any(is_label(spec, field, cell) for cell in row)]


def is_label(spec: Layout, field: str, cell: Cell) -> bool:
    """Tell a form's label for a field; a note in brackets behind it, such as （盖章）, does not matter."""
    folded = fold(cell.text).rstrip(":")
    return folded in spec.fields[field] or split_unit(folded)[0] in spec.fields[field]


def _weight(header: Header) -> int:
    """Count what speaks for a layout: its columns and the labels that it asks for."""
    return len(header.columns) + len(header.spec.labelled)


def nearest(grid: Grid, layout: str) -> NearMiss:
    """Say what a grid lacks to be of a layout: the columns missing from its most similar row."""
    spec = layouts()[layout]
    best: tuple[int, NearMiss] | None = None
    for row in grid.rows[:HEADER_SEARCH_ROWS]:
        columns, _, rest, _ = _columns(spec, row)
        missing = tuple(spec.columns[name][0] for name in spec.required if name not in columns)
        missing += (words().rest_titles[spec.rest],) if spec.rest and not rest else ()
        seen = tuple(dict.fromkeys(fold(cell.text) for cell in row if cell.text))
        if best is None or len(columns) > best[0]:
            best = (len(columns), NearMiss(layout, missing, seen))
    if best is None:
        return NearMiss(layout, tuple(spec.columns[name][0] for name in spec.required), ())
    return best[1]


def _words_of(row: Sequence[Cell]) -> set[str]:
    """Return every word by which a row could name a column: its texts folded, without their unit, without a day."""
    folded = {fold(text) for text in {cell.text for cell in row}} - {""}
    bare = {split_unit(text)[0] for text in folded}
    return folded | bare | {without_day(text) for text in bare}


def _match(name: str, grid: Grid, index: int) -> Header | None:
    spec = layouts()[name]
    columns, units, rest, unknown = _columns(spec, grid.rows[index])
    if any(required not in columns for required in spec.required) or (spec.rest and not rest):
        return None
    if not all(label_rows(spec, grid, field, below=index) for field in spec.labelled):
        return None
    if any(label_rows(spec, grid, field, below=index) for field in spec.unlabelled):
        return None
    return Header(name, index, columns, units, rest, tuple(unknown))


def _columns(spec: Layout, row: Sequence[Cell]) -> tuple[dict[str, int], dict[str, str], dict[str, int], list[str]]:
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    rest: dict[str, int] = {}
    unknown: dict[int, str] = {}
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        folded = fold(cell.text)
        # In the second of two header rows the cells that span both come from above.
        if cell.covered == "left" or not folded:
            continue
        bare, unit = split_unit(folded)
        named, rank = _named(spec, folded, bare)
        if not named and (dated := without_day(bare)) != bare:
            named, rank = _named(spec, dated, dated, spec.dated)
        unit = "" if named in spec.dated and is_day(unit) else unit
        # Of two columns that could be meant, the one with the more telling word is.
        if named and rank < found.get(named, len(spec.columns[named])):
            if named in columns:
                unknown[columns[named]] = row[columns[named]].text
            columns[named], units[named], found[named] = index, unit, rank
        elif _is_rest(spec, bare):
            rest[cell.text] = index
        elif not re.match(spec.ignored, bare):
            unknown[index] = cell.text
    return columns, units, rest, list(unknown.values())


def _named(spec: Layout, folded: str, bare: str, only: Collection[str] = ()) -> tuple[str, int]:
    """Return the canonical column that a header word names and the word's rank among the words for it."""
    for name, seen in spec.columns.items():
        if only and name not in only:
            continue
        for rank, word in enumerate(seen):
            if word in (folded, bare):
                return name, rank
    return "", 0


def _is_rest(spec: Layout, header: str) -> bool:
    if spec.rest == "horizon":
        return names_horizon(header)
    return spec.rest == "score" and canonical_level1(header) in words().level1
