"""Facts about progress at mid-year: stage targets, what was filed, spending beside the time, what is left to do.

Belongs here: figures of a check at mid-year. Does not belong here: money as such (``money``), results of a whole year
(``results``), or how progress is computed (``progress``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import NotFoundError, Problem
from analysis.exact import figure, half_up, percent, plain, quantity, short, total
from analysis.facts.builder import Builder, ref, refs
from analysis.facts.model import CellRef
from analysis.progress import MISSED, indicator_progress, spending_progress, time_share
from analysis.rules.model import Monitoring
from analysis.tables import Tables
from analysis.vocabulary import DocumentKind, ExpressionKind, Horizon, Status

#: One indicator of a project, as ``indicator_progress`` puts it together.
Row = Mapping[str, Any]

#: The statuses that stage targets are counted by; together they are all of them.
_COUNTED: Mapping[str, tuple[str, ...]] = {
    "met": (Status.MET.value,),
    "behind": MISSED,
    "open": (Status.NEEDS_JUDGEMENT.value, Status.NOT_APPLICABLE.value),
    "unreported": (Status.NOT_REPORTED.value,),
    "later": (Status.NOT_YET_DUE.value,),
}
_SAID = {
    "met": "达标的阶段目标数",
    "behind": "未达标和部分达成的阶段目标数",
    "open": "待核定的阶段目标数",
    "unreported": "没有填报实际完成值的阶段目标数",
    "later": "截至日期之后才到期的阶段目标数",
}


def add_midterm(facts: Builder, read: Tables, rule: Monitoring) -> None:
    """Add the day of the check, the progress of every target, and the progress of spending where it was filed.

    Raises
    ------
    NotFoundError
        When the half-way form holds no indicator at all: there is no day and nothing to check.
    """
    if not len(read["actuals"]):
        what = "中期自评表中没有任何指标，不能作中期检查"
        raise NotFoundError(
            Problem(what, DocumentKind.MIDTERM_SELF_EVALUATION.label, advice="请报送单位填报后重新报送")
        )
    day = max(read["actuals"]["as_of"])
    facts.name("midterm.as_of", said_day(day))
    _add_time(facts, "midterm.time_share", day)
    progress = indicator_progress(read)
    rows = tables.records(progress)
    _add_targets(facts, progress)
    _add_stage(facts, "stage", rows)
    for row in rows:
        _add_indicator(facts, row)
    by_project: dict[int, list[Row]] = {}
    for row in rows:
        by_project.setdefault(row["project_no"], []).append(row)
    for number in read["projects"]["no"]:
        _add_project(facts, number, by_project.get(number, []))
    late = set(progress.loc[progress["has_stage"] & progress["stage_status"].isin(MISSED), "project_no"])
    if len(read["execution"]):
        late |= _add_spending(facts, read["execution"], rule)
    facts.count("midterm.late_count", len(late), "阶段目标未达标，或支出落后超过门槛的项目数")


def said_day(day: str) -> str:
    """Say an ISO date as reports do."""
    year, month, date = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{date}日"


def _add_time(facts: Builder, key: str, day: str) -> None:
    share = time_share(day)
    months = plain(half_up(share * 12, 2))
    facts.figure(key, share, percent(share, 2), f"{months}个月 ÷ 12个月 = {percent(share, 2)}")


def _add_targets(facts: Builder, progress: pd.DataFrame) -> None:
    facts.count("midterm.indicator_count", len(progress), "项目指标个数", refs("indicators", progress, "name"))
    filed = progress[progress["is_filed"]]
    facts.count("midterm.filed_count", len(filed), "填报了实际完成值的指标个数", refs("actuals", filed, "text"))
    blank = progress[~progress["is_filed"]]
    facts.count(
        "midterm.unreported_count", len(blank), "没有填报实际完成值的指标个数", refs("indicators", blank, "name")
    )
    unset = int((~progress["has_stage"]).sum())
    facts.count("stage.unset_count", unset, "没有阶段目标的指标个数")
    unjudged = progress[progress["has_stage"] & progress["stage_status"].eq(Status.NEEDS_JUDGEMENT.value)]
    said, cells = "填报内容不能与阶段目标比较的指标个数", _cells(unjudged["indicator_id"], Horizon.STAGE)
    facts.count("stage.unjudged_count", len(unjudged), said, cells)
    annual = progress[progress["annual_status"].eq(Status.MET.value)]
    facts.count("annual.met_count", len(annual), "已经达到年度目标的指标个数", _annual_cells(annual))
    share = facts.facts["midterm.time_share"].value
    counted = progress[progress["adds_up"]]
    facts.count("annual.counted_count", len(counted), "年度目标为累计数量的指标个数", _annual_cells(counted))
    slower = counted[[rate < share for rate in counted["annual_rate"]]]
    facts.count("annual.slower_count", len(slower), "完成年度目标的比例低于时间进度的指标个数", _annual_cells(slower))


def _add_stage(facts: Builder, key: str, rows: Sequence[Row]) -> None:
    """Count the stage targets by what became of them."""
    staged = [row for row in rows if row["has_stage"]]
    facts.count(f"{key}.count", len(staged), "填有阶段目标的指标个数", _cells(_ids(staged), Horizon.STAGE))
    for name, statuses in _COUNTED.items():
        own = [row for row in staged if row["stage_status"] in statuses]
        facts.count(f"{key}.{name}_count", len(own), _SAID[name], _cells(_ids(own), Horizon.STAGE))
    facts.share(f"{key}.met_share", f"{key}.met_count", f"{key}.count", 1)


def _ids(rows: Sequence[Row]) -> list[str]:
    return [row["indicator_id"] for row in rows]


def _cells(ids: Iterable[str], horizon: Horizon) -> list[CellRef | str]:
    return [CellRef("targets", f"{name}|{horizon.value}", "text") for name in ids]


def _annual_cells(progress: pd.DataFrame) -> list[CellRef | str]:
    return _cells(progress["indicator_id"], Horizon.ANNUAL)


def _add_indicator(facts: Builder, row: Mapping[str, Any]) -> None:
    own = row["indicator_id"]
    for horizon in (Horizon.STAGE.value, Horizon.ANNUAL.value):
        key, unit = f"indicator.{own}.{horizon}", row[f"{horizon}_unit"]
        cells = {
            "value": CellRef("targets", f"{own}|{horizon}", "value"),
            "actual": ref("actuals", own, "value"),
        }
        for part, cell in cells.items():
            found = row[f"{horizon}_{part}"]
            if found is not None:
                name = "target" if part == "value" else part
                facts.figure(f"{key}.{name}", found, quantity(found, unit), "", (cell,))
        rate = row[f"{horizon}_rate"]
        if rate is not None:
            formula = f"{row['actual_text']} 与 {row[f'{horizon}_text']} 之比 = {percent(rate)}"
            facts.figure(f"{key}.rate", rate, percent(rate), formula, (f"{key}.actual", f"{key}.target"))


def _add_project(facts: Builder, number: int, rows: Sequence[Row]) -> None:
    key = f"project.{number}"
    _add_stage(facts, f"{key}.stage", rows)
    facts.count(f"{key}.indicator_count", len(rows), "指标个数")
    facts.count(f"{key}.unreported_count", sum(not row["is_filed"] for row in rows), "没有填报实际完成值的指标个数")
    named = [row for row in rows if row["annual_kind"] not in (None, ExpressionKind.NONE.value)]
    met = [row for row in named if row["annual_status"] == Status.MET.value]
    facts.count(f"{key}.annual.count", len(named), "填有年度目标的指标个数", _cells(_ids(named), Horizon.ANNUAL))
    facts.count(f"{key}.annual.met_count", len(met), "已经达到年度目标的指标个数", _cells(_ids(met), Horizon.ANNUAL))
    facts.count(f"{key}.annual.left_count", len(named) - len(met), "年底前尚待达到年度目标的指标个数")


def _add_spending(facts: Builder, execution: pd.DataFrame, rule: Monitoring) -> set[int]:
    """Add spending beside the time; return the projects whose spending is behind."""
    facts.figure("execution.allowed", rule.behind, short(rule.behind * 100), f"{rule.title}：{rule.formula}")
    _add_time(facts, "execution.time_share", max(execution["as_of"]))
    _add_gap(facts, "execution", facts.facts["execution.rate"].value, facts.facts["execution.time_share"].value)
    progress = spending_progress(execution, rule.behind)
    for row in tables.records(progress):
        _add_gap(facts, f"execution.project.{row['project_no']}", row["rate"], row["time_share"])
    behind = progress[progress["is_behind"]]
    inputs = [f"execution.project.{number}.gap" for number in behind["project_no"]]
    facts.count("execution.behind_count", len(behind), "支出落后于时间进度超过门槛的项目数", inputs)
    left = total(behind["unspent_wan"])
    unspent = [f"execution.project.{number}.unspent" for number in behind["project_no"]]
    facts.figure("execution.behind_unspent", left, figure(left, 2), "支出落后的项目未支出金额之和", unspent)
    return set(behind["project_no"])


def _add_gap(facts: Builder, key: str, rate: Decimal | None, share: Decimal | None) -> None:
    """Add by how many percentage points spending leads (above zero) or trails the time, and the size of it."""
    if rate is None or share is None:
        return
    gap = rate - share
    formula = f"{percent(rate, 2)} − {percent(share, 2)} = {_points(gap)}个百分点"
    facts.figure(f"{key}.gap", gap, _points(gap), formula, (f"{key}.rate", "execution.time_share"))
    facts.figure(f"{key}.gap_size", abs(gap), _points(abs(gap)), formula, (f"{key}.gap",))


def _points(share: Decimal) -> str:
    """Print a difference of rates in percentage points."""
    return figure(share * 100, 2)
