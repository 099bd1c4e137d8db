"""Views on sums: declared cells beside what follows, money by source, a rate beside what was paid.

Belongs here: figures of money and rates that stand in two places of the documents. Does not belong here: computing
what a declared figure ought to be (``reconcile``), thresholds and wording (the suites).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.documents.layout import is_subtotal
from analysis.exact import half_digit, half_up, ratio, short, total
from analysis.tables import Tables
from analysis.views.common import exact, given_rows, keyed_rows, view
from analysis.views.model import View, plain
from analysis.views.reported import at_row, quantity, reported, reported_words
from analysis.vocabulary import FundSource, Scope

_HUNDRED = Decimal(100)


def declared_cells(read: Tables, home: str) -> pd.DataFrame:
    """Gather for every declared cell all that contradicts it: one wrong figure is one finding.

    ``against`` tells the contradicting figures with their basis, alike ones together; ``apart`` is the first distance.
    """
    cells: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in keyed_rows(read, home):
        cells.setdefault((row["source"], row["concept"]), []).append(row)
    rows = []
    for group in cells.values():
        broken = [row for row in group if (exact(row["excess"]) or 0) > 0]
        first = (broken or group)[0]
        difference = exact(first["difference"])
        about = {name: first[name] for name in ("label", "column", "declared", "computed", "unit", "excess")}
        told = {"apart": None if difference is None else abs(difference), "against": _against(broken)}
        rows.append({**about, **told, **at_row(first)})
    return view(rows, ["label", "column", "declared", "computed", "unit", "excess", "apart", "against"])


def _against(broken: list[dict[str, Any]]) -> str:
    by_figure: dict[tuple[Any, Any], list[str]] = {}
    for row in broken:
        computed, difference = exact(row["computed"]), exact(row["difference"])
        if computed is not None and difference is not None:
            by_figure.setdefault((computed, abs(difference)), []).append(row["basis"])
    # All figures of one cell have its unit.
    unit, told = (broken[0]["unit"] or "" if broken else ""), []
    for (computed, apart), bases in by_figure.items():
        both = "均" if len(bases) > 1 else ""
        told.append(f"{'、'.join(bases)}{both}为{_printed(computed)}{unit}，相差{_printed(apart)}{unit}")
    return "；".join(told)


def _printed(value: Decimal) -> str:
    """Print a figure in full, as findings do."""
    return short(half_up(value, 6))


def subtotals(read: Tables, home: str) -> pd.DataFrame:
    """Put beside the subtotal of a sort of money the sum of the project's other lines of this sort.

    Only a subtotal that is the one of its sort, with two lines or more to add up, says what it is the sum of.
    """
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in keyed_rows(read, home):
        if row["fund_source"] != FundSource.TOTAL:
            groups.setdefault((row["project_no"], row["fund_source"]), []).append(row)
    rows = []
    for group in groups.values():
        tops = [row for row in group if is_subtotal(row["item"])]
        parts = [row for row in group if not is_subtotal(row["item"])]
        if len(tops) != 1 or len(parts) < 2:
            continue
        for column, label in _FIGURES.items():
            figures = [exact(row[column]) for row in parts]
            if None not in figures and exact(tops[0][column]) is not None:
                about = {"project_no": tops[0]["project_no"], "item": tops[0]["item"], "figure": label}
                rows.append({**about, "whole": tops[0][column], "summed": total(figures), **at_row(tops[0])})
    return view(rows, ["project_no", "item", "figure", "whole", "summed"])


_FIGURES = {"initial_wan": "年初预算数", "budget_wan": "全年预算数", "paid_wan": "全年执行数"}


def form_execution(read: Tables, home: str) -> pd.DataFrame:
    """Put beside the whole money of a project's form what the execution table says was budgeted and paid."""
    execution = {row["project_no"]: row for row in given_rows(read, "execution")}
    rows = []
    for row in keyed_rows(read, home):
        own = execution.get(row["project_no"])
        if row["fund_source"] != FundSource.TOTAL or own is None:
            continue
        for column in ("budget_wan", "paid_wan"):
            filed, known = exact(row[column]), exact(own[column])
            if filed is not None and known is not None:
                about = {"project_no": row["project_no"], "figure": _FIGURES[column], "filed": filed, "known": known}
                rows.append({**about, **at_row(row)})
    return view(rows, ["project_no", "figure", "filed", "known"])


def told_rates(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every reported rate of spending the one that the execution table gives."""
    execution = given_rows(read, "execution")
    rows = []
    for row in reported(read):
        figure = quantity(row)
        if figure is None or row["unit"] != "%" or not re.search(reported_words().spending_rate, row["name"]):
            continue
        fund = row["scope"] == Scope.FUND
        own = [each for each in execution if fund or each["project_no"] == row["project_no"]]
        budget, paid = (total(exact(each[name]) for each in own) for name in ("budget_wan", "paid_wan"))
        if not budget:
            continue
        computed = ratio(paid * _HUNDRED, budget)
        excess = max(abs(figure - computed) - half_digit(row["text"]), Decimal(0))
        about = {name: row[name] for name in ("indicator_id", "name", "text")}
        money = {"budget_wan": budget, "paid_wan": paid, "computed": half_up(computed, 4)}
        rows.append({**about, **money, "excess": excess, **at_row(row)})
    return view(rows, ["indicator_id", "name", "text", "budget_wan", "paid_wan", "computed", "excess"])


_WAN: Mapping[str, str] = {"budget_wan": "万元", "paid_wan": "万元"}
VIEWS: dict[str, View] = {
    "declared_cells": View(
        declared_cells, plain("label", "column", "declared", "computed", "unit", "excess", "apart", "against")
    ),
    "subtotals": View(subtotals, {**plain("project_no", "item", "figure"), "whole": "万元", "summed": "万元"}),
    "form_execution": View(form_execution, {**plain("project_no", "figure"), "filed": "万元", "known": "万元"}),
    "told_rates": View(told_rates, {**plain("indicator_id", "name", "text"), **_WAN, "computed": "%", "excess": "%"}),
}
