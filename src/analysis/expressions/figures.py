"""One figure inside a text: number, range, scale, unit, frequency and the word behind it.

Belongs here: reading the figure that begins at a place. Does not belong here: what stands before it or after it
(``scan``, ``grammar``), and dates (``dates``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.exact import plain
from analysis.expressions.lexicon import Lexicon
from analysis.vocabulary import Comparator

#: More digits than this is an account or a telephone number.
MOST_DIGITS = 18
#: Han characters directly after a number that may be a unit nobody has listed.
_UNLISTED_UNIT = re.compile("[\u4e00-\u9fff]{1,2}(?![\u4e00-\u9fff])")
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_JOIN = re.compile("[-—~至到]")
_BRACKETED = re.compile(r"\(([^()]{1,8})\)")


@dataclass(frozen=True)
class Amount:
    """A number with what belongs to it, before the indicator's name is asked.

    Parameters
    ----------
    value, upper
        Multiplied out; ``upper`` for a range.
    multiplier
        The printed scale.
    scaled
        A scale was printed.
    unit
        Canonical unit, ``""`` when the text names none.
    listed
        The unit is in the list, or there is none.
    vague
        多 or 余 stands behind the number.
    after
        The comparator that a word behind the number gives.
    """

    value: Decimal
    upper: Decimal | None
    multiplier: int
    scaled: bool
    unit: str
    listed: bool
    vague: bool
    after: Comparator | None


@dataclass(frozen=True)
class _Measure:
    scale: int
    unit: str
    listed: bool
    vague: bool
    end: int

    @property
    def empty(self) -> bool:
        return self.scale == 1 and not self.unit and not self.vague


def amount_at(text: str, place: int, words: Lexicon) -> tuple[Amount | None, int]:
    """Read the figure at a place; ``None`` when digits stand there that are no amount."""
    first = _NUMBER.match(text, place)
    if first is None:
        return None, place + 1
    if _leads_on(text, first.end()) or not _is_number(first.group()):
        return None, _digits_end(text, first.end())
    measure = _measure_at(text, first.end(), words)
    joined = _JOIN.match(text, measure.end)
    second = _NUMBER.match(text, joined.end()) if joined else None
    if second and _is_number(second.group()):
        return _range(text, (first, second), measure, words)
    if joined and second:
        return None, _digits_end(text, second.end())
    return _finished(text, (_decimal(first), None), measure, words)


def _range(
    text: str, numbers: tuple[re.Match[str], re.Match[str]], low: _Measure, words: Lexicon
) -> tuple[Amount | None, int]:
    """Join both ends; the scale and unit of the second hold for a first that has none."""
    first, second = numbers
    high = _measure_at(text, second.end(), words)
    if _leads_on(text, second.end()) or _JOIN.match(text, high.end):
        return None, _digits_end(text, second.end())
    scale = high.scale if low.empty else low.scale
    fits = low.empty or low.unit == high.unit or (not low.unit and low.scale > 1)
    value, upper = _times(_decimal(first), scale), _times(_decimal(second), high.scale)
    if not fits or low.vague or value > upper:
        return None, high.end
    return _finished(text, (value, upper), high, words, multiplied=True)


def _finished(
    text: str, ends: tuple[Decimal, Decimal | None], measure: _Measure, words: Lexicon, *, multiplied: bool = False
) -> tuple[Amount, int]:
    suffix = words.after.match(text, measure.end)
    value = ends[0] if multiplied else _times(ends[0], measure.scale)
    amount = Amount(
        value=value,
        upper=ends[1],
        multiplier=measure.scale,
        scaled=measure.scale != 1,
        unit=measure.unit,
        listed=measure.listed,
        vague=measure.vague,
        after=words.after_comparators[suffix.group()] if suffix else None,
    )
    return amount, suffix.end() if suffix else measure.end


def _measure_at(text: str, place: int, words: Lexicon) -> _Measure:
    """Read 多, the scale, 余, the unit and a frequency, in that order."""
    early, place = _vague_at(text, place, words)
    scale, place = _scale_at(text, place, words)
    late, place = _vague_at(text, place, words)
    unit, listed, place = _unit_at(text, place, words)
    bracketed = _BRACKETED.match(text, place) if not unit and scale == 1 else None
    if bracketed and (inner := words.whole_unit(bracketed.group(1))):
        (unit, scale), place = inner, bracketed.end()
    again, place = _vague_at(text, place, words)
    if again and unit and (repeated := words.unit_at(text, place)):
        place = repeated[1]
    while per := words.per_at(text, place):
        unit, place = f"{unit}/{per[0]}", per[1]
    return _Measure(scale, unit, listed, early or late or again, place)


def _unit_at(text: str, place: int, words: Lexicon) -> tuple[str, bool, int]:
    if found := words.unit_at(text, place):
        return found[0], True, found[1]
    if words.after.match(text, place) or words.vague.match(text, place) or words.join.match(text, place):
        return "", True, place
    unlisted = _UNLISTED_UNIT.match(text, place)
    if unlisted is None or unlisted.group().startswith((*words.words.not_units, *words.words.trailing, "至", "到")):
        return "", True, place
    return unlisted.group(), False, unlisted.end()


def _scale_at(text: str, place: int, words: Lexicon) -> tuple[int, int]:
    # 千克 and 百分点 begin like a scale and are units.
    if words.unit_at(text, place):
        return 1, place
    found = words.scale.match(text, place)
    return (words.words.scales[found.group()], found.end()) if found else (1, place)


def _vague_at(text: str, place: int, words: Lexicon) -> tuple[bool, int]:
    found = words.vague.match(text, place)
    return (True, found.end()) if found else (False, place)


def _leads_on(text: str, end: int) -> bool:
    """Tell whether the number is one piece of a ratio, a version, a sum or a product."""
    return (text[end : end + 1] in (*".:*×x+^/",) and text[end + 1 : end + 2].isdigit()) or text[end : end + 1] == "月"


def _is_number(printed: str) -> bool:
    digits = printed.lstrip("-").replace(",", "")
    leading_zero = len(digits) > 1 and digits[0] == "0" and digits[1] != "."
    return not leading_zero and len(digits) <= MOST_DIGITS


def _digits_end(text: str, place: int) -> int:
    found = re.compile(r"[0-9.,:*×x+^/-]*(?<![.,:/-])").match(text, place)
    return max(place, found.end()) if found else place


def _decimal(found: re.Match[str]) -> Decimal:
    return Decimal(found.group().replace(",", ""))


def _times(value: Decimal, scale: int) -> Decimal:
    return plain(value * scale)
