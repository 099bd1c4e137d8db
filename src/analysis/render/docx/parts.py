"""The parts beside the text: lists, settings, running head, page numbers, properties, page forms.

Belongs here: everything of a Word file that is the same for every report but for a title. Does not belong here:
styles (``styles``), the text (``blocks``), the package that holds all parts (``docx``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from analysis.render.docx.sheet import Page, Sheet
from analysis.render.docx.xml import Xml, el, field, millimetres, paragraph, root, run, safe, twips, w

#: The list that bullets belong to, and the first number that an ordered list may have.
BULLETS, FIRST_LIST = 1, 2

#: So many items have a circled number; later ones are printed （21）.
CIRCLED = 20

_WORD = "http://schemas.microsoft.com/office/word"


def numbering_xml(starts: Sequence[int], sheet: Sheet) -> Xml:
    """Return the root of ``numbering.xml``.

    Parameters
    ----------
    starts
        The first number of every ordered list in the text, in order; from 21 on numbers stand in brackets.
    sheet
        The style sheet.
    """
    # How far text stands from the margin, and how far its mark stands out to the left; two characters before the mark.
    teal = sheet.colours["teal"]
    small = w("rPr", w("rFonts", hint="eastAsia"), w("color", val=teal), w("sz", val=16), w("szCs", val=16))
    plain = w("rPr", w("rFonts", hint="eastAsia"))
    forms = (
        _abstract(0, "bullet", "■", (44, 12), small),
        _abstract(1, "decimalEnclosedCircle", "%1", (sheet.list_indent, 22), plain),
        _abstract(2, "decimal", "（%1）", (82, 50), w("rPr", w("rFonts", hint="eastAsia"))),
    )
    lists = [w("num", w("abstractNumId", val=0), numId=BULLETS)]
    for number, start in enumerate(starts, start=FIRST_LIST):
        begin = w("lvlOverride", w("startOverride", val=start), ilvl=0)
        lists.append(w("num", w("abstractNumId", val=1 if start <= CIRCLED else 2), begin, numId=number))
    return root("numbering", *forms, *lists)


def settings_xml(sheet: Sheet) -> Xml:
    """Return the root of ``settings.xml``."""
    compatible = [
        w("compatSetting", name=name, uri=_WORD, val=value)
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    ]
    return root(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", *compatible),
        w("themeFontLang", val=sheet.latin_language, eastAsia=sheet.language),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def header_xml(running: str) -> Xml:
    """Return a page header: the report's short title over a fine rule."""
    return root("hdr", paragraph("Header", [run(running)]))


def footer_xml(style: str) -> Xml:
    """Return a page footer: the page number between dashes, as GB/T 9704 prints it."""
    return root("ftr", paragraph(style, [run("— "), *field("PAGE", [run("1")]), run(" —")]))


def core_xml(title: str, author: str, language: str, moment: datetime | None) -> bytes:
    """Return ``core.xml``: the document's properties; without a time of its own the document carries none."""
    dates = ""
    if moment:
        utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        dates = "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{utc:%Y-%m-%dT%H:%M:%SZ}</dcterms:{name}>'
            for name in ("created", "modified")
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(safe(title))}</dc:title><dc:creator>{escape(safe(author))}</dc:creator>"
        f"<dc:language>{escape(language)}</dc:language><cp:revision>1</cp:revision>{dates}</cp:coreProperties>"
    )
    return text.encode("utf-8")


def section(page: Page, references: Sequence[Xml] = (), *, first: bool = False, borders: Xml | None = None) -> Xml:
    """Return the properties of a run of pages.

    Parameters
    ----------
    page
        Its measures.
    references
        Headers and footers; without them a section has those of the one before.
    first
        Whether its first page is page 1.
    borders
        Rules around its pages.
    """
    names = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    names |= {"header": page.header, "footer": page.footer}
    size: dict[str, object] = {"w": millimetres(page.width), "h": millimetres(page.height)}
    if page.width > page.height:
        size["orient"] = "landscape"
    return w(
        "sectPr",
        *references,
        w("type", val="nextPage"),
        w("pgSz", **size),
        w("pgMar", **{name: millimetres(length) for name, length in names.items()}, gutter=0),
        borders,
        w("pgNumType", start=1) if first else None,
    )


def cover_section(page: Page, colour: str) -> Xml:
    """Return the properties of the cover: no head, no number, a double rule above and below the text."""
    rules = (w(side, val="double", sz=12, space=0, color=colour) for side in ("top", "bottom"))
    return section(page, borders=w("pgBorders", *rules, offsetFrom="text"))


def reference(kind: str, which: str, relationship: str) -> Xml:
    """Return a section's pointer to a header or footer part."""
    return el(f"w:{kind}Reference", **{"w:type": which, "r:id": relationship})


def _abstract(number: int, form: str, text: str, indent: tuple[float, float], look: Xml) -> Xml:
    left, hanging = (twips(length) for length in indent)
    level = w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        w("suff", val="tab"),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("tabs", w("tab", val="num", pos=left)), w("ind", left=left, hanging=hanging)),
        look,
        ilvl=0,
    )
    return w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=number)
