"""The few XML elements that a Word document is made of.

Belongs here: elements, paragraphs, runs, fields, bookmarks, in the order that the format demands, and what keeps a
text from being anything but text. Does not belong here: which style or block they serve.

Text goes only into ``w:t`` and into attributes, never into a field's instruction; so no document can smuggle one in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from docx.oxml.ns import NamespacePrefixedTag, qn
from docx.oxml.parser import oxml_parser

from analysis.render.wording import is_long_number, whole_words

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

#: What XML 1.0 has no way to write; printed as the sign for a character that cannot be shown.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"

#: Places to break that the PDF needs inside long words; Word finds its own, and an editor would stumble over them.
_BREAK = "\u200b"
_SPACE = qn("xml:space")
#: Points.
_NARROWEST = 1
_OPENING = "（(“《【"


def safe(text: str) -> str:
    """Return text that XML can hold."""
    return _FORBIDDEN.sub(_REPLACEMENT, text).replace(_BREAK, "")


def twips(points: float) -> int:
    """Turn points into the twentieths in which Word measures."""
    return round(points * 20)


def millimetres(length: float) -> int:
    """Turn millimetres into twentieths of a point."""
    return round(length / 25.4 * 1440)


def el(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Make an element ``prefix:name`` with plain attributes."""
    element = _empty(tag)
    for name, value in attributes.items():
        element.set(name, str(value))
    element.extend([child for child in children if child is not None])
    return element


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Make an element of Word's main namespace; attributes are of the same."""
    element = el(f"w:{tag}", *children)
    for name, value in attributes.items():
        element.set(_main(name), str(value))
    return element


def _empty(tag: str) -> Element:
    # What the library works out for every element it makes is worked out once a kind here: a report has 60,000.
    name, spaces = _kind(tag)
    made: Element = oxml_parser.makeelement(name, nsmap=spaces)
    return made


@cache
def _kind(tag: str) -> tuple[str, dict[str, str]]:
    kind = NamespacePrefixedTag(tag)
    return kind.clark_name, kind.nsmap


@cache
def _main(name: str) -> str:
    """Return the full name of an attribute of Word's main namespace."""
    return qn(f"w:{name}")


def paragraph(
    style: str,
    content: Iterable[Element] = (),
    *,
    keep_next: bool = False,
    page_break: bool = False,
    number: int = 0,
    before: float | None = None,
    indent: tuple[float, float, float] | None = None,
    align: str = "",
) -> Element:
    """Make a paragraph.

    Parameters
    ----------
    style
        Identifier of its style; everything else is an exception from it.
    content
        Runs, hyperlinks, bookmarks.
    keep_next, page_break
        Stay on the page of what follows; begin a page.
    number
        The list that it belongs to.
    before, indent
        Points above it; points to the left, hanging, to the right.
    align
        ``left``, ``center``, ``right``.
    """
    properties = w(
        "pPr",
        w("pStyle", val=style),
        w("keepNext") if keep_next else None,
        w("pageBreakBefore") if page_break else None,
        w("numPr", w("ilvl", val=0), w("numId", val=number)) if number else None,
        w("spacing", before=twips(before)) if before is not None else None,
        w("ind", left=twips(indent[0]), right=twips(indent[2]), hanging=twips(indent[1])) if indent else None,
        w("jc", val=align) if align else None,
    )
    return w("p", properties, *content)


def run(text: str, style: str = "", *, bold: bool = False, size: float = 0) -> Element:
    """Make a run of text; a line end becomes a line break."""
    made = w("r", _run_properties(style, bold, size, not text.isascii()))
    for number, line in enumerate(safe(text).split("\n")):
        if number:
            made.append(w("br"))
        for piece, whole in whole_words(line):
            made.extend(_unbroken(piece) if whole else [_words(piece)])
    return made


def runs(text: str, style: str = "", *, bold: bool = False) -> list[Element]:
    """Make runs of text with a place to break before every long number, as LibreOffice knows none there.

    Where hyphens are no places to break, it looks for a space before the word, and for want of one parts the word.
    The space is as narrow as a space can be.
    """
    made: list[Element] = []
    pending = ""
    for piece, whole in whole_words(text):
        # No line ends with an opening bracket.
        before = pending.rstrip(_OPENING)
        if whole and is_long_number(piece) and before and not before[-1].isspace():
            made += [run(before, style, bold=bold), run(" ", style, bold=bold, size=_NARROWEST)]
            pending = pending[len(before) :]
        pending += piece
    return [*made, run(pending, style, bold=bold)]


def head_of_number(text: str, style: str) -> Element:
    """Make a run of what stands before the count of a caption: ``表2-`` stays on the line of its count."""
    return w("r", _run_properties(style, bold=False, size=0, chinese=not text.isascii()), *_unbroken(text))


def _unbroken(word: str) -> list[Element]:
    """Write a word whose hyphens are no places to break; whoever reads the text still finds hyphens."""
    made: list[Element] = []
    for number, part in enumerate(word.split("-")):
        if number:
            made.append(w("noBreakHyphen"))
        if part:
            made.append(_words(part))
    return made


def _words(text: str) -> Element:
    words = w("t")
    words.text = text
    words.set(_SPACE, "preserve")
    return words


def tab() -> Element:
    """Make a run with a tab."""
    return w("r", w("tab"))


def field(instruction: str, result: Sequence[Element], style: str = "") -> list[Element]:
    """Make a field: its instruction, and the runs that stand for it until it is updated."""

    def part(child: Element) -> Element:
        return w("r", _run_properties(style, bold=False, size=0, chinese=False), child)

    code = w("instrText")
    code.text = f" {instruction} "
    code.set(_SPACE, "preserve")
    ends = [part(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    return [ends[0], part(code), ends[1], *result, ends[2]]


def link(bookmark: str, content: Iterable[Element]) -> Element:
    """Make a hyperlink to a bookmark of the same document."""
    return w("hyperlink", *content, anchor=bookmark, history=1)


def bookmarked(content: Sequence[Element], number: int, name: str) -> list[Element]:
    """Put a bookmark around content."""
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def _run_properties(style: str, bold: bool, size: float, chinese: bool) -> Element | None:
    parts = [
        w("rStyle", val=style) if style else None,
        # Quotation marks, dashes and ① are in Latin faces too; this has Word take them from the Chinese one.
        w("rFonts", hint="eastAsia") if chinese else None,
        *((w("b"), w("bCs")) if bold else ()),
        *((w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))) if size else ()),
    ]
    return w("rPr", *parts) if any(part is not None for part in parts) else None
