"""What readers fill: records of the tidy tables, the cell behind every value, and all problems at once.

Belongs here: collecting, and turning a cell into a number or a unit with a clear problem where it is none. Does not
belong here: which cells to look at (the readers) or judging the values (``checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, is_dash, is_total, words
from analysis.documents.recognise import Header
from analysis.errors import Problem
from analysis.exact import parse_number
from analysis.tables import row_key
from analysis.vocabulary import DocumentKind, Horizon

_AMOUNT_WITH_UNIT = re.compile(r"(?P<amount>[+-]?[\d,.]+)(?P<unit>[^\d,.+-]*)")


@dataclass(frozen=True)
class Promise:
    """A text that promises results, to be split into claims: whose, where it stands, and for what time."""

    grid: Grid
    cell: Cell
    project_no: int
    document: DocumentKind
    field: str
    horizon: Horizon | None = None


@dataclass
class Collector:
    """Records by table, the cells they came from, and what went wrong.

    Parameters
    ----------
    year
        The fund year; results are as of its last day.
    units
        Indicator to the unit that the form gives in a column of its own.
    filed
        The projects that filed a self-evaluation form.
    """

    year: int
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    cells: list[dict[str, str]] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    filed: set[int] = field(default_factory=set)

    @property
    def as_of(self) -> str:
        """The day that year-end figures speak of."""
        return f"{self.year}-12-31"

    def add(self, table: str, grid: Grid, values: Mapping[str, Any], cells: Mapping[str, Cell]) -> None:
        """Add one record.

        Parameters
        ----------
        table
            The tidy table.
        grid
            Where the cells stand.
        values
            Column to value.
        cells
            Column to the cell it was read from; the first one is the row's ``source``.
        """
        record = {**values, "source": str(grid.source(next(iter(cells.values()))))}
        self.records.setdefault(table, []).append(record)
        key = row_key(table, record)
        for column, cell in cells.items():
            place = grid.source(cell)
            self.cells.append(
                {
                    "table": table,
                    "key": key,
                    "column": column,
                    "file": place.file,
                    "part": place.part,
                    "cell": place.cell,
                    "text": cell.text,
                }
            )

    @property
    def planned(self) -> bool:
        """Whether a plan, and not only the projects' own forms, says which projects there are."""
        return any(record["no"] not in self.filed for record in self.records.get("projects", []))

    def has(self, table: str, **match: Any) -> bool:
        """Tell whether a record with these values is there already."""
        return any(all(row[key] == value for key, value in match.items()) for row in self.records.get(table, []))

    def project_of(self, name: str) -> int | None:
        """Return the number of the project of this name, or ``None``."""
        named = (record for record in self.records.get("projects", []) if fold(record["name"]) == fold(name))
        return next((record["no"] for record in named), None)

    def indicator_of(self, project_no: int, name: str) -> str | None:
        """Return the id of a project's indicator of this name that has no actual yet, or ``None``."""
        own = [row for row in self.records.get("indicators", []) if row["project_no"] == project_no]
        named = (row["indicator_id"] for row in own if fold(row["name"]) == fold(name))
        return next((known for known in named if not self.has("actuals", indicator_id=known)), None)

    def next_indicator(self, project_no: int) -> str:
        """Return the id for a project's next indicator."""
        own = sum(row["project_no"] == project_no for row in self.records.get("indicators", []))
        return f"P{project_no:02d}-{own + 1:02d}"

    def promise(
        self,
        grid: Grid,
        cell: Cell,
        project_no: int,
        document: DocumentKind,
        label: str,
        horizon: Horizon | None = None,
    ) -> None:
        """Note a text in which a project promises results; its claims are read for all texts at once."""
        self.promises.append(Promise(grid, cell, project_no, document, label, horizon))

    def refuse(self, grid: Grid, cell: Cell, what: str, expected: str = "", advice: str = "") -> None:
        """Note a problem at a cell that makes the document unusable."""
        place = grid.source(cell).human()
        self.problems.append(Problem(what, place, found=cell.text or "空白", expected=expected, advice=advice))

    def remark(self, place: str, what: str, found: str = "") -> None:
        """Note something that a person should know but that changes no figure."""
        self.remarks.append(Problem(what, place, found=found))

    def amount(self, grid: Grid, cell: Cell, unit: str) -> Decimal | None:
        """Read an amount of money in 万元.

        Parameters
        ----------
        grid, cell
            Where it stands.
        unit
            The unit of the column; a unit printed in the cell itself goes before it.

        Returns
        -------
        decimal.Decimal or None
            ``None`` after a blank cell or a problem; the caller's table says whether a value is required.
        """
        if not cell.text or is_dash(cell.text):
            return None
        printed = _AMOUNT_WITH_UNIT.fullmatch(fold(cell.text))
        number = cell.number if cell.number is not None else parse_number(printed["amount"]) if printed else None
        # A number format may print a unit too: 12.3456 shown as 12.3万.
        own_unit = printed["unit"] if printed else ""
        if number is None:
            self.refuse(grid, cell, "金额不是数字", "数字，如 1,189.84", "请报送单位改正后重新报送")
            return None
        factor = words().money_units.get(own_unit or unit)
        if factor is None:
            self.refuse(grid, cell, f"金额单位不明（{own_unit or unit or '未写明'}）", "、".join(words().money_units))
            return None
        return number * factor

    def number(self, grid: Grid, cell: Cell) -> Decimal | None:
        """Read a plain number or percentage as shown; a problem where it is none."""
        if not cell.text or is_dash(cell.text):
            return None
        number = cell.number if cell.number is not None else parse_number(fold(cell.text).removesuffix("%"))
        if number is None:
            self.refuse(grid, cell, "应为数字的单元格不是数字", "数字", "请报送单位改正后重新报送")
        return number

    def project_no(self, grid: Grid, cell: Cell) -> int | None:
        """Read a project's number: ``4`` or ``项目4``."""
        match = re.fullmatch(words().project_number, fold(cell.text))
        if match is None:
            self.refuse(grid, cell, "项目序号无法识别", "整数，或“项目”加整数", "补上或改正序号")
            return None
        return int(match["no"])


@dataclass(frozen=True)
class DataRow:
    """One row below a header, its cells by canonical column."""

    cells: Mapping[str, Cell]
    rest: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def get(self, column: str) -> Cell | None:
        """Return the cell of an optional column, or ``None`` where the column or its text is missing."""
        cell = self.cells.get(column)
        return cell if cell is not None and cell.text else None

    def text(self, column: str) -> str | None:
        """Return the words of an optional column."""
        cell = self.get(column)
        return cell.text if cell else None

    @property
    def total(self) -> bool:
        """Whether the row is a declared total."""
        return any(is_total(cell.text) for cell in self.cells.values())


def rows_below(grid: Grid, header: Header) -> list[tuple[Cell, ...]]:
    """Return the rows below the header, without blank ones, notes, and a header typed again at a page break."""
    columns = sorted({*header.columns.values(), *header.rest.values()})
    heading = [fold(grid.rows[header.row][column].text) for column in columns]
    return [
        row
        for row in grid.rows[header.row + 1 :]
        if any(cell.text for cell in row)
        and not is_note(row)
        and [fold(row[column].text) for column in columns] != heading
    ]


def is_note(row: Sequence[Cell]) -> bool:
    """Tell a line of text below or between the rows of a table: one cell over the full width, or one marked as note."""
    told = {cell.ref for cell in row if cell.text}
    if len(told) != 1 or len(row) < 2:
        return False
    cell = next(cell for cell in row if cell.text)
    spans = all(other.ref == cell.ref for other in row)
    return (spans and not is_total(cell.text)) or re.match(words().note, fold(cell.text)) is not None


def data_rows(grid: Grid, header: Header) -> list[DataRow]:
    """Return the rows below the header with their cells by canonical column."""
    rows = []
    for row in rows_below(grid, header):
        named = {name: row[index] for name, index in header.columns.items()}
        rows.append(DataRow(named, {label: row[index] for label, index in header.rest.items()}))
    return rows


def unit_above(grid: Grid, header: Header) -> str:
    """Return the unit that a line above the table gives (``单位：万元``), or an empty text."""
    lines = [*grid.captions, *(cell.text for row in grid.rows[: header.row] for cell in row)]
    matches = (re.match(words().unit_line, fold(line)) for line in lines)
    return next((match["unit"] for match in matches if match), "")


def money_unit(grid: Grid, header: Header, column: str) -> str:
    """Return the unit of a money column: from its header, else from the line above the table."""
    return header.units.get(column) or unit_above(grid, header)
