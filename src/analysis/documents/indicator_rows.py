"""Records that every form with indicators makes: an indicator, its targets, its actual; levels that run on.

Belongs here: turning the cells of one indicator into records, and telling which level a row stands under. Does not
belong here: finding those cells (the readers), or reading what a target says, which ``dossier`` does for all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.documents.collector import Collector
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import is_dash, level_code, level_name, one_line
from analysis.vocabulary import Horizon, Scope


@dataclass(frozen=True)
class Level:
    """The cell that names a level, and whether the row took it over from the row above."""

    cell: Cell
    inherited: bool = False

    @property
    def name(self) -> str | None:
        """The printed name, points in brackets left out."""
        return level_name(self.cell.text) or None


@dataclass(frozen=True)
class Levels:
    """Both levels of one row."""

    level1: Level
    level2: Level

    @property
    def code(self) -> str | None:
        """The indicator's class, such as ``产出/数量``; ``None`` when the printed levels are none of the known."""
        return level_code(self.level1.cell.text, self.level2.cell.text) or None


def levels_of(rows: Sequence[Sequence[Cell]], columns: tuple[int, int]) -> Iterator[Levels]:
    """Tell the levels of each row; an empty or merged cell runs on from above.

    A second level never runs on under a new first level: such a row has none, which the checks will say.
    """
    above: Levels | None = None
    for row in rows:
        cell1, cell2 = (row[column] for column in columns)
        blank = Level(Cell("", cell2.ref))
        level1 = _level(cell1, above.level1 if above else None) or Level(cell1)
        level2 = _level(cell2, above.level2 if above and level1.inherited else None) or blank
        above = Levels(level1, level2)
        yield above


def _level(cell: Cell, above: Level | None) -> Level | None:
    if cell.covered == "above":
        return Level(cell, inherited=True)
    if cell.text:
        return Level(cell)
    return replace(above, inherited=True) if above else None


def add_indicator(
    out: Collector,
    grid: Grid,
    indicator_id: str,
    project_no: int | None,
    levels: Levels,
    name: Cell,
    *,
    named: str = "",
    sub_name: Cell | None = None,
    points: Cell | None = None,
    code: str = "",
) -> None:
    """Record an indicator.

    Parameters
    ----------
    project_no
        The project; ``None`` for an indicator of the fund.
    name
        The cell of the name; ``named`` where only a part of the cell is the name.
    sub_name
        The cell of the finer name where the third level is split in two.
    code
        The class's number in the budget system.
    """
    values = {
        "indicator_id": indicator_id,
        "scope": (Scope.PROJECT if project_no is not None else Scope.FUND).value,
        "project_no": project_no,
        "level1": levels.level1.name,
        "level2": levels.level2.name,
        "level_code": levels.code,
        "name": named or one_line(name.text),
        "sub_name": one_line(sub_name.text) if sub_name else None,
        "code": code or None,
        "level1_inherited": levels.level1.inherited,
        "level2_inherited": levels.level2.inherited,
        "points": out.number(grid, points) if points else None,
    }
    level1, level2 = levels.level1.cell, levels.level2.cell
    optional = {"points": points, "sub_name": sub_name, "code": name if code else None}
    cells = {"name": name, "level1": level1, "level2": level2, "level_code": level2}
    out.add("indicators", grid, values, cells | {key: cell for key, cell in optional.items() if cell is not None})


def add_vacancy(out: Collector, grid: Grid, project_no: int, levels: Levels, cells: Sequence[Cell]) -> None:
    """Record a row of a class that names no indicator: blank, or with a mark such as ``/`` in some cell."""
    marked = next((cell for cell in cells if cell.text), None)
    values = {
        "project_no": project_no,
        "level1": levels.level1.name,
        "level2": levels.level2.name,
        "level_code": levels.code,
        "mark": marked.text if marked else None,
    }
    stands = {"level2": levels.level2.cell, "level1": levels.level1.cell, "level_code": levels.level2.cell}
    # The row's own place is its name cell: the level's cell may be shared by several rows.
    out.add("vacancies", grid, values, {"mark": marked or cells[0]} | stands)


def is_vacant(name: Cell, targets: Sequence[Cell]) -> bool:
    """Tell a row that names no indicator; figures without a name are an error and no vacancy."""
    return (not name.text or is_dash(name.text)) and all(not cell.text or is_dash(cell.text) for cell in targets)


def add_target(
    out: Collector, grid: Grid, indicator_id: str, horizon: Horizon, label: str, cell: Cell, text: str | None = None
) -> None:
    """Record a target; ``text`` where it is more or less than the cell's own text."""
    values = {"indicator_id": indicator_id, "horizon": horizon.value, "horizon_label": label}
    cells = dict.fromkeys(("text", "value", "unit"), cell)
    out.add("targets", grid, values | {"text": (cell.text if text is None else text) or None}, cells)


def add_actual(
    out: Collector,
    grid: Grid,
    indicator_id: str,
    actual: Cell,
    *,
    evidence: Cell | None = None,
    filed_target: Mapping[str, Cell] | None = None,
    text: str | None = None,
) -> None:
    """Record an actual with what was written beside it.

    Parameters
    ----------
    evidence
        The explanation.
    filed_target
        The target as the form repeats it: its text to its cell.
    text
        The actual where it is more than the cell's own text.
    """
    filed = next(iter((filed_target or {}).items()), None)
    values = {
        "indicator_id": indicator_id,
        "as_of": out.as_of,
        "text": (actual.text if text is None else text) or None,
        "evidence": evidence.text or None if evidence else None,
        "filed_target": (filed[0] or None) if filed else None,
    }
    cells = dict.fromkeys(("text", "value", "unit"), actual)
    cells |= {"filed_target": filed[1]} if filed else {}
    out.add("actuals", grid, values, cells | ({"evidence": evidence} if evidence and evidence.text else {}))
