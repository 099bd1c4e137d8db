"""Readers of the tables that deal in money: plan, execution, directions of support, stated amounts.

Belongs here: turning those grids into records of ``projects``, ``mentions``, ``execution`` and ``declared``. Does not
belong here: whether the amounts agree with each other (``reconcile``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.documents.collector import Collector, DataRow, data_rows, money_unit
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import OTHER, fold, is_dash, one_line, split_unit, words
from analysis.documents.recognise import Header
from analysis.vocabulary import DocumentKind


def read_allocation_plan(grid: Grid, header: Header, out: Collector) -> None:
    """Read the plan: one row a project, declared totals kept as declared."""
    unit = money_unit(grid, header, "amount")
    for row in data_rows(grid, header):
        if row.total:
            _declare(out, grid, header, row, {"amount": "plan_total", "applied": "applied_total"})
            continue
        number = out.project_no(grid, row["no"])
        printed = out.amount(grid, row["amount"], unit)
        if number is None or printed is None:
            if number is not None and (not row["amount"].text or is_dash(row["amount"].text)):
                out.refuse(grid, row["amount"], "项目金额为空", "金额", "补上金额")
            continue
        allocated, withdrawn, remaining = _remarked(row.text("remark"), printed)
        if withdrawn and allocated == printed and not re.search(words().remarks["allocated"], fold(row["remark"].text)):
            what = "备注写明收回金额，没有写明原下达金额，不能判断所列金额是收回前还是收回后"
            out.refuse(grid, row["remark"], what, "原下达多少、收回多少", "请报送单位补写原下达金额")
            continue
        remark = row.get("remark") or row["amount"]
        cells = {"no": row["no"], "name": row["name"], "budget_wan": row["amount"], "implementer": row["implementer"]}
        cells |= {"allocated_wan": row["amount"] if allocated == printed else remark}
        cells |= {"withdrawn_wan": remark} if withdrawn else {}
        cells |= {name: cell for name in ("applicant", "approval", "remark") if (cell := row.get(name))}
        applied = row.get("applied")
        cells |= {"applied_wan": applied} if applied else {}
        out.add(
            "projects",
            grid,
            {
                "no": number,
                "name": one_line(row["name"].text),
                "implementer": one_line(row["implementer"].text),
                "applicant": row.text("applicant"),
                "approval": row.text("approval"),
                "applied_wan": out.amount(grid, applied, money_unit(grid, header, "applied")) if applied else None,
                "allocated_wan": allocated,
                "withdrawn_wan": withdrawn,
                "budget_wan": remaining,
                "remark": row.text("remark"),
            },
            cells,
        )
        _mention(out, grid, DocumentKind.ALLOCATION_PLAN, number, row, ("implementer", "amount"), remaining)


def read_execution(grid: Grid, header: Header, out: Collector) -> None:
    """Read budget and payments: one row a project; printed rates and totals are declared values."""
    units = {name: money_unit(grid, header, name) for name in ("budget", "paid")}
    concepts = {"budget": "budget_total", "paid": "paid_total", "rate": "execution_rate_total"}
    for row in data_rows(grid, header):
        if row.total:
            _declare(out, grid, header, row, concepts)
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
        _mention(out, grid, DocumentKind.EXECUTION_TABLE, number, row, ("", "budget"), budget)
        _declare(out, grid, header, row, {"rate": "execution_rate"}, subject=str(number))


def read_directions(grid: Grid, header: Header, out: Collector) -> None:
    """Read the directions of support: their declared figures, and which projects belong to each."""
    totals = {"count": "direction_count_total", "budget": "direction_budget_total", "share": "direction_share_total"}
    concepts = {"count": "direction_count", "budget": "direction_budget", "share": "direction_share"}
    for row in data_rows(grid, header):
        if row.total:
            _declare(out, grid, header, row, totals)
            continue
        direction = one_line(row["direction"].text)
        _declare(out, grid, header, row, concepts, subject=direction)
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
        _declare_cell(out, grid, row["value"], names, concept or OTHER, unit, subject)


def _remarked(remark: str | None, printed: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Return what was first allocated, what was withdrawn, and what remained, as far as the remark tells.

    A printed amount that differs from the first allocation is the one that remained; whether the three agree is
    for the checks to say.
    """
    told: dict[str, Decimal] = {}
    for name, pattern in words().remarks.items():
        match = re.search(pattern, fold(remark or ""))
        if match:
            told[name] = Decimal(match["amount"].replace(",", "")) * words().money_units[match["unit"]]
    withdrawn = told.get("withdrawn", Decimal(0))
    allocated = told.get("allocated", printed)
    return allocated, withdrawn, printed if allocated != printed else printed - withdrawn


def _mention(
    out: Collector,
    grid: Grid,
    kind: DocumentKind,
    number: int,
    row: DataRow,
    columns: tuple[str, str],
    amount: Decimal | None,
) -> None:
    unit_column, amount_column = columns
    cells = {"name": row["name"], "amount_wan": row[amount_column]}
    cells |= {"unit_name": row[unit_column]} if unit_column else {}
    values = {
        "project_no": number,
        "document": kind.value,
        "name": one_line(row["name"].text),
        "unit_name": one_line(row[unit_column].text) if unit_column else None,
        "amount_wan": amount,
    }
    out.add("mentions", grid, values, cells)


def _declare(
    out: Collector, grid: Grid, header: Header, row: DataRow, concepts: dict[str, str], subject: str | None = None
) -> None:
    label = next(cell.text for cell in row.cells.values() if cell.text)
    for column, concept in concepts.items():
        cell = row.get(column)
        if cell is not None:
            printed, _ = split_unit(fold(grid.rows[header.row][header.columns[column]].text))
            unit = money_unit(grid, header, column)
            _declare_cell(out, grid, cell, (fold(subject or label), printed), concept, unit, subject)


def _declare_cell(
    out: Collector, grid: Grid, cell: Cell, names: tuple[str, str], concept: str, unit: str, subject: str | None
) -> None:
    measure = words().concepts[concept]
    value = out.amount(grid, cell, unit) if measure == "money" else out.number(grid, cell)
    if value is None:
        return
    values = {
        "table": grid.part,
        "label": names[0],
        "column": names[1],
        "concept": concept,
        "subject": subject,
        "text": cell.text,
        "value": value,
        "unit": {"money": "万元", "count": "个", "percent": "%", "any": unit or None}[measure],
    }
    out.add("declared", grid, values, {"value": cell})
