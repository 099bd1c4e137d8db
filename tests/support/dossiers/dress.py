"""From figures to what is printed: targets in the phrases that offices use, actual values, promises in running text.

Belongs here: wording of figures. Does not belong here: the figures (``figures``) and the texts around them (``texts``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from support.dossiers.figures import Figure, Figures
from support.dossiers.model import Goal, Indicator
from support.dossiers.words import Item, Phrase, wording

#: Section of a form: keys of its printed levels, and its class.
SECTIONS: Mapping[str, tuple[str, str, str]] = {
    "quantity": ("output", "quantity", "产出/数量"),
    "quality": ("output", "quality", "产出/质量"),
    "timeliness": ("output", "timeliness", "产出/时效"),
    "cost": ("output", "cost", "产出/成本"),
    "economic": ("benefit", "economic", "效益/经济效益"),
    "social": ("benefit", "social", "效益/社会效益"),
    "lasting": ("benefit", "lasting", "效益/可持续影响"),
    "sample": ("satisfaction", "sample", "满意度/服务对象数量"),
    "content": ("satisfaction", "content", "满意度/服务对象满意度"),
}
#: Units that stand for another one: what is counted, and by how many.
_SCALES: Mapping[str, tuple[str, int]] = {
    "万元": ("元", 10_000),
    "亿元": ("元", 100_000_000),
    "个工作日": ("工作日", 1),
}
#: Shape to the list of phrases that it takes; the others have one value that is printed bare.
_PHRASES: Mapping[str, str] = {
    **dict.fromkeys(("share", "content"), "share"),
    **dict.fromkeys(("limit", "spending"), "ceiling"),
    **dict.fromkeys(("floor", "sample"), "floor"),
    "date": "date",
}
#: What a reader keeps of an answer.
_ANSWERS: Mapping[str, Decimal] = {"是": Decimal(1), "否": Decimal(0)}


def amount(value: Decimal, *, grouped: bool, places: int = 2) -> str:
    """Print an amount of money."""
    return f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"


def phrases(shape: str, unit: str) -> Sequence[Phrase]:
    """Return the phrases that fit; an amount of money always names its unit."""
    found = wording().phrases[_PHRASES.get(shape, "exact")]
    return [phrase for phrase in found if not (phrase.unit_in_name and unit.endswith("元"))]


def blank(item: Item, section: str, levels: Mapping[str, str], phrase: int) -> Indicator:
    """Return an indicator that has its name and class, but no figures yet."""
    level1, level2, code = SECTIONS[section]
    chosen = phrases(item.shape, item.unit)
    place = phrase % len(chosen)
    name = f"{item.name}（{item.unit}）" if chosen[place].unit_in_name else item.name
    nothing = Goal("", "none")
    unit = item.unit or ("%" if item.shape in ("share", "whole", "content") else "")
    return Indicator(
        *(levels[level1], levels[level2], code, name, item.name, item.verb, unit, item.shape, place),
        *({}, nothing, nothing),
        group=item.group,
        digits=item.digits,
    )


def dressed(own: Indicator, figures: Figures, horizons: Sequence[str], *, grouped: bool) -> Indicator:
    """Print figures in an indicator's own phrase."""
    phrase = phrases(own.shape, own.unit)[own.phrase]
    return replace(
        own,
        goals={horizon: _goal(own, figures.targets[horizon], phrase, grouped) for horizon in horizons},
        actual=_goal(own, figures.actual, None, grouped),
        stage_actual=_goal(own, figures.stage_actual, None, grouped),
        previous=figures.previous,
    )


def promised(own: Indicator, horizon: str, *, grouped: bool) -> str:
    """Put a target into words of running text: 举办政策宣讲活动不少于24场."""
    phrase = phrases(own.shape, own.unit)[own.phrase]
    value = own.goals[horizon].value
    assert value is not None
    figure = _number(value / _SCALES.get(own.unit, ("", 1))[1], own, grouped) + own.unit
    return f"{own.verb}{own.thing}{phrase.text.format(figure)}"


def printed(own: Indicator, value: Decimal, *, grouped: bool) -> str:
    """Print a figure with the indicator's unit."""
    return _number(value, own, grouped) + own.unit


def fund_goal(value: Decimal, unit: str, *, grouped: bool, sign: str = "", digits: int = 0) -> Goal:
    """Print a figure of the fund's own form."""
    base, scale = _SCALES.get(unit, (unit, 1))
    number = f"{value:,.{digits}f}" if grouped else f"{value:.{digits}f}"
    comparator = {"≥": ">=", "≤": "<="}.get(sign, "unstated")
    return Goal(f"{sign}{number}{unit}", "quantity", comparator, value * scale, base)


def _number(value: Decimal, own: Indicator, grouped: bool) -> str:
    if own.unit == "%" or own.shape == "limit":
        # A rate is printed with the places that it has.
        return f"{value.normalize():f}"
    places = 2 if own.shape == "spending" else own.digits
    return f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"


def _goal(own: Indicator, figure: Figure, phrase: Phrase | None, grouped: bool) -> Goal:
    comparator = phrase.comparator if phrase else "unstated"
    text = phrase.text if phrase else "{}"
    if isinstance(figure, date):
        said = f"{figure.year}年{figure.month}月{figure.day}日"
        return Goal(text.format(said), "date", comparator, date=figure.isoformat())
    if isinstance(figure, str):
        answer = _ANSWERS.get(figure)
        return Goal(figure, "qualitative" if answer is None else "boolean", value=answer)
    base, scale = _SCALES.get(own.unit, (own.unit, 1))
    unit = "" if phrase and phrase.unit_in_name else own.unit
    said = _number(figure, own, grouped) + unit
    return Goal(text.format(said), "quantity", comparator, figure * scale, base)
