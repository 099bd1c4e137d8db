"""A table of a document as a plain rectangle of cells, whatever file it came from.

Belongs here: the grid itself. Does not belong here: opening files (``container``, ``grid_docx``, ``grid_xlsx``) or
knowing what a grid is about (``recognise``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analysis.errors import Problem
from analysis.places import Source

#: Characters of private use have no meaning outside the font that made them; the mark shows where one stood.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
PRIVATE_MARK = "〓"

#: From where a merged cell reaches over a place.
Covered = Literal["", "above", "left"]


def readable(text: str) -> str:
    """Return a cell's or paragraph's words as everyone can read them, outer blanks removed."""
    return _PRIVATE.sub(PRIVATE_MARK, text).strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Parameters
    ----------
    text
        What a reader of the document sees: number formats applied, line breaks kept, outer blanks removed.
    ref
        The cell's own address, or the address of the merged cell that covers it.
    number
        The stored number where there is one, in the unit shown: 0.95 shown as ``95%`` is 95.
    covered
        Where the merged cell starts that covers this one: ``above`` in the same column, else to the ``left``; empty
        for a cell of its own.
    """

    text: str
    ref: str
    number: Decimal | None = None
    covered: Covered = ""


@dataclass(frozen=True)
class Grid:
    """One table or sheet.

    Parameters
    ----------
    file
        File name.
    part
        Sheet name, or ``表1``, ``表2`` … in a text document.
    captions
        The paragraphs between the table before and this one; empty for a sheet.
    rows
        Rows of equal length.
    hidden
        Whether the sheet is hidden; ``hidden_rows`` and ``hidden_columns`` are the indices of hidden rows and columns.
        All are read all the same.
    notes
        What else a person should know about how it was read: place, what, found.
    problems
        Cells that hold no value although they should: formulas that were never calculated, formulas in error. They
        make the document unusable if the grid is needed.
    """

    file: str
    part: str
    captions: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def source(self, cell: Cell) -> Source:
        """Return a cell's address."""
        return Source(self.file, self.part, cell.ref)
