"""How wide the columns of a printed table become, and which words in them need a place to break.

Belongs here: estimates of text width that keep figures whole and columns from collapsing on paper. Does not belong
here: how tall rows become (``heights``), fonts and rules of a format. A browser measures for itself; only paper needs
this.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from analysis.render.balance import balanced
from analysis.render.heights import CELL_INSET, Layout, Measured, line_count, text_width
from analysis.render.wording import column_texts, decimal_padding, status_of
from analysis.report.blocks import Cell, Table, plain_text

PORTRAIT_WIDTH = 442.0
LANDSCAPE_WIDTH = 638.0

#: A row taller than this may break across pages; any other is kept whole. About two thirds of a page.
TALLEST_ROW = 420.0

#: A table lower than this stays on one page. About a third of a page.
LOW_TABLE = 210.0

#: No column takes more than this share only because one figure in it is long.
_LARGEST_FORCED_SHARE = 0.3

_BREAK = "\u200b"
_AFTER_SEPARATOR = re.compile(r"(?<=[_\-./&=?])(?=.)")
_LATIN_RUN = re.compile(r"[!-~]+")

#: A text of so many characters is not broken while the page has room.
_SHORT_WORD = 6.0

#: Nor is one of so many, if that makes the table shorter and the other columns give up no more than a share of what
#: they can spare.
_SHORT_PHRASES = (7.0, 8.5, 10.0)
_GIVEN_TO_PHRASES = 0.5

#: A column is narrow when a line of it holds fewer characters; a text is long when it takes so many such lines.
_NARROW = 7.0
_LONG = 4

#: So many characters to a line are left to a column that gives up room.
_COMFORTABLE = 8.0

#: Thickened letters are a trifle wider than estimated.
_SLACK = 2.0

_FIGURE = re.compile(r"[+\-]?[\d,]+(\.\d+)?[%‰‱]?")

#: A number of a finding, a check sum, a code: one word that nobody finds again once it is broken.
_CODE = re.compile(r"(?=.*\d)[!-~]{1,16}")

#: A text of a column: its width in ems, and whether it is a figure or a code, which stays whole however long it is.
_Printed: TypeAlias = tuple[float, bool]


def lay_out(table: Table) -> Layout:
    """Choose the text size and the column widths of a table.

    The widths follow :attr:`Column.width`, except that no column becomes narrower than its figures and short words.
    Short phrases are kept whole too where that makes the table shorter, and a table of more than a third of a page
    gives room to the columns that make its rows tall.
    """
    size = _text_size(table)
    total = LANDSCAPE_WIDTH if table.landscape else PORTRAIT_WIDTH
    asked = sum(column.width for column in table.columns)
    layout = Layout(size, tuple(column.width / asked * total for column in table.columns))
    columns = _printed_columns(table)
    layout = _raise_to(layout, _least_widths(columns, size, total, _SHORT_WORD), 1.0)
    options = [
        _raise_to(layout, _least_widths(columns, size, total, longest), _GIVEN_TO_PHRASES) for longest in _SHORT_PHRASES
    ]
    measured = Measured(table)
    heights = [(sum(measured.row_heights(option)), option) for option in (layout, *options)]
    height, best = min(heights, key=lambda pair: pair[0])
    if height <= LOW_TABLE:
        return best
    return _balanced(table, best, _least_widths(columns, size, total, _SHORT_PHRASES[0]))


def _balanced(table: Table, layout: Layout, least: list[float]) -> Layout:
    size = layout.size
    floors = [
        min(have, max(low, _COMFORTABLE * size + CELL_INSET)) for have, low in zip(layout.widths, least, strict=True)
    ]
    columns = [
        [_line_widths(row[x], size) if row[x].rowspan == row[x].colspan == 1 else () for row in table.rows]
        for x in range(len(table.columns))
    ]
    return Layout(size, balanced(columns, layout.widths, floors, size=size, inset=CELL_INSET))


def _line_widths(cell: Cell, size: float) -> tuple[float, ...]:
    return tuple(text_width(line, size) for line in plain_text(cell.inlines).split("\n"))


def reads_well(table: Table, layout: Layout) -> bool:
    """Say whether every figure and short word stays whole, and no long text is squeezed into a narrow column."""
    least = _least_widths(_printed_columns(table), layout.size, sum(layout.widths), _SHORT_WORD)
    if any(have + _SLACK < low for have, low in zip(layout.widths, least, strict=True)):
        return False
    narrow = [x for x in range(len(table.columns)) if layout.room(x) < _NARROW * layout.size]
    texts = (text for x in narrow for text in column_texts(table, x))
    rooms = [layout.room(x) for x in narrow for _ in table.rows]
    return all(line_count(text, room, layout.size) < _LONG for text, room in zip(texts, rooms, strict=True))


def breakable(text: str, room: float, size: float) -> str:
    """Give Latin words and numbers that exceed the room invisible places to break.

    After ``_ - . / & = ?`` if that is enough, else between any two letters.
    """

    def split(match: re.Match[str]) -> str:
        word = match.group(0)
        if text_width(word, size) <= room:
            return word
        parts = _AFTER_SEPARATOR.split(word)
        return _BREAK.join(part if text_width(part, size) <= room else _BREAK.join(part) for part in parts)

    return _LATIN_RUN.sub(split, text)


def _text_size(table: Table) -> float:
    if len(table.columns) <= (8 if table.landscape else 6):
        return 10.5
    return 10.0 if len(table.columns) <= (10 if table.landscape else 8) else 9.0


def _least_widths(columns: list[list[_Printed]], size: float, total: float, longest: float) -> list[float]:
    """Return the widths below which a figure, or a text of up to ``longest`` characters, would break."""
    widest = (max(ems for ems, is_figure in column if is_figure or ems <= longest) for column in columns)
    return [min(ems * size + CELL_INSET + _SLACK, total * _LARGEST_FORCED_SHARE) for ems in widest]


def _printed_columns(table: Table) -> list[list[_Printed]]:
    """Return the texts of each column as they are printed, its label among them."""
    return [
        [
            (text_width(text, 1.0), bool(_FIGURE.fullmatch(text) or _CODE.fullmatch(text)))
            for text in _printed(table, number)
        ]
        for number in range(len(table.columns))
    ]


def _printed(table: Table, number: int) -> list[str]:
    column = table.columns[number]
    texts = [text.strip() for text in column_texts(table, number)]
    paddings = decimal_padding(texts) if column.align == "decimal" else [""] * len(texts)
    # The sign that stands before a status, and its space, need room too.
    printed = [("〇 " if status_of(text) else "") + text + pad for text, pad in zip(texts, paddings, strict=True)]
    return [*printed, column.label, "二字"]


def _raise_to(layout: Layout, least: list[float], share: float) -> Layout:
    """Raise what is below its least; the others give at most a share of what they have to spare."""
    pairs = list(zip(layout.widths, least, strict=True))
    missing = sum(max(0.0, low - have) for have, low in pairs)
    spare = sum(max(0.0, have - low) for have, low in pairs)
    if missing == 0 or spare == 0:
        return layout
    given = min(missing, spare * share)
    widths = (have + (low - have) * (given / missing if have < low else given / spare) for have, low in pairs)
    return Layout(layout.size, tuple(widths))
