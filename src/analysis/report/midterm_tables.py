"""The tables of a check at mid-year: which rows they have and which fact stands in which cell.

Belongs here: one function a table. Does not belong here: the tables of other kinds of report (``tables``,
``review_tables``), titles, widths and notes (``exhibits.yaml``).
"""

from __future__ import annotations

import pandas as pd

from analysis.evaluation import Evaluation
from analysis.report import limits
from analysis.report.blocks import Cell, Table
from analysis.report.exhibits import EMPTY, said, source_line, spanned, table, value, words
from analysis.report.indicator_counts import indicator_counts
from analysis.report.midterm_context import ProgressView, progress_views, slow_spenders
from analysis.report.tables import Maker
from analysis.report.views import Views
from analysis.vocabulary import Scope, Status

_STAGE = ("count", "met_count", "behind_count", "open_count", "unreported_count", "later_count")


def midterm_plan(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: who, its money, how many indicators and stage targets it has."""
    facts = evaluation.facts
    parts = ("budget", "indicator_count", "stage.count")
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.budget"), "安排金额最大")
    rows = [
        [words(p.no), words(p.name), words(p.implementer), *(value(facts, f"{p.key}.{part}") for part in parts)]
        for p in shown.items
    ]
    totals = [value(facts, key, strong=True) for key in ("plan.budget", "midterm.indicator_count", "stage.count")]
    rows.append([EMPTY, words("合计", strong=True), EMPTY, *totals])
    source = source_line(evaluation.tables["projects"], _own_indicators(evaluation))
    return shown.told(table("midterm_plan", rows, source), evaluation)


def stage_projects(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: how many stage targets came to which status."""
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.stage.behind_count"), "未达标最多")
    rows = [
        [words(p.no), words(p.name), *(value(facts, f"{p.key}.stage.{part}") for part in (*_STAGE, "met_share"))]
        for p in shown.items
    ]
    totals = [value(facts, f"stage.{part}", strong=True) for part in (*_STAGE, "met_share")]
    rows.append([EMPTY, words("合计", strong=True), *totals])
    return shown.told(table("stage_projects", rows, source_line(evaluation.tables["actuals"])), evaluation)


def stage_attainment(evaluation: Evaluation, views: Views) -> Table:
    """One row an indicator: stage target, actual, rate, status, and how far the annual target is reached."""
    facts, count = evaluation.facts, len(_own_indicators(evaluation))
    if limits.rows(range(count)).is_cut:
        return indicator_counts("stage_attainment", count, evaluation, views)
    shown = progress_views(evaluation, views)
    first = spanned([words(view.project.label) for view in shown])
    rows = [
        [
            cell,
            words(view.level),
            words(view.name),
            said(facts, view.stage_text),
            said(facts, view.actual_text),
            value(facts, f"{view.key}.stage.rate"),
            _status(view.stage),
            said(facts, view.annual_text),
            value(facts, f"{view.key}.annual.rate") if view.adds_up else _annual(view),
        ]
        for cell, view in zip(first, shown, strict=True)
    ]
    return table("stage_attainment", rows, source_line(_own_indicators(evaluation), evaluation.tables["actuals"]))


def midterm_execution(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: budget, payments, rate, and how far this is from the share of the year that has passed."""
    facts = evaluation.facts
    columns = ("budget", "paid", "unspent", "rate", "gap")
    late = {project.no for project in slow_spenders(evaluation, views)}
    gaps = {p.no: facts.value(key) if (key := f"execution.project.{p.no}.gap") in facts else 0 for p in views.projects}
    shown = limits.rows(views.projects, lambda p: gaps[p.no], "支出最慢")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"execution.project.{p.no}.{column}") for column in columns),
            words("○ 落后" if p.no in late else None),
        ]
        for p in shown.items
    ]
    totals = [value(facts, f"execution.{column}", strong=True) for column in columns]
    rows.append([EMPTY, words("合计", strong=True), *totals, EMPTY])
    return shown.told(table("midterm_execution", rows, source_line(evaluation.tables["execution"])), evaluation)


def year_end(evaluation: Evaluation, views: Views) -> Table:
    """One row a project: what is still to be reached, filed and spent by the end of the year."""
    facts = evaluation.facts
    shown = limits.rows(views.projects, lambda p: -facts.value(f"{p.key}.annual.left_count"), "待完成最多")
    rows = [
        [
            words(p.no),
            words(p.name),
            *(value(facts, f"{p.key}.{part}") for part in ("annual.count", "annual.met_count", "annual.left_count")),
            value(facts, f"{p.key}.unreported_count"),
            value(facts, f"execution.project.{p.no}.unspent"),
        ]
        for p in shown.items
    ]
    source = source_line(evaluation.tables["targets"], evaluation.tables["execution"])
    return shown.told(table("year_end", rows, source), evaluation)


def _own_indicators(evaluation: Evaluation) -> pd.DataFrame:
    indicators = evaluation.tables["indicators"]
    return indicators[indicators["scope"].eq(Scope.PROJECT.value)]


def _status(status: Status | None) -> Cell:
    return words(f"{status.sign} {status.label}" if status else None)


def _annual(view: ProgressView) -> Cell:
    """Say of an annual target that no share tells of only whether it is met already."""
    return words(view.annual.label if view.annual in (Status.MET, Status.NOT_YET_DUE) else None)


MAKERS: dict[str, Maker] = {
    maker.__name__: maker for maker in (midterm_plan, stage_projects, stage_attainment, midterm_execution, year_end)
}
