"""The words and units of the grammar, loaded once from YAML and compiled.

Belongs here: the patterns that find a word at a place of a text. Does not belong here: any word of its own, the models
of the files (``wordlists``), or the order in which words may follow each other (``scan``, ``grammar``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from analysis.errors import RuleError
from analysis.expressions.cues import Cues, cues_of
from analysis.expressions.patterns import alternation, by_first_sign, ending, joined, not_behind
from analysis.expressions.wordlists import Listed, Units, Words
from analysis.strict import load_model
from analysis.vocabulary import Comparator

__all__ = ["Lexicon", "Units", "Words", "lexicon"]

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
    unit_by_sign
        The units' spellings as patterns, by their first sign.
    scale, after, late, before, sign, vague, cumulative, name, ordinal, join, label, per
        Compiled alternations, longest word first.
    openers
        Every sign that a word of the lists may begin with, where a text is cut up.
    cues
        Patterns for what stands around a figure.
    comparators
        Word or sign → comparator, for words before a number and signs.
    after_comparators
        Word → comparator, for words after a number.
    """

    words: Words
    units: Mapping[str, str]
    comparators: Mapping[str, Comparator]
    after_comparators: Mapping[str, Comparator]
    unit_by_sign: Mapping[str, re.Pattern[str]]
    scale: re.Pattern[str]
    after: re.Pattern[str]
    late: re.Pattern[str]
    before: re.Pattern[str]
    sign: re.Pattern[str]
    vague: re.Pattern[str]
    cumulative: re.Pattern[str]
    name: re.Pattern[str]
    ordinal: re.Pattern[str]
    join: re.Pattern[str]
    label: re.Pattern[str]
    per: re.Pattern[str]
    openers: frozenset[str]
    cues: Cues

    def unit_at(self, text: str, place: int) -> tuple[str, int] | None:
        """Find a listed unit at a place; returns its canonical form and where it ends."""
        pattern = self.unit_by_sign.get(text[place : place + 1])
        found = pattern.match(text, place) if pattern else None
        return (self.units[found.group()], found.end()) if found else None

    def per_at(self, text: str, place: int) -> tuple[str, int] | None:
        """Find what an amount is counted by (``/月``, ``·年``, ``每年``, ``/千人``); its unit and where it ends."""
        if text[place : place + 1] not in ("/", "·", "每") or place + 1 == len(text):
            return None
        word = self.per.match(text, place + 1)
        listed = self.unit_at(text, place + 1)
        if word and (listed is None or word.end() >= listed[1]):
            return word.group(), word.end()
        if listed:
            return listed
        scale = self.scale.match(text, place + 1)
        word = self.per.match(text, scale.end()) if scale else None
        scaled = (word.group(), word.end()) if word else self.unit_at(text, scale.end()) if scale else None
        return (f"{scale.group()}{scaled[0]}", scaled[1]) if scale and scaled else None

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
        unit, end = base
        while per := self.per_at(text, end):
            unit, end = f"{unit}/{per[0]}", per[1]
        return (unit, multiplier) if end == len(text) else None


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
    # Asked at nearly every sign, so a miss must be cheap.
    first_signs = "".join(sorted({re.escape(name[0]) for name in words.names}))
    guard, scales = words.not_before, words.scales
    after, before = _inverted(words.after), _inverted(words.before)
    return Lexicon(
        words=words,
        units=units,
        comparators=_inverted(words.signs) | before,
        after_comparators=after,
        unit_by_sign=by_first_sign(units, guard),
        scale=alternation(scales, {}, ahead="(?!分)"),
        after=alternation(after, guard),
        late=ending(after),
        before=_before(words),
        sign=alternation(_inverted(words.signs), {}),
        vague=re.compile(f"(?:{joined(words.vague)})(?=$|[^\u4e00-\u9fff]|{joined(scales)}|{joined(units)})"),
        cumulative=alternation(words.cumulative, {}),
        name=re.compile(f"(?=[{first_signs}])(?:{alternation(words.names, {}).pattern})"),
        ordinal=alternation(words.ordinals, {}),
        join=alternation(words.joins, {}),
        label=re.compile(f"(?:{joined(words.labels)})[0-9]{{1,2}}(?::|[.、](?![0-9]))"),
        per=alternation((*words.periods, *words.per_words), {}),
        openers=frozenset(
            word[0] for listed in (_inverted(words.signs), before, words.names, words.cumulative) for word in listed
        ),
        cues=cues_of(words),
    )


def _before(words: Words) -> re.Pattern[str]:
    """Match the words before a number; one of a single sign must touch the number."""
    listed = [word for group in words.before.values() for word in group]
    pieces = []
    for word in sorted(listed, key=lambda word: (-len(word), word)):
        guarded = not_behind(word, words.not_after) + alternation([word], words.not_before).pattern
        counted = joined(words.not_with.get(word, ()))
        touching = "(?=-?[0-9])" if len(word) == 1 else ""
        pieces.append(guarded + touching + (f"(?![0-9.,]+(?:{counted}))" if counted else ""))
    return re.compile("|".join(pieces))


def _load(name: str, model: type[LoadedModel]) -> LoadedModel:
    path = Path(__file__).with_name(name)
    return load_model(path.read_text(encoding="utf-8"), model, f"expressions/{name}", RuleError)


def _inverted(groups: Mapping[Comparator, Listed]) -> dict[str, Comparator]:
    return {word: comparator for comparator, group in groups.items() for word in group}
