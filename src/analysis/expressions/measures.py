"""What stands behind a number: vague words, scale, unit, frequency.

Belongs here: how a number's measure is read. Does not belong here: the number itself, ranges and the word behind them
(``figures``), and the unit that only the indicator's name gives (``quantity``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.expressions.lexicon import Lexicon

#: Han characters directly after a number that may be a unit nobody has listed.
_UNLISTED_UNIT = re.compile("[\u4e00-\u9fff]{1,2}(?![\u4e00-\u9fff])")
_UNLISTED_PER = re.compile("/([\u4e00-\u9fff]{1,4})(?=$|[,;、。!?(])")
#: A rate for so many: 16/10万, 9.8/10万人.
_FOR_SO_MANY = re.compile("/((?:10|100)?[千万亿](?:人|名|户|例)?)(?![0-9\u4e00-\u9fff])")
_BRACKETED = re.compile(r"\(([^()]{1,8})\)")


@dataclass(frozen=True)
class Measure:
    """Scale, unit and vagueness of one number, and where they end."""

    scale: int
    unit: str
    listed: bool
    vague: bool
    end: int

    @property
    def empty(self) -> bool:
        """Tell whether nothing but the number was printed."""
        return self.scale == 1 and not self.unit and not self.vague


def measure_at(text: str, place: int, words: Lexicon) -> Measure:
    """Read 多, the scale, 余, the unit and a frequency, in that order."""
    early, place = _vague_at(text, place, words)
    scale, place = _scale_at(text, place, words)
    late, place = _vague_at(text, place, words)
    unit, listed, place = _unit_at(text, place, words)
    if text.startswith("(", place) and not unit and scale == 1:
        bracketed = _BRACKETED.match(text, place)
        if bracketed and (inner := words.whole_unit(bracketed.group(1))):
            (unit, scale), place = inner, bracketed.end()
    again, place = _vague_at(text, place, words)
    if again and unit and (repeated := words.unit_at(text, place)):
        place = repeated[1]
    unit, per_listed, place = with_frequency(text, place, unit, words)
    return Measure(scale, unit, listed and per_listed, early or late or again, place)


def with_frequency(text: str, place: int, unit: str, words: Lexicon) -> tuple[str, bool, int]:
    """Add what the amount is counted by: ``次`` and ``/年`` make ``次/年``."""
    if text[place : place + 1] not in ("/", "·", "每"):
        return unit, True, place
    if many := for_so_many(text, place):
        return f"{unit}/{many.group(1)}", True, many.end()
    while (unit or text[place : place + 1] == "/") and (per := words.per_at(text, place)):
        unit, place = f"{unit}/{per[0]}", per[1]
    unlisted = _UNLISTED_PER.match(text, place) if unit else None
    return (f"{unit}/{unlisted.group(1)}", False, unlisted.end()) if unlisted else (unit, True, place)


def for_so_many(text: str, place: int) -> re.Match[str] | None:
    """Find ``/10万``: a rate for so many people, not the quotient of two figures."""
    return _FOR_SO_MANY.match(text, place)


def _unit_at(text: str, place: int, words: Lexicon) -> tuple[str, bool, int]:
    if found := words.unit_at(text, place):
        return found[0], True, found[1]
    if words.after.match(text, place) or words.vague.match(text, place) or words.join.match(text, place):
        return "", True, place
    unlisted = _UNLISTED_UNIT.match(text, place)
    if unlisted is None or words.cues.no_unit.match(unlisted.group()):
        return "", True, place
    return unlisted.group(), False, unlisted.end()


def _scale_at(text: str, place: int, words: Lexicon) -> tuple[int, int]:
    # 千克 and 百分点 begin like a scale and are units.
    found = words.scale.match(text, place)
    if found is None or words.unit_at(text, place):
        return 1, place
    return words.words.scales[found.group()], found.end()


def _vague_at(text: str, place: int, words: Lexicon) -> tuple[bool, int]:
    found = words.vague.match(text, place)
    return (True, found.end()) if found else (False, place)
