"""Money through the years: by unit, by direction, and what moved the whole between two years.

Belongs here: grouping projects and splitting the difference of two years. Does not belong here: figures with their
origin (``facts``), tables or drawings.

Amounts are those allocated (下达金额), before anything was withdrawn: every year's plan tells them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis import likeness
from analysis.across.model import Member
from analysis.across.series import Node, Series, rows_of
from analysis.comparison.continuation import alias_groups, plainly
from analysis.vocabulary import AliasSort

#: More bodies than this are told one by one only for the largest; the others are added up.
LISTED = 15
#: What stands for the direction of projects that the documents put under none.
NO_DIRECTION = "文件未划分方向"


@dataclass(frozen=True)
class Group:
    """Projects of several years that have something in common; ``also`` lists other names met."""

    key: str
    name: str
    also: tuple[str, ...]
    nodes: tuple[Node, ...]

    def numbers(self, year: int) -> tuple[int, ...]:
        """Return the numbers of a year's projects in the group."""
        return tuple(number for own, number in self.nodes if own == year)


@dataclass(frozen=True)
class Part:
    """What a part of the projects does to the difference of two years; ``nodes`` are those it is made of."""

    key: str
    name: str
    earlier: tuple[Node, ...]
    own: tuple[Node, ...]


def units(members: tuple[Member, ...]) -> tuple[Group, ...]:
    """Group the projects of a fund's years by implementing body.

    Bodies of one name, or that aliases.yaml confirms to be one, are one; the newest name stands for the group. Names
    that are only alike stay apart: a body that was renamed is confirmed by a person. Those with most money come first.
    """
    groups = alias_groups([member.tables for member in members], AliasSort.UNIT)

    def key(name: str) -> str:
        return str(groups.get(plainly(name), likeness.core(name)))

    amounts = {(m.year, row["no"]): row["allocated_wan"] for m in members for row in rows_of(m, "projects")}
    found = _grouped(members, "implementer", key)
    ordered = sorted(found, key=lambda group: -sum(amounts[node] for node in group.nodes))
    rest = ordered[LISTED:]
    if len(rest) < 2:
        return tuple(ordered)
    others = Group("rest", f"其余{len(rest)}个单位", (), tuple(sorted(node for group in rest for node in group.nodes)))
    return (*ordered[:LISTED], others)


def directions(members: tuple[Member, ...]) -> tuple[Group, ...]:
    """Group the projects of a fund's years by direction of support; those under none come last."""
    found = _grouped(members, "direction", lambda name: likeness.core(name) if name else "")
    return tuple(sorted(found, key=lambda group: group.name == NO_DIRECTION))


def parts(earlier: Member, own: Member, series: Iterable[Series]) -> tuple[Part, ...]:
    """Split the difference of two years into what continued, what ended, and what is new.

    Returns
    -------
    tuple of Part
        Each series that has projects in both years, then the projects that ended, then the new ones. Every project of
        both years is in exactly one part, so that the changes add up to the difference.
    """
    made = []
    for each in series:
        before, after = each.numbers(earlier.year), each.numbers(own.year)
        if before and after:
            nodes = tuple((earlier.year, no) for no in before), tuple((own.year, no) for no in after)
            made.append(Part(each.key, each.name, *nodes))
    gone = _rest(earlier, {node for part in made for node in part.earlier})
    new = _rest(own, {node for part in made for node in part.own})
    made += [Part("ended", f"不再安排的{len(gone)}个项目", gone, ())] if gone else []
    made += [Part("new", f"新安排的{len(new)}个项目", (), new)] if new else []
    return tuple(made)


def _rest(member: Member, taken: set[Node]) -> tuple[Node, ...]:
    nodes = ((member.year, row["no"]) for row in rows_of(member, "projects"))
    return tuple(node for node in nodes if node not in taken)


def _grouped(members: tuple[Member, ...], column: str, key: Callable[[str], str]) -> tuple[Group, ...]:
    nodes: dict[str, list[Node]] = {}
    names: dict[str, dict[str, None]] = {}
    for member in reversed(members):
        for row in rows_of(member, "projects"):
            name = row[column] or ""
            nodes.setdefault(key(name), []).append((member.year, row["no"]))
            names.setdefault(key(name), {})[name or NO_DIRECTION] = None
    return tuple(
        Group(f"{number}", next(iter(names[each])), tuple(names[each])[1:], tuple(sorted(own)))
        for number, (each, own) in enumerate(nodes.items(), start=1)
    )
