"""Running texts of an invented project: goals of the plan, objectives of the form, other results.

Belongs here: which promises a text repeats, and results that follow from the figures. Does not belong here: the
figures themselves (``figures``). A text promises nothing that no indicator holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from support.dossiers.dress import amount, printed, promised
from support.dossiers.model import Indicator, Survey, share

#: Shapes whose targets running texts repeat.
_TOLD = ("floor", "content")


def plan_goals(indicators: Sequence[Indicator], *, grouped: bool) -> str:
    """Return 主要绩效目标: the first quantities and what the people served think."""
    told = [own for own in indicators if own.shape in _TOLD]
    chosen = [*told[:3], *(own for own in told[3:] if own.shape == "content")]
    return "，".join(promised(own, "annual", grouped=grouped) for own in chosen) + "。"


def objective(indicators: Sequence[Indicator], horizon: str, about: str, *, grouped: bool, numbered: bool) -> str:
    """Return an objective of one horizon: every quantity, the money by June, the day by which all is done."""
    told = [promised(own, horizon, grouped=grouped) for own in indicators if own.shape in _TOLD]
    if horizon == "stage":
        told += [promised(own, horizon, grouped=grouped) for own in indicators if own.shape == "spending"]
    for own in indicators:
        if own.shape == "date" and own.goals[horizon].date:
            year, month, day = (int(part) for part in own.goals[horizon].date.split("-"))
            what = {"stage": "阶段任务", "annual": "年度任务", "period": "全部任务"}[horizon]
            told.append(f"{year}年{month}月{day}日前完成{what}")
    if numbered:
        parts = [about.rstrip("。"), *told]
        return "；\n".join(f"{number}.{part}" for number, part in enumerate(parts, start=1)) + "。"
    return f"{about}{'；'.join(told)}。"


def other_results(
    indicators: Sequence[Indicator], survey: Survey, *, grouped: bool, since: bool
) -> tuple[tuple[str, str], ...]:
    """Return what a project reports beside its indicators: its survey, parts of a whole, growth over a known year."""
    rows = [
        ("发放满意度调查问卷", f"{survey.issued}份"),
        ("回收满意度调查问卷", f"{survey.returned}份"),
        ("评价为满意的问卷", f"{survey.satisfied}份"),
    ]
    counted = [own for own in indicators if own.shape == "floor" and own.code == "产出/数量"]
    growing = [own for own in counted if own.met and own.previous is not None and since]
    for own in growing[:1]:
        rows += _growth(own, grouped)
    for own in [own for own in counted if own.unit == "场" and own not in growing[:1]][:1]:
        rows += _halves(own, grouped)
    return tuple(rows)


def _growth(own: Indicator, grouped: bool) -> list[tuple[str, str]]:
    now, before = own.actual.value, own.previous
    assert now is not None
    assert before is not None
    growth = share(now - before, before)
    return [
        (own.thing, printed(own, now, grouped=grouped)),
        (f"上年{own.thing}", printed(own, before, grouped=grouped)),
        (f"{own.thing}比上年增长", f"{growth}%"),
    ]


def _halves(own: Indicator, grouped: bool) -> list[tuple[str, str]]:
    """Tell how much of a count was held online, and the rest, with their shares."""
    whole = own.actual.value
    assert whole is not None
    online = whole // 3
    rows = [("数量合计", printed(own, whole, grouped=grouped))]
    for way, part in (("线上", online), ("线下", whole - online)):
        rows.append((f"{way}{own.thing}", printed(own, part, grouped=grouped)))
        rows.append((f"{way}{own.thing}占比", f"{share(part, whole)}%"))
    return rows


def spending_note(paid: Decimal, budget: Decimal, *, grouped: bool) -> str:
    """Return what the fund's form says of its spending."""
    return f"安排{amount(budget, grouped=grouped)}万元，支出{amount(paid, grouped=grouped)}万元。"
