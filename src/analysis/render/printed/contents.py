"""How deep and how close the table of contents is set, so that it fills a page and no line of it stands alone.

Belongs here: the estimate of its height. Does not belong here: its look (``template.typ``, ``docx.blocks``); the
measures below are those of the template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.render.columns import LANDSCAPE_WIDTH, PORTRAIT_WIDTH
from analysis.render.heights import text_width

#: The height of a portrait page's text is the width of a landscape page's; the title takes the first part of it.
_ROOM = LANDSCAPE_WIDTH - 46.0

_DEEPEST = 3
_INDENT = 1.6
_PAGE_NUMBER = 36.0


@dataclass(frozen=True)
class Spacing:
    """The type of one way to set the contents: sizes and the room above, for a chapter and for what is below it."""

    chapter: float
    chapter_above: float
    entry: float
    entry_above: float


WIDE = Spacing(14.0, 15.0, 12.0, 9.0)
CLOSE = Spacing(14.0, 11.0, 12.0, 6.0)


def contents_layout(texts: Sequence[str], depths: Sequence[int]) -> tuple[int, Spacing]:
    """Return how many levels the contents list and how they are spaced.

    As many levels as one page holds, up to three; set closer before a level is left out. Chapters alone are listed
    even where they take more than a page.

    Parameters
    ----------
    texts, depths
        The headings in order: their words and their level.
    """
    for depth in range(_DEEPEST, 0, -1):
        for spacing in (WIDE, CLOSE):
            if _height(texts, depths, depth, spacing) <= _ROOM:
                return depth, spacing
    return 1, CLOSE


def _height(texts: Sequence[str], depths: Sequence[int], deepest: int, spacing: Spacing) -> float:
    total = 0.0
    for text, depth in zip(texts, depths, strict=True):
        if depth > deepest:
            continue
        size, above = (spacing.chapter, spacing.chapter_above) if depth == 1 else (spacing.entry, spacing.entry_above)
        room = PORTRAIT_WIDTH - (depth - 1) * _INDENT * size - _PAGE_NUMBER
        lines = 1 + int(text_width(text, size) // room)
        # The lines of one entry stand as far apart as those of running text.
        total += above + lines * size + (lines - 1) * 13.0
    return total
