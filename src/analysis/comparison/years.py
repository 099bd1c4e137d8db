"""Going back year by year.

Belongs here: the order in which years, projects and things are looked for. Does not belong here: how they are found
(``continuation``) and what a row says (``rows``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.comparison import continuation, rows
from analysis.comparison.continuation import Groups, Holder, Match
from analysis.comparison.model import Thing
from analysis.comparison.settings import settings
from analysis.comparison.things import things
from analysis.likeness import same_from
from analysis.tables import Tables
from analysis.vocabulary import AliasSort, SeriesSort


@dataclass(frozen=True)
class _Year:
    """One fund year: its projects, and its things by project."""

    holders: list[Holder]
    things: list[Thing]

    @classmethod
    def of(cls, read: Tables) -> _Year:
        return cls(continuation.holders(read), things(read))

    def by_project(self) -> Mapping[int | None, list[Thing]]:
        found: dict[int | None, list[Thing]] = defaultdict(list)
        for thing in self.things:
            found[thing.project_no].append(thing)
        return found


@dataclass(frozen=True)
class _Aliases:
    """Confirmed names of each sort, by group."""

    projects: Groups
    units: Groups
    indicators: Groups


def compare(own: Tables, earlier: Mapping[int, Tables], unread: Mapping[int, str] | None = None) -> pd.DataFrame:
    """Put this year's projects, indicators and promises beside those of earlier years.

    Parameters
    ----------
    own
        The tidy tables of the fund year.
    earlier
        The tables of earlier years of the same fund, by year.
    unread
        Years whose documents could not be read, with the reason.

    Returns
    -------
    pandas.DataFrame
        The table ``series``: the newest year first, projects before what belongs to them; at most one row for each of
        this year's items and each year. Amounts are in 万元; figures are exact and multiplied out (14亿元 is
        1400000000 元).
    """
    present = _Year.of(own)
    present = _Year(present.holders, [thing for thing in present.things if thing.target is not None])
    every = [own, *earlier.values()]
    sorts = (AliasSort.PROJECT, AliasSort.UNIT, AliasSort.INDICATOR)
    aliases = _Aliases(*(continuation.alias_groups(every, sort) for sort in sorts))
    records: list[dict[str, Any]] = []
    for year in sorted({*earlier, *(unread or {})}, reverse=True):
        if year in earlier:
            records += _against(present, _Year.of(earlier[year]), year, aliases)
        else:
            records.append(rows.unread_row(year, (unread or {})[year]))
    return tables.frame("series", records)


def _against(own: _Year, earlier: _Year, year: int, aliases: _Aliases) -> Iterator[dict[str, Any]]:
    mine, theirs = own.by_project(), earlier.by_project()
    projects = _projects(own, earlier, mine, theirs, aliases)
    found = [match for pair in projects for match in _within(pair, mine, theirs, aliases)]
    found += continuation.same_things(mine[None], theirs[None], settings().fund, aliases.indicators)
    found += _across(own, earlier, projects, found, aliases)
    own_holders, earlier_holders = ({each.row["no"]: each for each in one.holders} for one in (own, earlier))
    sure = [pair for pair in projects if pair.likeness >= Decimal(str(same_from()))]
    continued = {(pair.own.row["no"], pair.earlier.row["no"]) for pair in sure}
    order = {id(thing): place for place, thing in enumerate(own.things)}
    yield from (rows.project_row(pair, year) for pair in projects)
    for match in sorted(found, key=lambda match: order[id(match.own)]):
        numbers = match.own.project_no, match.earlier.project_no
        both = own_holders.get(numbers[0]), earlier_holders.get(numbers[1])
        yield rows.thing_row(match, year, *both, continued=numbers in continued)
    seen = {id(match.earlier) for match in found}
    for pair in projects:
        yield from _dropped(pair, mine, theirs, seen, year)
    _lend_names([*projects, *found])


def _projects(
    own: _Year,
    earlier: _Year,
    mine: Mapping[int | None, list[Thing]],
    theirs: Mapping[int | None, list[Thing]],
    aliases: _Aliases,
) -> list[Match]:
    sure = continuation.projects(own.holders, earlier.holders, aliases.projects)

    def shares_thing(one: Holder, other: Holder) -> bool:
        left = [thing for thing in mine.get(one.row["no"], []) if continuation.countable(thing)]
        right = [thing for thing in theirs.get(other.row["no"], []) if continuation.countable(thing)]
        return bool(continuation.same_things(left, right, settings().supported, aliases.indicators))

    found = [*sure, *continuation.supported(own.holders, earlier.holders, sure, shares_thing)]
    order = {id(holder): place for place, holder in enumerate(own.holders)}
    return sorted(found, key=lambda match: order[id(match.own)])


def _within(
    pair: Match, mine: Mapping[int | None, list[Thing]], theirs: Mapping[int | None, list[Thing]], aliases: _Aliases
) -> Iterator[Match]:
    """Yield what two years of one project have in common, lastly what only the unit sets apart."""
    left, right = mine.get(pair.own.row["no"], []), theirs.get(pair.earlier.row["no"], [])
    found = continuation.same_things(left, right, settings().within, aliases.indicators)
    yield from found
    left, right = _rest(left, (match.own for match in found)), _rest(right, (match.earlier for match in found))
    yield from continuation.same_names(left, right, settings().other_unit)


def _across(
    own: _Year, earlier: _Year, projects: list[Match], found: list[Match], aliases: _Aliases
) -> Iterator[Match]:
    """Yield what projects of one body have in common though neither continues under its name."""
    left = _rest(own.holders, (pair.own for pair in projects))
    right = _rest(earlier.holders, (pair.earlier for pair in projects))
    mine, theirs = own.by_project(), earlier.by_project()
    gone = {id(each) for match in found for each in (match.own, match.earlier)}
    for body in continuation.by_body(left, right, aliases.units):
        sides = [
            [thing for holder in side for thing in known.get(holder.row["no"], ()) if continuation.countable(thing)]
            for side, known in zip(body, (mine, theirs), strict=True)
        ]
        free = [[thing for thing in side if id(thing) not in gone] for side in sides]
        yield from continuation.same_things(free[0], free[1], settings().across, aliases.indicators)


def _dropped(
    pair: Match,
    mine: Mapping[int | None, list[Thing]],
    theirs: Mapping[int | None, list[Thing]],
    seen: set[int],
    year: int,
) -> Iterator[dict[str, Any]]:
    """Yield the earlier indicators that a project no longer has, where it files indicators this year."""
    number = pair.own.row["no"]
    if not any(thing.sort is SeriesSort.INDICATOR for thing in mine.get(number, [])):
        return
    for thing in theirs.get(pair.earlier.row["no"], []):
        if id(thing) not in seen and thing.sort is SeriesSort.INDICATOR and thing.target is not None:
            yield rows.dropped_row(thing, pair.own, pair.earlier, year)


def _lend_names(found: Iterable[Match]) -> None:
    """Let what was found be looked for under its earlier names as well."""
    for match in found:
        match.own.names += [name for name in match.earlier.names if name not in match.own.names]


def _rest(every: Iterable[Any], taken: Iterable[Any]) -> list[Any]:
    gone = {id(each) for each in taken}
    return [each for each in every if id(each) not in gone]
