"""The layouts of tables and figures, loaded strictly, and small makers of cells.

Belongs here: the shape of ``exhibits.yaml`` and what every table of a report has in common, its source line included.
Does not belong here: which rows a table has (``tables``) or how a figure is drawn (``figures``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import pandas as pd

from analysis.errors import NarrativeError
from analysis.facts import Facts
from analysis.report import blocks
from analysis.report.blocks import Align, Cell, Table, Text
from analysis.report.narrative import fact_value
from analysis.report.quotes import Quoted
from analysis.strict import StrictModel, load_packaged

#: What stands in a cell for which the documents have nothing.
BLANK = "–"


#: A cell that a total row does not use.
EMPTY = Cell(())


class ColumnLayout(StrictModel):
    """A column of a table; an optional one is left out where the documents have nothing for it."""

    label: str
    align: Align = "left"
    width: float = 1.0
    optional: bool = False


class TableLayout(StrictModel):
    """A table's title, unit, columns and notes."""

    title: str
    unit: str = ""
    columns: tuple[ColumnLayout, ...]
    notes: tuple[str, ...]
    total_row: bool = False
    landscape: bool = False


class FigureLayout(StrictModel):
    """A figure's title, a template over facts."""

    title: str


class Layouts(StrictModel):
    """All layouts by name."""

    tables: dict[str, TableLayout]
    figures: dict[str, FigureLayout]


@cache
def layouts() -> Layouts:
    """Return the layouts."""
    return load_packaged("analysis.report", "exhibits.yaml", Layouts, NarrativeError)


def table(name: str, rows: Iterable[Sequence[Cell]], source: str, more: Sequence[ColumnLayout] = ()) -> Table:
    """Make a table of a layout; its number is given when the report is composed.

    Parameters
    ----------
    name
        The layout.
    rows
        Cells, one for every column of the layout and of ``more``.
    source
        The source line.
    more
        Columns behind those of the layout, where their number follows from the documents.
    """
    return laid_out(name, layouts().tables[name], rows, source, more)


def laid_out(
    name: str, layout: TableLayout, rows: Iterable[Sequence[Cell]], source: str, more: Sequence[ColumnLayout] = ()
) -> Table:
    """Make a table of a layout that is at hand; see :func:`table`."""
    filled = [list(row) for row in rows]
    columns = (*layout.columns, *more)
    kept = [place for place, column in enumerate(columns) if not column.optional or _says_anything(filled, place)]
    return Table(
        number="",
        title=layout.title,
        anchor=name,
        columns=tuple(blocks.Column(columns[n].label, columns[n].align, columns[n].width) for n in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in filled),
        source=source,
        unit=layout.unit,
        notes=layout.notes,
        total_row=layout.total_row,
        landscape=layout.landscape,
    )


def _says_anything(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    return any(blocks.plain_text(row[place].inlines) not in ("", BLANK) for row in rows)


def words(text: object, *, strong: bool = False) -> Cell:
    """Make a cell of words; nothing becomes a dash."""
    shown = "" if text is None else str(text).strip()
    return Cell((Text(shown or BLANK),), strong=strong)


def said(facts: Facts, text: str | None) -> Cell:
    """Make a cell of words as a document has them; they carry where they stand."""
    if not isinstance(text, Quoted) or not text.strip():
        return words(text)
    return Cell((fact_value(facts, text.key, text.strip()),))


def value(facts: Facts, key: str, *, strong: bool = False) -> Cell:
    """Make a cell of a fact; a fact that does not exist becomes a dash."""
    return Cell((fact_value(facts, key),), strong=strong) if key in facts else words(None)


def spanned(cells: Sequence[Cell]) -> list[Cell]:
    """Merge runs of equal cells in a column: the first spans the run, the others are covered."""
    merged: list[Cell] = []
    start = 0
    for position, cell in enumerate(cells):
        if position and cell == cells[start]:
            merged.append(Cell((), rowspan=0))
            continue
        run = next((i for i in range(position, len(cells)) if cells[i] != cell), len(cells)) - position
        merged.append(Cell(cell.inlines, rowspan=run, strong=cell.strong))
        start = position
    return merged


def source_line(*frames: pd.DataFrame) -> str:
    """Name the documents and parts that the rows of frames came from, each once."""
    parts: dict[str, None] = {}
    for frame in frames:
        # Every row has its own cell; the part is all that is told here.
        for text in dict.fromkeys(str(source).rpartition("!")[0] for source in frame["source"].dropna()):
            file, _, part = text.partition("#")
            parts[f"{file}（{part}）" if part else file] = None
    return _shortened(list(parts)) or "本报告核算"


def _shortened(parts: list[str], limit: int = 4) -> str:
    """List places; several tables of one file become one mention of the file."""
    by_file: dict[str, list[str]] = {}
    for part in parts:
        by_file.setdefault(part.partition("（")[0], []).append(part)
    named = [places[0] if len(places) == 1 else f"{file}（{len(places)}张表）" for file, places in by_file.items()]
    return "；".join(named[:limit]) + (f"等{len(named)}处" if len(named) > limit else "")
