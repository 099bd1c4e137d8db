"""Where in the printed text every sign of its folded form stands.

Belongs here: the way back from folded text to the document's own characters, so that a stretch of it can be shown as
printed. Does not belong here: what folding changes (``folding``, ``numerals``); this module only compares before and
after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.expressions.folding import LONGEST, fold
from analysis.expressions.lexicon import Lexicon, lexicon

#: Han signs that a folded numeral may replace; every other Han sign and letter outlives folding and ties both texts.
_MOVABLE = frozenset("零一二两三四五六七八九十百千万亿分之点")
#: Stands on both sides of a sign that is folded alone, so that it is neither an outer blank nor next to a figure.
_GUARD = "甲"
#: Signs that break a line.
BREAKS = "\r\n\v\f\u2028\u2029"
#: Folding drops or adds no longer stretch than this at once.
_NEAR = 16

Place = tuple[int, int]


@dataclass(frozen=True)
class Plain:
    """A text sign by sign in folded spelling, blanks dropped, numerals as printed.

    Parameters
    ----------
    text
        The signs.
    places
        For every sign its place in the printed text.
    """

    text: str
    places: Sequence[int]


def plain_signs(printed: str) -> Plain:
    """Spell a text sign by sign, as :func:`fold` spells it; of white space only line breaks stay."""
    signs = [(sign, place) for place, raw in enumerate(printed) for sign in _sign(raw)]
    return Plain("".join(sign for sign, _ in signs), tuple(place for _, place in signs))


def fold_with_places(printed: str, words: Lexicon) -> tuple[str, list[Place]]:
    """Fold a text and tell for every folded sign from where to where it was printed.

    Returns
    -------
    tuple
        The folded text, and one ``(start, end)`` a sign. The signs of a replaced numeral share the numeral's place.
    """
    printed = printed[:LONGEST]
    folded = fold(printed, words)
    plain = plain_signs(printed)
    spans: list[Place] = []
    left = first = -1
    for right, last in (*_ties(plain.text, folded), (len(plain.text), len(folded))):
        spans += _gap(plain.text[left + 1 : right], folded[first + 1 : last], left + 1)
        if right < len(plain.text):
            spans.append((right, right + 1))
        left, first = right, last
    return folded, [_printed_place(span, plain, len(printed)) for span in spans]


@lru_cache(maxsize=8192)
def _sign(raw: str) -> str:
    """Fold a single sign; blanks come to nothing."""
    if "\u4e00" <= raw <= "\u9fff":
        return raw
    if raw in BREAKS:
        return "\n"
    return fold(f"{_GUARD}{raw}{_GUARD}", lexicon())[1:-1]


def _ties(before: str, after: str) -> Iterator[Place]:
    """Pair the signs that stand in both texts; what folding dropped or put in is stepped over."""
    ours, theirs = _anchors(before), _anchors(after)
    place = other = 0
    while place < len(ours) and other < len(theirs):
        if before[ours[place]] == after[theirs[other]]:
            yield ours[place], theirs[other]
            place, other = place + 1, other + 1
            continue
        dropped = _distance(before, ours, place, after[theirs[other]])
        added = _distance(after, theirs, other, before[ours[place]])
        if dropped == added == _NEAR:
            place, other = place + 1, other + 1
        elif dropped <= added:
            place += dropped
        else:
            other += added


def _distance(text: str, anchors: list[int], start: int, wanted: str) -> int:
    """Count the anchors up to the next one with the wanted sign, ``_NEAR`` when it is not near."""
    near = anchors[start : start + _NEAR]
    return next((steps for steps, place in enumerate(near) if text[place] == wanted), _NEAR)


def _anchors(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign.isalpha() and sign not in _MOVABLE]


def _gap(before: str, after: str, offset: int) -> Iterator[Place]:
    """Align what stands between two anchors: common ends sign by sign, the rest as one block."""
    shorter = min(len(before), len(after))
    head = next((place for place in range(shorter) if before[place] != after[place]), shorter)
    rest = shorter - head
    tail = next((place for place in range(rest) if before[-1 - place] != after[-1 - place]), rest)
    yield from ((offset + place, offset + place + 1) for place in range(head))
    block = (offset + head, offset + len(before) - tail)
    yield from (block for _ in range(len(after) - tail - head))
    yield from ((place, place + 1) for place in range(offset + len(before) - tail, offset + len(before)))


def _printed_place(span: Place, plain: Plain, length: int) -> Place:
    start, end = span
    if start == end:
        # A sign that folding put in: it has a place but no extent.
        place = plain.places[start] if start < len(plain.places) else length
        return place, place
    return plain.places[start], plain.places[end - 1] + 1
