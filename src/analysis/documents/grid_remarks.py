"""What a person should know about how a grid was read: hidden parts, tracked changes, covered words.

Belongs here: wording what the openers saw. Does not belong here: seeing it (``grid_docx``, ``grid_xlsx``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.documents.grid import Cell, Grid
from analysis.documents.sheet_addresses import letters
from analysis.documents.sorts_of_file import limits

#: Place, what is to be known, and what was found there.
Remark = tuple[str, str, str]


def remarks(grid: Grid) -> list[Remark]:
    """Return all remarks on how a grid was read; broken cells among them, where nobody needs the grid."""
    broken = [(problem.where, problem.what, problem.found) for problem in grid.problems]
    return [*hidden_remarks(grid), *grid.notes, *broken]


def hidden_remarks(grid: Grid) -> list[Remark]:
    """Return a remark for each sort of hidden part that holds something: all of it is read although hidden.

    Parameters
    ----------
    grid
        A grid of either sort of document.
    """
    place = f"{grid.file} {grid.part}"
    found: list[Remark] = []
    if grid.hidden and any(cell.text for row in grid.rows for cell in row):
        found.append((place, "工作表是隐藏的，已照常读取", grid.part))
    rows = [index for index in sorted(grid.hidden_rows) if index < len(grid.rows) and _holds(grid.rows[index])]
    if rows:
        found.append((place, "有隐藏的行，已照常读取", listed(f"第{index + 1}行" for index in rows)))
    width = len(grid.rows[0]) if grid.rows else 0
    columns = [index for index in sorted(grid.hidden_columns) if index < width]
    columns = [index for index in columns if _holds([row[index] for row in grid.rows])]
    if columns:
        found.append((place, "有隐藏的列，已照常读取", listed(f"{letters(index)}列" for index in columns)))
    return found


def listed(words: Iterable[str]) -> str:
    """Join words, the first ones only where there are too many to read."""
    everything = list(words)
    shown = everything[: limits().listed]
    rest = len(everything) - len(shown)
    return "、".join(shown) + (f"等{len(everything)}处" if rest else "")


def _holds(cells: Sequence[Cell]) -> bool:
    return any(cell.text and not cell.covered for cell in cells)
