"""Tables of a .docx file as grids, merged cells resolved.

Belongs here: walking the document's XML. Does not belong here: what the tables say. ``python-docx`` repeats the text
of merged cells in ``row.cells`` without saying so, therefore the table cells are walked directly.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from analysis.documents.grid import Cell, Grid, readable
from analysis.errors import DocumentError, Problem


def read_grids(path: Path) -> list[Grid]:
    """Return the document's tables in order, each with the paragraphs that stand before it."""
    try:
        body = docx.Document(str(path)).element.body
    except Exception as failure:
        # python-docx lets through whatever its XML and zip layers raise; for the user all of it is one damaged file.
        raise DocumentError(
            Problem("文档无法解析", path.name, found=type(failure).__name__, advice="请报送单位重新导出后报送")
        ) from failure
    grids: list[Grid] = []
    captions: list[str] = []
    for element in body:
        if element.tag == qn("w:p"):
            captions.append(readable(_paragraph_text(element)))
        elif element.tag == qn("w:tbl"):
            part = f"表{len(grids) + 1}"
            grids.append(Grid(path.name, part, tuple(filter(None, captions)), _rows(element)))
            captions = []
    return grids


def _rows(table: Any) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = []
    for row_element in table.iterchildren(qn("w:tr")):
        row: list[Cell] = []
        for cell_element in row_element.iter(qn("w:tc")):
            # A table inside a cell has rows of its own; its words belong to the outer cell.
            if next(cell_element.iterancestors(qn("w:tr"))) is row_element:
                _place(cell_element, row, rows)
        rows.append(row)
    width = max((len(row) for row in rows), default=0)
    filled = [
        row + [Cell("", f"R{number}C{column + 1}") for column in range(len(row), width)]
        for number, row in enumerate(rows, start=1)
    ]
    return tuple(tuple(row) for row in filled)


def _place(element: Any, row: list[Cell], above: list[list[Cell]]) -> None:
    """Append one table cell to its row, once for every grid column that it spans."""
    properties = element.tcPr
    span = 1
    continues = False
    if properties is not None:
        span = properties.gridSpan.val if properties.gridSpan is not None else 1
        continues = properties.vMerge is not None and properties.vMerge.val != "restart"
    if continues and above and len(row) < len(above[-1]):
        first = replace(above[-1][len(row)], covered="above")
    else:
        first = Cell(_cell_text(element), f"R{len(above) + 1}C{len(row) + 1}")
    row.append(first)
    row.extend(replace(first, covered="left") for _ in range(span - 1))


def _cell_text(element: Any) -> str:
    paragraphs = [_paragraph_text(paragraph) for paragraph in element.iter(qn("w:p"))]
    return readable("\n".join(paragraphs))


def _paragraph_text(paragraph: Any) -> str:
    pieces = []
    for node in paragraph.iter():
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag in (qn("w:br"), qn("w:cr")):
            pieces.append("\n")
        elif node.tag == qn("w:tab") and node.getparent().tag == qn("w:r"):
            pieces.append("\t")
    return "".join(pieces)
