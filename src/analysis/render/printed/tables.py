"""A table → the plain record that a printed format sets: cells, widths, and where a page may end within it.

Belongs here: the words of cells, which columns run on over a page's end, which rows stay with the table's notes. Does
not belong here: how wide columns are (``columns``), how a cell looks (``template.typ``, ``docx.tables``).
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.render import wording
from analysis.render.columns import LOW_TABLE, TALLEST_ROW, breakable, lay_out
from analysis.render.heights import Layout, cell_height, row_height, row_heights
from analysis.render.printed.context import Context, Record, captioned
from analysis.render.spans import check_spans
from analysis.report.blocks import Cell, Link, Table, Text, plain_text

#: So many rows at most stay with the notes below a table: with one alone a page would begin with a single row.
_TAIL = 2


def table_record(block: Table, context: Context) -> Record:
    """Return a table.

    ``running`` counts the leading columns whose merged cells are labels: a format that can repeats them where a page
    begins within the merged rows. ``tail`` counts the last rows that stay on one page with the notes.
    """
    check_spans(block)
    layout = lay_out(block)
    running = running_columns(block, layout)
    heights = row_heights(block, layout)
    return {
        **captioned(block, context),
        "unit": context.words(wording.unit_line(block.unit)),
        "size": layout.size,
        "widths": list(layout.widths),
        "aligns": [column.align for column in block.columns],
        "labels": [
            breakable(context.words(column.label), layout.room(x), layout.size)
            for x, column in enumerate(block.columns)
        ],
        "rows": _rows(block, layout, heights, context),
        "whole": sum(heights) < LOW_TABLE,
        "total": block.total_row,
        "running": running,
        "tail": tail_rows(block, layout, running),
    }


def running_columns(block: Table, layout: Layout) -> int:
    """Count the leading columns whose merged cells may be set as labels at the top of the rows that they cover.

    A column counts when some of its cells cover several rows, each within the merged cell to its left, and when every
    such label is no taller than the lowest row that may stand beside it at the top of a page.
    """
    count = 0
    starts: set[int] = set()
    for x in range(len(block.columns)):
        merged = [y for y, row in enumerate(block.rows) if row[x].rowspan > 1]
        if not merged or starts & _inside(block, x) or not all(_is_label(block, y, x, layout) for y in merged):
            return count
        starts = set(range(len(block.rows))) - _inside(block, x)
        count += 1
    return count


def _inside(block: Table, x: int) -> set[int]:
    """Return the rows that a merged cell of a column covers from above."""
    return {y + down for y, row in enumerate(block.rows) for down in range(1, row[x].rowspan)}


def _is_label(block: Table, y: int, x: int, layout: Layout) -> bool:
    cell = block.rows[y][x]
    if cell.colspan != 1:
        return False
    label = cell_height(cell, layout.room(x), layout.size)
    return all(label <= row_height(row, layout) for row in block.rows[y : y + cell.rowspan])


def tail_rows(block: Table, layout: Layout, running: int) -> int:
    """Count the last rows to keep with the notes: no merged cell may begin before them, nor may they fill a page."""
    for count in range(min(_TAIL, len(block.rows) - 1), 0, -1):
        first = len(block.rows) - count
        parted = any(first in _inside(block, x) for x in range(running, len(block.columns)))
        if not parted and sum(row_height(row, layout) for row in block.rows[first:]) <= LOW_TABLE:
            return count
    return 0


def _rows(block: Table, layout: Layout, heights: Sequence[float], context: Context) -> list[list[Record]]:
    paddings = [
        wording.decimal_padding(wording.column_texts(block, number)) if column.align == "decimal" else []
        for number, column in enumerate(block.columns)
    ]
    rows = []
    for y, row in enumerate(block.rows):
        tall = heights[y] > TALLEST_ROW
        cells = []
        for x, cell in enumerate(row):
            if wording.is_covered(cell):
                continue
            record = _cell(cell, context, layout.room(x, cell.colspan), layout.size)
            record |= {"column": x, "tall": tall or cell.rowspan > 1}
            record |= {"decimal": bool(paddings[x]), "pad": paddings[x][y] if paddings[x] else ""}
            cells.append(record)
        rows.append(cells)
    return rows


def _cell(cell: Cell, context: Context, room: float, size: float) -> Record:
    """Return a cell; each line of its text is a list of runs of its own."""
    lines: list[list[Record]] = [[]]
    for inline in cell.inlines:
        strong = isinstance(inline, Text) and inline.strong
        to = inline.anchor if isinstance(inline, Link) and inline.anchor in context.anchors else ""
        for number, part in enumerate(context.words(inline.text).split("\n")):
            if number:
                lines.append([])
            run: Record = {"text": breakable(part, room, size)}
            lines[-1].append(run | ({"strong": True} if strong else {}) | ({"to": to} if to else {}))
    text = plain_text(cell.inlines)
    status, severity = wording.status_of(text), wording.severity_of(text)
    if status and text.strip() == status.label:
        lines[0].insert(0, {"text": f"{status.sign} "})
    tone = status.value if status else severity.value if severity else ""
    return {"lines": lines, "rowspan": cell.rowspan, "colspan": cell.colspan, "strong": cell.strong, "tone": tone}
