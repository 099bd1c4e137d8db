"""Facts about targets: how many there are, of which classes and horizons, and how measurable they are.

Belongs here: figures of a review of targets. Does not belong here: money (``money``), results (``results``), or what a
gap means (``report``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import money, percent, ratio, total
from analysis.facts.builder import Builder, ref, refs
from analysis.tables import Tables
from analysis.target_quality import class_counts, indicator_measures, target_measures
from analysis.vocabulary import FundSource, Horizon, Scope

#: What is counted over indicators: column, the part of the key, words.
_COUNTED: Mapping[str, tuple[str, str]] = {
    "is_one": ("count", "指标个数"),
    "is_measurable": ("measurable_count", "至少有一个可衡量目标值的指标个数"),
    "is_words": ("words_count", "只有文字目标的指标个数"),
    "is_blank": ("blank_count", "没有目标值的指标个数"),
}
_MEASURES = list(_COUNTED)


def add_shares(facts: Builder, read: Tables) -> None:
    """Add who approves how much, what was applied for, and where the money comes from, as far as documents say."""
    projects = read["projects"]
    told = projects[projects["approval"].notna()]
    for number, (approval, members) in enumerate(told.groupby("approval", sort=False), start=1):
        key = f"approval.{number}"
        facts.name(f"{key}.name", str(approval), *refs("projects", members, "approval"))
        facts.count(f"{key}.project_count", len(members), f"审批权限为“{approval}”的项目数")
        facts.sum(f"{key}.allocated", "projects", members, "allocated_wan")
        facts.share(f"{key}.share", f"{key}.allocated", "plan.allocated")
    facts.count("approval.count", told["approval"].nunique(), "审批权限的种数")
    if projects["applied_wan"].notna().any():
        applied = projects[projects["applied_wan"].notna()]
        facts.sum("plan.applied", "projects", applied, "applied_wan")
        allocated = total(applied["allocated_wan"])
        whole = total(applied["applied_wan"])
        if whole:
            rate = ratio(allocated, whole)
            formula = f"{money(allocated)} ÷ {money(whole)} = {percent(rate, 2)}"
            facts.figure("plan.applied_share", rate, percent(rate, 2), formula, ("plan.applied",))
        cut = int((applied["allocated_wan"] < applied["applied_wan"]).sum())
        facts.count("plan.cut_count", cut, "安排金额低于申报金额的项目数")
    for row in tables.records(projects):
        if row["applied_wan"] is not None:
            key = f"project.{row['no']}.applied"
            facts.figure(
                key, row["applied_wan"], money(row["applied_wan"]), "", (ref("projects", row["no"], "applied_wan"),)
            )
        facts.share(f"project.{row['no']}.share", f"project.{row['no']}.allocated", "plan.allocated")
    facts.share("plan.whole_share", "plan.allocated", "plan.allocated")
    _add_sources(facts, read)
    _add_tasks(facts, read)


def add_targets(facts: Builder, read: Tables) -> None:
    """Add how many indicators and targets there are, by class, horizon and project, and how many can be measured."""
    indicators = read["indicators"]
    own = indicators[indicators["scope"].eq(Scope.PROJECT.value)]
    projects = read["projects"]
    measures = indicator_measures(indicators, read["targets"])
    facts.count("targets.indicator_count", len(own), "项目指标个数", refs("indicators", own, "name"))
    covered = projects[projects["no"].isin(own["project_no"])]
    facts.count("targets.with_count", len(covered), "有指标的项目数", refs("projects", covered, "no"))
    bare = projects[~projects["no"].isin(own["project_no"])]
    facts.count("targets.without_count", len(bare), "没有指标的项目数", refs("projects", bare, "no"))
    facts.sum("targets.without_allocated", "projects", bare, "allocated_wan")
    facts.share("targets.without_share", "targets.without_allocated", "plan.allocated")
    told = measures.assign(
        is_words=measures["is_filled"] & ~measures["is_measurable"], is_blank=~measures["is_filled"], is_one=True
    )
    _add_measures(facts, "targets", told[_MEASURES].sum().to_dict())
    by_project = told.groupby("project_no")[_MEASURES].sum().to_dict("index")
    for number in projects["no"]:
        _add_measures(facts, f"project.{number}.targets", by_project.get(number, {}))
    _add_horizons(facts, target_measures(indicators, read["targets"]))
    counts = class_counts(indicators)
    for row in tables.records(counts):
        key = f"project.{row['project_no']}.class.{row['level_code']}.indicator_count"
        facts.count(key, row["indicators"], f"{row['level_code']}类指标个数")
    facts.count("class.count", counts["level_code"].nunique(), "设有指标的类别数")
    for code, rows in counts.groupby("level_code", sort=True):
        facts.count(f"class.{code}.indicator_count", int(rows["indicators"].sum()), f"{code}类指标个数")
        facts.count(f"class.{code}.project_count", len(rows), f"设有{code}类指标的项目数")


def _add_measures(facts: Builder, key: str, counts: Mapping[Any, Any]) -> None:
    for column, (part, said) in _COUNTED.items():
        facts.count(f"{key}.{part}", int(counts.get(column, 0)), said)
    facts.share(f"{key}.measurable_share", f"{key}.measurable_count", f"{key}.count", 1)


def _add_horizons(facts: Builder, measures: pd.DataFrame) -> None:
    for horizon in Horizon:
        rows = measures[measures["horizon"].eq(horizon.value)]
        filled = rows[rows["is_filled"]]
        figures = filled[filled["is_figure"]]
        key = f"targets.{horizon.value}"
        facts.count(f"{key}.row_count", len(rows), f"{horizon.label}栏目个数")
        facts.count(f"{key}.filled_count", len(filled), f"已填写的{horizon.label}个数")
        facts.count(f"{key}.blank_count", len(rows) - len(filled), f"空白的{horizon.label}个数")
        facts.count(f"{key}.figure_count", len(figures), f"以数值表示的{horizon.label}个数")
        facts.count(f"{key}.unit_count", int(figures["has_unit"].sum()), f"写明计量单位的数值{horizon.label}个数")
        facts.count(f"{key}.project_count", filled["project_no"].nunique(), f"填有{horizon.label}的项目数")
        facts.share(f"{key}.unit_share", f"{key}.unit_count", f"{key}.figure_count", 1)


def _add_sources(facts: Builder, read: Tables) -> None:
    funds = read["funds"]
    own = funds[funds["fund_source"].ne(FundSource.TOTAL.value) & funds["budget_wan"].notna()]
    names = list(dict.fromkeys(own["fund_source"]))
    facts.count("source.count", len(names), "资金来源种数")
    for number, name in enumerate(names, start=1):
        rows = own[own["fund_source"].eq(name)]
        facts.name(f"source.{number}.name", FundSource(name).label, *refs("funds", rows, "item"))
        facts.sum(f"source.{number}.budget", "funds", rows, "budget_wan")


def _add_tasks(facts: Builder, read: Tables) -> None:
    tasks = read["policy_tasks"]
    facts.count("task.count", len(tasks), "目录清单所列政策任务数", refs("policy_tasks", tasks, "task"))
    if len(tasks):
        facts.sum("task.amount", "policy_tasks", tasks, "amount_wan")
    for number, row in enumerate(tables.records(tasks), start=1):
        for column in ("amount_wan", "retained_wan", "delegated_unit_wan", "delegated_city_wan"):
            value = row[column]
            if isinstance(value, Decimal):
                key = f"task.{number}.{column.removesuffix('_wan')}"
                facts.figure(key, value, money(value), "", (ref("policy_tasks", row["source"], column),))
