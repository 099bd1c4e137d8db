"""The words and units by which the wording of indicators is judged (``wording_words.yaml``).

Belongs here: the form of that file and what is compiled from it. Does not belong here: any word, or what a word says
about an indicator (``wording``, ``wording_sets``).
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import Field

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_packaged


class Measure(StrictModel):
    """Ends of names, and the units in which a thing so named is measured; no unit: any."""

    ends: tuple[str, ...]
    units: tuple[str, ...]


class Noun(StrictModel):
    """A thing, and the units in which it is counted."""

    noun: str
    units: tuple[str, ...]


class Misfit(StrictModel):
    """What does not belong to a class of indicators: ends of names, units of targets, names without the words."""

    class_: str = Field(alias="class")
    ends: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    why: str


class Words(StrictModel):
    """See ``wording_words.yaml``; patterns are regular expressions on text of half-width signs."""

    shares: frozenset[str]
    money: frozenset[str]
    durations: frozenset[str]
    counted: frozenset[str]
    alike_units: tuple[frozenset[str], ...]
    measures: tuple[Measure, ...]
    count_ends: tuple[str, ...]
    changes: tuple[str, ...]
    nouns: tuple[Noun, ...]
    count_words: tuple[str, ...]
    averages: tuple[str, ...]
    ceilings: tuple[str, ...]
    floors: tuple[str, ...]
    turning: tuple[str, ...]
    cost_classes: frozenset[str]
    bounded: tuple[str, ...]
    standing: tuple[str, ...]
    misfits: tuple[Misfit, ...]
    spending_progress: re.Pattern[str]
    level1_by_class: dict[str, tuple[str, ...]]
    vague: tuple[str, ...]
    yardsticks: re.Pattern[str]
    directions: frozenset[str]
    reservations: re.Pattern[str]
    quantities: tuple[str, ...]
    part_marks: re.Pattern[str]
    no_quantities: tuple[str, ...]
    name_filler: re.Pattern[str]
    doubled: re.Pattern[str]
    doubled_allowed: frozenset[str]

    def alike(self, one: str, other: str) -> bool:
        """Tell whether two units do not contradict each other."""
        return one == other or any(one in group and other in group for group in self.alike_units)

    def misfit(self, code: str) -> Misfit | None:
        """Return what does not belong to a class."""
        return next((entry for entry in self.misfits if entry.class_ == code), None)


@cache
def words() -> Words:
    """Load the words once."""
    return load_packaged("analysis.views", "wording_words.yaml", Words, RuleError)
