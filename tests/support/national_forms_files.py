"""Forms as .xlsx and .docx files with the merged cells that offices send.

Belongs here: writing placed cells into files. Does not belong here: where cells stand (``national_forms_layout``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from support.national_forms_layout import Canvas, Placed, draw, title_lines
from support.national_forms_model import Form, Variant

_NUMBER = re.compile(r"(?P<whole>\d[\d,]*)(?P<places>\.\d+)?(?P<percent>%)?")


def write_xlsx(path: Path, forms: Sequence[Form], variant: Variant) -> None:
    """Write a workbook: a sheet a form, or all forms below each other where the layout stacks them."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    if variant.summary:
        sheet.title = "汇总"
        for row in _summary(forms):
            sheet.append(row)
        sheet = workbook.create_sheet()
    sheet.title = "自评表" if variant.stacked or len(forms) == 1 else "项目1"
    top = 1
    for number, form in enumerate(forms, start=1):
        if number > 1 and not variant.stacked:
            sheet, top = workbook.create_sheet(f"项目{number}"), 1
        canvas = draw(form, variant, titles=True)
        for cell in canvas.cells:
            _write_cell(sheet, top, cell, variant.numbers)
        top += canvas.row + 1
    workbook.save(path)


def write_docx(path: Path, forms: Sequence[Form], variant: Variant) -> None:
    """Write a text document: a table a form, each below its title paragraphs."""
    document = docx.Document()
    if variant.summary:
        summary = _summary(forms)
        table = document.add_table(rows=len(summary), cols=len(summary[0]))
        for cells, row in zip(table.rows, summary, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    for form in forms:
        for line in () if variant.title_in_table else title_lines(form, variant):
            document.add_paragraph(line)
        canvas = draw(form, variant, titles=variant.title_in_table)
        notes = _notes(canvas) if variant.notes else []
        table = document.add_table(rows=0, cols=canvas.width)
        _write_table(table, canvas, height=canvas.row - len(notes))
        # Notes stand below the table, hence above the title of the next form.
        for note in notes:
            document.add_paragraph(note)
        document.add_paragraph("")
    document.save(str(path))


def _summary(forms: Sequence[Form]) -> list[list[str]]:
    """Return the rows of a list of projects as offices put before the forms."""
    rows = [[str(number), form.project, form.total] for number, form in enumerate(forms, start=1)]
    return [["序号", "项目名称", "自评得分"], *rows]


def _write_cell(sheet: Any, top: int, cell: Placed, numbers: bool) -> None:
    target = sheet.cell(top + cell.row, 1 + cell.column)
    stored = _NUMBER.fullmatch(cell.text) if numbers and cell.numeric else None
    if stored is None:
        # An equals sign alone would be taken for a formula.
        target.value = cell.text or None
        target.data_type = "s" if cell.text else target.data_type
    else:
        number = float(f"{stored['whole'].replace(',', '')}{stored['places'] or ''}")
        places = len(stored["places"] or ".") - 1
        if stored["percent"]:
            number = round(number / 100, places + 4)
        whole = "#,##0" if "," in stored["whole"] else "0"
        target.value = number
        target.number_format = f"{whole}{'.' * bool(places)}{'0' * places}{stored['percent'] or ''}"
    if cell.rows > 1 or cell.columns > 1:
        last = (top + cell.row + cell.rows - 1, cell.column + cell.columns)
        sheet.merge_cells(start_row=target.row, start_column=target.column, end_row=last[0], end_column=last[1])


def _notes(canvas: Canvas) -> list[str]:
    """Return the texts of the rows that reach over the whole width at the end of a form."""
    wide = [cell for cell in canvas.cells if cell.columns == canvas.width]
    ends = {cell.row + cell.rows: cell for cell in wide}
    notes: list[str] = []
    row = canvas.row
    while row in ends:
        notes.insert(0, ends[row].text)
        row = ends[row].row
    return notes


def _write_table(table: Any, canvas: Canvas, height: int) -> None:
    """Build the rows directly: a merged cell is written once a row, marked ``restart`` and then ``continue``."""
    covering = {(row, cell.column): cell for cell in canvas.cells for row in range(cell.row, cell.row + cell.rows)}
    for row in range(height):
        element = OxmlElement("w:tr")
        column = 0
        while column < canvas.width:
            cell = covering.get((row, column), Placed(row, column, ""))
            element.append(_cell_element(cell, row))
            column += cell.columns
        table._tbl.append(element)


def _cell_element(cell: Placed, row: int) -> Any:
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    element.append(properties)
    if cell.columns > 1:
        properties.append(_with_value("w:gridSpan", str(cell.columns)))
    if cell.rows > 1:
        properties.append(_with_value("w:vMerge", "restart" if row == cell.row else "continue"))
    paragraph = OxmlElement("w:p")
    element.append(paragraph)
    if cell.text and row == cell.row:
        paragraph.append(_run(cell.text.split("\n")))
    return element


def _run(lines: Iterable[str]) -> Any:
    run = OxmlElement("w:r")
    for number, line in enumerate(lines):
        if number:
            run.append(OxmlElement("w:br"))
        text = OxmlElement("w:t")
        text.text = line
        run.append(text)
    return run


def _with_value(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    return element
