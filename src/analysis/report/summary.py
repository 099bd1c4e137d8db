"""The large figures on the summary page.

Belongs here: which facts stand there. Does not belong here: the summary's words (``text/``).
"""

from __future__ import annotations

from analysis.evaluation import Evaluation
from analysis.report.blocks import KeyFigure, KeyFigures, Text
from analysis.report.narrative import fact_value

#: The name under which templates ask for the large figures.
NAME = "key_figures"


def key_figures(evaluation: Evaluation) -> KeyFigures:
    """Return score and grade, money, attainment and findings."""
    facts = evaluation.facts

    def item(label: str, key: str, unit: str, note: str) -> KeyFigure:
        return KeyFigure(label, (fact_value(facts, key), Text(unit)), note)

    targeted = facts["indicators.fund.targeted"].text
    return KeyFigures(
        (
            item("综合得分", "fund.score", "分", f"等级：{facts['fund.grade'].text}"),
            item("预算执行率", "execution.rate", "", f"支出{facts['execution.paid'].text}万元"),
            item("达标指标", "indicators.fund.met", "项", f"设有目标值的共{targeted}项"),
            item("核查发现", "findings.count", "处", f"其中警告{facts['findings.warning'].text}处"),
        )
    )
