"""Reader of the national 项目支出绩效自评表: one project's money, objectives, indicators and filed scores a form.

Belongs here: finding the blocks of a form by their labels, and its head, money and objectives. Does not belong here:
the indicator block (``national_indicators``), the words of labels and headers (``layouts.yaml``), or judging the
scores that were filed: they are taken as filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare, mention
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, fund_source, is_dash, level_name, money_unit_in, one_line
from analysis.documents.national_indicators import read_indicators
from analysis.documents.recognise import Header, header_at, is_label, label_rows
from analysis.vocabulary import DocumentKind, FundSource, Horizon

#: The nodes of filed scores that are no indicator.
EXECUTION_NODE = "预算执行"
_FUND_FIGURES = {"initial": "年初预算数", "budget": "全年预算数", "paid": "全年执行数"}
#: The item under which a form's own words on its objectives are kept.
ACHIEVED_ITEM = "年度总体目标"


@dataclass(frozen=True)
class _Money:
    """The money block: its header, the unit of its amounts, and the row that gives the whole."""

    header: Header
    unit: str
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None

    def cell(self, row: Sequence[Cell], column: str) -> Cell | None:
        place = self.header.columns.get(column)
        return row[place] if place is not None and row[place].text else None


def read_national_form(grid: Grid, header: Header, out: Collector) -> None:
    """Read every form of a table or sheet; forms may stand below each other."""
    for form in _forms(grid, header):
        found = header_at(header.layout, form)
        if found is None:
            expected = "、".join(header.spec.columns[name][0] for name in header.spec.required)
            out.refuse(form, form.rows[0][0], "自评表缺少指标部分，或指标表头不完整", expected)
        else:
            _read_form(form, found, out)


def _forms(grid: Grid, header: Header) -> Iterator[Grid]:
    starts = label_rows(header.spec, grid, "project")
    for start, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
        # What stands above the first form, the unit of its money perhaps, belongs to it.
        first = 0 if start == starts[0] else start
        yield replace(grid, rows=grid.rows[first:end])


def _read_form(form: Grid, header: Header, out: Collector) -> None:
    name, unit, department = (_field(form, header, field) for field in ("project", "unit_name", "department"))
    if name is None:
        place = form.rows[label_rows(header.spec, form, "project")[0]][0]
        out.refuse(form, place, "自评表没有填写项目名称", "项目名称", "补上项目名称")
        return
    money = _money(form, header, out)
    number = _project_number(form, name, money, (unit, department), out)
    if number is None:
        return
    if money is not None:
        _read_money(form, money, number, out)
    _read_objectives(form, header, number, out)
    read_indicators(form, header, number, out)


def _field(form: Grid, header: Header, field: str) -> Cell | None:
    """Return the cell beside a label, when something stands in it."""
    for row in form.rows[: header.row]:
        for place, cell in enumerate(row):
            if not cell.covered and is_label(header.spec, field, cell):
                beside = next((other for other in row[place + 1 :] if other.ref != cell.ref), None)
                return beside if beside is not None and beside.text else None
    return None


def _project_number(
    form: Grid, name: Cell, money: _Money | None, bodies: tuple[Cell | None, Cell | None], out: Collector
) -> int | None:
    """Return the project's number: the plan's where there is a plan, else the next one, and record the project."""
    number = out.project_of(one_line(name.text))
    if number is not None and number in out.filed:
        out.refuse(form, name, "同一项目报送了两份自评表", "每个项目一份", "删去重复的一份")
        return None
    if number is None and out.planned:
        out.refuse(form, name, "自评表的项目在分配方案中没有", "分配方案所列的项目名称", "核对项目名称")
        return None
    budget = _amount(form, money, "budget", out)
    if number is None:
        if money is None or money.total is None or budget is None:
            out.refuse(form, name, "自评表没有写明年度资金总额的全年预算数", "资金总额一行的金额", "补上金额")
            return None
        number = len(out.records.get("projects", [])) + 1
        _add_project(form, number, name, money.cell(money.total, "budget") or name, budget, bodies, out)
    out.filed.add(number)
    amount = money.cell(money.total, "budget") if money and money.total else None
    kind = DocumentKind.NATIONAL_SELF_EVALUATION
    mention(out, form, kind, number, name, unit=bodies[0], amount=amount, amount_wan=budget)
    return number


def _add_project(
    form: Grid,
    number: int,
    name: Cell,
    amount: Cell,
    budget: Decimal,
    bodies: tuple[Cell | None, Cell | None],
    out: Collector,
) -> None:
    unit, department = bodies
    values = {
        "no": number,
        "name": one_line(name.text),
        "implementer": one_line(unit.text) if unit else None,
        "applicant": one_line(department.text) if department else None,
        "allocated_wan": budget,
        "withdrawn_wan": Decimal(0),
        "budget_wan": budget,
    }
    cells = {"no": name, "name": name, "allocated_wan": amount, "budget_wan": amount}
    optional = {"implementer": unit, "applicant": department}
    out.add("projects", form, values, cells | {key: cell for key, cell in optional.items() if cell})


def _money(form: Grid, header: Header, out: Collector) -> _Money | None:
    above = replace(form, rows=form.rows[: header.row])
    found = header_at("national_funds", above)
    if found is None:
        out.remark(form.source(form.rows[0][0]).human(), "自评表没有资金部分，或资金表头未能识别")
        return None
    first = min(found.columns.values())
    heading = above.rows[found.row]
    rows: list[tuple[Cell, ...]] = []
    for row in above.rows[found.row + 1 :]:
        label = row[first - 1]
        if fund_source(label.text) is not None and label.covered != "above":
            rows.append(row)
        elif row[0].ref != heading[0].ref:
            break
        elif any(row[place].text and not is_dash(row[place].text) for place in found.columns.values()):
            # The block's own label reaches over this row, so the row belongs to it.
            out.refuse(form, label, "资金来源未能识别", "资金总额、财政拨款、上年结转、其他资金等", "核对该行的名称")
    unit = next(filter(None, (money_unit_in(cell.text) for cell in heading)), "")
    totals = [row for row in rows if fund_source(row[first - 1].text) is FundSource.TOTAL]
    # Where a single line of money is given, it is the whole.
    total = totals[0] if totals else rows[0] if len(rows) == 1 else None
    return _Money(found, unit, tuple(rows), total)


def _amount(form: Grid, money: _Money | None, column: str, out: Collector) -> Decimal | None:
    cell = money.cell(money.total, column) if money and money.total else None
    return out.amount(form, cell, money.unit) if money and cell else None


def _read_money(form: Grid, money: _Money, number: int, out: Collector) -> None:
    first = min(money.header.columns.values())
    for row in money.rows:
        label = row[first - 1]
        source = fund_source(label.text)
        assert source is not None, "only rows that name a source are rows of the block"
        item = fold(label.text).removeprefix("其中:").rstrip(":")
        cells = {f"{column}_wan": cell for column in _FUND_FIGURES if (cell := money.cell(row, column))}
        values: dict[str, Any] = {key: out.amount(form, cell, money.unit) for key, cell in cells.items()}
        values |= {"project_no": number, "item": item, "fund_source": source.value}
        out.add("funds", form, values, cells | {"item": label})
    if money.total is not None:
        _read_execution(form, money, money.total, number, out)


def _read_execution(form: Grid, money: _Money, total: Sequence[Cell], number: int, out: Collector) -> None:
    """Record the row of the whole: execution, the declared sums, and the score filed for it."""
    budget, paid = (money.cell(total, column) for column in ("budget", "paid"))
    amounts = (_amount(form, money, "budget", out), _amount(form, money, "paid", out))
    if budget and paid and None not in amounts and not out.has("execution", project_no=number):
        values = {"project_no": number, "as_of": out.as_of, "budget_wan": amounts[0], "paid_wan": amounts[1]}
        out.add("execution", form, values, {"budget_wan": budget, "paid_wan": paid})
    for column, label in _FUND_FIGURES.items():
        cell = money.cell(total, column)
        if cell and len(money.rows) > 1:
            declare(out, form, cell, (f"项目{number}", label), f"funds_{column}_total", money.unit, str(number))
    rate, points, score = (money.cell(total, column) for column in ("rate", "points", "score"))
    if rate and not is_dash(rate.text):
        declare(out, form, rate, (f"项目{number}", "执行率"), "execution_rate", "%", str(number))
    if score and not is_dash(score.text):
        values = {"project_no": number, "node": EXECUTION_NODE}
        figures = {"score": out.number(form, score), "points": out.number(form, points) if points else None}
        out.add("filed_scores", form, values | figures, {"score": score} | ({"points": points} if points else {}))


def _read_objectives(form: Grid, header: Header, number: int, out: Collector) -> None:
    above = replace(form, rows=form.rows[: header.row])
    found = header_at("national_objectives", above)
    if found is None or found.row + 1 >= header.row:
        return
    expected, achieved = (form.rows[found.row + 1][found.columns[name]] for name in ("expected", "achieved"))
    label = level_name(form.rows[found.row][found.columns["expected"]].text)
    kind, annual = DocumentKind.NATIONAL_SELF_EVALUATION, Horizon.ANNUAL
    if not out.has("objectives", project_no=number, horizon=annual.value):
        values = {"project_no": number, "horizon": annual.value, "horizon_label": label, "text": expected.text or None}
        out.add("objectives", form, values, {"text": expected})
        if expected.text:
            out.promise(form, expected, number, kind, label, annual)
    if achieved.text:
        values = {"project_no": number, "item": ACHIEVED_ITEM, "text": achieved.text}
        out.add("results", form, values, {"text": achieved})
