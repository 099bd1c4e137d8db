"""The view on dates of targets: strange years, stages that end too late, steps in the wrong order.

Belongs here: which date of a target is out of place. Does not belong here: dates elsewhere (``dates_told``), finding
dates in a text (``moments``), and the wording of findings (the suites).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from analysis.tables import Tables
from analysis.views.common import listed
from analysis.views.fund_time import (
    COLUMNS,
    fault_row,
    fund_year,
    last_year,
    late_date,
    printed_dates,
    project_years,
    stage_end,
    stage_ends,
    strange_dates,
)
from analysis.views.model import View, plain
from analysis.views.moments import Moment, date_words, moments
from analysis.views.target_lines import Line, by_indicator, frame_of, lines
from analysis.vocabulary import Horizon

#: A phrase this long is an event of its own: 上线运营.
_PHRASE = 4


def target_dates(read: Tables, home: str) -> pd.DataFrame:
    """List the targets with a date out of place, one row a fault of an indicator."""
    year = fund_year(read)
    if year is None:
        return frame_of([], COLUMNS)
    known, ends = project_years(read), stage_ends(read, year)
    groups = by_indicator(lines(read, home))
    staged: dict[str, list[Line]] = {}
    for line in (line for group in groups for line in group if line.horizon == Horizon.STAGE):
        staged.setdefault(line.of.owner, []).append(line)
    rows = []
    for group in groups:
        owner = group[0].of.owner
        fault = _target_fault(group, year, known.get(owner, ()), ends.get(owner), staged.get(owner, []))
        rows += [fault] if fault else []
    return frame_of(rows, COLUMNS)


def _target_fault(
    group: list[Line], year: int, own: tuple[int, ...], end: date | None, staged: list[Line]
) -> dict[str, str] | None:
    """Return the first fault of an indicator's dates; the others follow from it."""
    who = {"owner": group[0].of.owner, "name": f"{group[0].of.id}（{group[0].of.name}）"}
    own = (*own, *(printed for moment in moments(group[0].of.full) for printed in moment.years))
    found = [(line, strange_dates(line.text, year, last_year(line.label, line.horizon, year), own)) for line in group]
    if strange := [(line, dates) for line, dates in found if dates]:
        said = "、".join(line.said for line, _ in strange)
        printed = printed_dates(moment for _, dates in strange for moment in dates)
        return fault_row("year", strange[0][0], year, stated=said, printed=printed, **who)
    for line in (line for line in group if line.horizon == Horizon.STAGE):
        limit = stage_end(line.label, end, year)
        if limit and (late := late_date(line.text, limit, year)):
            when = {"printed": late.printed, "limit": f"{limit.month}月{limit.day}日"}
            also = _same_event(line, late, staged)
            return fault_row("late_stage", line, year, stated=line.said, also=also, **when, **who)
    for earlier, later in _disordered(group, year):
        return fault_row("order", later, year, stated=earlier.said, printed=later.said, **who)
    return None


def _same_event(line: Line, late: Moment, staged: list[Line]) -> str:
    """Name the stage targets of the project that already hold what the late date announces."""
    event = late.rest.strip("前内完成 ")
    if len(event) < _PHRASE:
        return ""
    others = [other.of.id for other in staged if other.of.id != line.of.id and event in other.text]
    return f"而本项目{listed(dict.fromkeys(others))}的阶段目标已写明“{event}”，" if others else ""


def _disordered(group: list[Line], year: int) -> Iterator[tuple[Line, Line]]:
    """Yield two targets of an indicator of which the one of the shorter time ends later."""
    dated = {line.horizon: line for line in group if _ending(line, year)}
    for one, other in ((Horizon.STAGE, Horizon.ANNUAL), (Horizon.ANNUAL, Horizon.PERIOD)):
        shorter, longer = dated.get(one), dated.get(other)
        if shorter and longer:
            ends = _ending(shorter, year), _ending(longer, year)
            if ends[0] and ends[1] and ends[0] > ends[1]:
                yield shorter, longer
    for first, second in date_words().steps:
        before, after = _step(group, first, second, year), _step(group, second, "", year)
        if before and after and before[0] > after[0]:
            yield before[1], after[1]


def _ending(line: Line, year: int) -> date | None:
    ends = [moment.ends(year) for moment in moments(line.text) if moment.of_work]
    return max((end for end in ends if end is not None), default=None)


def _step(group: list[Line], word: str, without: str, year: int) -> tuple[date, Line] | None:
    """Return when a step ends and where this is said, if it is said once."""
    found = [
        (ends, line)
        for line in group
        for moment in moments(line.text)
        if word in moment.clause and not (without and without in moment.clause) and (ends := moment.ends(year))
    ]
    return found[0] if len(found) == 1 else None


VIEWS: dict[str, View] = {"target_dates": View(target_dates, plain(*COLUMNS))}
