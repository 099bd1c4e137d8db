"""One figure inside a text: number, range, measure and the word behind it.

Belongs here: reading the figure that begins at a place. Does not belong here: scale and unit (``measures``), what
stands before the figure or after it (``scan``, ``grammar``), and dates (``dates``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.exact import plain
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.measures import Measure, for_so_many, measure_at, with_frequency
from analysis.vocabulary import Comparator

#: More digits than this is an account or a telephone number.
MOST_DIGITS = 18
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_JOIN = re.compile("[-—~至到]")
_DIGITS = re.compile(r"[0-9.,:*×x+^/-]*(?<![.,:/-])")


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


def amount_at(text: str, place: int, words: Lexicon) -> tuple[Amount | None, int]:
    """Read the figure at a place; ``None`` when digits stand there that are no amount."""
    first = _NUMBER.match(text, place)
    if first is None:
        return None, place + 1
    if _leads_on(text, first.end()) or not _is_number(first.group()):
        return None, _digits_end(text, first.end())
    measure = measure_at(text, first.end(), words)
    joined = _JOIN.match(text, measure.end)
    second = _NUMBER.match(text, joined.end()) if joined else None
    if second and _is_number(second.group()):
        return _range(text, (first, second), measure, words)
    if joined and second:
        return None, _digits_end(text, second.end())
    return _finished(text, (_decimal(first), None), measure, words)


def _range(
    text: str, numbers: tuple[re.Match[str], re.Match[str]], low: Measure, words: Lexicon
) -> tuple[Amount | None, int]:
    """Join both ends; the scale and unit of the second hold for a first that has none."""
    first, second = numbers
    high = measure_at(text, second.end(), words)
    if _leads_on(text, second.end()) or _JOIN.match(text, high.end):
        return None, _digits_end(text, second.end())
    scale = high.scale if low.empty else low.scale
    fits = low.empty or low.unit == high.unit or (not low.unit and low.scale > 1)
    value, upper = _times(_decimal(first), scale), _times(_decimal(second), high.scale)
    if not fits or low.vague or value > upper:
        return None, high.end
    return _finished(text, (value, upper), high, words, multiplied=True)


def _finished(
    text: str, ends: tuple[Decimal, Decimal | None], measure: Measure, words: Lexicon, *, multiplied: bool = False
) -> tuple[Amount, int]:
    suffix = words.after.match(text, measure.end)
    end = suffix.end() if suffix else measure.end
    unit, listed, end = with_frequency(text, end, measure.unit, words) if suffix else (measure.unit, True, end)
    value = ends[0] if multiplied else _times(ends[0], measure.scale)
    amount = Amount(
        value=value,
        upper=ends[1],
        multiplier=measure.scale,
        scaled=measure.scale != 1,
        unit=unit,
        listed=measure.listed and listed,
        vague=measure.vague,
        after=words.after_comparators[suffix.group()] if suffix else None,
    )
    return amount, end


def _leads_on(text: str, end: int) -> bool:
    """Tell whether the number is one piece of a ratio, a version, a sum or a product."""
    sign = text[end : end + 1]
    if sign == "月":
        return True
    return bool(sign) and sign in ".:*×x+^/" and text[end + 1 : end + 2].isdigit() and not for_so_many(text, end)


def _is_number(printed: str) -> bool:
    digits = printed.lstrip("-").replace(",", "")
    leading_zero = len(digits) > 1 and digits[0] == "0" and digits[1] != "."
    return not leading_zero and len(digits) <= MOST_DIGITS


def _digits_end(text: str, place: int) -> int:
    found = _DIGITS.match(text, place)
    return max(place, found.end()) if found else place


def _decimal(found: re.Match[str]) -> Decimal:
    return Decimal(found.group().replace(",", ""))


def _times(value: Decimal, scale: int) -> Decimal:
    return plain(value * scale)
