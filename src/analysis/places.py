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


@dataclass(frozen=True, order=True)
class Source:
    """The address of one cell, row or paragraph."""

    file: str
    part: str
    cell: str

    def __str__(self) -> str:
        return f"{self.file}#{self.part}!{self.cell}"

    @classmethod
    def parse(cls, text: str) -> Source:
        """Read an address back; the inverse of ``str``."""
        file, _, rest = text.partition("#")
        part, _, cell = rest.rpartition("!")
        return cls(file, part, cell)

    def human(self) -> str:
        """Say the address in words: ``分配方案.docx 表1 第5行第4列``."""
        if grid := _GRID.fullmatch(self.cell):
            return f"{self.file} {self.part} 第{grid[1]}行第{grid[2]}列"
        if paragraph := _PARAGRAPH.fullmatch(self.cell):
            return f"{self.file} {self.part} 第{paragraph[1]}段"
        return f"{self.file} “{self.part}”表 {self.cell}"


def human_place(text: str) -> str:
    """Say a stored address in words; text that is no address comes back unchanged."""
    source = Source.parse(text)
    return source.human() if source.part and source.cell else text
