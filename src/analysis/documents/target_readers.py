"""Reader of the target form: one project's objectives and indicators with every horizon that the header names.

Belongs here: turning that form into records of ``objectives``, ``indicators``, ``vacancies``, ``targets`` and
``mentions``. Does not belong here: results (``result_readers``) or reading what a target says (``dossier``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analysis.documents.collector import Collector
from analysis.documents.declaring import mention
from analysis.documents.grid import Cell, Grid
from analysis.documents.indicator_rows import Levels, add_indicator, add_target, add_vacancy, is_vacant, levels_of
from analysis.documents.layout import fold, horizons_of, names_horizon, one_line, words
from analysis.documents.recognise import Header
from analysis.documents.rows import rows_below
from analysis.vocabulary import DocumentKind, Horizon

#: Grid column to the horizon of the targets in it, with the label as printed.
_Horizons = Mapping[int, tuple[Horizon, str]]


def read_target_table(grid: Grid, header: Header, out: Collector) -> None:
    """Read one project's target form: who, how much, the objectives, and every indicator with every horizon."""
    number, name = _captioned(grid, header, out)
    columns = _level_columns(grid, header, out)
    horizons = _horizons(grid, header, out)
    if number is None or columns is None or horizons is None:
        return
    _read_form_fields(grid, header, out, number, name)
    rows = rows_below(grid, header)
    position = 0
    for row, levels in zip(rows, levels_of(rows, columns), strict=True):
        named, sub_name = _names(grid, header, row)
        targets = [row[column] for column in horizons]
        if is_vacant(named, [*targets, *([sub_name] if sub_name else [])]):
            add_vacancy(out, grid, number, levels, [named, *targets])
            continue
        position += 1
        indicator_id = f"P{number:02d}-{position:02d}"
        _read_indicator(grid, out, indicator_id, number, levels, (named, sub_name), row, horizons)


def _read_indicator(
    grid: Grid,
    out: Collector,
    indicator_id: str,
    number: int,
    levels: Levels,
    names: tuple[Cell, Cell | None],
    row: Sequence[Cell],
    horizons: _Horizons,
) -> None:
    named, sub_name = names
    if not named.text:
        out.refuse(grid, named, "有目标值而没有指标名称", "指标名称", "补上指标名称")
        return
    add_indicator(out, grid, indicator_id, number, levels, named, sub_name=sub_name)
    for column, (horizon, label) in horizons.items():
        cell = row[column]
        # A name that runs on over the columns of the targets leaves them without a value of their own.
        add_target(out, grid, indicator_id, horizon, label, cell, "" if cell.ref == named.ref else None)


def _level_columns(grid: Grid, header: Header, out: Collector) -> tuple[int, int] | None:
    """Return where the first and the second level stand: in columns of their own, or below one label over both."""
    if {"level1", "level2"} <= set(header.columns):
        return header.columns["level1"], header.columns["level2"]
    if "level" in header.columns and header.columns["level"] + 1 < header.columns["name"]:
        return header.columns["level"], header.columns["level"] + 1
    what = "指标表头没有分出一级指标和二级指标两列"
    out.refuse(grid, grid.rows[header.row][0], what, "指标名称之前有两列指标层级", "补上指标层级")
    return None


def _names(grid: Grid, header: Header, row: Sequence[Cell]) -> tuple[Cell, Cell | None]:
    """Return the cell of the name, and the cell beside it where the third level is split in two."""
    column = header.columns["name"]
    heading = grid.rows[header.row]
    split = column + 1 < len(row) and heading[column + 1].ref == heading[column].ref
    beside = row[column + 1] if split else None
    return row[column], beside if beside and beside.text and beside.ref != row[column].ref else None


def _horizons(grid: Grid, header: Header, out: Collector) -> _Horizons | None:
    """Tell what horizon each open column speaks of; two columns of one horizon cannot be told apart."""
    found: dict[int, tuple[Horizon, str]] = {}
    horizons = horizons_of(header.rest, out.year)
    for (label, column), horizon in zip(header.rest.items(), horizons, strict=True):
        if horizon is None or horizon in {known for known, _ in found.values()}:
            cell = grid.rows[header.row][column]
            out.refuse(grid, cell, "目标值一栏所指的时限无法确定，或与另一栏相同", "阶段目标、年度目标、实施周期目标")
            return None
        found[column] = (horizon, one_line(label))
    return found


def _captioned(grid: Grid, header: Header, out: Collector) -> tuple[int | None, str]:
    """Return the number and name of the project from the line above the form, which a sheet holds in its first rows."""
    lines = [*grid.captions, *(row[0].text for row in grid.rows[: header.row])]
    matches = [re.match(words().project_caption, line.strip()) for line in lines]
    captioned = [match for match in matches if match]
    if not captioned:
        out.refuse(
            grid,
            grid.rows[0][0],
            "绩效目标表前没有“序号. 项目名称”一行，无法确定属于哪个项目",
            "如“1. 某某项目”",
            "在表前补上序号和项目名称",
        )
        return None, ""
    return int(captioned[-1]["no"]), one_line(captioned[-1]["name"]).strip()


def _read_form_fields(grid: Grid, header: Header, out: Collector, number: int, name: str) -> None:
    fields: dict[str, Cell] = {}
    seen: set[Horizon] = set()
    labels = [row[0].text for row in grid.rows[: header.row] if names_horizon(row[0].text)]
    horizons = dict(zip(labels, horizons_of(labels, out.year), strict=True))
    for row in grid.rows[: header.row]:
        label = fold(row[0].text)
        value = next((cell for cell in row[1:] if cell.ref != row[0].ref), row[0])
        field = next((field for field, seen in header.spec.fields.items() if label in seen), "")
        horizon = horizons.get(row[0].text)
        if field:
            fields[field] = value
        elif horizon is not None and horizon in seen:
            out.refuse(grid, row[0], "同一时限的总体目标出现两次", "每个时限一行", "核对时限或合并两行")
        elif horizon is not None:
            seen.add(horizon)
            _read_objective(grid, out, number, horizon, row[0], value)
        elif label and not re.match(words().project_caption, row[0].text):
            out.remark(grid.source(row[0]).human(), "表头有不认识的栏目，未读取", row[0].text)
    amount, unit = fields.get("amount"), fields.get("unit_name")
    amount_wan = out.amount(grid, amount, "") if amount else None
    kind, first = DocumentKind.TARGET_TABLE, grid.rows[0][0]
    mention(out, grid, kind, number, first, unit=unit, amount=amount, amount_wan=amount_wan, known_as=name)


def _read_objective(grid: Grid, out: Collector, number: int, horizon: Horizon, label: Cell, value: Cell) -> None:
    printed = one_line(label.text)
    values = {"project_no": number, "horizon": horizon.value, "horizon_label": printed, "text": value.text or None}
    out.add("objectives", grid, values, {"text": value})
    if value.text:
        out.promise(grid, value, number, DocumentKind.TARGET_TABLE, printed, horizon)
