"""Sheets of an .xlsx file as grids: what the screen shows, and the number behind it.

Belongs here: opening a workbook, merged cells, number formats. Does not belong here: what the sheets say.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from analysis.documents.grid import Cell, Covered, Grid, readable
from analysis.errors import DocumentError, Problem
from analysis.exact import figure, half_up, plain

_NUMBER_PATTERN = re.compile(r"[#0?][#0?,]*(?:\.(?P<places>[#0?]+))?(?P<percent>%)?")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_FORMAT_NOISE = re.compile(r"\[[^\]]*\]|_.|\*.")


def read_grids(path: Path) -> list[Grid]:
    """Return the workbook's sheets in order, hidden ones included."""
    try:
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path, data_only=False)
    except Exception as failure:
        # openpyxl lets through whatever its XML and zip layers raise; for the user all of it is one damaged file.
        raise DocumentError(
            Problem("工作簿无法解析", path.name, found=type(failure).__name__, advice="请报送单位重新导出后报送")
        ) from failure
    problems = [
        problem for sheet in formulas.worksheets for problem in _uncalculated(path.name, sheet, values[sheet.title])
    ]
    if problems:
        raise DocumentError(problems)
    return [_grid(path.name, sheet) for sheet in values.worksheets]


def displayed(value: Any, number_format: str) -> tuple[str, Decimal | None]:
    """Return what a cell shows and the number in the unit shown.

    Parameters
    ----------
    value
        The stored value.
    number_format
        The cell's number format, such as ``#,##0.00`` or ``0%``.

    Returns
    -------
    tuple
        The shown text, and for a number the exact value: 0.95 under ``0%`` gives ``("95%", Decimal("95"))``.
    """
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("是" if value else "否"), None
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat(), None
    if isinstance(value, int | float):
        # A spreadsheet keeps fifteen significant digits; more would only be the noise of binary fractions.
        return _shown_number(plain(Decimal(f"{value:.15g}")), number_format)
    return readable(str(value).replace("\r\n", "\n")), None


def _shown_number(number: Decimal, number_format: str) -> tuple[str, Decimal]:
    positive = number_format.split(";")[0]
    literals = _FORMAT_NOISE.sub("", positive)
    pattern = _NUMBER_PATTERN.search(_QUOTED.sub("", literals))
    if pattern is None:
        return format(number, "f"), number
    shown = number * 100 if pattern["percent"] else number
    places = len(pattern["places"] or "")
    text = figure(shown, places) if "," in pattern[0] else format(half_up(shown, places), "f")
    suffix = "".join(a or b for a, b in _QUOTED.findall(literals))
    return f"{text}{'%' if pattern['percent'] else ''}{suffix}", plain(shown)


def _uncalculated(file: str, formulas: Any, values: Any) -> list[Problem]:
    return [
        Problem(
            "公式没有保存计算结果",
            f"{file} “{formulas.title}”表 {cell.coordinate}",
            found=str(cell.value)[:40],
            advice="用 Excel 或 WPS 打开、重新计算并保存",
        )
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and values[cell.coordinate].value is None
    ]


def _grid(file: str, sheet: Any) -> Grid:
    rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
    for merged in sheet.merged_cells.ranges:
        origin = rows[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row - 1, merged.max_row):
            for column in range(merged.min_col - 1, merged.max_col):
                if (row, column) != (merged.min_row - 1, merged.min_col - 1):
                    covered: Covered = "above" if column == merged.min_col - 1 else "left"
                    rows[row][column] = replace(origin, covered=covered)
    hidden_rows = frozenset(number - 1 for number, height in sheet.row_dimensions.items() if height.hidden)
    return Grid(file, sheet.title, (), tuple(tuple(row) for row in rows), sheet.sheet_state != "visible", hidden_rows)


def _cell(cell: Any) -> Cell:
    text, number = displayed(cell.value, getattr(cell, "number_format", "General") or "General")
    return Cell(text, cell.coordinate, number)
