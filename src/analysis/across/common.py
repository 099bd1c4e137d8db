"""What several funds have in common: years, bodies, and projects that more than one of them pays for.

Belongs here: looking for projects of one fund in another. Does not belong here: how names are matched
(``comparison``), or years of one fund (``series``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from analysis import likeness, tables
from analysis.across.model import Comparison, Member
from analysis.across.series import basis, rows_of
from analysis.comparison import compare
from analysis.vocabulary import MatchedBy, SeriesSort


@dataclass(frozen=True)
class Shared:
    """A project that two funds list."""

    one: Member
    no: int
    other: Member
    other_no: int
    by: MatchedBy
    likeness: Decimal | None

    @property
    def basis(self) -> str:
        """Say on what the two were put together."""
        return basis(self.by, self.likeness)


def shared_projects(comparison: Comparison) -> tuple[Shared, ...]:
    """Find the projects that more than one fund lists, in any of the years that are compared.

    The comparison of years is asked: its later side is a year of one fund, its earlier side the years of the other.
    """
    found: list[Shared] = []
    for one, other in combinations(comparison.funds, 2):
        theirs = {member.year: member for member in comparison.of(other)}
        for own in comparison.of(one):
            series = compare(own.tables, {year: member.tables for year, member in theirs.items()})
            rows = series[series["sort"].eq(SeriesSort.PROJECT.value)]
            found += [
                Shared(
                    own,
                    row["project_no"],
                    theirs[row["earlier_year"]],
                    row["earlier_project_no"],
                    MatchedBy(row["matched_by"]),
                    row["likeness"],
                )
                for row in tables.records(rows)
            ]
    return tuple(found)


def shared_years(comparison: Comparison) -> tuple[int, ...]:
    """Return the years that every fund has."""
    own = [{member.year for member in comparison.of(fund)} for fund in comparison.funds]
    return tuple(sorted(set.intersection(*own)))


def shared_bodies(comparison: Comparison) -> tuple[str, ...]:
    """Return the implementing bodies, as first met, that stand in more than one fund under one name."""
    funds: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for member in comparison.members:
        for row in rows_of(member, "projects"):
            core = likeness.core(row["implementer"])
            funds.setdefault(core, set()).add(member.fund)
            names.setdefault(core, row["implementer"])
    return tuple(names[core] for core, own in funds.items() if len(own) > 1)
