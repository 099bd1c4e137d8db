"""What is compared: evaluated fund years, and those that could not be taken in.

Belongs here: the records that the rest of the package works on. Does not belong here: evaluating a fund year
(``gather``) or anything that follows from several of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis.comparison.model import Thing
from analysis.comparison.things import things
from analysis.errors import Problem
from analysis.evaluation import Evaluation
from analysis.pipeline import whole_year
from analysis.vocabulary import ReportKind


@dataclass(frozen=True)
class Member:
    """An evaluated fund year.

    Parameters
    ----------
    evaluation
        What was read and what follows from it.
    unscored
        Why there are no scores though all results were filed; blank otherwise.
    """

    evaluation: Evaluation
    unscored: str = ""

    @property
    def fund(self) -> str:
        """Code of the fund."""
        return self.evaluation.manifest.fund

    @property
    def year(self) -> int:
        """The fund year."""
        return self.evaluation.manifest.year

    @property
    def short_name(self) -> str:
        """The fund's short name in the documents of the year."""
        return self.evaluation.manifest.short_name

    @property
    def key(self) -> str:
        """How keys of facts of this fund year begin; no key of another fact has a slash."""
        return f"{self.fund}/{self.year}"

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tidy tables, read and computed."""
        return self.evaluation.tables

    @property
    def is_scored(self) -> bool:
        """Whether the fund year has a score."""
        return self.evaluation.kind is ReportKind.FINAL

    @cached_property
    def things(self) -> dict[str, Thing]:
        """What the year promises and reports, each thing once, by :func:`thing_id`; half-way results left out."""
        return {thing_id(thing): thing for thing in things(whole_year(self.tables, self.year))}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each thing in the year's order, from 1."""
        return {name: place for place, name in enumerate(self.things, start=1)}


@dataclass(frozen=True)
class Refused:
    """A fund year that could not be taken in, and why."""

    fund: str
    year: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Comparison:
    """Fund years to be compared: by fund in the order asked for, then by year."""

    members: tuple[Member, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def funds(self) -> tuple[str, ...]:
        """The funds of which at least one year was evaluated."""
        return tuple(dict.fromkeys(member.fund for member in self.members))

    @property
    def years(self) -> tuple[int, ...]:
        """All years of all funds."""
        return tuple(sorted({member.year for member in self.members}))

    @property
    def is_of_one_fund(self) -> bool:
        """Whether years of one fund are compared, or funds."""
        return len(self.funds) == 1

    def short_name(self, fund: str) -> str:
        """Return a fund's short name: the one of most years, of equally many the newest; years may differ in it."""
        return _usual([member.short_name for member in self.of(fund)])

    def full_name(self, fund: str) -> str:
        """Return a fund's name; see :meth:`short_name`."""
        return _usual([member.evaluation.manifest.fund_name for member in self.of(fund)])

    @property
    def newest(self) -> Member:
        """The newest fund year."""
        return max(self.members, key=lambda member: member.year)

    def of(self, fund: str) -> tuple[Member, ...]:
        """Return the years of a fund."""
        return tuple(member for member in self.members if member.fund == fund)

    def name(self, member: Member) -> str:
        """Name a fund year where it stands beside others: the fund is named only where there are several."""
        if self.is_of_one_fund:
            return f"{member.year}年"
        own = self.short_name(member.fund)
        others = {self.short_name(fund) for fund in self.funds if fund != member.fund}
        return f"{own}（{member.fund}）{member.year}年" if own in others else f"{own}{member.year}年"


def _usual(names: list[str]) -> str:
    return max(reversed(names), key=names.count)


def thing_id(thing: Thing) -> str:
    """Return what tells a thing from the others of its year: its number, else where it stands."""
    return thing.item or thing.source
