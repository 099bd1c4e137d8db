"""Editing copies of documents the way a person would, then recording the change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl

from analysis.documents.registry import seal
from analysis.paths import FundYearPaths


def edit_xlsx(paths: FundYearPaths, file: str, changes: dict[str, Any], sheet: str | None = None) -> None:
    """Change cells of a workbook, then seal the fund year."""
    path = paths.raw / file
    workbook = openpyxl.load_workbook(path)
    page = workbook[sheet] if sheet else workbook.worksheets[0]
    for cell, value in changes.items():
        page[cell] = value
    workbook.save(path)
    seal(paths)


def edit_docx(paths: FundYearPaths, file: str, changes: dict[tuple[int, int, int], str]) -> None:
    """Change cells (table, row, column; all from one) of a text document, then seal the fund year."""
    path = paths.raw / file
    document = docx.Document(str(path))
    for (table, row, column), text in changes.items():
        document.tables[table - 1].rows[row - 1].cells[column - 1].text = text
    document.save(str(path))
    seal(paths)


def write_xlsx(path: Path, rows: list[list[Any]]) -> None:
    """Write a workbook of one sheet."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
