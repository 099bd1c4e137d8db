"""What the macros of the HTML report may ask of a block: ids, levels, inlines, cells, controls.

Belongs here: the small pieces of markup that depend on more than the block itself. Does not belong here: the markup of
whole blocks (``report.html.j2``), which controls a table gets (``tools``), and the page (``html``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from analysis.render import wording
from analysis.render.heights import text_width
from analysis.render.html import tools
from analysis.render.spans import check_spans
from analysis.report.blocks import (
    Block,
    Blocks,
    Cell,
    Heading,
    Inline,
    Inlines,
    Link,
    Picture,
    Table,
    Value,
    plain_text,
)

#: A table with more bound figures than this gets a link past it, as each figure is a stop for the keyboard.
_MANY_VALUES = 15

#: A word with a figure that is more than the figure; wider than so many Chinese characters it may be parted.
_WITH_FIGURE = re.compile(r"(?=.*\d)(?=.*[^\d.,%‰‱+−–-])\S+")
_SHORT = 9.0


@dataclass(frozen=True)
class View:
    """What the macros may ask beyond the block itself."""

    anchors: frozenset[str]
    depths: dict[int, int]
    #: A fragment stands in a page of which it knows nothing: it has no ids, no links and no controls.
    embedded: bool = False

    def id(self, block: Block) -> str:
        """Return a block's id, which a fragment does without."""
        anchor: str = getattr(block, "anchor", "")
        return "" if self.embedded else anchor

    def depth(self, heading: Heading) -> int:
        """Return a heading's place in the outline, from 1."""
        return self.depths[id(heading)]

    def skip_target(self, table: Table) -> str:
        """Return the id behind a table that holds so many figures that the keyboard wants a way past them."""
        inlines = (inline for row in table.rows for cell in row for inline in cell.inlines)
        many = sum(isinstance(inline, Value) for inline in inlines) > _MANY_VALUES
        return f"{self.id(table)}-after" if many and self.id(table) else ""

    def is_searched(self, table: Table) -> bool:
        """Say whether the script puts a find box over a table."""
        return bool(self.id(table)) and tools.is_searched(table)

    def choices(self, table: Table) -> frozenset[int]:
        """Return the columns by whose words the script lets a reader filter."""
        return tools.choices(table) if self.is_searched(table) else frozenset()

    def inlines(self, inlines: Inlines) -> Markup:
        """Return running text."""
        if len(inlines) == 1:  # as in nearly every cell
            return self._inline(inlines[0])
        return Markup("").join(self._inline(inline) for inline in inlines)

    def key_figure(self, inlines: Inlines) -> Markup:
        """Return a key figure with its unit set small; where one bound figure is in it, the whole tells its origin."""
        figure, unit = wording.split_unit(plain_text(inlines))
        text = Markup("{}<small>{}</small>").format(figure, unit) if unit else escape(figure)
        bound = [inline for inline in inlines if isinstance(inline, Value)]
        return self._value(bound[0], text) if len(bound) == 1 else text

    def cell(self, cell: Cell, padding: str) -> Markup:
        """Return what stands in a table cell: status with its sign, room behind a figure, strong words."""
        body = self.inlines(cell.inlines)
        words = plain_text(cell.inlines)
        status, severity = wording.status_of(words), wording.severity_of(words)
        if status:
            sign = Markup('<span aria-hidden="true">{} </span>').format(status.sign)
            body = Markup('<span class="tone {}">{}{}</span>').format(
                status.value, sign if words.strip() == status.label else "", body
            )
        elif severity:
            body = Markup('<span class="tone {}">{}</span>').format(severity.value, body)
        elif _is_short(words):
            body = Markup('<span class="nb">{}</span>').format(body)
        if cell.strong:
            body = Markup("<strong>{}</strong>").format(body)
        return body + Markup('<i data-pad="{}"></i>').format(padding) if padding else body

    def _inline(self, inline: Inline) -> Markup:
        text = _lines(inline.text)
        if isinstance(inline, Value):
            return self._value(inline, text)
        if isinstance(inline, Link):
            known = inline.anchor in self.anchors and not self.embedded
            return Markup('<a href="#{}">{}</a>').format(inline.anchor, text) if known else text
        if inline.strong:
            text = Markup("<strong>{}</strong>").format(text)
        return Markup("<em>{}</em>").format(text) if inline.emphasis else text

    def _value(self, value: Value, text: Markup) -> Markup:
        lines = (("计算", value.formula), ("来源", value.sources))
        origin = "\n".join(f"{name}：{words}" for name, words in lines if words)
        if not origin:
            return text
        if self.embedded:
            return Markup('<span title="{}">{}</span>').format(origin, text)
        # One attribute serves the screen reader, the line that CSS shows on hover and focus, and the script's panel.
        return Markup('<span class="value" tabindex="0" aria-description="{}">{}</span>').format(origin, text)


def view_of(blocks: Blocks, *, embedded: bool = False) -> View:
    """Make the view of a whole report or of a fragment.

    Raises
    ------
    OutputError
        When the merged cells of a table contradict themselves.
    """
    headings = wording.headings_of(blocks)
    for table in tables_of(blocks):
        check_spans(table)
    return View(
        anchors=frozenset(wording.anchors_of(blocks)),
        depths={id(heading): depth for heading, depth in zip(headings, wording.depths(headings), strict=True)},
        embedded=embedded,
    )


def tables_of(blocks: Blocks) -> list[Table]:
    """Return every table in order, those behind figures included."""
    tables = (block.data if isinstance(block, Picture) else block for block in blocks)
    return [table for table in tables if isinstance(table, Table)]


def _lines(text: str) -> Markup:
    lines = [_line(line) for line in wording.clean(text).split("\n")]
    return lines[0] if len(lines) == 1 else Markup("<br>").join(lines)


def _line(text: str) -> Markup:
    """Return a line of text, its words that no line end may part marked: numbers of findings, pointers to tables."""
    if "-" not in text:
        return escape(text)
    return Markup("").join(_word(piece) if whole else escape(piece) for piece, whole in wording.whole_words(text))


def _word(word: str) -> Markup:
    name = "id" if wording.is_long_number(word) else "nb"
    return Markup('<span class="{}">{}</span>').format(name, word)


def _is_short(words: str) -> bool:
    """Say whether a cell holds one short word with a figure in it: 项目6, 12,000户次, the start of a check sum."""
    return bool(_WITH_FIGURE.fullmatch(words)) and text_width(words, 1.0) <= _SHORT
