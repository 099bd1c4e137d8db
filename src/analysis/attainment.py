"""Whether targets were met, and by how much.

Belongs here: holding an actual against a target for every kind of expression. Does not belong here: reading the
expressions (``expressions``) or what an attainment is worth (``scoring``).

The rate of a floor is actual ÷ target, of a ceiling target ÷ actual; where one of them is zero there is no rate and
the comparison alone decides. Spending below a ceiling is met, never more than met. Distinct pairs of a target and an
actual are judged once, however many indicators share them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import ratio
from analysis.natures import nature_of
from analysis.vocabulary import Comparator, ExpressionKind, Status

#: Judges a qualitative actual: its status, or ``None`` when the words belong to no band.
Bands = Callable[[str], Status | None]

#: Kinds of reading whose value is a figure; a yes or no also carries one, which measures nothing.
_FIGURES = frozenset({ExpressionKind.QUANTITY, ExpressionKind.RANGE})

_FLOORS = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
_CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_HOLDS: Mapping[Comparator, Callable[[Decimal, Decimal], bool]] = {
    Comparator.AT_LEAST: lambda actual, target: actual >= target,
    Comparator.MORE_THAN: lambda actual, target: actual > target,
    Comparator.EQUAL: lambda actual, target: actual == target,
    Comparator.AT_MOST: lambda actual, target: actual <= target,
    Comparator.LESS_THAN: lambda actual, target: actual < target,
    # "About" binds loosely; it is read as a floor, which is what such targets are held against in practice.
    Comparator.ABOUT: lambda actual, target: actual >= target,
}


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what ``expressions`` read."""

    kind: ExpressionKind
    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None
    unit: str
    date_to: str
    text: str
    multiplier: int = 1


@dataclass(frozen=True)
class Verdict:
    """What became of one target."""

    status: Status
    comparator: Comparator
    rate: Decimal | None = None
    deviation: Decimal | None = None
    unit: str = ""
    reading: str = ""


def attain(targets: pd.DataFrame, actuals: pd.DataFrame, indicators: pd.DataFrame, bands: Bands) -> pd.DataFrame:
    """Hold every target against its actual.

    Parameters
    ----------
    targets, actuals, indicators
        Tidy tables.
    bands
        Judges qualitative actuals.

    Returns
    -------
    pandas.DataFrame
        The table ``attainment``: one row a target, in the targets' order; a target without an actual is there too.
    """
    joined = targets.merge(indicators[["indicator_id", "name", "level_code"]], on="indicator_id", how="left")
    joined = joined.merge(actuals, on="indicator_id", how="left", suffixes=("", "_actual"))
    verdicts: dict[tuple[Any, ...], Verdict] = {}
    records = []
    for row in tables.records(joined):
        target, actual = _side(row, ""), _side(row, "_actual")
        key = (target, actual, row["name"], row["level_code"])
        if key not in verdicts:
            verdicts[key] = judge(target, actual, str(row["name"]), str(row["level_code"] or ""), bands)
        records.append(_record(row, target, actual, verdicts[key]))
    return tables.frame("attainment", records)


def judge(target: Side, actual: Side, name: str, level_code: str, bands: Bands) -> Verdict:
    """Judge one target; see the module's text for the rules."""
    if actual.kind is ExpressionKind.NONE:
        return Verdict(Status.NOT_REPORTED, target.comparator, reading="未填报实际完成值")
    if ExpressionKind.UNREAD in (target.kind, actual.kind):
        return Verdict(Status.NEEDS_JUDGEMENT, target.comparator, reading="目标值或实际完成值未能读取，由评价人核定")
    if target.kind is ExpressionKind.NONE:
        return _without_target(target, actual, bands)
    if target.kind in _FIGURES and actual.kind in _FIGURES:
        return (_range if target.kind is ExpressionKind.RANGE else _quantity)(target, actual, name, level_code)
    if target.kind is ExpressionKind.DATE and actual.date_to and target.date_to:
        return _deadline(target, actual)
    return _words(target, actual, bands)


def _without_target(target: Side, actual: Side, bands: Bands) -> Verdict:
    if actual.kind is ExpressionKind.QUALITATIVE or actual.kind is ExpressionKind.BOOLEAN:
        status = bands(actual.text)
        reading = "未设目标值，按填报结论判断" if status else "填报结论不属于任何档次，由评价人核定"
        return Verdict(status or Status.NEEDS_JUDGEMENT, target.comparator, reading=reading)
    return Verdict(Status.NOT_APPLICABLE, target.comparator, unit=actual.unit, reading="未设目标值")


def _quantity(target: Side, actual: Side, name: str, level_code: str) -> Verdict:
    assert target.value is not None
    assert actual.value is not None
    notes: list[str] = []
    comparator = target.comparator
    if comparator is Comparator.UNSTATED:
        nature = nature_of(name, level_code, target.unit or actual.unit)
        comparator = nature.comparator
        notes.append(nature.because)
    unit = target.unit or actual.unit
    if target.unit and actual.unit and target.unit != actual.unit:
        reading = f"目标单位“{target.unit}”与实际单位“{actual.unit}”不同，由评价人核定"
        return Verdict(Status.NEEDS_JUDGEMENT, comparator, unit=unit, reading=reading)
    if bool(target.unit) != bool(actual.unit):
        if target.multiplier != actual.multiplier:
            # A bare 135 beside 247.76亿元 may count 元, 万元 or 亿元: no ratio follows from that.
            reading = f"{'实际完成值' if target.unit else '目标值'}未写单位，数量级无法确定，由评价人核定"
            return Verdict(Status.NEEDS_JUDGEMENT, comparator, unit=unit, reading=reading)
        notes.append(f"{'实际完成值' if target.unit else '目标值'}未写单位，按“{unit}”理解")
    if actual.comparator not in (Comparator.UNSTATED, Comparator.EQUAL):
        notes.append(f"实际完成值为界限或约数（{actual.comparator.label}），按所写数字计算")
    verdict = _compare(target.value, actual.value, comparator)
    if _leaves_open(verdict, target.value, comparator, actual):
        verdict = replace(verdict, status=Status.NEEDS_JUDGEMENT)
        notes.append("仅凭界限或区间不能判断是否达到目标，由评价人核定")
    return replace(verdict, unit=unit, reading="；".join(notes))


def _compare(target: Decimal, actual: Decimal, comparator: Comparator) -> Verdict:
    met = _HOLDS[comparator](actual, target)
    upper, lower = (target, actual) if comparator in _CEILINGS else (actual, target)
    rate = ratio(upper, lower) if lower != 0 and upper != 0 else None
    deviation = ratio(actual - target, target) if target != 0 else None
    return Verdict(Status.MET if met else Status.NOT_MET, comparator, rate, deviation)


def _leaves_open(verdict: Verdict, target: Decimal, comparator: Comparator, actual: Side) -> bool:
    """Tell whether an actual that is a bound or a range does not settle the question.

    "Less than 60" says nothing about a floor of 50, while "more than 60" settles it; 60 to 70 is not settled against
    a ceiling of 65.
    """
    if actual.upper is not None:
        return _compare(target, actual.upper, comparator).status is not verdict.status
    if comparator is Comparator.EQUAL:
        return actual.comparator in _FLOORS | _CEILINGS
    against = _FLOORS if comparator in _CEILINGS else _CEILINGS
    return actual.comparator in against and verdict.status is Status.MET


def _range(target: Side, actual: Side, _name: str, _level_code: str) -> Verdict:
    assert target.value is not None
    assert target.upper is not None
    assert actual.value is not None
    unit = target.unit or actual.unit
    if target.unit and actual.unit and target.unit != actual.unit:
        reading = f"目标单位“{target.unit}”与实际单位“{actual.unit}”不同，由评价人核定"
        return Verdict(Status.NEEDS_JUDGEMENT, target.comparator, unit=unit, reading=reading)
    if actual.comparator in _FLOORS | _CEILINGS:
        reading = "仅凭界限不能判断是否在目标区间内，由评价人核定"
        return Verdict(Status.NEEDS_JUDGEMENT, target.comparator, unit=unit, reading=reading)
    if actual.value < target.value:
        verdict = _compare(target.value, actual.value, Comparator.AT_LEAST)
        return replace(verdict, comparator=target.comparator, unit=unit)
    if (actual.upper or actual.value) > target.upper:
        return Verdict(Status.NEEDS_JUDGEMENT, target.comparator, unit=unit, reading="实际值高于目标区间，由评价人核定")
    return Verdict(Status.MET, target.comparator, Decimal(1), Decimal(0), unit)


def _deadline(target: Side, actual: Side) -> Verdict:
    # ISO dates compare as text as far as both are printed; a coarser one cannot settle a finer one.
    shared = min(len(target.date_to), len(actual.date_to))
    done, due = actual.date_to[:shared], target.date_to[:shared]
    if done.startswith("-") != due.startswith("-"):
        return Verdict(Status.NEEDS_JUDGEMENT, Comparator.AT_MOST, reading="一方没有写明年份，由评价人核定")
    open_end = target.comparator is Comparator.LESS_THAN or len(actual.date_to) < len(target.date_to)
    if done == due and open_end:
        return Verdict(Status.NEEDS_JUDGEMENT, Comparator.AT_MOST, reading="是否按期不能由所写日期判断，由评价人核定")
    return Verdict(Status.MET if done <= due else Status.NOT_MET, Comparator.AT_MOST)


def _words(target: Side, actual: Side, bands: Bands) -> Verdict:
    if target.kind in (ExpressionKind.QUANTITY, ExpressionKind.RANGE):
        reading = "目标值为定量，实际完成值没有可比的数字，由评价人核定"
        return Verdict(Status.NEEDS_JUDGEMENT, target.comparator, unit=target.unit, reading=reading)
    if _bare(target.text) == _bare(actual.text):
        return Verdict(Status.MET, target.comparator, reading="实际完成值与目标值文字相同，以填报为准")
    status = bands(actual.text)
    reading = "按填报结论判断" if status else "定性内容，由评价人核定"
    return Verdict(status or Status.NEEDS_JUDGEMENT, target.comparator, reading=reading)


def _bare(text: str) -> str:
    return re.sub(r"[\s。，；、,.;]", "", text)


def _side(row: Mapping[str, Any], suffix: str) -> Side:
    def of(column: str) -> Any:
        return row.get(f"{column}{suffix}")

    return Side(
        ExpressionKind(of("kind") or ExpressionKind.NONE),
        Comparator(of("comparator") or Comparator.UNSTATED),
        of("value"),
        of("upper"),
        of("unit") or "",
        of("date_to") or "",
        of("text") or "",
        of("multiplier") or 1,
    )


def _record(row: Mapping[str, Any], target: Side, actual: Side, verdict: Verdict) -> dict[str, Any]:
    return {
        "indicator_id": row["indicator_id"],
        "horizon": row["horizon"],
        "target_text": target.text,
        "actual_text": actual.text,
        "kind": target.kind.value,
        "comparator": verdict.comparator.value,
        "target_value": target.value,
        "actual_value": actual.value,
        "unit": verdict.unit,
        "rate": verdict.rate,
        "deviation": verdict.deviation,
        "status": verdict.status.value,
        "reading": verdict.reading,
        "source": row["source_actual"] or row["source"],
    }
