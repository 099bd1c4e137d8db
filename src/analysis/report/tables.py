"""The tables of the chapters: which rows they have and which fact stands in which cell.

Belongs here: one function a table, from an evaluation to rows of cells. Does not belong here: the tables of
the appendices (``appendix_tables``), titles, widths and notes (``exhibits.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.evaluation import Evaluation
from analysis.report import appendix_tables, limits
from analysis.report.blocks import Cell, Table
from analysis.report.exhibits import EMPTY, said, source_line, spanned, table, value, words
from analysis.report.indicator_counts import indicator_counts
from analysis.report.quotes import quoted
from analysis.report.views import IndicatorView, Views
from analysis.vocabulary import Horizon, Scope

Maker = Callable[[Evaluation, Views], Table]


def plan(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: who, and what was allocated, withdrawn and left."""
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.allocated"), "下达金额最大")
    rows = [
        [
            words(p.no),
            words(p.name),
            words(p.implementer),
            *(value(facts, f"{p.key}.{column}") for column in ("allocated", "withdrawn", "budget")),
        ]
        for p in shown.items
    ]
    totals = [value(facts, f"plan.{column}", strong=True) for column in ("allocated", "withdrawn", "budget")]
    rows.append([EMPTY, words("合计", strong=True), EMPTY, *totals])
    return shown.told(table("plan", rows, source_line(evaluation.tables["projects"])), evaluation)


def directions(evaluation: Evaluation, _views: Views) -> Table:
    """One row a direction of support."""
    facts = evaluation.facts
    columns = ("project_count", "allocated", "allocated_share", "budget", "budget_share")
    count = int(facts.value("direction.count"))
    rows = [
        [value(facts, f"direction.{n}.name"), *(value(facts, f"direction.{n}.{column}") for column in columns)]
        for n in range(1, count + 1)
    ]
    totals = [value(facts, f"direction.total.{column}", strong=True) for column in columns]
    rows.append([words("合计", strong=True), *totals])
    return table("directions", rows, source_line(evaluation.tables["memberships"], evaluation.tables["projects"]))


def objectives(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: its annual objective in the document's words."""
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.allocated"), "金额最大")
    rows = [[words(p.no), words(p.name), words("".join(p.objectives))] for p in shown.items]
    return shown.told(table("objectives", rows, source_line(evaluation.tables["objectives"])), evaluation)


def project_targets(evaluation: Evaluation, views: Views) -> Table:
    """One row a project's indicator with its stage and annual target."""
    targets = evaluation.tables["targets"]
    count = sum(len(p.indicators) for p in views.projects)
    if limits.rows(range(count)).is_cut:
        return indicator_counts("project_targets", count, evaluation, views)
    shown = [(p, i) for p in views.projects for i in p.indicators]
    stage = targets[targets["horizon"] == Horizon.STAGE.value].set_index("indicator_id")["text"].dropna().to_dict()
    first = spanned([words(p.label) for p, _ in shown])
    rows = [
        [
            cell,
            words(f"{_level(i.level1)}·{_level(i.level2)}"),
            words(i.printed_name),
            said(evaluation.facts, quoted(stage.get(i.id), f"targets[{i.id}|{Horizon.STAGE.value}].text")),
            said(evaluation.facts, i.target_text),
        ]
        for cell, (_, i) in zip(first, shown, strict=True)
    ]
    own = targets[targets["indicator_id"].isin([i.id for _, i in shown])]
    return table("project_targets", rows, source_line(own))


def project_scores(evaluation: Evaluation, views: Views) -> Table:
    """One row a project with its first-level scores, total and grade; means at the end."""
    facts = evaluation.facts
    nodes = [node.name for node in evaluation.rules.scheme(Scope.PROJECT).nodes]
    shown = limits.rows(views.projects, lambda p: facts.value(f"{p.key}.score"), "得分最低")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"{p.key}.node.{node}.score") for node in nodes),
            value(facts, f"{p.key}.score", strong=True),
            value(facts, f"{p.key}.grade"),
        ]
        for p in shown.items
    ]
    means = [value(facts, f"projects.node.{node}.mean", strong=True) for node in nodes]
    rows.append([EMPTY, words("平均", strong=True), *means, value(facts, "projects.mean", strong=True), EMPTY])
    return shown.told(table("project_scores", rows, source_line(evaluation.tables["given_scores"])), evaluation)


def execution(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: budget, payments and rate."""
    facts, frame = evaluation.facts, evaluation.tables["execution"]
    remarks = frame.set_index("project_no")["remark"].dropna().to_dict()
    unspent = dict(zip(frame["project_no"].tolist(), frame["budget_wan"] - frame["paid_wan"], strict=True))
    shown = limits.rows(views.projects, lambda p: -unspent.get(p.no, 0), "未支出最多")
    columns = ("budget", "paid", "unspent", "rate")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"execution.project.{p.no}.{column}") for column in columns),
            words(remarks.get(p.no)),
        ]
        for p in shown.items
    ]
    totals = [value(facts, f"execution.{column}", strong=True) for column in columns]
    rows.append([EMPTY, words("合计", strong=True), *totals, EMPTY])
    return shown.told(table("execution", rows, source_line(frame)), evaluation)


def attainment(evaluation: Evaluation, views: Views) -> Table:
    """One row an output or benefit indicator of the fund with its target, actual, rate and status."""
    shown = [i for i in views.indicators if i.has_target or i.target_text]
    first = spanned([words(_level(i.level2)) for i in shown])
    rows = [
        [
            *(cell, words(i.printed_name)),
            *(said(evaluation.facts, text) for text in (i.target_text, i.actual_text)),
            *(_rate(evaluation, i), _status(i)),
        ]
        for cell, i in zip(first, shown, strict=True)
    ]
    own = evaluation.tables["indicators"]
    return table("attainment", rows, source_line(own[own["scope"] == Scope.FUND.value]))


def score_sheet(evaluation: Evaluation, views: Views) -> Table:
    """Lay out the whole scheme: every leaf with target, actual, rate, score and reason, and the total."""
    facts = evaluation.facts
    level1 = spanned([words(i.level1) for i in views.indicators])
    level2 = spanned([words(f"{i.level2}") for i in views.indicators])
    rows = [
        [
            one,
            two,
            words(i.printed_name),
            value(facts, f"{i.key}.points"),
            said(facts, i.target_text),
            said(facts, i.actual_text),
            _rate(evaluation, i),
            value(facts, f"{i.key}.score"),
            words(i.why),
        ]
        for one, two, i in zip(level1, level2, views.indicators, strict=True)
    ]
    grade = words(f"等级：{facts['fund.grade'].text}", strong=True)
    full, score = value(facts, "fund.points", strong=True), value(facts, "fund.score", strong=True)
    rows.append([words("合计", strong=True), EMPTY, EMPTY, full, EMPTY, EMPTY, EMPTY, score, grade])
    own = evaluation.tables["indicators"]
    execution_frame = evaluation.tables["execution"]
    return table("score_sheet", rows, source_line(own[own["scope"] == Scope.FUND.value], execution_frame))


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        plan,
        directions,
        objectives,
        project_targets,
        project_scores,
        execution,
        attainment,
        score_sheet,
        appendix_tables.findings,
        appendix_tables.rules,
        appendix_tables.weights,
        appendix_tables.documents,
        appendix_tables.corrections,
    )
}


def _rate(evaluation: Evaluation, indicator: IndicatorView) -> Cell:
    return value(evaluation.facts, f"{indicator.key}.rate")


def _status(indicator: IndicatorView) -> Cell:
    return words(f"{indicator.status.sign} {indicator.status.label}")


def _level(text: str) -> str:
    return text.removesuffix("指标")
