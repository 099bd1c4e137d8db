"""Which projects and things of this year were already there in an earlier year.

Belongs here: finding projects and things again. Does not belong here: what one year consists of (``things``), or
holding the figures of two years against each other (``rows``).

Sure ways go first: the same name, a confirmed alias, then names alike. What was found in one year lends its names to
the search in the year before, so that a name that changes a little every year is not lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analysis import likeness, tables
from analysis.comparison.model import Thing, one_unit
from analysis.comparison.pairing import Pairs, alike, are_many, best
from analysis.comparison.settings import settings
from analysis.expressions.reading import SHARES
from analysis.tables import Tables
from analysis.vocabulary import AliasSort, MatchedBy

Groups = dict[str, int]


@dataclass(frozen=True)
class Match:
    """What is this year's and what an earlier year's; how alike they are and on what they were put together."""

    own: Any
    earlier: Any
    likeness: Decimal
    by: MatchedBy


@dataclass
class Holder:
    """A project with all its names and bodies."""

    row: dict[str, Any]
    names: list[str] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        """The bodies that applied for the project or carry it out."""
        return [body for body in (self.row["implementer"], self.row["applicant"]) if body]


def holders(read: Tables) -> list[Holder]:
    """Return the projects of a fund year."""
    rows = tables.records(read["projects"]) if "projects" in read else []
    return [Holder(row, [row["name"]]) for row in rows if row["no"] is not None and row["name"]]


def alias_groups(given: Iterable[Tables], sort: AliasSort) -> Groups:
    """Return the number of the group that each confirmed name belongs to; the first table that knows a name decides."""
    groups: Groups = {}
    count = 0
    for read in given:
        rows = tables.records(read["aliases"]) if "aliases" in read else []
        own: dict[int, list[str]] = defaultdict(list)
        for row in rows:
            if row["sort"] == sort:
                own[row["group"]].append(plainly(row["name"]))
        for names in own.values():
            number = next((groups[name] for name in names if name in groups), count)
            count += number == count
            groups |= {name: number for name in names if name not in groups}
    return groups


def plainly(name: str) -> str:
    """Return a name's bare signs with the years that it speaks of."""
    return "|".join([likeness.core(name), *likeness.numbers(name), *map(str, likeness.years(name))])


def by_body(
    own: Sequence[Holder], earlier: Sequence[Holder], groups: Groups
) -> Iterator[tuple[list[Holder], list[Holder]]]:
    """Yield the projects of both years that a body carries out, body by body; a project comes with its first one."""
    sides: list[dict[str, list[Holder]]] = []
    for side in (own, earlier):
        known: dict[str, list[Holder]] = defaultdict(list)
        for holder in side:
            for body in holder.bodies[:1]:
                known[_key(body, groups)].append(holder)
        sides.append(known)
    yield from ((holders, sides[1][body]) for body, holders in sides[0].items() if body in sides[1])


def _key(name: str, groups: Groups) -> str:
    plain = plainly(name)
    return str(groups.get(plain, plain))


def projects(own: Sequence[Holder], earlier: Sequence[Holder], groups: Groups) -> list[Match]:
    """Find this year's projects in an earlier year by alias, by name, and by a name alike."""
    found: list[Match] = []
    steps: tuple[tuple[MatchedBy, Callable[[str], Any]], ...] = (
        (MatchedBy.NAME, plainly),
        (MatchedBy.ALIAS, lambda name: groups.get(plainly(name))),
        (MatchedBy.NAME, lambda name: (likeness.core(name), likeness.numbers(name))),
    )
    for by, key in steps:
        found += _equal(_rest(own, found, "own"), _rest(earlier, found, "earlier"), key, by)
    left, right = _rest(own, found, "own"), _rest(earlier, found, "earlier")
    pairs = [] if are_many(left, right) else best(alike(left, right), likeness.same_from())
    return found + [_by_likeness(left[one], right[two], value) for one, two, value in pairs]


def supported(
    own: Sequence[Holder], earlier: Sequence[Holder], found: list[Match], shares_thing: Callable[[Holder, Holder], bool]
) -> list[Match]:
    """Find those whose names are only somewhat alike, where a promise or a result supports it."""
    left, right = _rest(own, found, "own"), _rest(earlier, found, "earlier")
    if are_many(left, right):
        return []
    pairs = best(alike(left, right), settings().project, lambda one, two: shares_thing(left[one], right[two]))
    return [_by_likeness(left[one], right[two], value) for one, two, value in pairs]


def same_things(own: list[Thing], earlier: list[Thing], least: float, groups: Groups) -> list[Match]:
    """Find things again under any of their names, one to one, the most alike first; figures must be of one unit."""
    if not own or not earlier:
        return []

    def fits(one: int, two: int) -> bool:
        return comparable(own[one], earlier[two])

    named = _named_alike(own, earlier, groups)
    aliases: set[tuple[int, int]] = set()
    if are_many(own, earlier):
        pairs: Pairs = []
        taken: set[int] = set()
        for one, others in named:
            two = next((other for other in sorted(others) if other not in taken and fits(one, other)), None)
            if two is not None:
                taken.add(two)
                pairs.append((one, two, 1.0))
                aliases |= {(one, two)} if others[two] else set()
    else:
        values = alike(own, earlier, settings().signs)
        for one, others in named:
            values[one, list(others)] = 1.0
            aliases |= {(one, two) for two, by_alias in others.items() if by_alias}
        pairs = best(values, least, fits)
    return [
        Match(own[one], earlier[two], Decimal(1), MatchedBy.ALIAS)
        if (one, two) in aliases
        else _by_likeness(own[one], earlier[two], value)
        for one, two, value in pairs
    ]


def _named_alike(own: list[Thing], earlier: list[Thing], groups: Groups) -> Iterator[tuple[int, dict[int, bool]]]:
    """Yield for each thing the places of those with a name of its own, and whether an alias makes it one."""
    by_name: dict[str, list[int]] = defaultdict(list)
    by_group: dict[int, list[int]] = defaultdict(list)
    for place, thing in enumerate(earlier):
        for name in map(plainly, thing.names):
            by_name[name].append(place)
            if name in groups:
                by_group[groups[name]].append(place)
    for place, thing in enumerate(own):
        names = [plainly(name) for name in thing.names]
        found = dict.fromkeys((other for name in names for other in by_name.get(name, ())), False)
        known = (other for name in names for other in by_group.get(groups.get(name, -1), ()))
        yield place, found | dict.fromkeys(known, True)


def same_names(own: list[Thing], earlier: list[Thing], least: float) -> list[Match]:
    """Find things again that are named alike and counted in another unit."""
    figures = [[thing for thing in side if thing.figure and thing.figure.value is not None] for side in (own, earlier)]
    if not all(figures) or are_many(*figures):
        return []
    left, right = figures
    return [
        _by_likeness(left[one], right[two], value)
        for one, two, value in best(alike(left, right, settings().signs), least)
        if left[one].unit and right[two].unit and left[one].unit != right[two].unit
    ]


def comparable(own: Thing, earlier: Thing) -> bool:
    """Tell whether two things count the same way: in one unit, both over the years or both within the year."""
    if not one_unit(own, earlier):
        return False
    figures = own.figure, earlier.figure
    if any(figure is None or figure.value is None for figure in figures):
        return True
    return len({figure.cumulative for figure in figures if figure is not None}) == 1


def countable(thing: Thing) -> bool:
    """Tell whether a thing is counted in a unit of its own: shares of a hundred are named alike everywhere."""
    figure = thing.figure
    return figure is not None and figure.value is not None and bool(figure.unit) and figure.unit not in SHARES


def _rest(every: Sequence[Any], found: list[Match], side: str) -> list[Any]:
    taken = {id(getattr(match, side)) for match in found}
    return [each for each in every if id(each) not in taken]


def _equal(
    own: Sequence[Holder], earlier: Sequence[Holder], key: Callable[[str], Any], by: MatchedBy
) -> Iterator[Match]:
    known: dict[Any, list[Holder]] = defaultdict(list)
    for holder in earlier:
        for name in holder.names:
            known[key(name)].append(holder)
    taken: set[int] = set()
    for holder in own:
        keys = [key(name) for name in holder.names]
        fitting = (
            other for each in keys if each is not None for other in known.get(each, ()) if id(other) not in taken
        )
        if (other := next(fitting, None)) is not None:
            taken.add(id(other))
            yield Match(holder, other, Decimal(1), by)


def _by_likeness(own: Any, earlier: Any, value: float) -> Match:
    exact = Decimal(str(round(value, 3)))
    return Match(own, earlier, exact, MatchedBy.NAME if exact == 1 else MatchedBy.LIKENESS)
