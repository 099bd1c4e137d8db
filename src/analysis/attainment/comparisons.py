"""A figure held against a figure: comparator, units, bounds, ranges, cumulative figures.

Belongs here: targets and actuals that are quantities or ranges. Does not belong here: any other kind (``judgement``),
which units convert (``conversions``) and how a target without a sign is read (``natures``).

The rate of a floor is actual ÷ target, of a ceiling target ÷ actual; where one of them is not above zero there is no
rate and the comparison alone decides. Spending below a ceiling is met, never more than met. The deviation is
(actual - target) ÷ the target's size whatever the comparator: above zero is more than the target, so for a ceiling a
good result deviates below zero. For two single figures everything but rate and deviation depends on their values only
through which is larger and which are above zero, unless one stands bare beside a percentage; ``verdict_columns``
judges whole columns by that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from analysis.attainment.conversions import common_unit, converted, why_apart
from analysis.attainment.natures import Nature, nature_of
from analysis.attainment.verdicts import CEILINGS, FLOORS, Side, Verdict, open_question
from analysis.exact import ratio
from analysis.expressions.reading import SHARES
from analysis.vocabulary import Comparator, ExpressionKind, Status

#: A bound that excludes its own figure shifts an actual by less than any figure: 超过50 is above 50.
_SHIFT = {Comparator.MORE_THAN: 1, Comparator.LESS_THAN: -1}


def compare(target: Side, actual: Side, name: str, level_code: str) -> Verdict:
    """Judge a quantity or a range by a quantity or a range; see the module's text for the rules."""
    nature = nature_of(name, level_code, target.unit or actual.unit)
    unstated = target.kind is ExpressionKind.QUANTITY and target.comparator is Comparator.UNSTATED
    comparator = nature.comparator if unstated else target.comparator
    held = _held(target, actual, name, level_code)
    if isinstance(held, str):
        return open_question(comparator, held, "" if target.unit and actual.unit else target.unit or actual.unit)
    notes = [nature.because] if unstated else []
    notes += held.notes
    if "-" in target.date_to:
        notes.append("目标值另有期限，期限未计入判断")
    if target.kind is ExpressionKind.RANGE:
        verdict, remark = _range(held.target, held.actual, nature)
    else:
        if actual.comparator not in (Comparator.UNSTATED, Comparator.EQUAL):
            notes.append(f"实际完成值为界限或约数（{actual.comparator.label}），按所写数字计算")
        verdict, remark = _quantity(held.target, held.actual, comparator)
    notes += [remark] if remark else []
    as_read = held.target.value == target.value and held.actual.value == actual.value
    figures = (None, None) if as_read else (held.target.value, held.actual.value)
    return replace(verdict, unit=held.unit, reading="；".join(notes), target_value=figures[0], actual_value=figures[1])


@dataclass(frozen=True)
class _Held:
    """Both sides in one unit."""

    target: Side
    actual: Side
    unit: str
    notes: tuple[str, ...] = ()


def _held(target: Side, actual: Side, name: str, level_code: str) -> _Held | str:
    """Bring both sides to one unit, or say why that cannot be done."""
    if target.unit == actual.unit:
        return _Held(target, actual, target.unit)
    unit = target.unit or actual.unit
    if not (target.unit and actual.unit):
        bare = "实际完成值" if target.unit else "目标值"
        if target.multiplier != actual.multiplier:
            # A bare 135 beside 247.76亿元 may count 元, 万元 or 亿元: no ratio follows from that.
            return f"{bare}未写单位，数量级无法确定，由评价人核定"
        value = actual.value if target.unit else target.value
        if unit in SHARES and value is not None and 0 < abs(value) <= 1:
            # 0.96 beside 95% may be a workbook's 96% without its display format, or less than one per cent.
            return f"{bare}未写单位，可能是比值而非百分数，由评价人核定"
        return _Held(target, actual, unit, (f"{bare}未写单位，按“{unit}”理解",))
    common = common_unit(target.unit, actual.unit, name, level_code)
    if common is None:
        because = why_apart(target.unit, actual.unit)
        said = f"不同（{because}）" if because else "不同"
        return f"目标单位“{target.unit}”与实际单位“{actual.unit}”{said}，由评价人核定"
    unit, of_target, of_actual = common
    note = f"目标单位“{target.unit}”与实际单位“{actual.unit}”可以换算，按“{unit}”比较"
    sides = [
        replace(side, value=_times(side.value, factor), upper=_times(side.upper, factor), unit=unit)
        for side, factor in ((target, of_target), (actual, of_actual))
    ]
    return _Held(sides[0], sides[1], unit, (note,))


def _times(value: Decimal | None, factor: Fraction) -> Decimal | None:
    return value if value is None or factor == 1 else converted(value, factor)


def _quantity(target: Side, actual: Side, comparator: Comparator) -> tuple[Verdict, str]:
    """Judge by a single figure; returns the verdict and what leaves it open or should be known about it."""
    assert target.value is not None
    assert actual.value is not None
    order = _order(actual.value, target.value, actual.comparator)
    met = _holds(comparator, order)
    verdict = _measured(Status.MET if met else Status.NOT_MET, target.value, actual.value, comparator)
    if _bound_leaves_open(comparator, order, target.value, actual):
        verdict = replace(verdict, status=Status.NEEDS_JUDGEMENT)
        return verdict, "仅凭界限或区间不能判断是否达到目标，由评价人核定"
    if target.cumulative == actual.cumulative:
        return verdict, ""
    said = "目标值为累计数，实际完成值" if target.cumulative else "实际完成值为累计数，目标值"
    if target.unit in SHARES:
        return verdict, f"{said}未写明累计，按同一口径理解"
    if _cumulation_leaves_open(comparator, order, target.cumulative):
        return replace(verdict, status=Status.NEEDS_JUDGEMENT), f"{said}未写明累计，口径不同，由评价人核定"
    return verdict, f"{said}未写明累计，仍足以判断"


def _order(actual: Decimal, target: Decimal, bound: Comparator) -> int:
    """Tell whether an actual lies above, at or below the target: 1, 0 or -1."""
    return (actual > target) - (actual < target) or _SHIFT.get(bound, 0)


def _holds(comparator: Comparator, order: int) -> bool:
    match comparator:
        case Comparator.MORE_THAN:
            return order > 0
        case Comparator.EQUAL:
            return order == 0
        case Comparator.AT_MOST:
            return order <= 0
        case Comparator.LESS_THAN:
            return order < 0
        case _:
            # "About" binds loosely; it is read as a floor, which is what such targets are held against in practice.
            return order >= 0


def _measured(status: Status, target: Decimal, actual: Decimal, comparator: Comparator) -> Verdict:
    above, below = (target, actual) if comparator in CEILINGS else (actual, target)
    rate = ratio(above, below) if above > 0 and below > 0 else None
    deviation = ratio(actual - target, abs(target)) if target != 0 else None
    return Verdict(status, comparator, rate, deviation)


def _bound_leaves_open(comparator: Comparator, order: int, target: Decimal, actual: Side) -> bool:
    """Tell whether an actual that is a bound or a range does not settle the question.

    "Less than 60" says nothing about a floor of 50, while "more than 60" settles it; 60 to 70 is not settled against
    a ceiling of 65. A bound that points the right way but falls short (over 1300 of 1500) is taken as it is written:
    nobody reports less than there is.
    """
    if actual.upper is not None:
        high = _order(actual.upper, target, actual.comparator)
        if comparator is Comparator.EQUAL:
            return order <= 0 <= high and (order, high) != (0, 0)
        return _holds(comparator, order) is not _holds(comparator, high)
    more, less = actual.comparator in FLOORS, actual.comparator in CEILINGS
    if comparator is Comparator.EQUAL:
        return (more and order <= 0) or (less and order >= 0)
    against, along = (more, less) if comparator in CEILINGS else (less, more)
    return against if _holds(comparator, order) else along and order == 0


def _cumulation_leaves_open(comparator: Comparator, order: int, target_is_cumulative: bool) -> bool:
    """Tell whether it matters that one side counts all years and the other perhaps one.

    One year's figure is the least that the sum of the years can be, a sum the most that its one year can be.
    """
    if comparator is Comparator.EQUAL:
        return order <= 0 if target_is_cumulative else order >= 0
    rises_to_met = comparator not in CEILINGS
    met = _holds(comparator, order)
    return met != (target_is_cumulative == rises_to_met)


def _range(target: Side, actual: Side, nature: Nature) -> tuple[Verdict, str]:
    """Judge by a range: inside is met; beyond the end that costs nothing, a person decides."""
    assert target.value is not None
    assert target.upper is not None
    assert actual.value is not None
    low, high = _reach(target, actual)
    stated = target.comparator in FLOORS | CEILINGS
    ceiling = (target.comparator if stated else nature.comparator) in CEILINGS
    because = nature.because if ceiling and not stated else ""
    if low is not None and high is not None and target.value <= low and high <= target.upper:
        return Verdict(Status.MET, target.comparator, Decimal(1), Decimal(0)), ""
    below, above = high is not None and high < target.value, low is not None and low > target.upper
    if not (below or above):
        return open_question(target.comparator, ""), "仅凭界限、区间或累计数不能判断是否在目标区间内，由评价人核定"
    if above if ceiling else below:
        end, comparator = (target.upper, Comparator.AT_MOST) if ceiling else (target.value, Comparator.AT_LEAST)
        return replace(_measured(Status.NOT_MET, end, actual.value, comparator), comparator=target.comparator), because
    if stated:
        return Verdict(Status.MET, target.comparator, Decimal(1)), ""
    where = "低于" if below else "高于"
    return open_question(target.comparator, ""), "；".join(
        filter(None, (because, f"实际值{where}目标区间，由评价人核定"))
    )


def _reach(target: Side, actual: Side) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the most that an actual can be; ``None`` where nothing limits it."""
    mixed = target.cumulative != actual.cumulative and target.unit not in SHARES
    no_most = actual.comparator in FLOORS or (mixed and target.cumulative)
    no_least = actual.comparator in CEILINGS or (mixed and actual.cumulative)
    most = actual.value if actual.upper is None else actual.upper
    return None if no_least else actual.value, None if no_most else most
