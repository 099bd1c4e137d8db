"""Facts about results: attainment, scores, grades.

Belongs here: figures from the computed tables. Does not belong here: money (``money``), findings (``findings``) or
how scores come about (``scoring``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import at_most, percent, points, quantity, ratio, short, total
from analysis.facts.builder import Builder, ref, refs
from analysis.facts.model import CellRef
from analysis.rules.model import OverAttainment, RuleBook
from analysis.scoring import TOTAL
from analysis.tables import Tables
from analysis.vocabulary import ExpressionKind, Horizon, Scope, Status


def add_indicators(facts: Builder, read: Tables) -> None:
    """Add target, actual and rate of every indicator's annual target, and how many have which status."""
    annual = read["attainment"][read["attainment"]["horizon"] == Horizon.ANNUAL.value]
    joined = annual.merge(read["indicators"][["indicator_id", "scope"]], on="indicator_id")
    for scope in Scope:
        own = joined[joined["scope"] == scope.value]
        facts.count(f"indicators.{scope}.count", len(own), f"{scope.label}指标个数")
        targeted = own[own["kind"] != ExpressionKind.NONE.value]
        facts.count(f"indicators.{scope}.targeted", len(targeted), f"设有年度目标值的{scope.label}指标个数")
        having = Counter(targeted["status"])
        for status in Status:
            facts.count(
                f"indicators.{scope}.{status}", having[status.value], f"设有目标值、状态为“{status.label}”的指标个数"
            )
    for row in tables.records(joined):
        _add_indicator(facts, row)


def add_coverage(facts: Builder, read: Tables) -> None:
    """Add how far the projects have indicators and stage targets at all."""
    own = read["indicators"][read["indicators"]["scope"] == Scope.PROJECT.value]
    projects = read["projects"]
    covered = projects[projects["no"].isin(own["project_no"])]
    facts.count("coverage.with_count", len(covered), "有具体指标的项目数", refs("projects", covered, "no"))
    facts.count("coverage.without_count", len(projects) - len(covered), "没有具体指标的项目数")
    targets = read["targets"][read["targets"]["indicator_id"].isin(own["indicator_id"])]
    stage = targets[targets["horizon"] == Horizon.STAGE.value]
    facts.count("coverage.stage_count", len(stage), "阶段目标栏数")
    facts.count("coverage.stage_blank_count", int(stage["text"].isna().sum()), "空白的阶段目标栏数")
    reported = read["actuals"][read["actuals"]["indicator_id"].isin(own["indicator_id"])]
    blank = reported[reported["text"].isna()]
    facts.count("coverage.unreported_count", len(blank), "未填实际完成值的指标数", refs("actuals", blank, "text"))


def add_fund_scores(facts: Builder, read: Tables, book: RuleBook) -> None:
    """Add the fund's total, grade, nodes and leaves, and where points were lost."""
    scores = read["scores"]
    own = scores[scores["scope"] == Scope.FUND.value]
    rows = tables.records(own)
    children: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)
    for row in rows:
        key = "fund" if row["node"] == TOTAL else f"fund.node.{row['node']}"
        key = f"indicator.{row['indicator_id']}" if row["indicator_id"] else key
        below = children.get(row["node"], [])
        inputs: list[CellRef | str] = [_score_key(child) for child in below]
        if row["indicator_id"]:
            inputs = list(_leaf_inputs(facts, row, book))
        _add_score(facts, key, row, inputs, _points_origin(row, below))
    facts.name("fund.grade", str(own["grade"].iloc[0]), "fund.score")
    _add_losses(facts, own)


def add_project_scores(facts: Builder, read: Tables, book: RuleBook) -> None:
    """Add each project's scores, the means over projects, and how many projects have which grade."""
    scores = read["scores"]
    own = scores[scores["scope"] == Scope.PROJECT.value]
    parts = own[own["parent"] == TOTAL].groupby("project_no")["node"].agg(list).to_dict()
    for row in tables.records(own):
        project = f"project.{row['project_no']}"
        inputs: tuple[CellRef | str, ...]
        if row["node"] == TOTAL:
            inputs = tuple(f"{project}.node.{node}.score" for node in parts.get(row["project_no"], ()))
            _add_score(facts, project, row, inputs)
            facts.name(f"{project}.grade", row["grade"], f"{project}.score")
        else:
            inputs = (CellRef("given_scores", f"{row['project_no']}|{row['node']}", "score"),)
            _add_score(facts, f"{project}.node.{row['node']}", row, inputs)
    for node, group in own.groupby("node", sort=False):
        _add_mean(facts, str(node), group)
    _add_scheme(facts, book)
    totals = own[own["node"] == TOTAL]
    for band in book.grades[book.scheme(Scope.PROJECT).grades].bands:
        fitting = totals[totals["grade"] == band.grade]
        facts.count(f"projects.grade.{band.grade}", len(fitting), f"等级为“{band.grade}”的项目数")


def _add_indicator(facts: Builder, row: Mapping[str, Any]) -> None:
    key = f"indicator.{row['indicator_id']}"
    target_cell = CellRef("targets", f"{row['indicator_id']}|{row['horizon']}", "value")
    actual_cell = ref("actuals", row["indicator_id"], "value")
    if row["target_value"] is not None:
        facts.figure(
            f"{key}.target", row["target_value"], quantity(row["target_value"], row["unit"]), "", (target_cell,)
        )
    if row["actual_value"] is not None:
        facts.figure(
            f"{key}.actual", row["actual_value"], quantity(row["actual_value"], row["unit"]), "", (actual_cell,)
        )
    if row["rate"] is not None:
        text = percent(row["rate"])
        formula = f"{row['actual_text']} 与 {row['target_text']} 之比 = {text}"
        facts.figure(f"{key}.rate", row["rate"], text, formula, (f"{key}.actual", f"{key}.target"))
        facts.figure(f"{key}.multiple", row["rate"], at_most(row["rate"], 2), formula, (f"{key}.rate",))


def _leaf_inputs(facts: Builder, row: Mapping[str, Any], book: RuleBook) -> tuple[CellRef | str, ...]:
    indicator = f"indicator.{row['indicator_id']}"
    points_cell = ref("indicators", row["indicator_id"], "points")
    if book.rule(row["rule_id"]).kind == "proportional":
        return (points_cell, "execution.paid", "execution.budget")
    if f"{indicator}.rate" in facts.facts:
        return (points_cell, f"{indicator}.rate")
    return (points_cell, ref("actuals", row["indicator_id"], "text"))


def _points_origin(row: Mapping[str, Any], below: Sequence[Mapping[str, Any]]) -> tuple[str, list[CellRef | str]]:
    if row["indicator_id"]:
        return "", [ref("indicators", row["indicator_id"], "points")]
    return "下级分值之和", [_score_key(child).removesuffix("score") + "points" for child in below]


def _score_key(row: Mapping[str, Any]) -> str:
    if row["indicator_id"]:
        return f"indicator.{row['indicator_id']}.score"
    return f"fund.node.{row['node']}.score"


def _add_score(
    facts: Builder,
    key: str,
    row: Mapping[str, Any],
    inputs: Iterable[CellRef | str],
    full: tuple[str, Iterable[CellRef | str]] = ("指标体系规定的分值", ()),
) -> None:
    """Add a node's points, score, loss and score rate; ``full`` is the origin of its points."""
    facts.figure(f"{key}.points", row["points"], short(row["points"]), *full)
    facts.figure(f"{key}.score", row["score"], points(row["score"]), row["why"], inputs)
    lost = row["points"] - row["score"]
    facts.figure(f"{key}.lost", lost, points(lost), "分值 − 得分", (f"{key}.score",))
    if row["points"]:
        share = ratio(row["score"], row["points"])
        facts.figure(f"{key}.score_rate", share, percent(share, 2), "得分 ÷ 分值", (f"{key}.score",))


def _add_scheme(facts: Builder, book: RuleBook) -> None:
    """Add what the projects' scheme gives to each item, where each part stands by its rate, and the over-attainment."""
    scheme = book.scheme(Scope.PROJECT)
    rates = {node.name: facts.facts[f"projects.node.{node.name}.score_rate"].value or 0 for node in scheme.nodes}
    for node in scheme.nodes:
        rank = 1 + sum(rate > rates[node.name] for rate in rates.values())
        inputs = [f"projects.node.{name}.score_rate" for name in rates]
        facts.count(f"projects.node.{node.name}.rank", rank, "各部分得分率由高到低的位次", inputs)
        for item in node.covers:
            said = f"指标体系规定的分值：{scheme.title}（{scheme.reference}）"
            facts.figure(f"scheme.project.{node.name}.{item.name}.points", item.points, short(item.points), said)
    rule = book.rule(book.scheme(Scope.FUND).over_attainment)
    values: OverAttainment = rule.values()
    said = f"{rule.title}：{rule.formula}（{rule.status.label}；{rule.reference}）"
    facts.figure("rule.over.threshold", values.threshold, percent(values.threshold, 0), said)
    facts.figure("rule.over.factor", values.factor, percent(values.factor, 0), said)


def _add_losses(facts: Builder, own: pd.DataFrame) -> None:
    leaves = own[own["indicator_id"].notna()]
    losing = leaves[leaves["score"] < leaves["points"]]
    inputs: list[CellRef | str] = [_score_key(row) for row in tables.records(losing)]
    facts.count("fund.losing_count", len(losing), "未得满分的指标个数", inputs)
    for rule_id, group in leaves.groupby("rule_id", sort=False):
        key = f"fund.rule.{rule_id}"
        inputs = [_score_key(row) for row in tables.records(group)]
        facts.count(f"{key}.count", len(group), "按该规则计分的指标个数", inputs)
        lost = total(group["points"]) - total(group["score"])
        facts.figure(f"{key}.lost", lost, points(lost), "分值之和 − 得分之和", inputs)


def _add_mean(facts: Builder, node: str, group: pd.DataFrame) -> None:
    """Add a node's mean over projects, its rate on the unrounded mean, and its spread."""
    key = "projects.mean" if node == TOTAL else f"projects.node.{node}.mean"
    mean = ratio(total(group["score"]), Decimal(len(group)))
    weight = group["points"].iloc[0]
    inputs = [
        f"project.{row['project_no']}.score" if node == TOTAL else f"project.{row['project_no']}.node.{node}.score"
        for row in tables.records(group)
    ]
    facts.figure(key, mean, points(mean), f"{len(group)}个项目得分之和 ÷ {len(group)}", inputs)
    rate_key = "projects.score_rate" if node == TOTAL else f"projects.node.{node}.score_rate"
    rate = ratio(total(group["score"]), weight * len(group))
    facts.figure(rate_key, rate, percent(rate, 2), f"平均得分（未四舍五入） ÷ {short(weight)}", (key,))
    spread = "projects" if node == TOTAL else f"projects.node.{node}"
    facts.figure(f"{spread}.points", weight, short(weight), "指标体系规定的分值")
    facts.figure(f"{spread}.lowest", min(group["score"]), points(min(group["score"])), "各项目得分中最低", inputs)
    facts.figure(f"{spread}.highest", max(group["score"]), points(max(group["score"])), "各项目得分中最高", inputs)
    lowest = int((group["score"] == min(group["score"])).sum())
    facts.count(f"{spread}.lowest_count", lowest, "得分最低的项目数", inputs)
    full = int((group["score"] == weight).sum())
    facts.count(f"{spread}.full_count", full, "得满分的项目数", inputs)
