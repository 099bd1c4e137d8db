"""How alike two printed names are: projects, bodies, indicators that offices spell in more than one way.

Belongs here: the measure and the best pairing of two lists of names. Does not belong here: what follows from a
likeness (``views``, ``promises``, ``comparison``), names that a person confirmed (the table ``aliases``), and texts
that are held together sign by sign (``documents.layout.fold``).

The measure is the geometric mean of two shares of the longest common subsequence: of the shorter name, and of both
names together. An abbreviation keeps its signs in order (监督管理局, 监管局) and comes near 1; a short word that
happens to stand in a long name does not. Names that count differently (一期, 二期) are never alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_packaged


class _Words(StrictModel):
    """See ``likeness.yaml``."""

    brackets: str
    marks: str
    filler: tuple[str, ...]
    ordinals: str
    years: str
    same: float


@dataclass(frozen=True)
class Pair:
    """Two names that belong together: their places in the two lists, and how alike they are (0 to 1)."""

    left: int
    right: int
    likeness: float


@cache
def _words() -> _Words:
    return load_packaged("analysis", "likeness.yaml", _Words, RuleError)


def same_from() -> float:
    """Return the likeness from which two names are taken for one."""
    return _words().same


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """Return a name's bare signs: width folded; brackets, marks, filler words and years dropped."""
    words = _words()
    folded = unicodedata.normalize("NFKC", name)
    bare = re.sub(words.marks, "", re.sub(words.brackets, "", re.sub(words.years, "", folded)))
    short = re.sub("|".join(map(re.escape, words.filler)), "", bare)
    return short or bare or re.sub(r"\s", "", folded)


@lru_cache(maxsize=65536)
def numbers(name: str) -> tuple[str, ...]:
    """Return what a name counts, in order, years left out."""
    folded = unicodedata.normalize("NFKC", name)
    return tuple(re.findall(_words().ordinals, re.sub(_words().years, "", folded)))


def years(name: str) -> tuple[int, ...]:
    """Return the years that a name speaks of, in order."""
    return tuple(int(found[:4]) for found in re.findall(_words().years, unicodedata.normalize("NFKC", name)))


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; years are passed over."""
    return float(_matrix([one], [other])[0, 0])


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are alike enough to be one name, spelt differently."""
    return likeness(one, other) >= same_from()


def best_pairs(left: Sequence[str], right: Sequence[str], least: float | None = None) -> list[Pair]:
    """Pair two lists of names one to one, the most alike first.

    Parameters
    ----------
    left, right
        Names.
    least
        Pairs less alike than this are not made; the value of ``likeness.yaml`` unless given.

    Returns
    -------
    list of Pair
        In the order of ``left``. Of equally alike pairs the earlier ones are taken.
    """
    if not left or not right:
        return []
    found = _matrix(left, right)
    rows, columns = np.nonzero(found >= (same_from() if least is None else least))
    order = sorted(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda at: (-found[at], at))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs = []
    for row, column in order:
        if row not in taken_left and column not in taken_right:
            taken_left.add(row)
            taken_right.add(column)
            pairs.append(Pair(row, column, float(found[row, column])))
    return sorted(pairs, key=lambda pair: pair.left)


def _matrix(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cdist

    cores = [core(name) for name in left], [core(name) for name in right]
    common = cdist(*cores, scorer=LCSseq.similarity, dtype=np.int32).astype(np.float64)
    lengths = [np.array([max(len(name), 1) for name in names], dtype=np.float64) for names in cores]
    shorter = np.minimum.outer(*lengths)
    together = np.add.outer(*lengths) / 2
    found: np.ndarray = np.sqrt(common / shorter * common / together)
    counts = [numbers(name) for name in left], [numbers(name) for name in right]
    differing = np.array([[one != other for other in counts[1]] for one in counts[0]], dtype=bool)
    return np.where(differing, 0.0, found)
