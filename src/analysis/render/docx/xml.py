"""The few XML elements that a Word document is made of, as XML text.

Belongs here: elements, paragraphs, runs, fields, bookmarks, in the order that the format demands, and what keeps a
text from being anything but text. Does not belong here: which style or block they serve.

An element is text of a type of its own, which only this module makes, and it escapes what is put in. A long report has
40,000 elements, and objects would take four times as long to make. ``package`` parses the whole, so that nothing leaves
the program that is not well-formed.

Text goes only into ``w:t`` and into attributes, never into a field's instruction; so no document can smuggle one in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NewType

from docx.oxml.ns import nsmap

from analysis.render.wording import is_long_number, whole_words

#: Elements as text.
Xml = NewType("Xml", str)

#: What XML 1.0 has no way to write; printed as the sign for a character that cannot be shown.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"

#: Places to break that the PDF needs inside long words; Word finds its own, and an editor would stumble over them.
_BREAK = "\u200b"

#: What would end a text or an attribute, or be read as a mere space in one.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"} | {c: f"&#{ord(c)};" for c in "\t\n\r"}
)

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


def el(tag: str, *children: Xml | None, **attributes: object) -> Xml:
    """Make an element ``prefix:name`` with plain attributes; the prefix must be declared on it or around it."""
    named = [f' {name}="{_escaped(value)}"' for name, value in attributes.items()]
    return _element(tag, "".join(named), "".join(filter(None, children)))


def w(tag: str, *children: Xml | None, **attributes: object) -> Xml:
    """Make an element of Word's main namespace; attributes are of the same."""
    named = [f' w:{name}="{_escaped(value)}"' for name, value in attributes.items()]
    return _element(f"w:{tag}", "".join(named), "".join(filter(None, children)))


def root(tag: str, *children: Xml | None) -> Xml:
    """Make the element that a part of the file consists of, in Word's main namespace."""
    return el(f"w:{tag}", *children, **declared("w"))


def declared(prefix: str) -> dict[str, str]:
    """Return the attribute that declares the namespace of a prefix."""
    return {f"xmlns:{prefix}": nsmap[prefix]}


def _element(tag: str, attributes: str, content: str) -> Xml:
    return Xml(f"<{tag}{attributes}>{content}</{tag}>" if content else f"<{tag}{attributes}/>")


def _escaped(value: object) -> str:
    return str(value).translate(_ESCAPES)


def paragraph(
    style: str,
    content: Iterable[Xml] = (),
    *,
    keep_next: bool = False,
    page_break: bool = False,
    number: int = 0,
    before: float | None = None,
    indent: tuple[float, float, float] | None = None,
    align: str = "",
) -> Xml:
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


def is_paragraph(element: Xml) -> bool:
    """Say whether an element is a paragraph."""
    return element.startswith("<w:p>")


def ending_section(paragraph: Xml, section: Xml) -> Xml:
    """Return a paragraph as the last one of a section, whose properties it holds."""
    return Xml(paragraph.replace("</w:pPr>", f"{section}</w:pPr>", 1))


def run(text: str, style: str = "", *, bold: bool = False, size: float = 0) -> Xml:
    """Make a run of text; a line end becomes a line break."""
    made: list[Xml | None] = [_run_properties(style, bold, size, not text.isascii())]
    for number, line in enumerate(safe(text).split("\n")):
        if number:
            made.append(w("br"))
        for piece, whole in whole_words(line):
            made.extend(_unbroken(piece) if whole else [_words(piece)])
    return w("r", *made)


def runs(text: str, style: str = "", *, bold: bool = False) -> list[Xml]:
    """Make runs of text with a place to break before every long number, as LibreOffice knows none there.

    Where hyphens are no places to break, it looks for a space before the word, and for want of one parts the word.
    The space is as narrow as a space can be.
    """
    made: list[Xml] = []
    pending = ""
    for piece, whole in whole_words(text):
        # No line ends with an opening bracket.
        before = pending.rstrip(_OPENING)
        if whole and is_long_number(piece) and before and not before[-1].isspace():
            made += [run(before, style, bold=bold), run(" ", style, bold=bold, size=_NARROWEST)]
            pending = pending[len(before) :]
        pending += piece
    return [*made, run(pending, style, bold=bold)]


def head_of_number(text: str, style: str) -> Xml:
    """Make a run of what stands before the count of a caption: ``表2-`` stays on the line of its count."""
    return w("r", _run_properties(style, bold=False, size=0, chinese=not text.isascii()), *_unbroken(text))


def _unbroken(word: str) -> list[Xml]:
    """Write a word whose hyphens are no places to break; whoever reads the text still finds hyphens."""
    made: list[Xml] = []
    for number, part in enumerate(word.split("-")):
        if number:
            made.append(w("noBreakHyphen"))
        if part:
            made.append(_words(part))
    return made


def _words(text: str, tag: str = "w:t") -> Xml:
    # Without the attribute Word drops the spaces at either end.
    return Xml(f'<{tag} xml:space="preserve">{_escaped(text)}</{tag}>')


def tab() -> Xml:
    """Make a run with a tab."""
    return w("r", w("tab"))


def field(instruction: str, result: Sequence[Xml], style: str = "") -> list[Xml]:
    """Make a field: its instruction, and the runs that stand for it until it is updated."""

    def part(child: Xml) -> Xml:
        return w("r", _run_properties(style, bold=False, size=0, chinese=False), child)

    code = _words(f" {instruction} ", "w:instrText")
    ends = [part(w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    return [ends[0], part(code), ends[1], *result, ends[2]]


def link(bookmark: str, content: Iterable[Xml]) -> Xml:
    """Make a hyperlink to a bookmark of the same document."""
    return w("hyperlink", *content, anchor=bookmark, history=1)


def bookmarked(content: Sequence[Xml], number: int, name: str) -> list[Xml]:
    """Put a bookmark around content."""
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def _run_properties(style: str, bold: bool, size: float, chinese: bool) -> Xml | None:
    parts = [
        w("rStyle", val=style) if style else None,
        # Quotation marks, dashes and ① are in Latin faces too; this has Word take them from the Chinese one.
        w("rFonts", hint="eastAsia") if chinese else None,
        *((w("b"), w("bCs")) if bold else ()),
        *((w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))) if size else ()),
    ]
    return w("rPr", *parts) if any(part is not None for part in parts) else None
