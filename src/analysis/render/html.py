"""Blocks → HTML: one offline file for reading, and a fragment for showing blocks in JupyterLab.

Belongs here: choosing ids and levels, preparing the few values that the Jinja template prints, and putting the page
together. Does not belong here: markup (``report.html.j2``) and look (``blocks.css``, ``report.css``).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

from markupsafe import Markup, escape

from analysis.errors import OutputError
from analysis.render import wording
from analysis.render.spans import check_spans
from analysis.render.webfont import font_face
from analysis.report.blocks import Block, Blocks, Cell, Heading, Inline, Inlines, Link, Table, Value, plain_text

if TYPE_CHECKING:
    from jinja2 import Environment, Template

#: A table with more bound figures than this gets a link past it, as each figure is a stop for the keyboard.
_MANY_VALUES = 15


@dataclass(frozen=True)
class _View:
    """What the macros may ask beyond the block itself."""

    anchors: frozenset[str]
    depths: dict[int, int]
    #: A fragment stands in a page of which it knows nothing: it has no ids and no links.
    embedded: bool = False

    def id(self, block: Block) -> str:
        anchor: str = getattr(block, "anchor", "")
        return "" if self.embedded else anchor

    def depth(self, heading: Heading) -> int:
        return self.depths[id(heading)]

    def inlines(self, inlines: Inlines) -> Markup:
        return Markup("").join(self._inline(inline) for inline in inlines)

    def key_figure(self, inlines: Inlines) -> Markup:
        """Return a key figure with its unit set small."""
        figure, unit = wording.split_unit(plain_text(inlines))
        text = Markup("{}<small>{}</small>").format(figure, unit) if unit else escape(figure)
        bound = [inline for inline in inlines if isinstance(inline, Value)]
        return self._value(bound[0], text) if len(inlines) == len(bound) == 1 else text

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
        # One attribute serves both the screen reader and, through CSS, the line shown on hover and focus.
        return Markup('<span class="value" tabindex="0" aria-description="{}">{}</span>').format(origin, text)

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
        if cell.strong:
            body = Markup("<strong>{}</strong>").format(body)
        return body + (Markup('<i data-pad="{}"></i>').format(padding) if padding else Markup(""))


def to_html(blocks: Blocks) -> str:
    """Write a report as one HTML file that needs no network and runs no script.

    Raises
    ------
    OutputError
        When the merged cells of a table contradict themselves.
    """
    view = _view(blocks)
    headings = [(view.depth(heading), heading) for heading in wording.headings_of(blocks)]
    text = _template().render(
        blocks=blocks,
        view=view,
        title=wording.title_of(blocks).replace("\n", ""),
        cover=wording.cover_of(blocks),
        headings=[(depth, heading) for depth, heading in headings if depth <= 3],
        style=_style("blocks.css") + _style("report.css"),
    )
    page = wording.clean(text.lstrip())
    # The font is cut to the finished page, so that whatever came into it can be drawn.
    return page.replace("<style>", f"<style>{font_face(page)}\n", 1)


def fragment(blocks: Blocks) -> str:
    """Write a few blocks with their own small style, to be shown inside another page.

    It has no ids and no links, so that any number of fragments can stand in one notebook.
    """
    view = _view(blocks, embedded=True)
    module = _template().make_module({"view": view})
    body = Markup("").join(module.show(block) for block in blocks)  # type: ignore[attr-defined]
    return wording.clean(f'<style>{_style("blocks.css")}</style><div class="jixiao fragment" lang="zh-CN">{body}</div>')


def _view(blocks: Blocks, embedded: bool = False) -> _View:
    headings = wording.headings_of(blocks)
    for block in blocks:
        for table in (block, getattr(block, "data", None)):
            if isinstance(table, Table):
                check_spans(table)
    return _View(
        anchors=frozenset(wording.anchors_of(blocks)),
        depths={id(heading): depth for heading, depth in zip(headings, wording.depths(headings), strict=True)},
        embedded=embedded,
    )


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in wording.clean(text).split("\n"))


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _paddings(table: Table) -> list[list[str]]:
    return [
        wording.decimal_padding(wording.column_texts(table, number))
        if column.align == "decimal"
        else [""] * len(table.rows)
        for number, column in enumerate(table.columns)
    ]


def _has_many_values(table: Table) -> bool:
    inlines = (inline for row in table.rows for cell in row for inline in cell.inlines)
    return sum(isinstance(inline, Value) for inline in inlines) > _MANY_VALUES


def _kind(block: Block) -> str:
    """Return the name of the macro that writes a block."""
    name = type(block).__name__
    if not isinstance(block, get_args(Block)):
        raise OutputError(f"HTML 不认识这种内容：{name}")
    return name


@cache
def _style(name: str) -> Markup:
    return Markup((files("analysis.render") / name).read_text(encoding="utf-8"))  # noqa: S704  # our own file


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.render", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        kind=_kind,
        paddings=_paddings,
        has_many_values=_has_many_values,
        data_uri=_data_uri,
        ordinal=wording.ordinal,
        caption_number=wording.caption_number,
        source_line=wording.source_line,
        unit_line=wording.unit_line,
        note_lines=wording.note_lines,
        is_covered=wording.is_covered,
        title_lines=wording.title_lines,
    )
    return environment


@cache
def _template() -> Template:
    return _environment().get_template("report.html.j2")
