"""Reader of a department's 项目支出绩效目标表: projects under their units, money by source, indicators in one cell.

Belongs here: turning that table into records of ``projects``, ``funds``, ``objectives``, ``indicators`` and
``targets``; unit rows and totals become declared figures. Does not belong here: whether they add up (``reconcile``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare_row, mention
from analysis.documents.department_units import unit_rows
from analysis.documents.grid import Cell, Grid
from analysis.documents.indicator_rows import Level, Levels, add_indicator, add_target
from analysis.documents.layout import fold, fund_source, is_dash, one_line, words
from analysis.documents.recognise import Header
from analysis.documents.rows import DataRow, data_rows, money_unit
from analysis.vocabulary import DocumentKind, Horizon

_HORIZONS = {"period": Horizon.PERIOD, "annual": Horizon.ANNUAL}


def read_department_targets(grid: Grid, header: Header, out: Collector) -> None:
    """Read the table: a total, units with their subtotal, and the projects below each unit."""
    out.planned = True
    rows = [row for row in data_rows(grid, header) if row["name"].text]
    amounts = {id(row): out.amount(grid, row["total"], money_unit(grid, header, "total")) for row in rows}
    below = [row for row in rows if not row.total]
    units = unit_rows(
        [amounts[id(row)] or Decimal(0) for row in below],
        [row.get("goals") is None and row.get("indicators") is None for row in below],
        next((amounts[id(row)] for row in rows if row.total), None),
    )
    if units is None:
        what = "有的行没有目标也没有指标，按金额不能确定是单位还是项目"
        expected, advice = "单位金额等于其下各项目之和", "请报送单位核对各单位小计，并补上项目的绩效目标"
        out.refuse(grid, below[0]["name"], what, expected, advice)
        return
    headings = {id(below[place]) for place in units}
    unit: Cell | None = None
    number = 0
    for row in rows:
        if row.total:
            declare_row(out, grid, header, row, {"total": "plan_total"})
            _declare_sources(out, grid, header, row, "source_total")
        elif id(row) in headings:
            unit = row["name"]
            declare_row(out, grid, header, row, {"total": "unit_total"}, subject=one_line(unit.text))
            _declare_sources(out, grid, header, row, "unit_source_total", unit)
        elif amounts[id(row)] is None:
            if not row["total"].text or is_dash(row["total"].text):
                out.refuse(grid, row["total"], "项目金额为空", "金额", "补上金额")
        else:
            number += 1
            _read_project(grid, header, row, out, number, unit)


def _declare_sources(
    out: Collector, grid: Grid, header: Header, row: DataRow, concept: str, unit: Cell | None = None
) -> None:
    """Record the totals of the single sources of money."""
    for column in header.spec.money:
        if column != "total" and column in header.columns:
            label = header.label(grid, column)
            subject = f"{one_line(unit.text)}|{label}" if unit else label
            declare_row(out, grid, header, row, {column: concept}, subject=subject)


def _read_project(grid: Grid, header: Header, row: DataRow, out: Collector, number: int, unit: Cell | None) -> None:
    name, total = row["name"], row["total"]
    amount = out.amount(grid, total, money_unit(grid, header, "total"))
    values = {
        "no": number,
        "name": one_line(name.text),
        "implementer": one_line(unit.text) if unit else None,
        "goals": row.text("goals"),
        "allocated_wan": amount,
        "withdrawn_wan": Decimal(0),
        "budget_wan": amount,
    }
    cells = {"no": name, "name": name, "allocated_wan": total, "budget_wan": total}
    cells |= {"implementer": unit} if unit else {}
    goals = row.get("goals")
    out.add("projects", grid, values, cells | ({"goals": goals} if goals else {}))
    mention(out, grid, DocumentKind.DEPARTMENT_TARGETS, number, name, unit=unit, amount=total, amount_wan=amount)
    _read_funds(grid, header, row, out, number, unit)
    declare_row(out, grid, header, row, {"total": "funds_budget_total"}, subject=str(number))
    if goals:
        _read_objective(grid, header, goals, out, number)
    if indicators := row.get("indicators"):
        _read_indicators(grid, indicators, out, number)


def _read_funds(grid: Grid, header: Header, row: DataRow, out: Collector, number: int, unit: Cell | None) -> None:
    for column in header.spec.money:
        cell = row.get(column)
        amount = out.amount(grid, cell, money_unit(grid, header, column)) if cell else None
        if cell is None or amount is None:
            continue
        label = header.label(grid, column)
        source = fund_source(label)
        assert source is not None, "the layout's money columns are known sources"
        values = {"project_no": number, "item": label, "fund_source": source.value, "budget_wan": amount}
        values |= {"unit_name": one_line(unit.text) if unit else None}
        out.add("funds", grid, values, {"budget_wan": cell})


def _read_objective(grid: Grid, header: Header, goals: Cell, out: Collector, number: int) -> None:
    label = header.label(grid, "goals")
    values = {"project_no": number, "horizon": Horizon.ANNUAL.value, "horizon_label": label, "text": goals.text}
    out.add("objectives", grid, values, {"text": goals})
    out.promise(grid, goals, number, DocumentKind.DEPARTMENT_TARGETS, label, Horizon.ANNUAL)


def _read_indicators(grid: Grid, cell: Cell, out: Collector, number: int) -> None:
    """Read the indicators that the budget system printed into one cell; every sign of it must belong to one."""
    text = re.sub(r"\s*\n\s*", "", cell.text)
    end = 0
    for position, match in enumerate(re.finditer(words().coded_indicator, text), start=1):
        if match.start() != end:
            _refuse_rest(grid, cell, out, text[end : match.start()])
        end = match.end()
        levels = Levels(*(Level(Cell(match[level], cell.ref)) for level in ("level1", "level2")))
        indicator_id = f"P{number:02d}-{position:02d}"
        named = match["name"].strip()
        add_indicator(out, grid, indicator_id, number, levels, cell, named=named, code=match["code"])
        for group, horizon in _HORIZONS.items():
            label = match[f"{group}_label"]
            add_target(out, grid, indicator_id, horizon, label, cell, match[group].strip())
    if fold(text[end:]):
        _refuse_rest(grid, cell, out, text[end:])


def _refuse_rest(grid: Grid, cell: Cell, out: Collector, rest: str) -> None:
    what = f"绩效指标单元格中有一段无法读取：{rest[:60]}"
    expected = "1、1-产出指标；11-数量指标；指标名称；实施周期指标值:…；年度指标值:…。"
    out.refuse(grid, cell, what, expected, "按预算系统导出的格式改正")
