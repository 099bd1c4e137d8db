"""Facts about money: what was planned, withdrawn, paid, and where it went.

Belongs here: figures from ``projects``, ``execution`` and ``memberships``. Does not belong here: scores (``results``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from analysis import tables
from analysis.exact import money, percent, ratio, total
from analysis.execution import directions, execution_rates
from analysis.facts.builder import Builder, ref, refs
from analysis.tables import Tables


def add_plan(facts: Builder, read: Tables) -> None:
    """Add what the plan allocated and what of it was withdrawn."""
    projects = read["projects"]
    facts.count("plan.project_count", len(projects), "分配方案所列项目数", refs("projects", projects, "budget_wan"))
    facts.sum("plan.allocated", "projects", projects, "allocated_wan")
    withdrawn = projects[projects["withdrawn_wan"] != 0]
    facts.sum("plan.withdrawn", "projects", withdrawn, "withdrawn_wan")
    facts.count(
        "plan.withdrawn_count", len(withdrawn), "有收回金额的项目数", refs("projects", withdrawn, "withdrawn_wan")
    )
    facts.sum("plan.budget", "projects", projects, "budget_wan")
    units = projects["implementer"].dropna().unique()
    facts.count("plan.implementer_count", len(units), "实施单位个数", refs("projects", projects, "implementer"))
    for row in tables.records(projects):
        _add_project(facts, row)


def add_directions(facts: Builder, read: Tables) -> None:
    """Add each direction of support with its share, before and after withdrawal."""
    projects = read["projects"]
    found = directions(projects)
    facts.count("direction.count", len(found), "资金支持方向个数")
    for number, row in enumerate(tables.records(found), start=1):
        members = projects[projects["no"].isin(row["members"])]
        key = f"direction.{number}"
        placed = read["memberships"][read["memberships"]["direction"] == row["direction"]]
        facts.name(f"{key}.name", row["direction"], *refs("memberships", placed, "direction"))
        facts.count(f"{key}.project_count", row["project_count"], "该方向项目数", refs("projects", members, "no"))
        facts.sum(f"{key}.allocated", "projects", members, "allocated_wan")
        facts.share(f"{key}.allocated_share", f"{key}.allocated", "plan.allocated")
        facts.sum(f"{key}.budget", "projects", members, "budget_wan")
        facts.share(f"{key}.budget_share", f"{key}.budget", "plan.budget")
    placed = projects[projects["direction"].notna()]
    facts.count("direction.total.project_count", len(placed), "列入各方向的项目数", refs("projects", placed, "no"))
    for column, whole in (("allocated", "plan.allocated"), ("budget", "plan.budget")):
        facts.sum(f"direction.total.{column}", "projects", placed, f"{column}_wan")
        facts.share(f"direction.total.{column}_share", f"direction.total.{column}", whole)


def add_execution(facts: Builder, read: Tables) -> None:
    """Add the execution of the fund and of each project."""
    execution = read["execution"]
    facts.sum("execution.budget", "execution", execution, "budget_wan")
    facts.sum("execution.paid", "execution", execution, "paid_wan")
    facts.share("execution.rate", "execution.paid", "execution.budget")
    unspent = facts.facts["execution.budget"].value or Decimal(0)
    unspent -= facts.facts["execution.paid"].value or Decimal(0)
    formula = f"{facts.facts['execution.budget'].text} − {facts.facts['execution.paid'].text} = {money(unspent)}"
    facts.figure("execution.unspent", unspent, money(unspent), formula, ("execution.budget", "execution.paid"))
    rates = execution_rates(execution)
    for name, said, rows in (
        ("full", "支出等于预算", rates[rates["unspent_wan"] == 0]),
        ("short", "支出小于预算", rates[rates["unspent_wan"] > 0]),
        ("over", "支出超过预算", rates[rates["unspent_wan"] < 0]),
    ):
        gap = abs(total(rows["unspent_wan"]))
        keys = [f"execution.project.{number}.unspent" for number in rows["project_no"]]
        facts.count(f"execution.{name}_count", len(rows), f"{said}的项目数", refs("execution", rows, "paid_wan"))
        facts.figure(f"execution.{name}_gap", gap, money(gap), f"{said}的项目，预算与支出相差之和", keys)
    as_of = str(execution["as_of"].iloc[0])
    year, month, day = (int(part) for part in as_of.split("-"))
    facts.name("execution.as_of", f"{year}年{month}月{day}日")
    for row in tables.records(rates):
        key = f"execution.project.{row['project_no']}"
        own = {column: ref("execution", row["project_no"], column) for column in ("budget_wan", "paid_wan")}
        facts.figure(f"{key}.budget", row["budget_wan"], money(row["budget_wan"]), "", (own["budget_wan"],))
        facts.figure(f"{key}.paid", row["paid_wan"], money(row["paid_wan"]), "", (own["paid_wan"],))
        facts.share(f"{key}.rate", f"{key}.paid", f"{key}.budget")
        left = row["unspent_wan"]
        facts.figure(f"{key}.unspent", left, money(left), "预算金额 − 支出金额", own.values())


def _add_project(facts: Builder, row: Mapping[str, object]) -> None:
    key, number = f"project.{row['no']}", row["no"]
    facts.name(f"{key}.name", str(row["name"]), ref("projects", number, "name"))
    for column, name in (("allocated_wan", "allocated"), ("withdrawn_wan", "withdrawn"), ("budget_wan", "budget")):
        value = row[column]
        assert isinstance(value, Decimal)
        facts.figure(f"{key}.{name}", value, money(value), "", (ref("projects", number, column),))
    allocated = facts.facts[f"{key}.allocated"].value
    withdrawn = facts.facts[f"{key}.withdrawn"].value
    if allocated and withdrawn:
        share = ratio(withdrawn, allocated)
        facts.figure(
            f"{key}.withdrawn_share",
            share,
            percent(share),
            "收回金额 ÷ 下达金额",
            (f"{key}.withdrawn", f"{key}.allocated"),
        )
