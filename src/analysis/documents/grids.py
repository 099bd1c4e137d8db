"""The tables of a document, whatever sort of file it is.

Belongs here: opening a file with the reader that its bytes call for. Does not belong here: how either sort is read
(``grid_docx``, ``grid_xlsx``).
"""

from __future__ import annotations

from pathlib import Path

from analysis.documents import grid_docx, grid_xlsx
from analysis.documents.container import sort_of
from analysis.documents.grid import Grid


def read_grids(path: Path) -> list[Grid]:
    """Return a document's tables or sheets in order.

    Raises
    ------
    DocumentError
        When the file cannot be read.
    """
    reader = {"docx": grid_docx.read_grids, "xlsx": grid_xlsx.read_grids}[sort_of(path)]
    return reader(path)
