"""The title page of the Word document.

Belongs here: what stands on the cover, and how its free height is shared out, which Word cannot do by itself. Does not
belong here: its double rule and its page (``parts``).
"""

from __future__ import annotations

from analysis.render.docx import xml as x
from analysis.render.docx.sheet import Sheet
from analysis.render.docx.state import Record, State
from analysis.render.docx.xml import Xml
from analysis.render.heights import text_width


def cover(record: Record, state: State) -> list[Xml]:
    """Return the title page: title, particulars, issuer and notes, spread over its height as on the PDF's."""
    look = state.sheet
    label = look.cover.label_width
    width = look.pages["portrait"].text_width
    room = min(width - label, max(text_width(words, _size(look, "CoverItem")) for _, words in record["rows"]))
    # The particulars stand in the middle as one block, their names in a column to the left.
    indent = ((width + label - room) / 2, label, 0.0)
    above = _gaps(record, look, room)
    made = [x.paragraph("Title", [x.run("\n".join(record["lines"]))], before=above[0])]
    made += _optional("Subtitle", record["subtitle"])
    for number, (name, words) in enumerate(record["rows"]):
        content = [x.run(name, "CoverLabel"), x.tab(), x.run(words)]
        made.append(x.paragraph("CoverItem", content, before=None if number else above[1], indent=indent))
    made.append(x.paragraph("CoverIssuer", [x.run(record["issuer"])], before=above[2]))
    made += _optional("CoverIssuer", record["date"])
    for number, note in enumerate(record["notes"]):
        made.append(x.paragraph("CoverNote", [x.run(note)], before=None if number else look.cover.above_notes))
    return made


def _optional(style: str, text: str) -> list[Xml]:
    return [x.paragraph(style, [x.run(text)])] if text else []


def _gaps(record: Record, look: Sheet, room: float) -> list[float]:
    """Return the height above the title, the particulars and the issuer."""
    width = look.pages["portrait"].text_width
    texts = [("Title", line, width) for line in record["lines"]]
    texts += [("CoverItem", words, room) for _, words in record["rows"]]
    texts += [("Subtitle", record["subtitle"], width)]
    texts += [("CoverIssuer", text, width) for text in (record["issuer"], record["date"])]
    texts += [("CoverNote", note, width) for note in record["notes"]]
    taken = sum(_height(look, style, text, wide) for style, text, wide in texts if text)
    free = max(0.0, look.cover.room - look.cover.above_notes - taken)
    return [free * share / sum(look.cover.shares) for share in look.cover.shares]


def _height(look: Sheet, style: str, text: str, width: float) -> float:
    # A line that fills its room to the last hair is one line.
    lines = 1 + int((text_width(text, _size(look, style)) - 1) // width)
    return lines * (look.styles[style].line or look.styles["Normal"].line or 0) + (look.styles[style].before or 0)


def _size(look: Sheet, style: str) -> float:
    return look.styles[style].size or look.styles["Normal"].size or 0
