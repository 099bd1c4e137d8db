"""Names of two years held against each other, and the pairs that follow.

Belongs here: how alike the names of what stands on two sides are, and pairing them one to one. Does not belong here:
what the names are of, and what it takes to be the same (``continuation``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from analysis import likeness
from analysis.comparison.settings import settings

#: Places on both sides and how alike the two are.
Pairs = list[tuple[int, int, float]]


def alike(own: Sequence[Any], earlier: Sequence[Any], signs: int = 0) -> np.ndarray:
    """Return how alike the names of each are at best; names that are too short for it do not count."""
    sides = [[(place, name) for place, each in enumerate(side) for name in each.names] for side in (own, earlier)]
    sides = [[(place, name) for place, name in side if len(likeness.core(name)) >= signs] for side in sides]
    found = np.zeros((len(own), len(earlier)))
    if sides[0] and sides[1]:
        left, right = ([name for _, name in side] for side in sides)
        values = likeness.likenesses(left, right)
        rows, columns = (np.array([place for place, _ in side]) for side in sides)
        np.maximum.at(found, (rows[:, None], columns[None, :]), values)
    return found


def are_many(own: Sequence[Any], earlier: Sequence[Any]) -> bool:
    """Tell when there are too many names for each of one side to be held against each of the other."""
    return max(len(own), len(earlier)) > settings().block


def best(values: np.ndarray, least: float, fits: Callable[[int, int], bool] | None = None) -> Pairs:
    """Pair one to one what fits, the most alike first; of equally alike pairs the earlier ones."""
    rows, columns = np.nonzero(values >= least)
    found = values[rows, columns]
    taken: tuple[set[int], set[int]] = set(), set()
    pairs: Pairs = []
    for at in np.lexsort((columns, rows, -found)).tolist():
        row, column = int(rows[at]), int(columns[at])
        if row not in taken[0] and column not in taken[1] and (fits is None or fits(row, column)):
            taken[0].add(row)
            taken[1].add(column)
            pairs.append((row, column, float(found[at])))
    return sorted(pairs)
