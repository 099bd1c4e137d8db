"""From one score to another: what moved the total between two evaluated years, node by node.

Belongs here: pairing the leaves of two schemes and splitting the difference. Does not belong here: scoring
(``scoring``), figures with their origin (``facts_scores``), or drawing (``figures``).

The parts add up to the difference exactly: a leaf in both years moves the total by the change of its points and by
the change of what share of them was earned; a leaf that only one year has moves it by its whole score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import likeness, tables
from analysis.across.series import basis
from analysis.exact import ratio, total
from analysis.scoring import TOTAL
from analysis.vocabulary import MatchedBy, Scope

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What one leaf does to the total.

    Parameters
    ----------
    branch
        The second-level node (``产出/数量``) under which it stands, in the later year where it is there.
    name
        The leaf's name, of the later year where it is there.
    earlier, own
        Its rows of the table ``scores``; ``None`` in the year that does not have it.
    by_points, by_rate
        The change that follows from its points and from the share of them that was earned; in 分.
    matched
        On what the two leaves were put together; blank for one that only one year has.
    """

    branch: str
    name: str
    earlier: Row | None
    own: Row | None
    by_points: Decimal
    by_rate: Decimal
    matched: str

    @property
    def change(self) -> Decimal:
        """How far it moves the total."""
        return self.by_points + self.by_rate


@dataclass(frozen=True)
class Bridge:
    """The way from one total to the other."""

    earlier: Decimal
    own: Decimal
    steps: tuple[Step, ...]

    @property
    def difference(self) -> Decimal:
        """The difference of the totals; the steps add up to it."""
        return self.own - self.earlier

    def branches(self) -> dict[str, Decimal]:
        """Return the change by second-level node, in the later scheme's order, nodes that ended behind."""
        found: dict[str, Decimal] = {}
        for step in self.steps:
            found[step.branch] = found.get(step.branch, Decimal(0)) + step.change
        return found


def bridge(earlier: pd.DataFrame, own: pd.DataFrame, series: pd.DataFrame | None = None, year: int = 0) -> Bridge:
    """Split the difference between the fund's scores of two years.

    Parameters
    ----------
    earlier, own
        The table ``scores`` of both years; only rows of the fund count.
    series, year
        The later year's table ``series`` and the earlier year, by which renamed indicators are found again.

    Returns
    -------
    Bridge
        Steps in the later scheme's order, those of leaves that ended behind. They add up to the difference exactly.
    """
    before, after = _leaves(earlier), _leaves(own)
    found = _paired(before, after, series, year)
    steps = [_step(found.get(place), row) for place, row in enumerate(after)]
    gone = {id(row) for row, _ in found.values()}
    steps += [_ended(row) for row in before if id(row) not in gone]
    made = Bridge(_total(earlier), _total(own), tuple(steps))
    assert total(step.change for step in made.steps) == made.difference
    return made


def _fund(scores: pd.DataFrame) -> pd.DataFrame:
    return scores[scores["scope"].eq(Scope.FUND.value)]


def _total(scores: pd.DataFrame) -> Decimal:
    own = _fund(scores)
    found: Decimal = own.loc[own["node"].eq(TOTAL), "score"].iloc[0]
    return found


def _leaves(scores: pd.DataFrame) -> list[Row]:
    own = _fund(scores)
    return list(tables.records(own[~own["node"].isin(own["parent"].dropna())]))


def _paired(before: list[Row], after: list[Row], series: pd.DataFrame | None, year: int) -> dict[int, tuple[Row, str]]:
    """Pair the leaves of two schemes: by their place in the scheme, by what ``series`` knows, by names alike."""
    known = {row["node"]: row for row in before}
    found = {
        place: (known[row["node"]], MatchedBy.NAME.label) for place, row in enumerate(after) if row["node"] in known
    }
    taken = {id(row) for row, _ in found.values()}
    for place, other, said in _by_series(before, after, series, year):
        if place not in found and id(other) not in taken:
            found[place] = (other, said)
            taken.add(id(other))
    left = [place for place in range(len(after)) if place not in found]
    right = [row for row in before if id(row) not in taken]
    names = [_name(after[place]) for place in left], [_name(row) for row in right]
    for pair in likeness.best_pairs(*names):
        alike = Decimal(str(round(pair.likeness, 3)))
        by = MatchedBy.NAME if alike == 1 else MatchedBy.LIKENESS
        found[left[pair.left]] = (right[pair.right], basis(by, alike))
    return found


def _by_series(
    before: list[Row], after: list[Row], series: pd.DataFrame | None, year: int
) -> list[tuple[int, Row, str]]:
    if series is None:
        return []
    own = {row["item"]: row for row in tables.records(series[series["earlier_year"].eq(year)])}
    earlier = {row["indicator_id"]: row for row in before}
    return [
        (place, earlier[pair["earlier_item"]], basis(MatchedBy(pair["matched_by"]), pair["likeness"]))
        for place, row in enumerate(after)
        if (pair := own.get(row["indicator_id"])) is not None and pair["earlier_item"] in earlier
    ]


def _step(pair: tuple[Row, str] | None, own: Row) -> Step:
    if pair is None:
        return Step(str(own["parent"]), _name(own), None, own, own["score"], Decimal(0), "")
    before, matched = pair
    by_points = Decimal(0)
    if own["points"] != before["points"] and before["points"]:
        by_points = ratio(before["score"] * own["points"], before["points"]) - before["score"]
    by_rate = own["score"] - before["score"] - by_points
    return Step(str(own["parent"]), _name(own), before, own, by_points, by_rate, matched)


def _ended(row: Row) -> Step:
    return Step(str(row["parent"]), _name(row), row, None, -row["score"], Decimal(0), "")


def _name(row: Row) -> str:
    return str(row["node"]).rpartition("/")[2]
