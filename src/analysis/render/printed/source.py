"""Blocks → the record of a whole report that every printed format (PDF, Word) is written from.

Belongs here: what a format must know of the report as a whole. Does not belong here: single blocks
(``records``), portrait and landscape (``pages``), the look of a page, running Typst (``pdf``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from analysis.render import wording
from analysis.render.printed.contents import contents_layout
from analysis.render.printed.context import Context, Record
from analysis.render.printed.pages import sections
from analysis.render.printed.records import record
from analysis.report.blocks import Block, Blocks


def printed_report(blocks: Blocks, substitutes: Mapping[str, str] | None = None) -> Record:
    """Return the report in words and measures: nothing but dictionaries, lists, strings and numbers.

    Parameters
    ----------
    blocks
        The report.
    substitutes
        Characters to print as others, for want of a glyph.
    """
    headings = wording.headings_of(blocks)
    depths = wording.depths(headings)
    depth, spacing = contents_layout([heading.text for heading in headings], depths)
    context = Context(
        anchors=wording.anchors_of(blocks),
        depths={id(heading): level for heading, level in zip(headings, depths, strict=True)},
        contents={"depth": depth, "spacing": asdict(spacing)},
        substitutes=substitutes or {},
    )
    cover = wording.cover_of(blocks)
    return {
        "title": context.words(wording.title_of(blocks)).replace("\n", ""),
        "author": context.words(cover.issuer) if cover else "",
        "running": context.words(cover.short_title if cover else wording.title_of(blocks)),
        "sections": [_section(landscape, group, context) for landscape, group in sections(blocks)],
    }


def _section(landscape: bool, group: list[Block], context: Context) -> Record:
    records = [record(block, context) for block in group]
    if landscape:
        # A landscape section begins on a new page of its own accord; a second break would leave one blank.
        records[0]["new_page"] = False
    return {"landscape": landscape, "blocks": records}
