"""The words and units of the grammar, loaded once from YAML and compiled.

Belongs here: the strict models of ``words.yaml`` and ``units.yaml`` and the patterns made from them. Does not belong
here: any word of its own, or the order in which words may follow each other (``scan``, ``grammar``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import RootModel

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_model
from analysis.vocabulary import Comparator

Listed = tuple[str, ...]


class Words(StrictModel):
    """The file ``words.yaml``."""

    signs: dict[Comparator, Listed]
    before: dict[Comparator, Listed]
    reached: Listed
    after: dict[Comparator, Listed]
    not_before: dict[str, Listed]
    vague: Listed
    scales: dict[str, int]
    cumulative: Listed
    blank: Listed
    blank_marks: str
    yes: Listed
    no: Listed
    qualitative: Listed
    decrease: Listed
    negation: Listed
    baseline: Listed
    relative: Listed
    change: Listed
    between: Listed
    trailing: Listed
    around_dates: Listed
    no_later: Listed
    names: Listed
    ordinals: Listed
    han_ordinals: Listed
    han_before: Listed
    han_idioms: Listed
    not_units: Listed
    rate_names: Listed
    unit_labels: Listed
    periods: Listed
    joins: Listed
    distributive: Listed
    inclusive: Listed
    exceptions: Listed


class Units(RootModel[dict[str, dict[str, Listed]]]):
    """The file ``units.yaml``: group → canonical unit → other spellings."""


LoadedModel = TypeVar("LoadedModel", Words, Units)


@dataclass(frozen=True)
class Lexicon:
    """Words with the patterns made from them.

    Parameters
    ----------
    words
        The word lists as written.
    units
        Every spelling of a unit → its canonical form.
    unit, scale, after, before, sign, vague, cumulative, name, ordinal, join
        Compiled alternations, longest word first.
    comparators
        Word or sign → comparator, for words before a number and signs.
    after_comparators
        Word → comparator, for words after a number.
    """

    words: Words
    units: Mapping[str, str]
    comparators: Mapping[str, Comparator]
    after_comparators: Mapping[str, Comparator]
    unit: re.Pattern[str]
    scale: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    sign: re.Pattern[str]
    vague: re.Pattern[str]
    cumulative: re.Pattern[str]
    name: re.Pattern[str]
    ordinal: re.Pattern[str]
    join: re.Pattern[str]

    def unit_at(self, text: str, place: int) -> tuple[str, int] | None:
        """Find a listed unit at a place; returns its canonical form and where it ends."""
        found = self.unit.match(text, place)
        return (self.units[found.group()], found.end()) if found else None

    def per_at(self, text: str, place: int) -> tuple[str, int] | None:
        """Find what an amount is counted by (``/月``, ``·年``); returns its unit and where it ends."""
        if text[place : place + 1] not in ("/", "·"):
            return None
        period = next((word for word in self.words.periods if text.startswith(word, place + 1)), "")
        return (period, place + 1 + len(period)) if period else self.unit_at(text, place + 1)

    def whole_unit(self, text: str) -> tuple[str, int] | None:
        """Read a text that is a unit and nothing else (``万美元``, ``元/亩``): the unit and its scale."""
        whole = self.unit_at(text, 0)
        scale = None if whole and whole[1] == len(text) else self.scale.match(text)
        base = self.unit_at(text, scale.end() if scale else 0)
        if base is None:
            return None
        multiplier = self.words.scales[scale.group()] if scale else 1
        if base[1] == len(text):
            return base[0], multiplier
        per = self.per_at(text, base[1])
        return (f"{base[0]}/{per[0]}", multiplier) if per and per[1] == len(text) else None


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Load and compile the words; the files are read once a process."""
    words = _load("words.yaml", Words)
    units = {
        spelling: canonical
        for group in _load("units.yaml", Units).root.values()
        for canonical, others in group.items()
        for spelling in (canonical, *others)
    }
    guard = words.not_before
    touching = [word for group in words.before.values() for word in group if len(word) == 1]
    longer = [word for group in words.before.values() for word in group if len(word) > 1]
    scales = words.scales
    return Lexicon(
        words=words,
        units=units,
        comparators=_inverted(words.signs) | _inverted(words.before),
        after_comparators=_inverted(words.after),
        unit=_alternation(units, guard),
        scale=_alternation(scales, {}, ahead="(?!分)"),
        after=_alternation(_inverted(words.after), guard),
        before=re.compile(f"{_alternation(longer, guard).pattern}|(?:{_joined(touching)})(?=-?[0-9])"),
        sign=_alternation(_inverted(words.signs), {}),
        vague=re.compile(f"(?:{_joined(words.vague)})(?=$|[^\u4e00-\u9fff]|{_joined(scales)}|{_joined(units)})"),
        cumulative=_alternation(words.cumulative, {}),
        name=_alternation(words.names, {}),
        ordinal=_alternation(words.ordinals, {}),
        join=_alternation(words.joins, {}),
    )


def _load(name: str, model: type[LoadedModel]) -> LoadedModel:
    path = Path(__file__).with_name(name)
    return load_model(path.read_text(encoding="utf-8"), model, f"expressions/{name}", RuleError)


def _inverted(groups: Mapping[Comparator, Listed]) -> dict[str, Comparator]:
    return {word: comparator for comparator, group in groups.items() for word in group}


def _joined(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _alternation(words: Iterable[str], guard: Mapping[str, Listed], *, ahead: str = "") -> re.Pattern[str]:
    """Match the longest of the words that does not run on into another word."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(f"{re.escape(word)}{_not_running_on(word, guard)}{ahead}" for word in ordered) or "(?!)")


def _not_running_on(word: str, guard: Mapping[str, Listed]) -> str:
    # A Latin unit must be the whole Latin run: 5GB is an amount, 5G is a network.
    latin = "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    follow = _joined(guard.get(word, ()))
    return latin + (f"(?!{follow})" if follow else "")
