"""Facts about earlier years: what continues, and how this year's targets stand beside what was reached before.

Belongs here: figures from the table ``series``. Does not belong here: finding the counterparts (``comparison``), or
figures of this year alone (``targets``, ``results``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import money, percent, quantity
from analysis.facts.builder import Builder
from analysis.facts.model import CellRef
from analysis.tables import Tables
from analysis.vocabulary import SeriesSort


def shown_series(series: pd.DataFrame) -> pd.DataFrame:
    """Return one row an indicator or promise: its counterpart of the newest year with a result, else the newest one.

    Parameters
    ----------
    series
        The tidy table. Rows without a figure on both sides say nothing that can be compared and are left out.
    """
    own = series[
        series["sort"].ne(SeriesSort.PROJECT.value) & (series["of_actual"].notna() | series["of_target"].notna())
    ]
    ranked = own.assign(told=own["of_actual"].notna())
    ranked = ranked.sort_values(["told", "earlier_year"], ascending=False, kind="stable").drop_duplicates(
        ["sort", "item"]
    )
    return ranked.sort_index().drop(columns="told").reset_index(drop=True)


def shown_projects(series: pd.DataFrame) -> pd.DataFrame:
    """Return one row a project that continues an earlier one: its counterpart of the newest year."""
    own = series[series["sort"].eq(SeriesSort.PROJECT.value)]
    return own.sort_values("earlier_year", ascending=False, kind="stable").drop_duplicates("item")


def strictness(row: Mapping[str, Any]) -> Decimal:
    """Say how a target stands to what was reached before, the laxest least; a pair that cannot be compared comes last.

    A target below one asks for less than was reached; ``comparison`` has turned the share of a ceiling round.
    """
    ratio: Decimal | None = row["of_actual"]
    return Decimal("Infinity") if ratio is None else ratio


def is_laxer(row: Mapping[str, Any]) -> bool:
    """Tell whether a target asks for less than was reached before."""
    return strictness(row) < 1


def add_earlier(facts: Builder, read: Tables) -> None:
    """Add how many projects and indicators have counterparts in earlier years, and each pair's figures."""
    series = read["series"]
    latest = shown_projects(series)
    facts.count("series.project_count", len(latest), "与以前年度项目相对应的项目数")
    for row in tables.records(latest):
        _add_amounts(facts, row)
    rows = tables.records(shown_series(series))
    judged = [row for row in rows if row["of_actual"] is not None]
    facts.count("series.count", len(rows), "在以前年度有对应目标或结果的指标和承诺个数")
    facts.count("series.judged_count", len(judged), "在以前年度有实际完成值可比的个数")
    facts.count("series.laxer_count", sum(map(is_laxer, judged)), "目标低于以前年度实际完成值的个数")
    for row in rows:
        _add_pair(facts, row)


def series_key(row: Mapping[str, Any]) -> str:
    """Name the facts of one pair."""
    return f"series.{row['item']}"


def _add_amounts(facts: Builder, row: Mapping[str, Any]) -> None:
    for column, name in (("amount_wan", "amount"), ("earlier_amount_wan", "earlier_amount")):
        value = row[column]
        if isinstance(value, Decimal):
            facts.figure(f"{series_key(row)}.{name}", value, money(value), "", (_cell(row, column),))


def _add_pair(facts: Builder, row: Mapping[str, Any]) -> None:
    key = series_key(row)
    for column in ("target_value", "earlier_target_value", "earlier_actual_value"):
        value = row[column]
        unit = row["unit"] or row["earlier_unit"] if column != "target_value" else row["unit"]
        if isinstance(value, Decimal):
            facts.figure(
                f"{key}.{column.removesuffix('_value')}", value, quantity(value, unit), "", (_cell(row, column),)
            )
    for column, other, said in (
        ("of_actual", "earlier_actual", "本年目标 ÷ 以前年度实际"),
        ("of_target", "earlier_target", "本年目标 ÷ 以前年度目标"),
    ):
        if isinstance(row[column], Decimal):
            facts.figure(
                f"{key}.{column}", row[column], percent(row[column]), said, (f"{key}.target", f"{key}.{other}")
            )


def _cell(row: Mapping[str, Any], column: str) -> CellRef:
    return CellRef("series", tables.row_key("series", row), column)
