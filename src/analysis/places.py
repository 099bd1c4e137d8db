"""Where a value stood: the address of a cell, as tables store it and as a person reads it.

Belongs here: the grammar ``file#part!cell``. Does not belong here: finding the cell (``documents``) or looking
addresses up for a table's row (``checks``, ``facts``).

In a workbook the part is the sheet and the cell is like ``C4``; in a text document the part is ``表1``, ``表2`` …
and the cell ``R5C4``, or the part is ``正文`` and the cell ``P12``, the twelfth paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_GRID = re.compile(r"R(\d+)C(\d+)")
_PARAGRAPH = re.compile(r"P(\d+)")
#: So much of a corrected text is shown beside its place; the table ``corrections`` has all of it.
_LONGEST_FOUND = 20
_IN_WORDS = (
    (re.compile(r"(?P<file>.+) (?P<part>\S+) 第(?P<row>\d+)行第(?P<column>\d+)列"), "R{row}C{column}"),
    (re.compile(r"(?P<file>.+) (?P<part>\S+) 第(?P<paragraph>\d+)段"), "P{paragraph}"),
    (re.compile(r"(?P<file>.+?) “(?P<part>.+)”表 (?P<cell>[A-Z]+\d+)"), "{cell}"),
)


@dataclass(frozen=True, order=True)
class Source:
    """The address of one cell, row or paragraph."""

    file: str
    part: str
    cell: str

    def __str__(self) -> str:
        return address(self.file, self.part, self.cell)

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read an address back; the inverse of ``str``."""
        file, _, rest = text.partition("#")
        part, _, cell = rest.rpartition("!")
        return cls(file, part, cell)

    @classmethod
    def of(cls, text: str) -> Source | None:
        """Read an address as stored or as said in words, the inverse of ``str`` and ``human``; ``None`` for none."""
        stored = cls.parse(text)
        if stored.file and stored.part and stored.cell:
            return stored
        for words, cell in _IN_WORDS:
            if found := words.fullmatch(text):
                return cls(found["file"], found["part"], cell.format_map(found.groupdict()))
        return None

    def human(self) -> str:
        """Say the address in words: ``分配方案.docx 表1 第5行第4列``."""
        if grid := _GRID.fullmatch(self.cell):
            return f"{self.file} {self.part} 第{grid[1]}行第{grid[2]}列"
        if paragraph := _PARAGRAPH.fullmatch(self.cell):
            return f"{self.file} {self.part} 第{paragraph[1]}段"
        return f"{self.file} “{self.part}”表 {self.cell}"


def address(file: str, part: str, cell: str) -> str:
    """Write the address of a cell as tables store it."""
    return f"{file}#{part}!{cell}"


def corrected_place(place: str, found: str | None) -> str:
    """Add to a place in words that its value was corrected, and what stood there."""
    stood = f"原文“{_shortened(found)}”" if found else "原为空白"
    return f"{place}（已更正，{stood}）"


def _shortened(text: str) -> str:
    line = "".join(text.split("\n"))
    return line if len(line) <= _LONGEST_FOUND else f"{line[:_LONGEST_FOUND]}……"


def human_place(text: str) -> str:
    """Say a stored address in words; text that is no address comes back unchanged."""
    source = Source.parse(text)
    return source.human() if source.part and source.cell else text
