"""The view on the order of an indicator's targets in time: a part of the year, the year, the period that holds it.

Belongs here: putting two horizons of one indicator side by side where the later one does not follow from the earlier
one. Does not belong here: a stage target above the annual one (``indicators``), dates (``dates``), and the wording of
findings (the suites).
"""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from analysis.tables import Tables
from analysis.views.model import View, plain
from analysis.views.target_lines import CEILINGS, FLOORS, Line, by_indicator, frame_of, lines
from analysis.views.wording_units import counted_end
from analysis.views.wording_words import words
from analysis.vocabulary import Horizon

_COLUMNS = ("fault", "owner", "indicator_id", "name", "earlier", "later")
#: One of a kind may be there in the middle of the year and at its end.
_ONE = 1


def target_order(read: Tables, home: str) -> pd.DataFrame:
    """Put two horizons of one indicator side by side where the later one does not follow from the earlier one."""
    groups = by_indicator(lines(read, home))
    growing = {group[0].of.owner for group in groups if _grows(group)}
    rows = []
    for group in groups:
        at = {line.horizon: line for line in group if line.is_figure}
        stage, annual, period = (at.get(horizon) for horizon in (Horizon.STAGE, Horizon.ANNUAL, Horizon.PERIOD))
        rows += [_pair("above_period", annual, period)] if annual and period and _above(annual, period) else []
        for earlier, later in ((stage, annual), (annual, period)):
            if earlier and later and _looser(earlier, later):
                rows.append(_pair("looser", earlier, later))
        if stage and annual and _flat(stage, annual):
            rows.append(_pair("flat", stage, annual))
        elif annual and period and _flat(annual, period) and annual.of.owner in growing:
            rows.append(_pair("flat", annual, period))
    return frame_of(rows, _COLUMNS)


def _pair(fault: str, earlier: Line, later: Line) -> dict[str, str]:
    of = earlier.of
    said = {"owner": of.owner, "indicator_id": of.id, "name": of.name, "earlier": earlier.said, "later": later.said}
    return {"fault": fault, **said, "row_key": earlier.key, "source": earlier.source}


def _grows(group: list[Line]) -> bool:
    """Tell whether a period goes on behind the year: some target of it is above the annual one."""
    at = {line.horizon: line.value for line in group if line.is_figure}
    annual, period = at.get(Horizon.ANNUAL), at.get(Horizon.PERIOD)
    return annual is not None and period is not None and annual < period


def _same_measure(one: Line, other: Line) -> bool:
    return one.unit == other.unit and (one.comparator in CEILINGS) == (other.comparator in CEILINGS)


def _above(annual: Line, period: Line) -> bool:
    """Tell whether the year asks for more than the period that holds it, where more is surely better."""
    of, lists = annual.of, words()
    adds_up = annual.unit in lists.counted | lists.money or counted_end(of, lists.floors)
    falls = counted_end(of, lists.ceilings) or any(word in of.full for word in lists.turning)
    upward = annual.comparator in FLOORS or (annual.comparator not in CEILINGS and adds_up and not falls)
    return bool(upward) and _same_measure(annual, period) and _value(annual) > _value(period)


def _looser(earlier: Line, later: Line) -> bool:
    """Tell whether a part of the time may hold more of a counted ill than the whole of it."""
    lists = words()
    adds_up = earlier.unit in lists.counted | lists.money
    ceilings = earlier.comparator in CEILINGS and _same_measure(earlier, later)
    return ceilings and adds_up and not _stands(earlier) and _value(earlier) > _value(later)


def _flat(earlier: Line, later: Line) -> bool:
    """Tell whether a number that should grow from month to month is the same for a part and for the whole."""
    lists = words()
    adds_up = earlier.unit in lists.counted | lists.money and earlier.comparator not in CEILINGS
    same = _same_measure(earlier, later) and _value(earlier) == _value(later)
    return adds_up and same and _value(earlier) > _ONE and not _stands(earlier) and not earlier.of.code.endswith("成本")


def _stands(line: Line) -> bool:
    return any(word in line.of.full for word in words().standing)


def _value(line: Line) -> Decimal:
    assert line.value is not None
    return line.value


VIEWS: dict[str, View] = {"target_order": View(target_order, plain(*_COLUMNS))}
