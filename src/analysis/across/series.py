"""Projects through the years: which projects of several years are one series, and on what they were put together.

Belongs here: joining the pairs of the table ``series`` into series. Does not belong here: finding the pairs
(``comparison``), indicators (``chains``) or money (``money``).

A series holds every project that a match leads to, so two projects of one year can stand in it: a platform that is
run under one name and rebuilt under another. Every match is kept and shown with its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis import likeness, tables
from analysis.across.model import Member
from analysis.comparison.continuation import Groups, alias_groups, plainly
from analysis.exact import percent
from analysis.vocabulary import AliasSort, MatchedBy, Scope, SeriesSort

#: A project: its fund year's year and its number there.
Node = tuple[int, int]
THINGS = (SeriesSort.INDICATOR.value, SeriesSort.CLAIM.value)


@dataclass(frozen=True)
class Link:
    """Two projects of different years that belong together.

    ``through`` names the indicator that ties them where their own names do not: two projects of one body.
    """

    own: Node
    earlier: Node
    by: MatchedBy
    likeness: Decimal | None
    through: str = ""

    @property
    def basis(self) -> str:
        """Say on what they were put together, a likeness with its value."""
        said = basis(self.by, self.likeness)
        return f"同一单位、同一指标“{self.through}”（{said}）" if self.through else said


@dataclass(frozen=True)
class Series:
    """Projects of several years that continue each other, in order of year and number."""

    key: str
    name: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a project in the series."""
        return tuple(dict.fromkeys(year for year, _ in self.nodes))

    def numbers(self, year: int) -> tuple[int, ...]:
        """Return the numbers of a year's projects in the series."""
        return tuple(number for own, number in self.nodes if own == year)

    @property
    def bases(self) -> str:
        """Say on what the series rests: every kind of match once, the surest first."""
        named = bases((link.by, link.likeness) for link in self.links if not link.through)
        through = bases((link.by, link.likeness) for link in self.links if link.through)
        return "；".join([*named, *([f"同单位同指标（{'、'.join(through)}）"] if through else [])])


def basis(by: MatchedBy, value: Decimal | None) -> str:
    """Say a kind of match; a likeness with its value."""
    return f"{by.label}{percent(value, 1)}" if by is MatchedBy.LIKENESS and value is not None else by.label


def bases(given: Iterable[tuple[MatchedBy, Decimal | None]]) -> list[str]:
    """Say every kind of match once, the surest first; several likenesses as their range."""
    found: dict[MatchedBy, list[Decimal]] = {}
    for by, value in given:
        found.setdefault(by, []).append(value if value is not None else Decimal(1))
    said = []
    for by in sorted(found, key=list(MatchedBy).index):
        low, high = basis(by, min(found[by])), percent(max(found[by]), 1)
        said.append(low if by is not MatchedBy.LIKENESS or low.endswith(high) else f"{low}至{high}")
    return said


def project_series(members: Iterable[Member]) -> tuple[Series, ...]:
    """Join the projects of a fund's years into series.

    Parameters
    ----------
    members
        The years of one fund, the oldest first.

    Returns
    -------
    tuple of Series
        Those that reach over two years or more; by the order of the newest year's projects, ended ones at the end.
    """
    years = tuple(members)
    names = {(member.year, row["no"]): row["name"] for member in years for row in rows_of(member, "projects")}
    links = tuple(_links(years))
    roots = joined([(link.own, link.earlier) for link in links], names)
    found: dict[Node, list[Node]] = {}
    for node, root in roots.items():
        found.setdefault(root, []).append(node)
    grouped = [sorted(nodes) for nodes in found.values() if len({year for year, _ in nodes}) > 1]
    grouped.sort(key=lambda nodes: (-nodes[-1][0], min(no for year, no in nodes if year == nodes[-1][0])))
    return tuple(
        Series(f"S{number:02d}", _newest_name(nodes, names), tuple(nodes), tuple(x for x in links if x.own in nodes))
        for number, nodes in enumerate(grouped, start=1)
    )


def joined(pairs: Iterable[tuple[Any, Any]], known: Iterable[Any]) -> dict[Any, Any]:
    """Return for every known node the first node of those that pairs connect it with, in the order of ``known``."""
    parent = {node: node for node in known}
    order = {node: place for place, node in enumerate(parent)}

    def root(node: Any) -> Any:
        while parent[node] != node:
            node = parent[node]
        return node

    for one, other in pairs:
        if one in parent and other in parent:
            first, second = sorted((root(one), root(other)), key=order.__getitem__)
            parent[second] = first
    return {node: root(node) for node in parent}


def rows_of(member: Member, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table; of ``series`` and the like none where it was not made."""
    return tables.records(member.tables[table])


def thing_rows(years: tuple[Member, ...]) -> Iterator[tuple[Member, dict[str, Any]]]:
    """Yield the pairs of indicators and promises between the years that are compared."""
    known = {member.year for member in years}
    for member in years:
        for row in rows_of(member, "series"):
            if row["sort"] in THINGS and row["earlier_year"] in known:
                yield member, row


def _links(years: tuple[Member, ...]) -> Iterator[Link]:
    known = {member.year for member in years}
    found: list[Link] = []
    for member in years:
        for row in rows_of(member, "series"):
            if row["sort"] == SeriesSort.PROJECT and row["earlier_year"] in known:
                own, earlier = (member.year, row["project_no"]), (row["earlier_year"], row["earlier_project_no"])
                found.append(Link(own, earlier, MatchedBy(row["matched_by"]), row["likeness"]))
    found += _confirmed(years, found)
    yield from found
    yield from _through_things(years, found)


def _confirmed(years: tuple[Member, ...], found: list[Link]) -> list[Link]:
    """Tie what aliases.yaml says to be one project and no pair has tied: pairs are one to one, aliases are not."""
    groups = alias_groups([member.tables for member in years], AliasSort.PROJECT)
    tied = {frozenset((link.own, link.earlier)) for link in found}
    nodes = [
        ((member.year, row["no"]), groups[plainly(row["name"])])
        for member in years
        for row in rows_of(member, "projects")
        if plainly(row["name"]) in groups
    ]
    return [
        Link(own, earlier, MatchedBy.ALIAS, None)
        for place, (own, group) in enumerate(nodes)
        for earlier, other in nodes[:place]
        if group == other and frozenset((own, earlier)) not in tied
    ]


def _through_things(years: tuple[Member, ...], found: list[Link]) -> Iterator[Link]:
    """Yield the projects of one body that neither name ties, and an indicator counted alike does."""
    units = alias_groups([member.tables for member in years], AliasSort.UNIT)
    of_fund = {
        (member.year, row["indicator_id"])
        for member in years
        for row in rows_of(member, "indicators")
        if row["scope"] == Scope.FUND
    }
    done = {(link.own, link.earlier[0]) for link in found} | {(link.earlier, link.own[0]) for link in found}
    for member, row in thing_rows(years):
        own, earlier = (member.year, row["project_no"]), (row["earlier_year"], row["earlier_project_no"])
        if None in (row["project_no"], row["earlier_project_no"]) or (member.year, row["item"]) in of_fund:
            continue
        one_body = _body(row["body"], units) == _body(row["earlier_body"], units)
        if one_body and (own, earlier[0]) not in done and (earlier, own[0]) not in done:
            done.add((own, earlier[0]))
            yield Link(own, earlier, MatchedBy(row["matched_by"]), row["likeness"], row["name"])


def _body(name: str | None, units: Groups) -> str:
    return str(units.get(plainly(name or ""), likeness.core(name or "")))


def _newest_name(nodes: list[Node], names: Mapping[Node, str]) -> str:
    """Return the name of the newest year's project; where it has several, of the first."""
    newest = nodes[-1][0]
    return names[next(node for node in nodes if node[0] == newest)]
