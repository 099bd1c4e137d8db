"""One cell that is to be corrected: where it is, whether the value to be replaced stands there, and the new one.

Belongs here: comparing and replacing values as printed and as stored. Does not belong here: what was declared and what
to say when it does not fit (``corrections``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.documents.grid import Cell, Grid
from analysis.documents.layout import fold
from analysis.documents.sheet_addresses import position
from analysis.exact import parse_number

_GRID = re.compile(r"R([1-9]\d{0,8})C([1-9]\d{0,8})")
_SHEET = re.compile(r"[A-Z]{1,9}[1-9]\d{0,8}")
#: The words around the digits of a shown number: ￥ before it, % or 万元 behind it.
_BEFORE, _BEHIND = re.compile(r"^[^\d.,()（）+\-－△]*"), re.compile(r"[^\d.,()（）]*$")


def cell_at(grid: Grid, address: str) -> Cell | None:
    """Return the cell at a place of a grid: ``R13C6`` in a text document, ``F13`` in a sheet."""
    in_text = bool(grid.rows and grid.rows[0]) and _GRID.fullmatch(grid.rows[0][0].ref) is not None
    if in_text:
        found = _GRID.fullmatch(address)
        place = (int(found[1]) - 1, int(found[2]) - 1) if found else None
    else:
        place = position(address) if _SHEET.fullmatch(address) else None
    if place is None or place[0] >= len(grid.rows) or place[1] >= len(grid.rows[place[0]]):
        return None
    return grid.rows[place[0]][place[1]]


def equal(one: str, other: str) -> bool:
    """Tell whether two printed values are the same, however wide their signs are or their thousands are set apart."""
    number = parse_number(one)
    return fold(one) == fold(other) or (number is not None and number == parse_number(other))


def stands(cell: Cell, said: str) -> bool:
    """Tell whether a cell holds what a person wrote, as printed or as stored."""
    number = parse_number(said)
    return equal(cell.text, said) or (number is not None and number == cell.number)


def shown(cell: Cell) -> str:
    """Say what a cell shows, and what it stores where that is another number."""
    printed = parse_number(cell.text)
    stored = f"（存储值{cell.number}）" if printed is not None and cell.number not in (None, printed) else ""
    return f"{cell.text or '空白'}{stored}"


def with_value(cell: Cell, said: str) -> Cell:
    """Return a cell with another value; a stored number stays one, with the words that its format puts around it."""
    if cell.number is None:
        return replace(cell, text=said)
    before, behind = _BEFORE.findall(cell.text)[0], _BEHIND.findall(cell.text)[0]
    digits = said.removeprefix(before).removesuffix(behind)
    number = parse_number(digits)
    return replace(cell, text=said if number is None else f"{before}{digits}{behind}", number=number)


def mended(cell: Cell, fresh: Mapping[str, Cell]) -> Cell:
    """Return a cell with the value that its address now has; a merged cell reaches as far as before."""
    new = fresh.get(cell.ref)
    return cell if new is None else replace(new, covered=cell.covered)
