"""Merged cells: the one convention, checked before a writer trusts it.

Belongs here: which cells a span covers, and the error when a table contradicts itself. Does not belong here: how a
format writes a merged cell.

The convention: a row always has one cell per column. The cell at the top left of a merged area carries ``rowspan``
and ``colspan``; every other cell of the area carries ``rowspan=0`` (or ``colspan=0``; either marks it) and is not
printed.
"""

from __future__ import annotations

from analysis.errors import OutputError, Problem
from analysis.render.wording import caption_number, is_covered
from analysis.report.blocks import Table


def check_spans(table: Table) -> None:
    """Make sure that spans and covered cells agree.

    Raises
    ------
    OutputError
        When two spans overlap, one leaves the table, or a covered cell is not marked (or marked without a span).
    """
    height, width = len(table.rows), len(table.columns)
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row):
            if is_covered(cell) != ((y, x) in covered):
                raise _contradiction(table, y, x, "被合并的单元格与合并范围不符")
            if is_covered(cell):
                continue
            if y + cell.rowspan > height or x + cell.colspan > width:
                raise _contradiction(table, y, x, "合并范围超出表格")
            area = {(y + down, x + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            if area & covered:
                raise _contradiction(table, y, x, "两处合并范围重叠")
            covered |= area - {(y, x)}


def _contradiction(table: Table, y: int, x: int, what: str) -> OutputError:
    return OutputError(
        Problem(
            what,
            f"{caption_number(table)} {table.title}，第{y + 1}行第{x + 1}列",
            advice="检查生成该表的程序：被合并的单元格须标记 rowspan=0",
        )
    )
