"""What readers fill: records of the tidy tables, the cell behind every value, and all problems at once.

Belongs here: collecting, and turning a cell into a number or a unit with a clear problem where it is none. Does not
belong here: which cells to look at (the readers) or judging the values (``checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, is_dash, words
from analysis.errors import Problem
from analysis.exact import parse_number
from analysis.tables import row_key
from analysis.vocabulary import DocumentKind, Horizon

_AMOUNT_WITH_UNIT = re.compile(r"(?P<amount>[+-]?[\d,.]+)(?P<unit>[^\d,.+-]*)")


#: The tables that name projects, and the column of the number.
_NUMBERED = {"projects": "no", "mentions": "project_no"}


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
        The fund year.
    kind, day
        What the document that is being read is registered as, and the day of which it speaks; ``""`` for the last
        day of the year.
    units
        Indicator to the unit that the form gives in a column of its own.
    planned
        Whether a plan, and not only the projects' own forms, says which projects there are.
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
    planned: bool = False
    kind: DocumentKind | None = None
    day: str = ""
    filed: set[int] = field(default_factory=set)
    # Looked up for every row or refusal, so kept by key.
    _refused: set[Problem] = field(default_factory=set, repr=False)
    _keys: dict[str, set[str]] = field(default_factory=dict, repr=False)
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)
    _indicators: dict[int | None, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    @property
    def as_of(self) -> str:
        """The day of which figures that are being read speak."""
        return self.day or f"{self.year}-12-31"

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
        self._keys.setdefault(table, set()).add(key)
        if table == "indicators":
            self._indicators.setdefault(record["project_no"], []).append(record)
        elif table in _NUMBERED:
            self._numbers.setdefault(fold(record["name"]), record[_NUMBERED[table]])
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

    def has(self, table: str, **key: Any) -> bool:
        """Tell whether a row with this key is there already."""
        return row_key(table, key) in self._keys.get(table, ())

    def project_of(self, name: str) -> int | None:
        """Return the number under which the plan, or any other document, names a project; ``None`` for a new one."""
        return self._numbers.get(fold(name))

    def next_project(self) -> int:
        """Return a number that no document has given to a project."""
        return max(self._numbers.values(), default=0) + 1

    def indicator_of(self, project_no: int, code: str | None, name: str) -> str | None:
        """Return the id of a project's indicator of this name that has no actual yet, or ``None``.

        Where several carry the name, the class decides between them.
        """
        named = [row for row in self._indicators.get(project_no, ()) if fold(row["name"]) == fold(name)]
        fitting = named if len(named) == 1 else [row for row in named if row["level_code"] == code]
        ids = (str(row["indicator_id"]) for row in fitting)
        return next((known for known in ids if not self.has("actuals", indicator_id=known)), None)

    def next_indicator(self, project_no: int) -> str:
        """Return the id for a project's next indicator."""
        return f"P{project_no:02d}-{len(self._indicators.get(project_no, ())) + 1:02d}"

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
        problem = Problem(what, place, found=cell.text or "空白", expected=expected, advice=advice)
        # Several figures may be asked of one cell; it is mended once.
        if problem not in self._refused:
            self._refused.add(problem)
            self.problems.append(problem)

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
        if not cell.text or is_dash(cell.text) or self._shared(grid, cell):
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

    def _shared(self, grid: Grid, cell: Cell) -> bool:
        """Refuse a figure that is merged over several rows: nobody can tell which share is whose."""
        if cell.covered == "above":
            self.refuse(grid, cell, "一个数字合并在几行，不能确定各行是多少", "每行一个数字", "请报送单位分行填列")
        return cell.covered == "above"

    def number(self, grid: Grid, cell: Cell, sign: str = "分") -> Decimal | None:
        """Read a plain number as shown; a problem where it is none, or carries another sign than the given one."""
        if not cell.text or is_dash(cell.text) or self._shared(grid, cell):
            return None
        bare = fold(cell.text).removesuffix(sign)
        number = None if bare.endswith("%") else cell.number if cell.number is not None else parse_number(bare)
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
