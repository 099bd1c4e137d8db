"""Column widths that make a long table lower: what one column has to spare goes to the one that makes rows tall.

Belongs here: the search for better widths, by estimate. Does not belong here: the widths that a table asks for and the
least that a column needs (``columns``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

#: A step moves the width of so many characters from one column to another; a small one alone may not save a line.
_STEPS = (1.0, 3.0, 6.0)

#: Each step must save this share of the height, and all of them together the second share; a table keeps the widths
#: that it asks for where less is to be gained.
_WORTH_A_STEP = 0.003
_WORTH = 0.05

#: Rows are kept whole, so about half a row of each page stays blank, the more the taller the rows. A page has some
#: thirty lines.
_WASTED = 1 / 60

#: How much a line counts that makes no row taller: of two ways as low, that with fewer broken lines is better.
_OTHER_LINES = 0.02

#: So many rows, evenly drawn, stand for a longer table.
_SAMPLE = 200

#: The widths of the lines of each row of a column, as if there were room for all; none for a cell that spans.
ColumnLines = Sequence[Sequence[float]]


def balanced(
    columns: Sequence[ColumnLines], widths: Sequence[float], floors: Sequence[float], *, size: float, inset: float
) -> tuple[float, ...]:
    """Return the widths at which the rows are lowest, or the widths given where little would be gained.

    Parameters
    ----------
    columns
        What stands in each column.
    widths, floors
        The width of each column so far, and what it may not fall below; the sum of widths is kept.
    size
        The size of the text, in points.
    inset
        The white space to the left and right of it.
    """
    search = _Search(columns, inset)
    found = list(widths)
    first = height = search.height(found)
    while True:
        moves = (move for share in _STEPS for move in search.moves(found, floors, size * share))
        lower, step, giver, taker = min(moves, default=(height, 0.0, 0, 0))
        if lower > height * (1 - _WORTH_A_STEP):
            break
        found[giver] -= step
        found[taker] += step
        height = lower
    return tuple(found) if height <= first * (1 - _WORTH) else tuple(widths)


class _Search:
    """The height of a table on paper, in lines, at any widths."""

    def __init__(self, columns: Sequence[ColumnLines], inset: float) -> None:
        rows = len(columns[0])
        stride = max(1, -(-rows // _SAMPLE))
        self._lines = [_flat(column[::stride]) for column in columns]
        self._rows = len(columns[0][::stride])
        self._inset = inset

    def height(self, widths: Sequence[float]) -> float:
        return _height(self._matrix(widths))

    def moves(
        self, widths: Sequence[float], floors: Sequence[float], step: float
    ) -> Iterator[tuple[float, float, int, int]]:
        """Tell for each step between two columns: the height after it, its width, from which column, to which."""
        now = self._matrix(widths)
        tallest = now.max(axis=0)
        takers = [x for x, own in enumerate(now) if ((own == tallest) & (own > 1)).any()]
        givers = [x for x, (have, low) in enumerate(zip(widths, floors, strict=True)) if have - step >= low]
        given = {x: self._column(x, widths[x] - step) for x in givers}
        taken = {x: self._column(x, widths[x] + step) for x in takers}
        for taker in takers:
            for giver in givers:
                if giver == taker:
                    continue
                after = now.copy()
                after[taker], after[giver] = taken[taker], given[giver]
                yield _height(after), step, giver, taker

    def _matrix(self, widths: Sequence[float]) -> NDArray[np.float64]:
        return np.stack([self._column(x, width) for x, width in enumerate(widths)])

    def _column(self, x: int, width: float) -> NDArray[np.float64]:
        """Return how many lines each row of a column takes."""
        rows, lengths = self._lines[x]
        lines = 1 + lengths // (width - self._inset)
        return np.bincount(rows, weights=lines, minlength=self._rows).astype(np.float64)


def _height(lines: NDArray[np.float64]) -> float:
    rows = lines.max(axis=0)
    return float(rows.sum() + _WASTED * (rows * rows).sum() + _OTHER_LINES * lines.sum())


def _flat(column: ColumnLines) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    counts = [len(lines) for lines in column]
    return np.repeat(np.arange(len(column)), counts), np.fromiter(chain.from_iterable(column), dtype=np.float64)
