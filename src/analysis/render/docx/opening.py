"""The pages before the first chapter: how large the summary and how close the contents are set, so that each fills one.

Belongs here: estimates of height, for want of a program that could measure. Does not belong here: the sizes to choose
from (``styles.yaml``, ``printed.contents``), the paragraphs themselves (``blocks``).
"""

from __future__ import annotations

import math

from analysis.render.docx.sheet import Sheet, Style, SummaryLook
from analysis.render.docx.state import Record

#: The styles that the summary's text is set in; headings, cards and notes keep their size.
SUMMARY_TEXT, SUMMARY_ITEM = "SummaryText", "SummaryItem"

#: How wide figures and Latin letters are, in ems; all before this character are such.
_FIGURE, _LATIN = 0.5, "\u2000"

#: A line stays free below: a figure that stays whole, or a face that runs wider, makes a line more here and there.
_SPARE = 1


def mark_summary(records: list[Record]) -> list[Record]:
    """Return the blocks of the page that the key figures stand on, each marked as part of the summary."""
    pages: list[list[Record]] = [[]]
    for record in records:
        alone = record["kind"] in {"Cover", "Contents"}
        if alone or record.get("new_page"):
            pages.append([])
        if not alone:
            pages[-1].append(record)
    summary = next((page for page in pages if any(record["kind"] == "KeyFigures" for record in page)), [])
    for record in summary:
        record["summary"] = True
    return summary


def fitted(sheet: Sheet, records: list[Record]) -> Sheet:
    """Return the style sheet with the summary as large as its page allows, and the contents as close as the PDF's."""
    summary = mark_summary(records)
    fitting = (look for look in sheet.summary if _height(summary, sheet, look) <= sheet.pages["portrait"].text_height)
    look = next(fitting, sheet.summary[-1])
    changes: dict[str, dict[str, float]] = {
        name: {"size": look.size, "line": look.line} for name in (SUMMARY_TEXT, SUMMARY_ITEM)
    }
    for record in records:
        if record["kind"] == "Contents":
            changes |= _contents(record["spacing"])
    return sheet.with_styles(changes)


def _contents(spacing: dict[str, float]) -> dict[str, dict[str, float]]:
    chapter = {"size": spacing["chapter"], "line": spacing["chapter"] + spacing["chapter_above"]}
    entry = {"size": spacing["entry"], "line": spacing["entry"] + spacing["entry_above"]}
    return {"TOC1": chapter, "TOC2": entry, "TOC3": entry}


def _height(records: list[Record], sheet: Sheet, look: SummaryLook) -> float:
    # The room above the first heading is dropped at the top of a page.
    above = sheet.styles["Heading1"].before or 0
    return sum(_record_height(record, sheet, look) for record in records) - above + _SPARE * look.line


def _record_height(record: Record, sheet: Sheet, look: SummaryLook) -> float:
    width = sheet.pages["portrait"].text_width
    styles = sheet.styles
    if record["kind"] == "Heading":
        style = styles[f"Heading{min(record['depth'], 4)}"]
        return (style.before or 0) + _line(style, sheet)
    if record["kind"] == "KeyFigures":
        cards = [_line(styles[name], sheet) for name in ("KeyLabel", "KeyFigure", "KeyNote", "KeyNote")]
        return sum(cards) + 4 * _line(styles["Spacer"], sheet)
    if record["kind"] == "Note":
        style = styles["Note"]
        room = width - (style.indent or 0) - (style.right or 0)
        above = (style.before or 0) + (style.after or 0)
        return above + _line(style, sheet) * (1 + _lines(_words(record["inlines"]), room, style.size or 0, 0))
    if record["kind"] == "Items":
        room = width - sheet.list_indent
        return look.line * sum(_lines(_words(item), room, look.size, 0) for item in record["items"])
    if record["kind"] == "Paragraph":
        first = styles["BodyText"].first_line or 0
        return look.line * _lines(_words(record["inlines"]), width, look.size, first * look.size)
    return sheet.pages["portrait"].text_height


def _words(inlines: list[Record]) -> str:
    return "".join(inline["text"] for inline in inlines)


def _lines(text: str, room: float, size: float, indent: float) -> int:
    width = sum(1.0 if char > _LATIN else _FIGURE for char in text) * size
    return max(1, math.ceil((indent + width) / room))


def _line(style: Style, sheet: Sheet) -> float:
    return style.line or sheet.styles["Normal"].line or 0
