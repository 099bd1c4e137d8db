"""Targets against what earlier years aimed at and reached.

Belongs here: the verdict on each target that has a counterpart in an earlier year. Does not belong here: finding the
counterpart (``comparison``), figures (``facts``), or calling a target a fault (``views`` and the suites).

Shares of a hundred and floors that are customary (满意度) are not held against what was reached: 80% of a guideline
stays 80% however well the year went. They are held against what was set before, as the checks do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.across.chains import Chain
from analysis.across.model import Member
from analysis.attainment.verdicts import CEILINGS
from analysis.comparison.model import Thing, one_unit
from analysis.exact import ratio
from analysis.facts.earlier import shown_series
from analysis.views.series_words import counted
from analysis.vocabulary import Ambition


@dataclass(frozen=True)
class Pair:
    """A target beside its counterpart of the newest earlier year that tells of a result, else of the newest one."""

    year: int
    row: Mapping[str, Any]
    verdict: Ambition

    @property
    def key(self) -> str:
        """How keys of its facts begin."""
        return f"pair.{self.year}.{self.row['item']}"

    @property
    def is_judged(self) -> bool:
        """Whether an earlier result is held against the target."""
        return self.row["of_actual"] is not None and counted(dict(self.row))


#: What a row of ``series`` tells beside unit, class and name, by which it is decided whether a result counts.
_NAMED = {"earlier_unit": None, "earlier_name": None}


@dataclass(frozen=True)
class Line:
    """Targets of several years beside what was reached in the newest year that tells; shares and 满意度 are none.

    ``shares`` holds each year's target over the result; for a ceiling the other way round, so that less is laxer.
    """

    chain: Chain
    year: int
    shares: tuple[tuple[int, Decimal], ...]

    @property
    def newest_share(self) -> Decimal:
        """The newest target's share."""
        return self.shares[-1][1]


def lines(members: Iterable[Member], chains: Iterable[Chain]) -> tuple[Line, ...]:
    """Return the chains with targets of two years or more and a result that they can be held against."""
    by_year = {member.year: member for member in members}
    found = (_line(chain, [(year, by_year[year].things[name]) for year, name in chain.nodes]) for chain in chains)
    return tuple(line for line in found if line is not None)


def pairs(members: tuple[Member, ...]) -> tuple[Pair, ...]:
    """Judge the targets of a fund's years beside those of the earlier years that are compared.

    Parameters
    ----------
    members
        The years of one fund, the oldest first.

    Returns
    -------
    tuple of Pair
        Every target of every year that has a counterpart, the newest year first, in the year's order.
    """
    known = {member.year for member in members}
    return tuple(
        Pair(member.year, row, verdict(row))
        for member in reversed(members)
        for row in tables.records(_shown(member.tables["series"], known))
    )


def verdict(row: Mapping[str, Any]) -> Ambition:
    """Say what a target asks for beside its counterpart.

    Parameters
    ----------
    row
        A row of the table ``series``; of its two ratios less than 1 is laxer, for ceilings as well.
    """
    of_target, of_actual = row["of_target"], row["of_actual"]
    judged = of_actual is not None and counted(dict(row))
    if judged and of_actual < 1:
        return Ambition.BELOW
    if of_target is not None:
        if of_target == 1:
            return Ambition.UNCHANGED
        return Ambition.RAISED if of_target > 1 else Ambition.LOWERED
    return Ambition.REACHED if judged else Ambition.UNCLEAR


def _shown(series: pd.DataFrame, known: set[int]) -> pd.DataFrame:
    """Return one row a target, those that cannot be compared included."""
    own = series[series["earlier_year"].isin(known) & series["sort"].isin(("indicator", "claim"))]
    told = shown_series(own)
    rest = own[~own["item"].isin(told["item"])].drop_duplicates("item")
    return pd.concat([told, rest]).sort_values(["sort", "item"], ascending=[False, True], kind="stable")


def _line(chain: Chain, things: list[tuple[int, Thing]]) -> Line | None:
    told = [(year, thing) for year, thing in things if thing.actual is not None and thing.actual.value]
    if not told:
        return None
    year, reached = told[-1]
    if not counted({**_NAMED, "unit": reached.unit, "level_code": reached.level_code, "name": chain.name}):
        return None
    shares: dict[int, Decimal] = {}
    for own, thing in things:
        if thing.target is not None and thing.target.value and one_unit(thing, reached):
            shares[own] = _share(thing, reached)
    return Line(chain, year, tuple(sorted(shares.items()))) if len(shares) > 1 else None


def _share(thing: Thing, reached: Thing) -> Decimal:
    assert thing.target is not None
    assert reached.actual is not None
    target, actual = thing.target.value, reached.actual.value
    assert target is not None
    assert actual is not None
    return ratio(actual, target) if thing.comparator in CEILINGS else ratio(target, actual)
