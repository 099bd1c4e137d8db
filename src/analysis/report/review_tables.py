"""The tables of a review of targets: which rows they have and which fact stands in which cell.

Belongs here: one function a table. Does not belong here: the tables of a final evaluation (``tables``), titles, widths
and notes (``exhibits.yaml``), or classes and dates of filing (``review.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis import tables as tidy
from analysis.evaluation import Evaluation
from analysis.exact import percent
from analysis.facts import CellRef
from analysis.facts.earlier import series_key, shown_projects, shown_series, strictness
from analysis.report import limits
from analysis.report.blocks import Table
from analysis.report.exhibits import BLANK, EMPTY, ColumnLayout, said, source_line, spanned, table, value, words
from analysis.report.indicator_counts import indicator_counts
from analysis.report.quotes import quoted
from analysis.report.review_context import review_lists
from analysis.report.views import Views
from analysis.target_quality import class_counts
from analysis.vocabulary import Family, Horizon, MatchedBy, Scope, Severity

Maker = Callable[[Evaluation, Views], Table]


def review_plan(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: who, what was applied for and allocated, and its share of the fund."""
    facts = evaluation.facts
    approval = evaluation.tables["projects"].set_index("no")["approval"].to_dict()
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.allocated"), "安排金额最大")
    rows = [
        [
            words(p.no),
            words(p.name),
            words(p.implementer),
            words(_text(approval.get(p.no))),
            value(facts, f"{p.key}.applied"),
            value(facts, f"{p.key}.allocated"),
            value(facts, f"{p.key}.share"),
        ]
        for p in shown.items
    ]
    totals = [value(facts, "plan.applied", strong=True), value(facts, "plan.allocated", strong=True)]
    whole = value(facts, "plan.whole_share", strong=True)
    rows.append([EMPTY, words("合计", strong=True), EMPTY, EMPTY, *totals, whole])
    return shown.told(table("review_plan", rows, source_line(evaluation.tables["projects"])), evaluation)


def approvals(evaluation: Evaluation, _views: Views) -> Table:
    """One row a level of approval: projects, money, share."""
    facts = evaluation.facts
    keys = [f"approval.{n}" for n in range(1, int(facts.value("approval.count")) + 1)]
    rows = [[value(facts, f"{key}.{part}") for part in ("name", "project_count", "allocated", "share")] for key in keys]
    return table("approvals", rows, source_line(evaluation.tables["projects"]))


def policy_tasks(evaluation: Evaluation, _views: Views) -> Table:
    """One row a policy task of the catalogue."""
    facts, frame = evaluation.facts, evaluation.tables["policy_tasks"]
    columns = ("amount", "retained", "delegated_unit", "delegated_city")
    rows = [
        [words(row["task"]), words(row["use"]), *(value(facts, f"task.{number}.{column}") for column in columns)]
        for number, row in enumerate(tidy.records(frame), start=1)
    ]
    return table("policy_tasks", rows, source_line(frame))


def coverage(evaluation: Evaluation, views: Views) -> Table:
    """One row a project, one column a class: how many indicators; the last row counts the projects that have any."""
    counted = class_counts(evaluation.tables["indicators"])
    known = {c.code: c.label for c in review_lists().classes}
    others = [code for code in sorted(set(counted["level_code"].dropna())) if code not in known]
    codes = [*known, *others]
    labels = [*known.values(), *(code.partition("/")[2] for code in others)]
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: facts.value(f"{p.key}.targets.count"), "指标最少")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"{p.key}.class.{code}.indicator_count") for code in codes),
            value(facts, f"{p.key}.targets.count"),
        ]
        for p in shown.items
    ]
    covered = [value(facts, f"class.{code}.project_count", strong=True) for code in codes]
    whole = value(facts, "targets.with_count", strong=True)
    rows.append([EMPTY, words("设有该类指标的项目数", strong=True), *covered, whole])
    more = [ColumnLayout(label=label, align="decimal", width=0.75) for label in (*labels, "合计")]
    return shown.told(table("coverage", rows, source_line(evaluation.tables["indicators"]), more), evaluation)


def review_targets(evaluation: Evaluation, views: Views) -> Table:
    """One row an indicator of a project: class, name, and its target for every horizon that the forms have."""
    indicators = evaluation.tables["indicators"]
    own = indicators[indicators["scope"].eq(Scope.PROJECT.value)]
    if limits.rows(range(len(own))).is_cut:
        return indicator_counts("review_targets", len(own), evaluation, views)
    texts = evaluation.tables["targets"].set_index(["indicator_id", "horizon"])["text"].dropna().to_dict()
    shown = sorted(tidy.records(own), key=lambda row: row["project_no"])
    named = {p.no: p.label for p in views.projects}
    first = spanned([words(named.get(row["project_no"], BLANK)) for row in shown])
    rows = [
        [
            cell,
            words(row["level_code"].partition("/")[2]),
            words("：".join(part for part in (row["name"], row["sub_name"]) if part)),
            *(said(evaluation.facts, _target(texts, row["indicator_id"], horizon)) for horizon in Horizon),
        ]
        for cell, row in zip(first, shown, strict=True)
    ]
    return table("review_targets", rows, source_line(own))


def measures(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: how many indicators can be measured, and how many targets of each horizon are filled."""
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.targets.words_count"), "只有文字的指标最多")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"{p.key}.targets.{part}") for part in ("count", "measurable_count", "measurable_share")),
            value(facts, f"{p.key}.targets.words_count"),
            *(value(facts, f"{p.key}.tally.{horizon.value}_count") for horizon in Horizon),
        ]
        for p in shown.items
    ]
    whole = [
        value(facts, f"targets.{part}", strong=True)
        for part in ("indicator_count", "measurable_count", "measurable_share", "words_count")
    ]
    sums = [
        value(facts, f"targets.{horizon.value}.filled_count", strong=True)
        if facts.value(f"targets.{horizon.value}.row_count")
        else EMPTY
        for horizon in Horizon
    ]
    rows.append([EMPTY, words("合计", strong=True), *whole, *sums])
    return shown.told(table("measures", rows, source_line(evaluation.tables["indicators"])), evaluation)


def project_series(evaluation: Evaluation, views: Views) -> Table:
    """One row a project that continues one of an earlier year, beside that one."""
    latest = shown_projects(evaluation.tables["series"])
    named = {p.no: p for p in views.projects}
    shown = limits.rows(sorted(tidy.records(latest), key=lambda row: row["project_no"] or 0))
    rows = [
        [
            words(row["project_no"]),
            words(named[row["project_no"]].name if row["project_no"] in named else row["name"]),
            value(evaluation.facts, f"project.{row['project_no']}.allocated"),
            words(f"{row['earlier_year']}年"),
            words(row["earlier_name"]),
            value(evaluation.facts, f"{series_key(row)}.earlier_amount"),
            words(_basis(row)),
        ]
        for row in shown.items
    ]
    return shown.told(table("project_series", rows, f"{source_line(latest)}；以前年度同类文件"), evaluation)


def series(evaluation: Evaluation, _views: Views) -> Table:
    """One row an indicator or promise beside what was aimed at and reached in the newest earlier year that tells."""
    facts = evaluation.facts
    shown = limits.rows(tidy.records(shown_series(evaluation.tables["series"])), strictness, "低于以前年度最多")
    first = spanned([words(f"项目{row['project_no']}" if row["project_no"] else None) for row in shown.items])
    rows = [
        [
            cell,
            words(row["name"]),
            value(facts, f"{series_key(row)}.target"),
            words(f"{row['earlier_year']}年"),
            *(value(facts, f"{series_key(row)}.{part}") for part in ("earlier_target", "earlier_actual", "of_actual")),
            words(f"{row['earlier_actual_name'] or row['earlier_name']}（{_basis(row)}）"),
        ]
        for cell, row in zip(first, shown.items, strict=True)
    ]
    own = evaluation.tables["series"]
    return shown.told(table("series", rows, f"{source_line(own)}；以前年度同类文件"), evaluation)


def _basis(row: Mapping[str, Any]) -> str:
    matched = MatchedBy(row["matched_by"])
    likeness = row["likeness"]
    return f"{matched.label}{percent(likeness, 0)}" if matched is MatchedBy.LIKENESS and likeness else matched.label


def filings(evaluation: Evaluation, _views: Views) -> Table:
    """One row a filing that is still to come: when, what, and how many targets it answers to."""
    facts = evaluation.facts
    rows = []
    for filing in review_lists().filings:
        if filing.horizon is None:
            counts = [value(facts, "plan.project_count"), words(None)]
        elif facts.value(f"targets.{filing.horizon}.filled_count") > 0:
            counts = [value(facts, f"targets.{filing.horizon}.{part}") for part in ("project_count", "filled_count")]
        else:
            continue
        rows.append([words(filing.when), words(filing.what), *counts])
    return table("filings", rows, "通行做法；指标数由绩效目标表统计")


def families(evaluation: Evaluation, _views: Views) -> Table:
    """One row a family of checks: how many findings of which severity nobody accepted."""
    facts = evaluation.facts
    rows = [
        [words(family.label), *(value(facts, f"findings.family.{family}.{severity}") for severity in Severity)]
        for family in Family
    ]
    return table("families", rows, "本报告核查")


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _target(texts: Mapping[Any, str], indicator: str, horizon: Horizon) -> str:
    text = texts.get((indicator, horizon.value))
    return quoted(text, CellRef("targets", f"{indicator}|{horizon.value}", "text").name)


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        review_plan,
        approvals,
        policy_tasks,
        coverage,
        review_targets,
        measures,
        project_series,
        series,
        filings,
        families,
    )
}
