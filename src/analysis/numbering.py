"""Numbers for what is alike: work is done once for each distinct value or row and then spread.

Belongs here: numbering the distinct values of plain arrays, and arrays of Python objects. Does not belong here: what is
done with them (``expressions``, ``attainment``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def coded(values: np.ndarray) -> np.ndarray:
    """Give every distinct value a number from 1; a missing one has 0."""
    return np.asarray(pd.factorize(values)[0], dtype=np.int64) + 1


def distinct(keys: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Give every distinct row of some columns of numbers a number.

    Parameters
    ----------
    keys
        Columns of equal length; whole numbers from 0.

    Returns
    -------
    tuple of arrays
        The number of every row, counted in the order in which the rows first occur, and where each number occurs first.
    """
    joined = np.zeros(len(keys[0]), dtype=np.int64)
    width = 1
    for key in keys:
        wide = int(key.max(initial=0)) + 1
        if width * wide > 2**62:
            joined = np.asarray(pd.factorize(joined)[0], dtype=np.int64)
            width = int(joined.max(initial=0)) + 1
        joined, width = joined * wide + key, width * wide
    codes, found = pd.factorize(joined)
    first = np.empty(len(found), dtype=np.int64)
    # Written backwards, so that the first occurrence is written last.
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes.astype(np.int64), first


def objects(items: Sequence[object]) -> np.ndarray:
    """Put Python objects into an array as they are."""
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array
