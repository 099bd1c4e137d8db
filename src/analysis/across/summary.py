"""The large figures on the summary page of a comparison.

Belongs here: which facts stand there. Does not belong here: the summary's words (``text/``).
"""

from __future__ import annotations

from analysis.across.model import Member
from analysis.across.study import Study
from analysis.facts import Facts
from analysis.report.blocks import KeyFigure, KeyFigures, Text
from analysis.report.narrative import fact_value

#: A large figure: label, fact, unit, note.
Opening = tuple[str, str, str, str]

#: The name under which templates ask for the large figures.
NAME = "key_figures"


def key_figures(study: Study, facts: Facts) -> KeyFigures:
    """Return the four figures that a comparison opens with."""
    items = _years(study, facts) if study.comparison.is_of_one_fund else _funds(study, facts)
    return KeyFigures(
        tuple(KeyFigure(label, (fact_value(facts, key), Text(unit)), note) for label, key, unit, note in items)
    )


def _years(study: Study, facts: Facts) -> list[Opening]:
    """Money and its change, what continues, targets too low, findings that came back."""
    newest = study.comparison.newest
    if not study.years.turns:
        return _one_year(newest, facts)
    turn = study.years.turns[-1]
    change = facts[f"{turn.key}.change"]
    note = f"比{turn.earlier.year}年{change.text}万元" if change.value else f"与{turn.earlier.year}年相同"
    reached = facts["ambition.with_result"].text
    return [
        (f"{newest.year}年下达", f"{newest.key}/plan.allocated", "万元", note),
        (
            "延续项目",
            f"series.share.{newest.year}",
            "",
            f"{facts['series.count'].text}个系列，占{newest.year}年下达金额",
        ),
        ("目标不及以前实际", "ambition.below", "项", f"有实际可比的共{reached}项"),
        ("反复出现", "matter.again", "个事项", f"其中警告{facts['matter.again.warning'].text}个"),
    ]


def _one_year(member: Member, facts: Facts) -> list[Opening]:
    """Return what there is of the only year; nothing of it can be compared."""
    return [
        (f"{member.year}年下达", f"{member.key}/plan.allocated", "万元", "只有一个年度"),
        (
            "项目",
            f"{member.key}/plan.project_count",
            "个",
            f"{facts[f'{member.key}/plan.implementer_count'].text}个单位",
        ),
        ("绩效指标", f"{member.key}/targets.indicator_count", "项", "只计项目指标"),
        ("核查发现", f"{member.key}/open.count", "处", "未接受的"),
    ]


def _funds(study: Study, facts: Facts) -> list[Opening]:
    """How many funds, what they share, which has the fewest measurable targets and the most findings."""
    members = study.comparison.members
    measured = [m for m in members if facts[f"{m.key}/targets.measurable_share"].value is not None]
    rated = [m for m in members if f"{m.key}/open.rate" in facts]
    items: list[Opening] = [("资金", "funds.count", "只", f"{facts['members.count'].text}个资金年度")]
    if measured:
        least = min(measured, key=lambda m: facts.value(f"{m.key}/targets.measurable_share"))
        name = study.comparison.name(least)
        items.append(("可衡量指标占比最低", f"{least.key}/targets.measurable_share", "", name))
    if rated:
        most = max(rated, key=lambda m: facts.value(f"{m.key}/open.rate"))
        items.append(("每百项指标的发现最多", f"{most.key}/open.rate", "处", study.comparison.name(most)))
    items.append(("名称相近的项目", "shared.count", "对", "在两只资金中"))
    return items
