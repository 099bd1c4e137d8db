"""Each kind of block → paragraphs of Word.

Belongs here: one function a kind of block; tables and figures have modules of their own. Does not belong here: what a
block says (``printed.records`` words it for every printed format), styles (``styles.yaml``), the file (``docx``).
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.render.docx import xml as x
from analysis.render.docx.cover import cover
from analysis.render.docx.opening import SUMMARY_ITEM, SUMMARY_TEXT
from analysis.render.docx.parts import BULLETS, CIRCLED, FIRST_LIST
from analysis.render.docx.pictures import picture
from analysis.render.docx.state import Record, State
from analysis.render.docx.tables import key_figures, table
from analysis.render.docx.xml import Xml, w
from analysis.render.wording import is_long_number, whole_words

_WARNING = "注意"


def write(record: Record, state: State) -> list[Xml]:
    """Return the paragraphs and tables of one block."""
    return WRITERS[record["kind"]](record, state)


def _contents(record: Record, state: State) -> list[Xml]:
    """Return the table of contents: a field that Word renews, its entries filled in, page numbers left to Word."""
    depth = record["depth"]
    entries = [heading for heading in state.headings if heading["depth"] <= depth]
    title = x.paragraph("TOCHeading", [x.run(record["title"])], page_break=state.break_here(asked=True))
    state.page_break = True
    if not entries:
        return [title]
    plain = state.sheet.styles["HeadingPlain"].name
    *opening, end = x.field(f'TOC \\o "1-{depth}" \\h \\z \\t "{plain},1"', [])
    made = [title]
    for number, heading in enumerate(entries):
        page = x.field(f"PAGEREF {heading['bookmark']} \\h", [])
        line = x.link(heading["bookmark"], [x.run(heading["text"]), x.tab(), *page])
        before = opening if number == 0 else []
        after = [end] if number == len(entries) - 1 else []
        made.append(x.paragraph(f"TOC{heading['depth']}", [*before, line, *after]))
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    return [w("sdt", w("sdtPr", gallery), w("sdtContent", *made))]


def _heading(record: Record, state: State) -> list[Xml]:
    depth = min(record["depth"], 4)
    style = "HeadingPlain" if depth == 1 and not record["numbered"] else f"Heading{depth}"
    words = state.mark([x.run(record["text"])], record["bookmark"])
    top, breaks = state.fresh, state.break_here(record["new_page"])
    # Word keeps the room above a paragraph at the top of a page, where the PDF drops it.
    return [x.paragraph(style, words, page_break=breaks, before=0 if top or breaks else None)]


def _paragraph(record: Record, state: State) -> list[Xml]:
    style = SUMMARY_TEXT if record.get("summary") else "BodyText"
    words, side = state.inlines(record["inlines"]), _side(record["inlines"])
    return [x.paragraph(style, words, page_break=state.break_here(), align=side)]


def _side(inlines: list[Record]) -> str:
    """Return how lines are set: beside long numbers, which no line end parts, they are not stretched."""
    words = (piece for inline in inlines for piece, whole in whole_words(inline["text"]) if whole)
    return "left" if any(map(is_long_number, words)) else ""


def _items(record: Record, state: State) -> list[Xml]:
    """Return a list; Word numbers it, so that an item put in between moves the others on."""
    made: list[Xml] = []
    for number, item in enumerate(record["items"]):
        if record["ordered"] and number in (0, CIRCLED):
            state.list_starts.append(number + 1)
        which = FIRST_LIST + len(state.list_starts) - 1 if record["ordered"] else BULLETS
        style = "ListNumber" if record["ordered"] else "ListBullet"
        style = SUMMARY_ITEM if record.get("summary") else style
        words, side = state.inlines(item), _side(item)
        made.append(x.paragraph(style, words, number=which, page_break=state.break_here(), align=side))
    return made


def _note(record: Record, state: State) -> list[Xml]:
    warning = record["tone"] == "warning"
    words = [x.run(_WARNING, "NoteMark"), x.run("\u3000")] if warning else []
    style = "NoteWarning" if warning else "Note"
    return [x.paragraph(style, [*words, *state.inlines(record["inlines"])], page_break=state.break_here())]


#: One writer for each kind of block; a test holds this against the kinds there are.
WRITERS: dict[str, Callable[[Record, State], list[Xml]]] = {
    "Cover": cover,
    "KeyFigures": key_figures,
    "Contents": _contents,
    "Heading": _heading,
    "Paragraph": _paragraph,
    "Items": _items,
    "Note": _note,
    "Table": table,
    "Picture": picture,
}
