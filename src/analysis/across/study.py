"""Everything that a comparison found, before any of it is told.

Belongs here: the order in which the parts are worked out. Does not belong here: the parts themselves, or words.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from analysis.across import ambition, bridge, chains, common, money, recurring, series
from analysis.across.model import Comparison, Member
from analysis.across.series import rows_of
from analysis.vocabulary import SeriesSort


@dataclass(frozen=True)
class Crossing:
    """Two evaluated years one after the other, and what moved the score between them."""

    earlier: Member
    own: Member
    bridge: bridge.Bridge

    @property
    def key(self) -> str:
        """How keys of its facts begin."""
        return f"bridge.{self.earlier.year}.{self.own.year}"


@dataclass(frozen=True)
class Turn:
    """Two years one after the other, and what moved the money between them."""

    earlier: Member
    own: Member
    parts: tuple[money.Part, ...]

    @property
    def key(self) -> str:
        """How keys of its facts begin."""
        return f"turn.{self.earlier.year}.{self.own.year}"


@dataclass(frozen=True)
class Years:
    """What the years of one fund have to do with each other; blank where several funds are compared."""

    units: tuple[money.Group, ...] = ()
    directions: tuple[money.Group, ...] = ()
    turns: tuple[Turn, ...] = ()
    series: tuple[series.Series, ...] = ()
    chains: tuple[chains.Chain, ...] = ()
    pairs: tuple[ambition.Pair, ...] = ()
    dropped: int = 0
    crossings: tuple[Crossing, ...] = ()
    matters: tuple[recurring.Matter, ...] = ()


@dataclass(frozen=True)
class Study:
    """A comparison and what was found: of years where there is one fund, of funds where there are several."""

    comparison: Comparison
    years: Years
    shared: tuple[common.Shared, ...] = ()
    bodies: tuple[str, ...] = ()


def study(comparison: Comparison) -> Study:
    """Work out what fund years have to do with each other."""
    if comparison.is_of_one_fund:
        return Study(comparison, _years(comparison.members))
    return Study(comparison, Years(), common.shared_projects(comparison), common.shared_bodies(comparison))


def _years(members: tuple[Member, ...]) -> Years:
    found = series.project_series(members)
    things = chains.chains(members, found)
    known = {member.year for member in members}
    neighbours = list(pairwise(members))
    scored = [member for member in members if member.is_scored]
    dropped = [
        row
        for earlier, own in neighbours
        for row in rows_of(own, "series")
        if row["sort"] == SeriesSort.DROPPED and row["earlier_year"] == earlier.year and row["earlier_year"] in known
    ]
    return Years(
        units=money.units(members),
        directions=money.directions(members),
        turns=tuple(Turn(earlier, own, money.parts(earlier, own, found)) for earlier, own in neighbours),
        series=found,
        chains=things,
        pairs=ambition.pairs(members),
        dropped=len(dropped),
        crossings=tuple(_crossing(one, two) for one, two in pairwise(scored)),
        matters=recurring.matters(members, found, things),
    )


def _crossing(earlier: Member, own: Member) -> Crossing:
    scores = earlier.tables["scores"], own.tables["scores"]
    return Crossing(earlier, own, bridge.bridge(*scores, series=own.tables["series"], year=earlier.year))
