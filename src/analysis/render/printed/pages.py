"""Which pages of a printed report are upright and which lie on their side.

Belongs here: whether a wide table needs a landscape page, and what goes onto that page with it, by estimate. Does not
belong here: the blocks (``records``), the measures of columns (``columns``), how a page looks
(``template.typ``).
"""

from __future__ import annotations

from dataclasses import replace

from analysis.render.columns import LANDSCAPE_WIDTH, PORTRAIT_WIDTH, lay_out, reads_well
from analysis.render.heights import table_height, text_width
from analysis.report.blocks import (
    Block,
    Blocks,
    Contents,
    Cover,
    Heading,
    Inlines,
    Items,
    Note,
    Paragraph,
    Table,
    plain_text,
)

#: Blocks between a heading and a landscape table that move to the landscape page with them.
_LEAD_IN = 2

#: A portrait page shows no more columns than this.
_MOST_UPRIGHT = 8

#: A table that asks for a landscape page stands upright where that costs no more paper than this, as a factor.
_DEARER = 1.15

#: A table lower than this is not worth a page of its own form. About half a portrait page.
_LOW = 300.0

#: What is left of a chapter after a landscape table stays on landscape pages when it is no higher than this. An upright
#: page of its own would be more than half empty.
_SHORT_REST = 300.0

#: The text of a portrait page is as high as that of a landscape page is wide, and the other way round.
_PORTRAIT_HEIGHT, _LANDSCAPE_HEIGHT = LANDSCAPE_WIDTH, PORTRAIT_WIDTH

#: Type size and line pitch of running text, and what captions, notes and white space add to a table.
_SIZE, _PITCH = 16.0, 29.0
_AROUND_TABLE = 80.0
_HEADING = 2 * _PITCH


def sections(blocks: Blocks) -> list[tuple[bool, list[Block]]]:
    """Part a report into runs of portrait and landscape pages.

    A table that asks for a landscape page gets one where it needs it. Its heading, with up to two blocks between them,
    goes there too, so that no heading stays behind alone; so does a short rest of the chapter, so that no page holds
    a few lines only. What lies between two landscape tables and leads in the second goes on where the first ends.
    """
    turned = [_turned(block) for block in blocks]
    wide = [isinstance(block, Table) and block.landscape for block in turned]
    result: list[tuple[bool, list[Block]]] = []
    for place, block in enumerate(turned):
        landscape = wide[place]
        if result and result[-1][0] and not landscape:
            landscape = _is_short(_rest(turned, wide, place))
        if not result or result[-1][0] != landscape:
            moved = _take_lead_in(result[-1][1]) if landscape and result else []
            if result and not result[-1][1]:
                result.pop()
            if result and result[-1][0] == landscape and not (moved and _begins_page(moved[0])):
                result[-1][1].extend(moved)
            else:
                result.append((landscape, moved))
        result[-1][1].append(replace(block, landscape=landscape) if isinstance(block, Table) else block)
    return [(landscape, group) for landscape, group in result if group]


def _turned(block: Block) -> Block:
    """Return a landscape table upright when it is as good there: few columns, readable, no more paper."""
    if not isinstance(block, Table) or not block.landscape or len(block.columns) > _MOST_UPRIGHT:
        return block
    upright = replace(block, landscape=False)
    layout = lay_out(upright)
    height = table_height(upright, layout)
    dearer = height / _PORTRAIT_HEIGHT > _DEARER * table_height(block, lay_out(block)) / _LANDSCAPE_HEIGHT
    return upright if height <= _LOW or (reads_well(upright, layout) and not dearer) else block


def _rest(turned: list[Block], wide: list[bool], place: int) -> list[Block]:
    """Return the blocks from a place up to the next landscape table or chapter that begins a page."""
    end = place
    while end < len(turned) and not wide[end] and not _begins_page(turned[end]):
        end += 1
    return turned[place:end]


def _begins_page(block: Block) -> bool:
    return isinstance(block, Cover | Contents) or (isinstance(block, Heading) and block.new_page)


def _is_short(rest: list[Block]) -> bool:
    return bool(rest) and sum(map(_landscape_height, rest)) <= _SHORT_REST


def _landscape_height(block: Block) -> float:
    """Estimate the height of a block on a landscape page; what is not text or table counts as a full page."""
    if isinstance(block, Paragraph | Note):
        return _text_height(block.inlines)
    if isinstance(block, Items):
        return sum(map(_text_height, block.items))
    if isinstance(block, Heading):
        return _HEADING
    if isinstance(block, Table):
        lying = replace(block, landscape=True)
        return _AROUND_TABLE + table_height(lying, lay_out(lying))
    return _LANDSCAPE_HEIGHT


def _text_height(inlines: Inlines) -> float:
    return _PITCH * (1 + int(text_width(plain_text(inlines), _SIZE) // LANDSCAPE_WIDTH))


def _take_lead_in(group: list[Block]) -> list[Block]:
    start = len(group)
    while start > 0 and len(group) - start < _LEAD_IN and isinstance(group[start - 1], Paragraph | Note):
        start -= 1
    if start == 0 or not isinstance(group[start - 1], Heading):
        return []
    while start > 0 and isinstance(group[start - 1], Heading):
        start -= 1
    moved, group[start:] = group[start:], []
    return moved
