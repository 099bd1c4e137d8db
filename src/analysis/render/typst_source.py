"""Blocks → what Typst compiles: the constant template, and the report as JSON beside it.

Belongs here: grouping blocks into portrait and landscape sections, and what the template must know of the report as a
whole. Does not belong here: single blocks (``typst_records``), the look of a page (``template.typ``), fonts
(``fonts``), running Typst (``pdf``).

No word of a report ever becomes Typst code. The template reads the words as JSON strings, so there is nothing to
escape and nothing that a document's text could do to the page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files

from analysis.render import fonts, wording
from analysis.render.typst_records import Context, Record, record
from analysis.report.blocks import Block, Blocks, Heading, Note, Paragraph, Table

#: Blocks between a heading and a landscape table that move to the landscape page with them.
_LEAD_IN = 2

#: A contents list shows three levels while it fits about two pages, else two.
_LONG_CONTENTS = 26


def template() -> bytes:
    """Return the Typst program; it is the same for every report."""
    return (files("analysis.render") / "template.typ").read_bytes()


def inputs(blocks: Blocks, substitutes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the template reads: the whole report as one JSON text.

    Parameters
    ----------
    blocks
        The report.
    substitutes
        Characters to print as others, for want of a glyph.
    """
    headings = wording.headings_of(blocks)
    depths = wording.depths(headings)
    context = Context(
        anchors=wording.anchors_of(blocks),
        depths={id(heading): depth for heading, depth in zip(headings, depths, strict=True)},
        contents_depth=3 if sum(depth <= 3 for depth in depths) <= _LONG_CONTENTS else 2,
        substitutes=substitutes or {},
    )
    cover = wording.cover_of(blocks)
    report = {
        "title": context.words(wording.title_of(blocks)).replace("\n", ""),
        "author": context.words(cover.issuer) if cover else "",
        "running": context.words(cover.short_title if cover else wording.title_of(blocks)),
        "fonts": {role: asdict(face) for role, face in fonts.faces().items()},
        "sections": [_section(landscape, group, context) for landscape, group in sections(blocks)],
    }
    return {"report": json.dumps(report, ensure_ascii=False, separators=(",", ":"))}


def sections(blocks: Blocks) -> list[tuple[bool, list[Block]]]:
    """Part a report into runs of portrait and landscape pages.

    The heading of a landscape table, with up to two blocks between them, goes onto the landscape page, so that no
    heading stays behind alone.
    """
    result: list[tuple[bool, list[Block]]] = []
    for block in blocks:
        landscape = isinstance(block, Table) and block.landscape
        if not result or result[-1][0] != landscape:
            moved = _take_lead_in(result[-1][1]) if landscape and result else []
            result.append((landscape, moved))
        result[-1][1].append(block)
    return [(landscape, group) for landscape, group in result if group]


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


def _section(landscape: bool, group: list[Block], context: Context) -> Record:
    records = [record(block, context) for block in group]
    if landscape:
        # A landscape section begins on a new page of its own accord; a second break would leave one blank.
        records[0]["new_page"] = False
    return {"landscape": landscape, "blocks": records}
