"""A promise text to sentences: at ends, behind colons and at the items of a list, brackets left whole.

Belongs here: cutting the printed text before it is folded. Does not belong here: cutting within a sentence
(``pieces``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from analysis.claims.alignment import plain_signs

# An item's number: at the beginning of a sentence 3.项目 and 1.6月底 are no figures.
_ITEM_NUMBER = (
    r"(?:\([0-9]{1,2}\)|[①-⑳]|[0-9]{1,2}(?:\)|[.、](?:(?![0-9])|(?=(?:19|20)[0-9]{2}年|1?[0-9]月))))(?=[^\s])"
)
_ITEM = re.compile(rf"\n*+{_ITEM_NUMBER}")
# A bracket or quotation is never cut; a colon behind a digit may be a ratio or belong to a label.
_CUT = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|“[^“”]*”|《[^《》]*》"
    rf"|(?P<end>[。;!?]|(?<!\n)\n(?=\n*+{_ITEM_NUMBER}))|(?P<label>(?<![0-9]):)"
)


class Joint(IntEnum):
    """What stands between a piece and the one before, the closest tie first."""

    NONE = 0
    LIST = 1
    COMMA = 2
    LABEL = 3
    SENTENCE = 4
    ITEM = 5


@dataclass(frozen=True)
class Segment:
    """A stretch of the printed text between ends of sentences and colons, without an item's number."""

    start: int
    end: int
    joint: Joint
    labelled: bool


def segments(printed: str) -> Iterator[Segment]:
    """Cut at the ends of sentences and behind labels, outside brackets; yields places in print."""
    plain = plain_signs(printed)
    cuts = [found for found in _CUT.finditer(plain.text) if found.lastgroup]
    starts = [0, *(found.end() for found in cuts)]
    ends = [*(found.start() for found in cuts), len(plain.text)]
    joints = [Joint.SENTENCE, *(Joint.LABEL if found.lastgroup == "label" else Joint.SENTENCE for found in cuts)]
    for start, end, joint in zip(starts, ends, joints, strict=True):
        item = _ITEM.match(plain.text, start, end)
        first = item.end() if item else start
        if first < end:
            yield Segment(
                plain.places[first],
                plain.places[end - 1] + 1,
                Joint.ITEM if item else joint,
                labelled=joint is Joint.LABEL,
            )


def stop_of(text: str) -> Joint:
    """Say how much a stop token parts."""
    if text == "、":
        return Joint.LIST
    if text == ",":
        return Joint.COMMA
    return Joint.SENTENCE if text in "。;!?\n" else Joint.ITEM
