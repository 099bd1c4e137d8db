"""Tables and key figures of the report → tables of Word.

Belongs here: rows, merged cells, widths, what stays on a page together. Does not belong here: how wide columns are
(``columns``), colours and rules (``styles``).
"""

from __future__ import annotations

from analysis.render.docx import xml as x
from analysis.render.docx.sheet import Advance
from analysis.render.docx.state import Record, State
from analysis.render.docx.styles import CARD_TABLE, REPORT_TABLE
from analysis.render.docx.xml import Xml, twips, w
from analysis.render.heights import text_width

_MOST_CARDS = 4


def table(record: Record, state: State) -> list[Xml]:
    """Return a table with its caption, unit, notes and source."""
    before = [state.caption(record, "Caption")]
    if record["unit"]:
        before.append(x.paragraph("TableUnit", [x.run(record["unit"])]))
    share = state.text_width / sum(record["widths"])
    widths = [twips(width * share) for width in record["widths"]]
    rows = [_header(record, state, widths)]
    covered: dict[int, tuple[int, int]] = {}
    last = len(record["rows"]) - 1
    # No page begins or ends with one row of a table alone; the last one stays with the notes.
    tail = last - max(record["tail"] - 1, 0)
    for y, row in enumerate(record["rows"]):
        keep = record["whole"] or y >= tail or (y == 0 and not _may_break(row))
        rows.append(_row(row, record, state, widths, covered, keep=keep, total=record["total"] and y == last))
    made = _table(REPORT_TABLE, widths, rows, title=record["title"], total=record["total"])
    return [*before, made, *below(record)]


def below(record: Record) -> list[Xml]:
    """Return the notes and the source of a table or figure."""
    notes = [x.paragraph("TableNote", [x.run(note)]) for note in record["notes"]]
    return [*notes, x.paragraph("TableSource", [x.run(record["source"])])]


def key_figures(record: Record, state: State) -> list[Xml]:
    """Return the row of large figures, one card each, and a little room after it."""
    items = record["items"]
    if not items:
        return []
    across = len(items) if len(items) <= _MOST_CARDS else _MOST_CARDS if len(items) % _MOST_CARDS == 0 else 3
    widths = [twips(state.text_width / across)] * across
    cards = [_card(item, state, widths[0]) for item in items]
    cards += [_cell(widths[0], [x.paragraph("KeyNote")])] * (-len(cards) % across)
    rows = [w("tr", w("trPr", w("cantSplit")), *cards[at : at + across]) for at in range(0, len(cards), across)]
    room = x.paragraph("Spacer", page_break=state.break_here())
    return [room, _table(CARD_TABLE, widths, rows), x.paragraph("Spacer")]


def _table(style: str, widths: list[int], rows: list[Xml], *, title: str = "", total: bool = False) -> Xml:
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val=style),
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblLook",
                val="0660" if total else "0620",
                firstRow=1,
                lastRow=int(total),
                firstColumn=0,
                lastColumn=0,
                noHBand=1,
                noVBand=1,
            ),
            w("tblCaption", val=x.safe(title)) if title else None,
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )


def _header(record: Record, state: State, widths: list[int]) -> Xml:
    style = state.sheet.table_size(record["size"]).head
    cells = [
        _cell(width, [x.paragraph(style, [x.run(label)], align=_side(align))])
        for width, label, align in zip(widths, record["labels"], record["aligns"], strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *cells)


def _row(
    row: list[Record],
    record: Record,
    state: State,
    widths: list[int],
    covered: dict[int, tuple[int, int]],
    *,
    keep: bool,
    total: bool,
) -> Xml:
    """Return a row.

    ``covered`` tells for each column where a cell from above reaches down: how many rows more, how many columns wide.
    """
    cells: list[Xml] = []
    own = {cell["column"]: cell for cell in row}
    style = state.sheet.table_size(record["size"]).text
    at = 0
    while at < len(widths):
        more, wide = covered.get(at, (0, 1))
        if more:
            covered[at] = (more - 1, wide)
            cells.append(_cell(sum(widths[at : at + wide]), [x.paragraph(style, keep_next=keep)], wide, "continue"))
        else:
            cell = own[at]
            wide = cell["colspan"]
            covered[at] = (cell["rowspan"] - 1, wide)
            content = _words(cell, record, state, style, keep=keep, total=total)
            merged = "restart" if cell["rowspan"] > 1 else ""
            cells.append(_cell(sum(widths[at : at + wide]), [content], wide, merged))
        at += wide
    return w("tr", None if _may_break(row) else w("trPr", w("cantSplit")), *cells)


def _may_break(row: list[Record]) -> bool:
    """Say whether a page may end within a row: one that no page could hold, or that would leave most of one empty."""
    return any(cell["tall"] and cell["rowspan"] == 1 for cell in row)


def _words(cell: Record, record: Record, state: State, style: str, *, keep: bool, total: bool) -> Xml:
    tone = state.sheet.tones.get(cell["tone"], "")
    bold = total or cell["strong"] or cell["tone"] == "critical"
    content: list[Xml] = []
    for number, line in enumerate(cell["lines"]):
        if number:
            content.append(w("r", w("br")))
        content += state.inlines(line, style=tone, bold=bold)
    room = _advance(cell["pad"], state.sheet.tables.advance) * record["size"]
    indent = (0.0, 0.0, room) if room else None
    return x.paragraph(style, content, keep_next=keep, indent=indent, align=_side(record["aligns"][cell["column"]]))


def _cell(width: int, content: list[Xml], wide: int = 1, merged: str = "", upright: str = "center") -> Xml:
    properties = w(
        "tcPr",
        w("tcW", w=width, type="dxa"),
        w("gridSpan", val=wide) if wide > 1 else None,
        w("vMerge", val=merged) if merged else None,
        w("vAlign", val=upright),
    )
    return w("tc", properties, *content)


def _side(align: str) -> str:
    return "right" if align == "decimal" else align


def _advance(padding: str, advance: Advance) -> float:
    """Return how wide the missing end of a figure would be, in ems."""
    widths = {".": advance.point, "%": advance.percent}
    return sum(widths.get(char, advance.digit) for char in padding)


def _card(item: Record, state: State, width: int) -> Xml:
    sheet = state.sheet.key_figures
    room = width / 20 - 2 * sheet.inset - sheet.gap
    unit = text_width(item["unit"], state.sheet.styles["KeyUnit"].size or 0)
    fitting = (size for size in sheet.sizes if text_width(item["figure"], size) + unit <= room)
    size = next(fitting, sheet.sizes[-1])
    figure = [x.run(item["figure"], size=size if size != sheet.sizes[0] else 0)]
    figure += [x.run(item["unit"], "KeyUnit")] if item["unit"] else []
    content = [x.paragraph("KeyLabel", [x.run(item["label"])]), x.paragraph("KeyFigure", figure)]
    content += [x.paragraph("KeyNote", [x.run(item["note"])])] if item["note"] else []
    return _cell(width, content, upright="top")
