"""Readers of what was planned: the catalogue of policy tasks and the allocation plan.

Belongs here: turning those grids into records of ``policy_tasks``, ``projects`` and what goes with them. Does not
belong here: whether the amounts agree with each other (``reconcile``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from analysis.documents.collector import Collector
from analysis.documents.declaring import declare_row, mention
from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold, is_dash, one_line, words
from analysis.documents.recognise import Header
from analysis.documents.rows import DataRow, data_rows, money_unit
from analysis.exact import parse_number
from analysis.vocabulary import DocumentKind

_TASK_TEXTS = ("fund_name", "authority", "task", "use", "goals", "remark")


def read_catalogue(grid: Grid, header: Header, out: Collector) -> None:
    """Read the catalogue: one row a policy task, its money by who decides on it; totals kept as declared."""
    rows = data_rows(grid, header)
    # The money of one task is the plan's; of several tasks nobody can tell which one the plan carries out.
    if sum(not row.total for row in rows) == 1:
        concepts = {"amount": "task_total", "retained": "retained_total", "delegated_city": "delegated_total"}
        declare_row(out, grid, header, next(row for row in rows if not row.total), concepts)
    for row in rows:
        if row.total:
            declare_row(out, grid, header, row, {"amount": "catalogue_total"})
            continue
        values: dict[str, Any] = {name: _line(row, name) for name in _TASK_TEXTS}
        cells = {name: cell for name in _TASK_TEXTS if (cell := row.get(name))}
        for column in header.spec.money:
            cell = row.get(column)
            values[f"{column}_wan"] = out.amount(grid, cell, money_unit(grid, header, column)) if cell else None
            cells |= {f"{column}_wan": cell} if cell else {}
        if not row["amount"].text or is_dash(row["amount"].text):
            out.refuse(grid, row["amount"], "资金额度为空", "金额", "补上金额")
        else:
            out.add("policy_tasks", grid, values, cells)


def read_allocation_plan(grid: Grid, header: Header, out: Collector) -> None:
    """Read the plan: one row a project, declared totals kept as declared."""
    out.planned = True
    for row in data_rows(grid, header):
        if row.total:
            declare_row(out, grid, header, row, {"amount": "plan_total", "applied": "applied_total"})
        elif row.part:
            declare_row(out, grid, header, row, {"amount": "part_total", "applied": "part_total"})
        else:
            _read_project(grid, header, row, out)


def _read_project(grid: Grid, header: Header, row: DataRow, out: Collector) -> None:
    number = out.project_no(grid, row["no"])
    printed = out.amount(grid, row["amount"], money_unit(grid, header, "amount"))
    if number is None or printed is None:
        if number is not None and (not row["amount"].text or is_dash(row["amount"].text)):
            out.refuse(grid, row["amount"], "项目金额为空", "金额", "补上金额")
        return
    told = _remarked(row.text("remark"), printed)
    if told is None:
        out.refuse(grid, row["remark"], "备注中的金额不是数字", "数字，如 1,189.84", "请报送单位改正后重新报送")
        return
    allocated, withdrawn, remaining = told
    if withdrawn and allocated == printed and not re.search(words().remarks["allocated"], fold(row["remark"].text)):
        what = "备注写明收回金额，没有写明原下达金额，不能判断所列金额是收回前还是收回后"
        out.refuse(grid, row["remark"], what, "原下达多少、收回多少", "请报送单位补写原下达金额")
        return
    applied = row.get("applied")
    values = {
        "no": number,
        "name": one_line(row["name"].text),
        "implementer": one_line(row["implementer"].text),
        "applicant": _line(row, "applicant"),
        "approval": row.text("approval"),
        "summary": row.text("summary"),
        "goals": row.text("goals"),
        "applied_wan": out.amount(grid, applied, money_unit(grid, header, "applied")) if applied else None,
        "allocated_wan": allocated,
        "withdrawn_wan": withdrawn,
        "budget_wan": remaining,
        "remark": row.text("remark"),
    }
    out.add("projects", grid, values, _project_cells(row, changed=allocated != printed, withdrawn=bool(withdrawn)))
    unit, amount = row["implementer"], row["amount"]
    mention(
        out, grid, DocumentKind.ALLOCATION_PLAN, number, row["name"], unit=unit, amount=amount, amount_wan=remaining
    )
    if goals := row.get("goals"):
        out.promise(grid, goals, number, DocumentKind.ALLOCATION_PLAN, header.label(grid, "goals"))


def _project_cells(row: DataRow, *, changed: bool, withdrawn: bool) -> dict[str, Cell]:
    """Return the cells behind a project's values; money that the remark tells stands in the remark."""
    remark = row.get("remark") or row["amount"]
    cells = {"no": row["no"], "name": row["name"], "budget_wan": row["amount"], "implementer": row["implementer"]}
    cells |= {"allocated_wan": remark if changed else row["amount"]}
    cells |= {"withdrawn_wan": remark} if withdrawn else {}
    optional = ("applicant", "approval", "summary", "goals", "remark")
    cells |= {name: cell for name in optional if (cell := row.get(name))}
    applied = row.get("applied")
    return cells | ({"applied_wan": applied} if applied else {})


def _line(row: DataRow, column: str) -> str | None:
    text = row.text(column)
    return one_line(text) if text else None


def _remarked(remark: str | None, printed: Decimal) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return what was first allocated, what was withdrawn, and what remained, as far as the remark tells.

    ``None`` when it tells an amount that is no number. A printed amount that differs from the first allocation is the
    one that remained; whether the three agree is for the checks to say.
    """
    told: dict[str, Decimal] = {}
    for name, pattern in words().remarks.items():
        match = re.search(pattern, fold(remark or ""))
        if match:
            amount = parse_number(match["amount"])
            if amount is None:
                return None
            told[name] = amount * words().money_units[match["unit"]]
    withdrawn = told.get("withdrawn", Decimal(0))
    allocated = told.get("allocated", printed)
    return allocated, withdrawn, printed if allocated != printed else printed - withdrawn
