"""Texts that differ in the digits of one plain number only: read once, with the value put in.

Belongs here: which texts may share a reading, and how the reading of one becomes that of another. Does not belong
here: how a text is read (``grammar``) or columns (``frame``).

Sharing must never show: every text gets exactly what ``grammar.read_text`` gives it. So it is offered only where the
grammar cannot look at which digits they are. A text qualifies when it holds one run of digits (and perhaps decimals)
between characters from a short list: no dates (年月日号季), no ordinals (第), no Chinese numerals but a printed scale,
no brackets, quotes, separators, signs of arithmetic or white space. Its number has no leading zero, looks like no
date, is neither 0 nor 1 nor 100 (where a share becomes a percentage) and is too short for an account number; no word
of the lexicon that contains digits (12345热线) stands in it. Texts share when they are equal but for the digits and
have equally many, so that no rule about lengths can tell them apart either. What was read is checked before it is
shared: unless the value is the printed number times the multiplier, every text is read for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from analysis.exact import plain
from analysis.expressions.lexicon import lexicon
from analysis.expressions.patterns import joined
from analysis.expressions.reading import Reading
from analysis.vocabulary import ExpressionKind

#: Longer texts are read for themselves: the grammar knows lengths from 40 on.
_LONGEST = 32
#: Years, months and days, ordinals, frequencies, and numerals, which the grammar turns into digits.
_APART = frozenset("年月日号季第每几数零〇一二两三四五六七八九十百千万亿")
_HAN = "".join(sign for sign in map(chr, range(0x4E00, 0xA000)) if sign not in _APART)
_AROUND = f"[{_HAN}%‰≥≤><=。，、；]*+"
_LIKE_A_DATE = "(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:[0-3][0-9])?)?"
_PLAIN = re.compile(
    f"({_AROUND})"
    # Not 0, 1, 100 or what may be a date (2023, 202306), alone or before a decimal point; and no leading zero.
    f"((?!(?:1|100|{_LIKE_A_DATE})(?![0-9]))[1-9][0-9]{{0,9}}(?:\\.[0-9]{{1,4}})?)"
    f"([百千万亿]*{_AROUND})"
)
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ZEROED = str.maketrans("123456789", "0" * 9)


def shapes_of(texts: Iterable[str]) -> tuple[list[str], list[str | None]]:
    """Say which texts may share a reading.

    Returns
    -------
    tuple of lists
        A key for every text, and its number. Texts with the same key share. A text that must be read for itself is its
        own key behind a space, and has no number; a shared one has as many noughts in its key as digits.
    """
    keys: list[str] = []
    numbers: list[str | None] = []
    numbered = _numbered_words()
    for text in texts:
        found = _PLAIN.fullmatch(text)
        if found is None or len(text) > _LONGEST or numbered.search(text):
            keys.append(f" {text}")
            numbers.append(None)
        else:
            before, number, after = found.groups()
            keys.append(before + number.translate(_ZEROED) + after)
            numbers.append(number)
    return keys, numbers


def holds_for_its_shape(reading: Reading, number: str) -> bool:
    """Tell whether the reading of a text with this number holds for every text of its shape, the value apart."""
    if reading.date_from or reading.date_to or reading.parts or reading.upper is not None:
        return False
    if reading.kind is ExpressionKind.QUANTITY:
        return repr(reading.value) == repr(value_of(number, reading.multiplier))
    return reading.value is None and reading.kind in (ExpressionKind.QUALITATIVE, ExpressionKind.UNREAD)


def value_of(number: str, multiplier: int) -> Decimal:
    """Work out a printed number as the grammar does: multiplied out, without trailing zeros."""
    if "." in number:
        return plain(Decimal(number) * multiplier) if multiplier > 1 else Decimal(number.rstrip("0").rstrip("."))
    return Decimal(int(number) * multiplier) if multiplier > 1 else Decimal(number)


@cache
def _numbered_words() -> re.Pattern[str]:
    """Return what finds the words of the lexicon that contain a digit and might stand in a text with one number."""
    words = {word for word in _strings(lexicon().words.model_dump()) if any(sign.isdigit() for sign in word)}
    return re.compile(joined(word for word in words if len(_NUMBERS.findall(word)) == 1) or "(?!)")


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _strings(item)
