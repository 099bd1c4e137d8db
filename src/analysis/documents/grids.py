"""The tables of a document, whatever sort of file it is.

Belongs here: opening a file with the reader that its content calls for. Does not belong here: how either sort is read
(``grid_docx``, ``grid_xlsx``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analysis.documents import grid_docx, grid_xlsx
from analysis.documents.container import opened
from analysis.documents.grid import Grid
from analysis.documents.package_parts import main_part
from analysis.documents.xml_walk import refuse_document_types
from analysis.errors import DocumentError

_READERS = {"docx": grid_docx.read_grids, "xlsx": grid_xlsx.read_grids}


Mend = Callable[[Grid], Grid]


def read_grids(
    path: Path, needed: Callable[[Grid], bool] = lambda _: True, mend: Mend = lambda grid: grid
) -> list[Grid]:
    """Return a document's tables or sheets in order.

    Parameters
    ----------
    path
        The file.
    needed
        Tells the grids that will be read on: cells without a value there make the document unusable, elsewhere they
        stay in ``Grid.problems``.
    mend
        Returns a grid with the declared corrections in it.

    Raises
    ------
    DocumentError
        When the file cannot be read.
    """
    with opened(path) as package:
        refuse_document_types(package)
        sort, main = main_part(package)
        grids = [mend(grid) for grid in _READERS[sort](package, main)]
    problems = [problem for grid in grids if grid.problems and needed(grid) for problem in grid.problems]
    if problems:
        raise DocumentError(problems)
    return grids
