"""What the writer of a Word document remembers from block to block.

Belongs here: names of bookmarks, numbers of lists, captions and pictures, whether the next block begins a page. Does
not belong here: the blocks themselves (``blocks``, ``tables``, ``pictures``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from analysis.render.docx import xml as x
from analysis.render.docx.sheet import Sheet
from analysis.render.docx.xml import Xml

#: A block as ``printed.records`` describes it: the PDF and the Word document are made from the same words.
Record = dict[str, Any]

#: A caption's number that Word can count by itself: what stays, and the count.
_COUNTED = re.compile(r"([^\W\d_][^\W_]*-)([1-9][0-9]*)")


@dataclass
class State:
    """The memory of one document."""

    sheet: Sheet
    #: Stores a PNG and returns the name by which the text refers to it.
    store: Callable[[bytes], str]
    headings: list[Record]
    #: Anchor of the report → bookmark, and → the number of the caption that stands there.
    bookmarks: dict[str, str] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    #: What stands before the count of those captions that Word counts.
    counted: frozenset[str] = frozenset()
    list_starts: list[int] = field(default_factory=list)
    page_break: bool = False
    #: Whether nothing stands on the page yet.
    fresh: bool = True
    pictures: int = 0
    landscape: bool = False
    _marks: int = 0

    @property
    def text_width(self) -> float:
        """The width of the text in points."""
        return self.sheet.pages["landscape" if self.landscape else "portrait"].text_width

    def break_here(self, asked: bool = False) -> bool:
        """Say whether a paragraph begins a page; asking settles it."""
        due, self.page_break = self.page_break or asked, False
        begins, self.fresh = due and not self.fresh, False
        return begins

    def begin_pages(self, *, landscape: bool) -> None:
        """Begin pages of another form: the break between them is one already."""
        self.landscape, self.fresh, self.page_break = landscape, True, False

    def mark(self, content: list[Xml], name: str) -> list[Xml]:
        """Put a bookmark around content."""
        self._marks += 1
        return x.bookmarked(content, self._marks, name)

    def inlines(self, parts: Iterable[Record], *, style: str = "", bold: bool = False) -> list[Xml]:
        """Return the runs of a line; pointers become links, pointers to a caption's number follow the number."""
        made: list[Xml] = []
        for part in parts:
            target = self.bookmarks.get(part.get("to", ""), "")
            strong = bold or part.get("strong", False)
            look = "Hyperlink" if target else "Emphasis" if part.get("emphasis") else style
            words = x.runs(part["text"], look or ("Strong" if strong else ""), bold=strong and bool(look))
            if not target:
                made += words
                continue
            numbered = part["text"] == self.captions.get(part["to"])
            content = x.field(f"REF {target} \\h \\* MERGEFORMAT", words, look) if numbered else words
            made.append(x.link(target, content))
        return made

    def caption(self, record: Record, style: str) -> Xml:
        """Return the caption of a table or figure; Word counts its number, which a new one in between moves on."""
        number, title = self._number(record["number"]), [x.run(record["title"])]
        name = self.bookmarks.get(record["label"], "")
        if name:
            number, title = (self.mark(number, name), title) if number else (number, self.mark(title, name))
        gap = [x.run("\u3000")] if number else []
        return x.paragraph(style, [*number, *gap, *title], page_break=self.break_here())

    def _number(self, number: str) -> list[Xml]:
        if not number:
            return []
        before, count = count_of(number)
        if before not in self.counted:
            return [x.run(number, "CaptionNumber")]
        series = before.removesuffix("-")
        result = x.field(f"SEQ {series} \\* ARABIC", [x.run(count, "CaptionNumber")], "CaptionNumber")
        return [x.head_of_number(before, "CaptionNumber"), *result]


def counted(numbers: Iterable[str]) -> frozenset[str]:
    """Return what stands before the count in those captions that Word can count by itself: 1, 2, 3 and so on.

    A series that begins later or leaves one out is printed as it is; counting would change its numbers.
    """
    series: dict[str, list[str]] = {}
    for number in numbers:
        before, count = count_of(number)
        series.setdefault(before, []).append(count)
    return frozenset(
        before for before, counts in series.items() if before and counts == [str(n + 1) for n in range(len(counts))]
    )


def count_of(number: str) -> tuple[str, str]:
    """Part a caption's number into what stays and the count: ``表2-`` and ``1``; without a count both are empty."""
    match = _COUNTED.fullmatch(number)
    return (match[1], match[2]) if match else ("", "")
