"""Each kind of block → the plain record that a printed format sets: one wording for PDF and Word.

Belongs here: one function a kind of block, and nothing but words and measures in what they return. Does not belong
here: tables (``tables``), which page a block goes to (``pages``), how it looks (``template.typ``,
``docx.blocks``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.render import wording
from analysis.render.printed.context import Context, Record, captioned, runs
from analysis.render.printed.tables import table_record
from analysis.report.blocks import (
    Block,
    Contents,
    Cover,
    Heading,
    Items,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Table,
    plain_text,
)

#: How many Chinese characters of the title fit on a line of the cover.
_TITLE_WIDTH = 20


def record(block: Block, context: Context) -> Record:
    """Return what a format needs to set one block."""
    return {"kind": type(block).__name__} | WRITERS[type(block)](block, context)


def _cover(block: Cover, context: Context) -> Record:
    return {
        "lines": wording.title_lines(context.words(block.title), _TITLE_WIDTH),
        "subtitle": context.words(block.subtitle),
        "rows": [
            ["资金名称", context.words(block.fund)],
            ["资金年度", context.words(block.period) or f"{block.year}年"],
        ],
        "issuer": context.words(block.issuer),
        "date": context.words(block.date),
        "notes": [context.words(note) for note in block.notes],
    }


def _key_figures(block: KeyFigures, context: Context) -> Record:
    items = []
    for item in block.items:
        figure, unit = wording.split_unit(context.words(plain_text(item.value)))
        items.append(
            {"label": context.words(item.label), "figure": figure, "unit": unit, "note": context.words(item.note)}
        )
    return {"items": items}


def _contents(block: Contents, context: Context) -> Record:
    return {"title": context.words(block.title)} | context.contents


def _heading(block: Heading, context: Context) -> Record:
    return {
        "depth": context.depths[id(block)],
        "text": context.words(block.text).replace("\n", ""),
        "label": context.label(block.anchor),
        "numbered": block.numbered,
        "new_page": block.new_page,
    }


def _paragraph(block: Paragraph, context: Context) -> Record:
    return {"inlines": runs(block.inlines, context)}


def _items(block: Items, context: Context) -> Record:
    marks = [wording.ordinal(number) if block.ordered else "" for number in range(1, len(block.items) + 1)]
    return {"marks": marks, "items": [runs(item, context) for item in block.items], "ordered": block.ordered}


def _note(block: Note, context: Context) -> Record:
    return {"inlines": runs(block.inlines, context), "tone": block.tone}


def _picture(block: Picture, context: Context) -> Record:
    return {**captioned(block, context), "svg": block.svg, "alt": context.words(block.alt)}


#: One writer for each kind of block; a test holds this against the kinds there are.
WRITERS: dict[type, Callable[[Any, Context], Record]] = {
    Cover: _cover,
    KeyFigures: _key_figures,
    Contents: _contents,
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Note: _note,
    Table: table_record,
    Picture: _picture,
}
