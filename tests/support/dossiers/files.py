"""Pages as .docx and .xlsx files whose bytes depend on nothing but the pages.

Belongs here: file formats, merged cells, number formats, fixed dates inside the packages. Does not belong here: what
the pages say.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.merge import MergedCellRange

from support.dossiers.pages import Page, Placed

_NUMBER = re.compile(r"(?P<whole>\d[\d,]*)(?P<places>\.\d+)?(?P<percent>%)?")
#: The earliest time that a package can hold, and the one that its properties tell.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_PRINTED_MOMENT = b"2000-01-01T00:00:00Z"
_PROPERTIES = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_AUTHORS = re.compile(rb"(<(?:dc:creator|cp:lastModifiedBy|dc:description)\b[^>]*(?<!/)>)[^<]*(<)")
_THIN = Side(style="thin")


def workbook_bytes(pages: Sequence[Page]) -> bytes:
    """Write a workbook: a sheet a page."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for page in pages:
        sheet = workbook.create_sheet(page.title)
        for cell in page.cells:
            _write_cell(sheet, cell)
        for column in range(page.width):
            widest = max((len(c.text) for c in page.cells if c.column == column and c.columns == 1), default=8)
            sheet.column_dimensions[get_column_letter(column + 1)].width = min(max(8, 2 * widest + 2), 48)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _settled(buffer.getvalue())


def document_bytes(pages: Sequence[Page]) -> bytes:
    """Write a text document: every page a table below its paragraphs."""
    document = docx.Document()
    for page in pages:
        for line in page.captions:
            document.add_paragraph(line)
        table = document.add_table(rows=0, cols=page.width, style="Table Grid")
        _write_table(table, page)
        document.add_paragraph("")
    buffer = io.BytesIO()
    document.save(buffer)
    return _settled(buffer.getvalue())


def _settled(package: bytes) -> bytes:
    """Take the clock and the writing program out of a package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == _PROPERTIES:
                content = _TIMES.sub(rb"\g<1>" + _PRINTED_MOMENT + rb"\g<2>", content)
                content = _AUTHORS.sub(rb"\g<1>\g<2>", content)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return buffer.getvalue()


def _write_cell(sheet: Any, cell: Placed) -> None:
    target = sheet.cell(cell.row + 1, cell.column + 1)
    stored = _NUMBER.fullmatch(cell.text) if cell.number else None
    target.alignment = Alignment(wrap_text=True, vertical="center")
    target.border = Border(_THIN, _THIN, _THIN, _THIN)
    if stored:
        places = len(stored["places"] or ".") - 1
        number = float(f"{stored['whole'].replace(',', '')}{stored['places'] or ''}")
        whole = "#,##0" if "," in stored["whole"] else "0"
        target.value = round(number / 100, places + 2) if stored["percent"] else number
        target.number_format = f"{whole}{'.' * bool(places)}{'0' * places}{stored['percent'] or ''}"
    elif cell.text:
        # An equals sign alone would be taken for a formula.
        target.value, target.data_type = cell.text, "s"
    if cell.rows > 1 or cell.columns > 1:
        first, last = (cell.column + 1, cell.row + 1), (cell.column + cell.columns, cell.row + cell.rows)
        merged = MergedCellRange(sheet, CellRange(None, *first, *last).coord)
        # As ``merge_cells`` does, without comparing with every range before: no page has one twice.
        sheet.merged_cells.ranges.add(merged)
        sheet._clean_merge_range(merged)


def _write_table(table: Any, page: Page) -> None:
    """Build the rows: a merged cell is written once a row, marked ``restart`` and then ``continue``."""
    covering = {(row, cell.column): cell for cell in page.cells for row in range(cell.row, cell.row + cell.rows)}
    for row in range(page.height):
        element = OxmlElement("w:tr")
        column = 0
        while column < page.width:
            cell = covering.get((row, column), Placed(row, column, ""))
            element.append(_cell_element(cell, row))
            column += cell.columns
        table._tbl.append(element)


def _cell_element(cell: Placed, row: int) -> Any:
    element, properties, paragraph = (OxmlElement(tag) for tag in ("w:tc", "w:tcPr", "w:p"))
    element.append(properties)
    if cell.columns > 1:
        properties.append(_with_value("w:gridSpan", str(cell.columns)))
    if cell.rows > 1:
        properties.append(_with_value("w:vMerge", "restart" if row == cell.row else "continue"))
    element.append(paragraph)
    if cell.text and row == cell.row:
        run = OxmlElement("w:r")
        for number, line in enumerate(cell.text.split("\n")):
            if number:
                run.append(OxmlElement("w:br"))
            text = OxmlElement("w:t")
            text.text = line
            run.append(text)
        paragraph.append(run)
    return element


def _with_value(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element
