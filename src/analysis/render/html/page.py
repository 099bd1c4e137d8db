"""Blocks → HTML: one offline file for reading, and a fragment for showing blocks in JupyterLab.

Belongs here: preparing what the Jinja template prints and putting the page together. Does not belong here: markup
(``report.html.j2``), look (``blocks.css``, ``report.css``), comfort (``report.js``), pieces of blocks (``view``).
"""

from __future__ import annotations

import re
import string
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

from markupsafe import Markup

from analysis.errors import OutputError
from analysis.render import wording
from analysis.render.html.policy import policy
from analysis.render.html.view import tables_of, view_of
from analysis.render.webfont import font_face
from analysis.report.blocks import Block, Blocks, Table

if TYPE_CHECKING:
    from jinja2 import Environment, Template

#: What need not be escaped in a data address inside an attribute in double quotes.
_PLAIN_IN_DATA = frozenset(string.ascii_letters + string.digits + " !$'()*+,-./:;=?@[]^_`{|}~")


def to_html(blocks: Blocks) -> str:
    """Write a report as one HTML file that needs no network, and no script either.

    The script in it adds comfort: find boxes, filters, the current section, a panel with the origin of a figure.

    Raises
    ------
    OutputError
        When the merged cells of a table contradict themselves.
    """
    view = view_of(blocks)
    headings = [(view.depth(heading), heading) for heading in wording.headings_of(blocks)]
    context = {"view": view, "headings": [(depth, heading) for depth, heading in headings if depth <= 3]}
    parts = context | {
        "body": _show(blocks, context),
        "title": wording.title_of(blocks).replace("\n", ""),
        "cover": wording.cover_of(blocks),
    }
    script = _asset("report.js")
    looks = _asset("blocks.css") + _asset("report.css") + _width_rules(blocks)

    def page(style: str) -> str:
        own = {"policy": policy(style, script), "style": Markup(style), "script": Markup(script)}  # noqa: S704
        return wording.clean(_template().render(parts | own).lstrip())

    # The font is cut to the finished page, so that whatever came into it can be drawn.
    return page(f"{font_face(page(looks))}\n{looks}")


def fragment(blocks: Blocks) -> str:
    """Write a few blocks with their own small style, to be shown inside another page.

    It has no ids and no links, so that any number of fragments can stand in one notebook.
    """
    body = _show(blocks, {"view": view_of(blocks, embedded=True)})
    style = _asset("blocks.css") + _width_rules(blocks)
    return wording.clean(f'<style>{style}</style><div class="jixiao fragment" lang="zh-CN">{body}</div>')


def _show(blocks: Blocks, context: dict[str, Any]) -> Markup:
    module = _template().make_module(context)
    return Markup("").join(module.show(block) for block in blocks)  # type: ignore[attr-defined]


@cache
def _asset(name: str) -> str:
    # Cleaned here already: what the policy's hash was made of must be what stands in the page.
    return wording.clean((files("analysis.render.html") / name).read_text(encoding="utf-8"))


def _width_classes(table: Table) -> list[str]:
    """Return a class for each column that says its share of the width, in thousandths."""
    total = sum(column.width for column in table.columns)
    return [f"w{round(column.width / total * 1000)}" for column in table.columns]


def _width_rules(blocks: Blocks) -> str:
    """Return the rules behind the classes of columns: the policy lets no style attribute count."""
    used = {name for table in tables_of(blocks) for name in _width_classes(table)}
    return "".join(f".jixiao .{name}{{width:{int(name[1:]) / 10:.1f}%}}\n" for name in sorted(used))


def _data_uri(svg: str) -> Markup:
    """Return a drawing as the address of an image, ready for an attribute in double quotes."""
    # Blanks between elements show nothing, except where words are; a line end would be dropped from an address.
    lean = svg if "<text" in svg else re.sub(r">\s+<", "><", svg)
    lean = re.sub(r"\s*\n\s*", " ", lean.strip())
    # Shorter than base64 by a third: what is escaped is rare, once the quotes are those that need it not.
    lean = lean if "'" in lean else lean.replace('"', "'")
    # A drawing is long and has few kinds of characters to escape; the escape sign itself must be the first of them.
    for mark in sorted(set(lean) - _PLAIN_IN_DATA, key=lambda mark: (mark != "%", mark)):
        lean = lean.replace(mark, quote(mark, safe=""))
    return Markup("data:image/svg+xml,{}").format(Markup(lean))  # noqa: S704  # escaped


def _paddings(table: Table) -> list[list[str]]:
    return [
        wording.decimal_padding(wording.column_texts(table, number))
        if column.align == "decimal"
        else [""] * len(table.rows)
        for number, column in enumerate(table.columns)
    ]


def _kind(block: Block) -> str:
    """Return the name of the macro that writes a block."""
    name = type(block).__name__
    if not isinstance(block, get_args(Block)):
        raise OutputError(f"HTML 不认识这种内容：{name}")
    return name


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.render.html", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        kind=_kind,
        paddings=_paddings,
        width_classes=_width_classes,
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
