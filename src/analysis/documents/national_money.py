"""The money block of the national form: sources, execution, and the score filed for it.

Belongs here: finding the block above the indicators and recording ``funds``, ``execution`` and declared sums. Does not
belong here: the rest of the form (``national_reader``) or whether the sources add up (``reconcile``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, fund_source, is_dash, money_unit_in
from analysis.documents.recognise import Header, header_at
from analysis.documents.rows import unit_above
from analysis.vocabulary import EXECUTION_NODE, FundSource

#: The figures of a source, as our own messages call them.
_FUND_FIGURES = {"initial": "年初预算数", "budget": "全年预算数", "paid": "全年执行数"}


@dataclass(frozen=True)
class Money:
    """The money block: its header, the unit of each amount, and the row that gives the whole."""

    header: Header
    units: Mapping[str, str]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None

    def cell(self, row: Sequence[Cell], column: str) -> Cell | None:
        """Return the cell of a column, when something stands in it."""
        place = self.header.columns.get(column)
        return row[place] if place is not None and row[place].text else None


def money_of(form: Grid, header: Header, out: Collector) -> Money | None:
    """Find the money block above a form's indicators; ``None`` where there is none."""
    above = replace(form, rows=form.rows[: header.row])
    found = header_at("national_funds", above)
    if found is None:
        out.remark(form.source(form.rows[0][0]).human(), "自评表没有资金部分，或资金表头未能识别")
        return None
    heading = above.rows[found.row]
    rows: list[tuple[Cell, ...]] = []
    for row in above.rows[found.row + 1 :]:
        label = _source_label(found, row)
        if label is not None:
            rows.append(row)
        elif row[0].ref != heading[0].ref:
            break
        elif any(row[place].text and not is_dash(row[place].text) for place in found.columns.values()):
            # The block's own label reaches over this row, so the row belongs to it.
            out.refuse(form, row[0], "资金来源未能识别", "资金总额、财政拨款、上年结转、其他资金等", "核对该行的名称")
    if found.unknown:
        out.remark(form.source(heading[0]).human(), "资金部分有不认识的列，未读取", "、".join(found.unknown))
    totals = [row for row in rows if fund_source(_named(found, row).text) is FundSource.TOTAL]
    # Where a single line of money is given, it is the whole.
    total = totals[0] if totals else rows[0] if len(rows) == 1 else None
    if total is None and rows:
        out.refuse(form, _named(found, rows[0]), "资金部分没有资金总额一行", "年度资金总额", "补上资金总额")
    return Money(found, _money_units(form, found, out), tuple(rows), total)


def _source_label(header: Header, row: Sequence[Cell]) -> Cell | None:
    """Return the cell that names a source of money, left of the amounts; other columns may stand between."""
    before = row[: min(header.columns.values())]
    return next((c for c in reversed(before) if c.covered != "above" and fund_source(c.text) is not None), None)


def _named(header: Header, row: Sequence[Cell]) -> Cell:
    label = _source_label(header, row)
    assert label is not None, "only rows that name a source are rows of the block"
    return label


def _money_units(form: Grid, header: Header, out: Collector) -> dict[str, str]:
    """Tell the unit of each money column: its header's, else that of a label in the block, else a line above."""
    heading = form.rows[header.row]
    columns = set(header.columns.values())
    labels = (cell.text for place, cell in enumerate(heading) if place not in columns)
    shared = next(filter(None, map(money_unit_in, labels)), "") or unit_above(form, header)
    given = [column for column in _FUND_FIGURES if column in header.columns]
    units = {column: money_unit_in(heading[header.columns[column]].text) for column in given}
    for column, own in units.items():
        if own and shared and own != shared:
            cell = heading[header.columns[column]]
            out.refuse(form, cell, f"金额单位前后不一（另一处为“{shared}”）", "同一单位", "请报送单位统一金额单位")
    return {column: own or shared for column, own in units.items()}


def amount_of(form: Grid, money: Money | None, column: str, out: Collector) -> Decimal | None:
    """Return a figure of the row that gives the whole, in 万元."""
    cell = money.cell(money.total, column) if money and money.total else None
    return out.amount(form, cell, money.units[column]) if money and cell else None


def read_money(form: Grid, money: Money, number: int, out: Collector) -> None:
    """Record every source of money, and from the row of the whole execution, declared sums and the filed score."""
    for row in money.rows:
        label = _named(money.header, row)
        source = fund_source(label.text)
        assert source is not None, "only rows that name a source are rows of the block"
        item = fold(label.text).removeprefix("其中:").rstrip(":")
        found = {column: cell for column in _FUND_FIGURES if (cell := money.cell(row, column))}
        cells = {f"{column}_wan": cell for column, cell in found.items()}
        amounts = {f"{column}_wan": out.amount(form, cell, money.units[column]) for column, cell in found.items()}
        values: dict[str, Any] = dict(amounts)
        values |= {"project_no": number, "item": item, "fund_source": source.value}
        out.add("funds", form, values, cells | {"item": label})
    if money.total is not None:
        _read_execution(form, money, money.total, number, out)


def _read_execution(form: Grid, money: Money, total: Sequence[Cell], number: int, out: Collector) -> None:
    """Record the row of the whole: execution, the declared sums, and the score filed for it."""
    budget, paid = (money.cell(total, column) for column in ("budget", "paid"))
    amounts = (amount_of(form, money, "budget", out), amount_of(form, money, "paid", out))
    if budget and paid and None not in amounts and not out.has("execution", project_no=number):
        values = {"project_no": number, "as_of": out.as_of, "budget_wan": amounts[0], "paid_wan": amounts[1]}
        out.add("execution", form, values, {"budget_wan": budget, "paid_wan": paid})
    for column, label in _FUND_FIGURES.items():
        cell = money.cell(total, column)
        if cell and len(money.rows) > 1:
            names, unit = (f"项目{number}", label), money.units[column]
            declare(out, form, cell, names, f"funds_{column}_total", unit, str(number))
    rate, points, score = (money.cell(total, column) for column in ("rate", "points", "score"))
    if rate and not is_dash(rate.text):
        declare(out, form, rate, (f"项目{number}", "执行率"), "execution_rate", "%", str(number))
    if score and not is_dash(score.text):
        values = {"project_no": number, "node": EXECUTION_NODE}
        figures = {"score": out.number(form, score), "points": out.number(form, points) if points else None}
        out.add("filed_scores", form, values | figures, {"score": score} | ({"points": points} if points else {}))
