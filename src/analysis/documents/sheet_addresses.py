"""Addresses of cells in a sheet: ``C4`` and the numbers behind it, both counted from nought.

Belongs here: reading and writing addresses, and the size that the format allows. Does not belong here: addresses as
the tables store them (``places``).
"""

from __future__ import annotations

import re
from functools import cache

#: The largest sheet that the format knows: A1:XFD1048576.
MOST_ROWS = 2**20
MOST_COLUMNS = 2**14

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,9})\$?([0-9]{1,9})")


@cache
def letters(column: int) -> str:
    """Return a column's letters: 0 is ``A``, 27 is ``AB``."""
    text = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        text = chr(ord("A") + letter) + text
    return text


@cache
def _number(column: str) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def position(address: str) -> tuple[int, int] | None:
    """Return row and column of an address, or ``None`` where it is none; it may lie outside of every sheet."""
    match = _ADDRESS.fullmatch(address)
    return (int(match[2]) - 1, _number(match[1])) if match else None


def inside(row: int, column: int) -> bool:
    """Tell whether a sheet can have such a cell."""
    return 0 <= row < MOST_ROWS and 0 <= column < MOST_COLUMNS


def area(text: str) -> tuple[int, int, int, int] | None:
    """Return the first row and column and the last row and column of ``A1:C4``, or ``None`` where it is no area."""
    first, separator, last = text.partition(":")
    start, end = position(first), position(last if separator else first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
