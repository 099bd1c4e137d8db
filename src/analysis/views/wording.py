"""Views about the wording of single indicators: what the name says against the target, the unit, the direction.

Belongs here: contradictions and gaps within one indicator, one row a fault, whatever number of its targets shares it.
Does not belong here: what several indicators of a project show together (``wording_sets``), dates (``dates``), the
words themselves (``wording_words.yaml``), and the wording of findings (the suites).

In the column ``fault`` stands which fault a row tells; an expectation forbids one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pandas as pd

from analysis import expressions
from analysis.exact import half_up
from analysis.exact import short as exact_figure
from analysis.expressions import Reading
from analysis.tables import Tables
from analysis.views.model import View, plain
from analysis.views.target_lines import (
    CEILINGS,
    FLOORS,
    Line,
    Named,
    by_indicator,
    chief,
    frame_of,
    lines,
    named,
)
from analysis.views.wording_units import (
    SCALES,
    Fault,
    counted_end,
    fitting,
    measure,
    noun_unit,
    other_dimension,
    other_scale,
    other_unit,
    said,
    tail,
)
from analysis.views.wording_words import words
from analysis.vocabulary import Comparator, ExpressionKind, Horizon

_COLUMNS = ("fault", "owner", "indicator_id", "name", "stated", "meant")
_SHARE = "%"
_WHOLE = Decimal(100)
#: A figure that stands at the very end of a name, with its unit and a word like 以上.
_AT_END = re.compile(r"[0-9][0-9.,]*[^0-9()，,、；;。]{0,8}$")

Check = Callable[[list[Line]], Fault | None]


def target_wording(read: Tables, home: str) -> pd.DataFrame:
    """List what contradicts itself between the name of an indicator and its targets."""
    rows = []
    for group in by_indicator(lines(read, home)):
        taken: set[str] = set()
        for name, check, unless in _CHECKS:
            fault = None if taken & set(unless) else check(group)
            if fault is not None:
                taken.add(name)
                rows.append(_row(name, *fault))
    return frame_of(rows, _COLUMNS)


def _row(fault: str, at: list[Line], stated: str, meant: str) -> dict[str, str]:
    line = chief(at)
    where = {"owner": line.of.owner, "indicator_id": line.of.id, "name": line.of.name}
    return {"fault": fault, **where, "stated": stated, "meant": meant, "row_key": line.key, "source": line.source}


def indicator_units(read: Tables, home: str) -> pd.DataFrame:
    """List the indicators whose unit in brackets is not one in which a thing so named is measured."""
    rows = []
    for of in named(read, home):
        known = measure(of)
        if of.unit and known and known.units and of.unit not in known.units:
            end = fitting(of.bare, known.ends)
            scale = SCALES.get(of.multiplier, "")
            where = {"owner": of.owner, "indicator_id": of.id, "name": of.name, "row_key": of.key, "source": of.source}
            rows.append({"fault": "name_unit", **where, "stated": f"{scale}{of.unit}", "meant": end})
    return frame_of(rows, _COLUMNS)


def name_figure(group: list[Line]) -> Fault | None:
    """Hold the figure at the end of the name against the annual target, or the period's where there is none."""
    line = chief(group)
    said = _figure_of_name(line.of)
    if said is None or line.horizon == Horizon.STAGE or not line.is_figure or said.value == line.value:
        return None
    if any(unit and unit != said.unit for unit in (line.unit, line.of.unit)):
        return None
    # Without a unit only a number of things can be meant; 500万元以下 may say which things are counted.
    if not line.unit and said.unit not in words().counted:
        return None
    return [line], line.said, expressions.format_reading(said)


def _figure_of_name(of: Named) -> Reading | None:
    if not _AT_END.search(of.full):
        return None
    said = expressions.read_one(of.full)
    stated = said.kind is ExpressionKind.QUANTITY and said.comparator is not Comparator.UNSTATED
    known = said.unit in words().counted | words().shares | words().money
    return said if stated and known else None


def floor_for_ceiling(group: list[Line]) -> Fault | None:
    """Find floors where less is better, and floors under an amount of cost."""
    of, lists = group[0].of, words()
    floors = [line for line in group if line.is_figure and line.comparator in FLOORS]
    end = counted_end(of, lists.ceilings)
    if not end:
        floors = [line for line in floors if of.code in lists.cost_classes and line.unit in lists.money]
    return (floors, said(floors), "不高于") if floors and not _turned(group, end) else None


def ceiling_for_floor(group: list[Line]) -> Fault | None:
    """Find ceilings where more is better."""
    found = [line for line in group if line.is_figure and line.comparator in CEILINGS and line.value != _WHOLE]
    end = counted_end(group[0].of, words().floors)
    return (found, said(found), "不低于") if found and end and not _turned(group, end) else None


def _turned(group: list[Line], end: str) -> bool:
    """Tell whether a word beside the end of the name turns the direction: 受理投诉, 成本节约."""
    texts = (group[0].of.full.replace(end, ""), *(line.text for line in group))
    return any(word in text for word in words().turning for text in texts)


def capped_by_nature(group: list[Line]) -> Fault | None:
    """Find ceilings of 100 % or more on a share that cannot be above the whole."""
    found = [
        line
        for line in _bounded(group)
        if line.comparator in CEILINGS
        and line.value is not None
        and line.value >= _WHOLE
        and (line.value > _WHOLE or line.comparator == Comparator.AT_MOST)
    ]
    return (found, said(found), "低于100%的数值") if found else None


def out_of_reach(group: list[Line]) -> Fault | None:
    """Find targets above 100 % for a share that cannot be above the whole."""
    found = [
        line
        for line in _bounded(group)
        if line.comparator not in CEILINGS and line.value is not None and line.value > _WHOLE
    ]
    return (found, said(found), "不超过100%") if found else None


def _bounded(group: list[Line]) -> Iterator[Line]:
    if tail(group[0].of).endswith(words().bounded):
        yield from (line for line in group if line.is_figure and line.unit == _SHARE)


def fraction(group: list[Line]) -> Fault | None:
    """Find parts of things that are counted whole."""
    of, lists = group[0].of, words()
    if any(word in of.full for word in lists.averages):
        return None
    counted = [(line, line.value) for line in group if line.value is not None and line.unit in lists.counted]
    # Below one it is a rate whose base is not read: 0.2人 a day.
    broken = [(line, value) for line, value in counted if line.is_figure and 1 < value != half_up(value, 0)]
    found = [line for line, _ in broken]
    said = "、".join(f"{line.label}{exact_figure(value)}{line.unit}" for line, value in broken)
    return (found, said, "整数") if found else None


#: The checks in the order of telling: the fault, what finds it, and the faults that already say the same.
_CHECKS: tuple[tuple[str, Check, tuple[str, ...]], ...] = (
    ("name_figure", name_figure, ()),
    ("other_unit", other_unit, ()),
    ("other_scale", other_scale, ("other_unit",)),
    ("other_dimension", other_dimension, ("other_unit",)),
    ("noun_unit", noun_unit, ("other_unit", "other_dimension")),
    ("floor_for_ceiling", floor_for_ceiling, ()),
    ("ceiling_for_floor", ceiling_for_floor, ()),
    ("capped_by_nature", capped_by_nature, ("ceiling_for_floor",)),
    ("out_of_reach", out_of_reach, ()),
    ("fraction", fraction, ()),
)

VIEWS: dict[str, View] = {
    "target_wording": View(target_wording, plain(*_COLUMNS)),
    "indicator_units": View(indicator_units, plain(*_COLUMNS)),
}
