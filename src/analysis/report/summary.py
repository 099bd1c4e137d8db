"""The large figures on the summary page.

Belongs here: which facts stand there. Does not belong here: the summary's words (``text/``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.evaluation import Evaluation
from analysis.facts import Facts
from analysis.report.blocks import KeyFigure, KeyFigures, Text
from analysis.report.narrative import fact_value
from analysis.vocabulary import ReportKind

#: A large figure: label, fact, unit, note.
Opening = tuple[str, str, str, str]

#: The name under which templates ask for the large figures.
NAME = "key_figures"


def key_figures(evaluation: Evaluation) -> KeyFigures:
    """Return the four figures that a report of this kind opens with."""
    facts = evaluation.facts
    items = _OPENING[evaluation.kind](facts)
    return KeyFigures(
        tuple(KeyFigure(label, (fact_value(facts, key), Text(unit)), note) for label, key, unit, note in items)
    )


def _final(facts: Facts) -> list[Opening]:
    """Score and grade, money, attainment and findings."""
    targeted = facts["indicators.fund.targeted"].text
    return [
        ("综合得分", "fund.score", "分", f"等级：{facts['fund.grade'].text}"),
        ("预算执行率", "execution.rate", "", f"支出{facts['execution.paid'].text}万元"),
        ("达标指标", "indicators.fund.met", "项", f"设有目标值的共{targeted}项"),
        _findings(facts),
    ]


def _target_review(facts: Facts) -> list[Opening]:
    """Money, indicators, how measurable they are, and findings."""
    measurable = facts["targets.measurable_count"].text
    return [
        ("安排资金", "plan.allocated", "万元", f"{facts['plan.project_count'].text}个项目"),
        ("绩效指标", "targets.indicator_count", "项", f"{facts['targets.with_count'].text}个项目设有指标"),
        ("可衡量", "targets.measurable_share", "", f"{measurable}项有数量、日期或是否目标"),
        _findings(facts),
    ]


def _midterm(facts: Facts) -> list[Opening]:
    """Stage targets, spending, what is behind, and findings."""
    filed = facts["midterm.filed_count"].text
    spending = ("填报完成值", "midterm.filed_count", "项", f"共{facts['midterm.indicator_count'].text}项指标")
    if "execution.rate" in facts:
        spending = ("支出进度", "execution.rate", "", f"时间进度{facts['execution.time_share'].text}")
    return [
        ("阶段目标达标", "stage.met_count", "项", f"共{facts['stage.count'].text}项，已填报{filed}项"),
        spending,
        ("落后项目", "midterm.late_count", "个", f"共{facts['plan.project_count'].text}个项目"),
        _findings(facts),
    ]


def _findings(facts: Facts) -> Opening:
    accepted = facts["findings.accepted"]
    more = f"，另有{accepted.text}处已接受" if accepted.value else ""
    return ("核查发现", "findings.count", "处", f"其中警告{facts['findings.warning'].text}处{more}")


_OPENING: Mapping[ReportKind, Callable[[Facts], list[Opening]]] = {
    ReportKind.FINAL: _final,
    ReportKind.MIDTERM: _midterm,
    ReportKind.TARGET_REVIEW: _target_review,
}
