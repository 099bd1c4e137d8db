"""Indicators and promises through the years, and the project series that they belong to.

Belongs here: joining the pairs of the table ``series`` into chains. Does not belong here: finding the pairs
(``comparison``), or judging a target (``ambition``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.across.model import Member
from analysis.across.series import Series, bases, basis, joined, thing_rows
from analysis.comparison.model import Thing
from analysis.vocabulary import MatchedBy

#: A thing: its fund year's year, and what tells it from the others of the year.
Node = tuple[int, str]


@dataclass(frozen=True)
class Tie:
    """Two things of different years that belong together."""

    own: Node
    earlier: Node
    by: MatchedBy
    likeness: Decimal | None

    @property
    def basis(self) -> str:
        """Say on what they were put together."""
        return basis(self.by, self.likeness)


@dataclass(frozen=True)
class Chain:
    """One thing through the years; ``series`` is blank where it is the fund's own or a project's that ended."""

    key: str
    name: str
    series: str
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]

    def at(self, year: int) -> tuple[Node, ...]:
        """Return the chain's things of a year."""
        return tuple(node for node in self.nodes if node[0] == year)

    @property
    def bases(self) -> str:
        """Say on what the chain rests: every kind of match once."""
        return "；".join(bases((tie.by, tie.likeness) for tie in self.ties))


def chains(members: Iterable[Member], series: Iterable[Series]) -> tuple[Chain, ...]:
    """Join what several years promise and report into chains.

    Parameters
    ----------
    members
        The years of one fund, the oldest first.
    series
        The project series of the same years.

    Returns
    -------
    tuple of Chain
        Those that reach over two years or more: by project series, then by the newest year's order; things of the fund
        as a whole stand last.
    """
    years = tuple(members)
    things = {(member.year, name): thing for member in years for name, thing in member.things.items()}
    ties = tuple(_tie(member, row) for member, row in thing_rows(years))
    roots = joined([(tie.own, tie.earlier) for tie in ties], things)
    found: dict[Node, list[Node]] = defaultdict(list)
    for node, root in roots.items():
        found[root].append(node)
    of_project = {node: each.key for each in series for node in each.nodes}
    made = [
        (_owner(nodes, things, of_project), _place(nodes, things), nodes)
        for nodes in found.values()
        if len({year for year, _ in nodes}) > 1
    ]
    made.sort(key=lambda one: (one[0] == "", one[0], one[1]))
    return tuple(
        Chain(f"T{number:03d}", things[nodes[-1]].name, owner, tuple(nodes), _own_ties(ties, nodes))
        for number, (owner, _, nodes) in enumerate(made, start=1)
    )


def _tie(member: Member, row: Mapping[str, Any]) -> Tie:
    # A thing without a number is told by its place, which the table gives behind its year.
    earlier = row["earlier_item"] or row["earlier_source"].partition("/")[2]
    by = MatchedBy(row["matched_by"])
    return Tie((member.year, row["item"]), (row["earlier_year"], earlier), by, row["likeness"])


def _own_ties(ties: Iterable[Tie], nodes: list[Node]) -> tuple[Tie, ...]:
    return tuple(tie for tie in ties if tie.own in nodes)


def _owner(nodes: list[Node], things: Mapping[Node, Thing], of_project: Mapping[tuple[int, int], str]) -> str:
    """Return the series of the newest thing that belongs to one."""
    for node in reversed(nodes):
        number = things[node].project_no
        if number is not None and (node[0], number) in of_project:
            return of_project[node[0], number]
    return ""


def _place(nodes: list[Node], things: Mapping[Node, Thing]) -> tuple[int, int]:
    order = {node: place for place, node in enumerate(things)}
    return -nodes[-1][0], order[nodes[-1]]
