"""Each kind of block → the plain record that ``template.typ`` sets.

Belongs here: one function a kind of block, and nothing but words and measures in what they return. Does not belong
here: which page a block goes to (``typst_source``) and how it looks (``template.typ``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.render import wording
from analysis.render.columns import LOW_TABLE, TALLEST_ROW, breakable, lay_out, row_height
from analysis.render.spans import check_spans
from analysis.report.blocks import (
    Block,
    Cell,
    Contents,
    Cover,
    Heading,
    Inlines,
    Items,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Picture,
    Table,
    Text,
    plain_text,
)

Record = dict[str, Any]

#: How many Chinese characters of the title fit on a line of the cover.
_TITLE_WIDTH = 20


@dataclass
class Context:
    """What a block needs to know of the report around it."""

    anchors: set[str]
    depths: dict[int, int]
    contents_depth: int
    substitutes: Mapping[str, str]
    labelled: set[str] = field(default_factory=set)

    def words(self, text: str) -> str:
        """Return text as it may be printed."""
        cleaned = wording.clean(text)
        return "".join(self.substitutes.get(char, char) for char in cleaned) if self.substitutes else cleaned

    def label(self, anchor: str) -> str:
        """Return the anchor once; a second block with the same anchor gets none, for a label must be unique."""
        if not anchor or anchor in self.labelled:
            return ""
        self.labelled.add(anchor)
        return anchor


def record(block: Block, context: Context) -> Record:
    """Return what the template needs to set one block."""
    return {"kind": type(block).__name__} | WRITERS[type(block)](block, context)


def _inlines(inlines: Inlines, context: Context) -> list[Record]:
    """Return the runs of one paragraph; a line end in the text is dropped, as a paragraph has none."""
    runs: list[Record] = []
    for inline in inlines:
        run: Record = {"text": context.words(inline.text).replace("\n", "")}
        if isinstance(inline, Text) and inline.strong:
            run["strong"] = True
        if isinstance(inline, Text) and inline.emphasis:
            run["emphasis"] = True
        if isinstance(inline, Link) and inline.anchor in context.anchors:
            run["to"] = inline.anchor
        runs.append(run)
    return runs


def _cover(block: Cover, context: Context) -> Record:
    return {
        "lines": wording.title_lines(context.words(block.title), _TITLE_WIDTH),
        "subtitle": context.words(block.subtitle),
        "rows": [["资金名称", context.words(block.fund)], ["资金年度", f"{block.year}年"]],
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
    return {"title": context.words(block.title), "depth": context.contents_depth}


def _heading(block: Heading, context: Context) -> Record:
    return {
        "depth": context.depths[id(block)],
        "text": context.words(block.text).replace("\n", ""),
        "label": context.label(block.anchor),
        "numbered": block.numbered,
        "new_page": block.new_page,
    }


def _paragraph(block: Paragraph, context: Context) -> Record:
    return {"inlines": _inlines(block.inlines, context)}


def _items(block: Items, context: Context) -> Record:
    marks = [wording.ordinal(number) if block.ordered else "" for number in range(1, len(block.items) + 1)]
    return {"marks": marks, "items": [_inlines(item, context) for item in block.items], "ordered": block.ordered}


def _note(block: Note, context: Context) -> Record:
    return {"inlines": _inlines(block.inlines, context), "tone": block.tone}


def _table(block: Table, context: Context) -> Record:
    check_spans(block)
    layout = lay_out(block)
    paddings = [
        wording.decimal_padding(wording.column_texts(block, number)) if column.align == "decimal" else []
        for number, column in enumerate(block.columns)
    ]
    rows = []
    for y, row in enumerate(block.rows):
        tall = row_height(row, layout) > TALLEST_ROW
        cells = []
        for x, cell in enumerate(row):
            if wording.is_covered(cell):
                continue
            record = _cell(cell, context, layout.room(x, cell.colspan), layout.size)
            record |= {"column": x, "tall": tall or cell.rowspan > 1}
            record |= {"decimal": bool(paddings[x]), "pad": paddings[x][y] if paddings[x] else ""}
            cells.append(record)
        rows.append(cells)
    return {
        **_captioned(block, context),
        "unit": context.words(wording.unit_line(block.unit)),
        "size": layout.size,
        "widths": list(layout.widths),
        "aligns": [column.align for column in block.columns],
        "labels": [
            breakable(context.words(column.label), layout.room(x), layout.size)
            for x, column in enumerate(block.columns)
        ],
        "rows": rows,
        "whole": sum(row_height(row, layout) for row in block.rows) < LOW_TABLE,
        "total": block.total_row,
    }


def _cell(cell: Cell, context: Context, room: float, size: float) -> Record:
    """Return a cell; each line of its text is a list of runs of its own."""
    lines: list[list[Record]] = [[]]
    for inline in cell.inlines:
        strong = isinstance(inline, Text) and inline.strong
        to = inline.anchor if isinstance(inline, Link) and inline.anchor in context.anchors else ""
        for number, part in enumerate(context.words(inline.text).split("\n")):
            if number:
                lines.append([])
            run: Record = {"text": breakable(part, room, size)}
            lines[-1].append(run | ({"strong": True} if strong else {}) | ({"to": to} if to else {}))
    text = plain_text(cell.inlines)
    status, severity = wording.status_of(text), wording.severity_of(text)
    if status and text.strip() == status.label:
        lines[0].insert(0, {"text": f"{status.sign} "})
    tone = status.value if status else severity.value if severity else ""
    return {"lines": lines, "rowspan": cell.rowspan, "colspan": cell.colspan, "strong": cell.strong, "tone": tone}


def _picture(block: Picture, context: Context) -> Record:
    return {**_captioned(block, context), "svg": block.svg, "alt": context.words(block.alt)}


def _captioned(block: Table | Picture, context: Context) -> Record:
    return {
        "number": context.words(wording.caption_number(block)),
        "title": context.words(block.title),
        "label": context.label(block.anchor),
        "source": context.words(wording.source_line(block.source)),
        "notes": [context.words(note) for note in wording.note_lines(block.notes)],
    }


#: One writer for each kind of block; a test holds this against the kinds there are.
WRITERS: dict[type, Callable[[Any, Context], Record]] = {
    Cover: _cover,
    KeyFigures: _key_figures,
    Contents: _contents,
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Note: _note,
    Table: _table,
    Picture: _picture,
}
