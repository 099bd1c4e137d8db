"""What the records of a printed report have in common: the report around a block, runs of text, captions.

Belongs here: what more than one kind of record needs. Does not belong here: records of a kind (``records``,
``tables``), which page a block goes to (``pages``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.render import wording
from analysis.report.blocks import Inlines, Link, Picture, Table, Text

Record = dict[str, Any]


@dataclass
class Context:
    """What a block needs to know of the report around it."""

    anchors: set[str]
    depths: dict[int, int]
    contents: Record
    substitutes: Mapping[str, str]
    labelled: set[str] = field(default_factory=set)

    def words(self, text: str) -> str:
        """Return text as it may be printed."""
        cleaned = wording.clean(text)
        return "".join(self.substitutes.get(char, char) for char in cleaned) if self.substitutes else cleaned

    def label(self, anchor: str) -> str:
        """Return the anchor once; a second block with the same anchor gets none, for a label must be unique."""
        if not anchor or anchor in self.labelled:
            return ""
        self.labelled.add(anchor)
        return anchor


def runs(inlines: Inlines, context: Context) -> list[Record]:
    """Return the runs of one paragraph; a line end in the text is dropped, as a paragraph has none."""
    made: list[Record] = []
    for inline in inlines:
        run: Record = {"text": context.words(inline.text).replace("\n", "")}
        if isinstance(inline, Text) and inline.strong:
            run["strong"] = True
        if isinstance(inline, Text) and inline.emphasis:
            run["emphasis"] = True
        if isinstance(inline, Link) and inline.anchor in context.anchors:
            run["to"] = inline.anchor
        made.append(run)
    return made


def captioned(block: Table | Picture, context: Context) -> Record:
    """Return what a table and a figure both print around themselves."""
    return {
        "number": context.words(wording.caption_number(block)),
        "title": context.words(block.title),
        "label": context.label(block.anchor),
        "source": context.words(wording.source_line(block.source)),
        "notes": [context.words(note) for note in wording.note_lines(block.notes)],
    }
