"""The fund's own self-evaluation: what its projects add up to.

Belongs here: the fund's indicators and their points. Does not belong here: the projects (``generate``). Every figure is
a sum or a share over the projects, so that it follows from their forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from support.dossiers.dress import fund_goal
from support.dossiers.model import FundIndicator, Goal, Indicator, Project, half_up, share
from support.dossiers.texts import spending_note
from support.dossiers.words import wording

#: Points of the first levels, and of the two lines of 过程.
_POINTS = {"产出": 40, "效益": 40}
_EXECUTION, _OVERSIGHT = 12, 8
_PRINTED = {"quantity": "数量指标", "economic": "经济效益指标", "social": "社会效益指标"}

#: A line without its points: printed second level, class, name, target, actual, evidence.
_Line = tuple[str, str, str, Goal, Goal, str]


def fund_indicators(projects: Sequence[Project], *, grouped: bool) -> tuple[FundIndicator, ...]:
    """Add the projects up to the fund's indicators."""
    own = [indicator for project in projects for indicator in project.indicators]
    summed = wording().evidence.summed
    output = [*_sums(own, "quantity", grouped), *_rates(own, grouped)]
    benefit = [*_sums(own, "economic", grouped), *_sums(own, "social", grouped), _satisfaction(projects, grouped)]
    rows = _process(projects, grouped)
    for level1, lines in (("产出", output), ("效益", benefit)):
        whole = _POINTS[level1]
        for place, (level2, code, name, target, actual, evidence) in enumerate(lines):
            points = whole // len(lines) + (place < whole % len(lines))
            rows.append(FundIndicator(level1, level2, code, name, points, target, actual, evidence or summed))
    return tuple(rows)


def _process(projects: Sequence[Project], grouped: bool) -> list[FundIndicator]:
    budget = sum((project.budget for project in projects), Decimal(0))
    paid = sum((project.paid for project in projects), Decimal(0))
    rate = share(paid, budget)
    # The official form asks for no value here: the points follow from the rate itself.
    unset = Goal("", "none")
    spent = Goal(f"{rate}%", "quantity", value=rate, unit="%")
    done = Goal("有效", "qualitative")
    note = spending_note(paid, budget, grouped=grouped)
    watched = "入库评审、中期检查和绩效评价均按规定开展。"
    return [
        FundIndicator("过程", "资金管理", "过程/资金管理", "资金支出率", _EXECUTION, unset, spent, note),
        FundIndicator("过程", "事项管理", "过程/事项管理", "监管有效性", _OVERSIGHT, unset, done, watched),
    ]


def _sums(own: Sequence[Indicator], level: str, grouped: bool) -> list[_Line]:
    code = {"quantity": "产出/数量", "economic": "效益/经济效益", "social": "效益/社会效益"}[level]
    lines = []
    for key, group in wording().groups.items():
        members = [indicator for indicator in own if indicator.group == key]
        if group.level != level or not members:
            continue
        scale = 10_000 if group.unit == "万元" else 1
        target = sum((indicator.goals["annual"].value or Decimal(0) for indicator in members), Decimal(0)) / scale
        actual = sum((indicator.actual.value or Decimal(0) for indicator in members), Decimal(0)) / scale
        digits = max(indicator.digits for indicator in members)
        aimed = fund_goal(target, group.unit, grouped=grouped, sign="≥", digits=digits)
        reached = fund_goal(actual, group.unit, grouped=grouped, digits=digits)
        lines.append((_PRINTED[level], code, group.name, aimed, reached, ""))
    return lines


def _rates(own: Iterable[Indicator], grouped: bool) -> list[_Line]:
    """Return the shares of the projects' indicators that were met, by class."""
    told = [
        ("质量指标", "产出/质量", "质量类指标达标率"),
        ("时效指标", "产出/时效", "时效类指标达标率"),
        ("成本指标", "产出/成本", "成本类指标达标率"),
    ]
    lines = []
    for level2, code, name in told:
        members = [indicator for indicator in own if indicator.code == code]
        rate = share(Decimal(sum(indicator.met for indicator in members)), Decimal(len(members)))
        target = fund_goal(Decimal(100), "%", grouped=grouped)
        reached = Goal(f"{rate.normalize():f}%", "quantity", value=rate, unit="%")
        lines.append((level2, code, name, target, reached, ""))
    return lines


def _satisfaction(projects: Sequence[Project], grouped: bool) -> _Line:
    """Pool the projects' surveys and, weighted by them, what the projects aim at."""
    returned = Decimal(sum(project.survey.returned for project in projects))
    satisfied = Decimal(sum(project.survey.satisfied for project in projects))
    aimed = sum((_aimed(project) * project.survey.returned for project in projects), Decimal(0)) / returned
    target = fund_goal(half_up(aimed, 1), "%", grouped=grouped, sign="≥", digits=1)
    rate = share(satisfied, returned)
    reached = Goal(f"{rate}%", "quantity", value=rate, unit="%")
    note = f"回收问卷{returned}份，其中评价为满意的{satisfied}份。"
    return ("服务对象满意度指标", "满意度/服务对象满意度", "服务对象满意度", target, reached, note)


def _aimed(project: Project) -> Decimal:
    goals = (own.goals["annual"].value for own in project.indicators if own.shape == "content")
    return next(goal for goal in goals if goal is not None)
