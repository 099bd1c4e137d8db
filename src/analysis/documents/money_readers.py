"""Readers of the tables that deal in money: execution, directions of support, stated amounts.

Belongs here: turning those grids into records of ``execution``, ``memberships`` and ``declared``. Does not belong
here: the plan (``plan_readers``) or whether the amounts agree with each other (``reconcile``).
"""

from __future__ import annotations

import re

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare, declare_row, mention
from analysis.documents.grid import Grid
from analysis.documents.layout import OTHER, fold, is_dash, one_line, words
from analysis.documents.recognise import Header
from analysis.documents.rows import data_rows, money_unit
from analysis.vocabulary import DocumentKind


def read_execution(grid: Grid, header: Header, out: Collector) -> None:
    """Read budget and payments: one row a project; printed rates and totals are declared values."""
    units = {name: money_unit(grid, header, name) for name in ("budget", "paid")}
    concepts = {"budget": "budget_total", "paid": "paid_total", "rate": "execution_rate_total"}
    for row in data_rows(grid, header):
        if row.total:
            declare_row(out, grid, header, row, concepts)
            continue
        number = out.project_no(grid, row["no"])
        budget, paid = (out.amount(grid, row[name], units[name]) for name in ("budget", "paid"))
        for name, amount in (("budget", budget), ("paid", paid)):
            if amount is None and (not row[name].text or is_dash(row[name].text)):
                out.refuse(grid, row[name], "金额为空", "金额；没有支出的填 0", "补上金额")
        if number is None or budget is None or paid is None:
            continue
        cells = {"budget_wan": row["budget"], "paid_wan": row["paid"], "project_no": row["no"]}
        out.add(
            "execution",
            grid,
            {
                "project_no": number,
                "as_of": out.as_of,
                "budget_wan": budget,
                "paid_wan": paid,
                "remark": row.text("remark"),
            },
            cells,
        )
        mention(out, grid, DocumentKind.EXECUTION_TABLE, number, row["name"], amount=row["budget"], amount_wan=budget)
        declare_row(out, grid, header, row, {"rate": "execution_rate"}, subject=str(number))


def read_directions(grid: Grid, header: Header, out: Collector) -> None:
    """Read the directions of support: their declared figures, and which projects belong to each."""
    totals = {"count": "direction_count_total", "budget": "direction_budget_total", "share": "direction_share_total"}
    concepts = {"count": "direction_count", "budget": "direction_budget", "share": "direction_share"}
    for row in data_rows(grid, header):
        if row.total:
            declare_row(out, grid, header, row, totals)
            continue
        direction = one_line(row["direction"].text)
        declare_row(out, grid, header, row, concepts, subject=direction)
        for match in re.finditer(words().project_list, fold(row["members"].text)):
            values = {"project_no": int(match["no"]), "direction": direction}
            out.add("memberships", grid, values, {"project_no": row["members"], "direction": row["direction"]})


def read_stated_amounts(grid: Grid, header: Header, out: Collector) -> None:
    """Read amounts stated beside the tables, each with the meaning that its wording gives it."""
    for row in data_rows(grid, header):
        item, measure, unit = fold(row["item"].text), fold(row["measure"].text), fold(row["unit"].text)
        concept, subject = "", None
        for stated in words().stated:
            match = re.match(stated.item, item) if stated.measure == measure else None
            if match:
                concept, subject = stated.concept, match.groupdict().get("subject")
                break
        if not concept:
            place = grid.source(row["item"]).human()
            out.remark(place, "自报数的含义未能识别，只作登记", row["item"].text)
        names = (fold(row["item"].text), fold(row["measure"].text))
        declare(out, grid, row["value"], names, concept or OTHER, unit, subject)
