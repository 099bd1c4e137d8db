"""The style sheet → ``styles.xml`` and ``fontTable.xml``.

Belongs here: how Word writes down styles and fonts. Does not belong here: what the styles are (``styles.yaml``).
"""

from __future__ import annotations

from analysis.render.docx.sheet import Font, Sheet, Style
from analysis.render.docx.xml import Xml, root, twips, w

#: Identifiers of the table styles.
REPORT_TABLE, CARD_TABLE = "ReportTable", "CardTable"

#: What a list paragraph of each style belongs to by itself; numbers are given in ``parts``.
LIST_NUMBERS = {"ListBullet": 1}


def styles_xml(sheet: Sheet) -> Xml:
    """Return the root of ``styles.xml``."""
    return root(
        "styles",
        _defaults(sheet),
        w("style", w("name", val="Default Paragraph Font"), type="character", default=1, styleId="DefaultFont"),
        w("style", w("name", val="No List"), type="numbering", default=1, styleId="NoList"),
        _normal_table(),
        *(_style(name, style, sheet) for name, style in sheet.styles.items()),
        _report_table(sheet),
        _card_table(sheet),
    )


def fonts_xml(sheet: Sheet) -> Xml:
    """Return the root of ``fontTable.xml``: every face with the names that may stand in for it."""
    chinese = [
        w(
            "font",
            w("altName", val=",".join(font.others)),
            w("charset", val="86"),
            w("family", val=font.family),
            w("pitch", val="default"),
            name=font.name,
        )
        for font in sheet.fonts.values()
    ]
    latin = [
        w("font", w("charset", val="00"), w("pitch", val="variable"), name=name)
        for name in dict.fromkeys(font.latin for font in sheet.fonts.values())
    ]
    return root("fonts", *chinese, *latin)


def _defaults(sheet: Sheet) -> Xml:
    """Set language and fonts."""
    language = w("lang", val=sheet.latin_language, eastAsia=sheet.language, bidi="ar-SA")
    run = w("rPr", _fonts(sheet.fonts["body"]), w("sz", val=21), w("szCs", val=21), language)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault"))


def _style(identifier: str, style: Style, sheet: Sheet) -> Xml:
    based_on = style.based_on or ("" if _is_root(style) or style.kind == "character" else "Normal")
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=based_on) if based_on else None,
        w("next", val=style.next) if style.next else None,
        w("uiPriority", val=1 if style.quick else 99),
        w("qFormat") if style.quick else None,
        _paragraph_properties(identifier, style, sheet) if style.kind == "paragraph" else None,
        _run_properties(style, sheet),
        type=style.kind,
        styleId=identifier,
        **({"default": 1} if _is_root(style) else {}),
    )


def _paragraph_properties(identifier: str, style: Style, sheet: Sheet) -> Xml:
    keep = style.keep_next
    return w(
        "pPr",
        None if keep is None else w("keepNext", val=int(keep)),
        _list_number(identifier),
        _frame(style, sheet),
        w("shd", val="clear", color="auto", fill=sheet.colours[style.fill]) if style.fill else None,
        _tabs(style, sheet),
        # Official documents have no room between Chinese and figures, and no grid of lines beside the exact one.
        *((w("autoSpaceDE", val=0), w("autoSpaceDN", val=0), w("snapToGrid", val=0)) if _is_root(style) else ()),
        _spacing(style),
        _indent(style),
        w("jc", val=style.align) if style.align else None,
        None if style.outline is None else w("outlineLvl", val=style.outline),
    )


def _is_root(style: Style) -> bool:
    return style.name == "Normal"


def _run_properties(style: Style, sheet: Sheet) -> Xml:
    return w(
        "rPr",
        _fonts(sheet.fonts[style.font]) if style.font else None,
        *(() if style.bold is None else (w("b", val=int(style.bold)), w("bCs", val=int(style.bold)))),
        w("color", val=sheet.colours[style.colour]) if style.colour else None,
        *(w(tag, val=round(style.size * 2)) for tag in ("sz", "szCs") if style.size is not None),
    )


def _fonts(font: Font) -> Xml:
    return w("rFonts", ascii=font.latin, hAnsi=font.latin, eastAsia=font.name, cs=font.latin)


def _list_number(identifier: str) -> Xml | None:
    number = LIST_NUMBERS.get(identifier)
    return w("numPr", w("numId", val=number)) if number else None


def _frame(style: Style, sheet: Sheet) -> Xml | None:
    lines = [
        w(side, val="single", sz=round(line.width * 8), space=round(line.space), color=sheet.colours[line.colour])
        for side, line in style.frame.items()
    ]
    return w("pBdr", *lines) if lines else None


def _tabs(style: Style, sheet: Sheet) -> Xml | None:
    if style.leader is None:
        return None
    # The tab stands at the right edge of the text, however wide the sheet makes the page.
    edge = min(style.leader, sheet.pages["portrait"].text_width)
    return w("tabs", w("tab", val="right", leader="dot", pos=twips(edge)))


def _spacing(style: Style) -> Xml | None:
    values: dict[str, object] = {}
    if style.before is not None:
        values["before"] = twips(style.before)
    if style.after is not None:
        values["after"] = twips(style.after)
    if style.line is not None:
        values |= {"line": twips(style.line or 12), "lineRule": "exact" if style.line else "auto"}
    return w("spacing", **values) if values else None


def _indent(style: Style) -> Xml | None:
    values: dict[str, object] = {}
    if style.indent is not None:
        values["left"] = twips(style.indent)
    if style.right is not None:
        values["right"] = twips(style.right)
    if style.first_line is not None:
        # Hundredths of a character follow the text's size; the fixed measure is for programs that know no characters.
        values |= {"firstLineChars": round(style.first_line * 100), "firstLine": twips(style.first_line * 16)}
    return w("ind", **values) if values else None


def _normal_table() -> Xml:
    margins = w("tblCellMar", *(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")))
    properties = w("tblPr", w("tblInd", w=0, type="dxa"), margins)
    return w("style", w("name", val="Normal Table"), properties, type="table", default=1, styleId="NormalTable")


def _report_table(sheet: Sheet) -> Xml:
    """Return the style of every printed table: rules above and below, a tinted header row and total row."""
    teal, wash, hairline = (sheet.colours[name] for name in ("teal", "wash", "hairline"))
    side = twips(sheet.tables.inset)
    return w(
        "style",
        w("name", val="绩效报告表格"),
        w("basedOn", val="NormalTable"),
        w("uiPriority", val=1),
        w("qFormat"),
        w(
            "tblPr",
            w(
                "tblBorders",
                w("top", val="single", sz=10, space=0, color=teal),
                w("bottom", val="single", sz=10, space=0, color=teal),
                w("insideH", val="single", sz=4, space=0, color=hairline),
            ),
            w(
                "tblCellMar",
                w("top", w=60, type="dxa"),
                w("left", w=side, type="dxa"),
                w("bottom", w=60, type="dxa"),
                w("right", w=side, type="dxa"),
            ),
        ),
        _band("firstRow", wash, "bottom", teal),
        _band("lastRow", wash, "top", teal),
        type="table",
        styleId=REPORT_TABLE,
    )


def _band(which: str, fill: str, side: str, line: str) -> Xml:
    borders = w("tcBorders", w(side, val="single", sz=6, space=0, color=line))
    return w("tblStylePr", w("tcPr", borders, w("shd", val="clear", color="auto", fill=fill)), type=which)


def _card_table(sheet: Sheet) -> Xml:
    """Return the style of the row of key figures: tinted cards under a rule, white between them."""
    teal, white = sheet.colours["teal"], sheet.colours["white"]
    cards = sheet.key_figures
    side, gap = twips(cards.inset), round(cards.gap * 8)
    return w(
        "style",
        w("name", val="关键数据表"),
        w("basedOn", val="NormalTable"),
        w("uiPriority", val=99),
        w(
            "tblPr",
            w(
                "tblBorders",
                w("top", val="single", sz=16, space=0, color=teal),
                w("insideH", val="single", sz=16, space=0, color=teal),
                w("insideV", val="single", sz=gap, space=0, color=white),
            ),
            w(
                "tblCellMar",
                w("top", w=160, type="dxa"),
                w("left", w=side, type="dxa"),
                w("bottom", w=160, type="dxa"),
                w("right", w=side, type="dxa"),
            ),
        ),
        w("tcPr", w("shd", val="clear", color="auto", fill=sheet.colours["wash"])),
        type="table",
        styleId=CARD_TABLE,
    )
