"""How alike two printed names are: projects, bodies, indicators that offices spell in more than one way.

Belongs here: the measure and the best pairing of two lists of names. Does not belong here: what follows from a
likeness (``views``, ``promises``, ``comparison``), names that a person confirmed (the table ``aliases``), and texts
that are held together sign by sign (``documents.layout.fold``).

The measure is the geometric mean of two shares of the longest common subsequence: of the shorter name, and of both
names together. An abbreviation keeps its signs in order (监督管理局, 监管局) and comes near 1; a short word that
happens to stand in a long name does not. Names that count differently (一期, 二期), begin with different places
(广东省, 广州市) or differ in a bracket within them are never alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
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
    place: str
    years: str
    same: float
    twice: float
    most_compared: int


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


@dataclass(frozen=True)
class _Qualifiers:
    """What sets a name apart whatever else it says: what it counts, where it lies, what its brackets add."""

    counts: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    inside: tuple[str, ...]


def twice_from() -> float:
    """Return the likeness from which two projects of one year may be one, listed twice."""
    return _words().twice


def most_compared() -> int:
    """Return how many projects of one body are held against each other at most."""
    return _words().most_compared


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """Return a name's bare signs: width folded; marks, filler words, years and brackets at the end dropped."""
    words = _words()
    folded = re.sub(words.years, "", unicodedata.normalize("NFKC", name))
    open_ended = _closing(folded)
    bare = re.sub(words.marks, "", re.sub(words.brackets, r"\g<inside>", open_ended))
    short = re.sub("|".join(map(re.escape, words.filler)), "", bare)
    return short or bare or re.sub(r"\s", "", folded)


def _closing(folded: str) -> str:
    """Drop the brackets behind which nothing but filler words and marks follows."""
    words = _words()
    filler = "|".join(map(re.escape, words.filler))
    return re.sub(rf"(?:{words.brackets.replace('?P<inside>', '?:')}(?:{words.marks}|{filler})*)+$", "", folded)


@lru_cache(maxsize=65536)
def numbers(name: str) -> tuple[str, ...]:
    """Return what a name counts, in order, years left out."""
    folded = unicodedata.normalize("NFKC", name)
    return tuple(re.findall(_words().ordinals, re.sub(_words().years, "", folded)))


def years(name: str) -> tuple[int, ...]:
    """Return the years that a name speaks of, in order."""
    return tuple(int(found[:4]) for found in re.findall(_words().years, unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=65536)
def _qualifiers(name: str) -> _Qualifiers:
    words = _words()
    folded = re.sub(words.years, "", unicodedata.normalize("NFKC", name))
    inner = _closing(folded)
    inside = (re.sub(words.marks, "", found["inside"]) for found in re.finditer(words.brackets, inner))
    bare = re.sub(words.marks, "", re.sub(words.brackets, "", folded))
    return _Qualifiers(numbers(name), tuple(_places(bare)), tuple(text for text in inside if text))


def _places(bare: str) -> Iterator[tuple[str, str]]:
    """Yield the places at the beginning of a name: level and name, which may be blank."""
    place, start = re.compile(_words().place), 0
    while found := place.match(bare, start):
        yield found["level"], found["name"]
        start = found.end()


def _are_apart(one: _Qualifiers, other: _Qualifiers) -> bool:
    """Tell whether two names speak of different things however alike they are spelt."""
    if one.counts != other.counts:
        return True
    if one.inside and other.inside and not _is_within("".join(one.inside), "".join(other.inside)):
        return True
    if not one.places or not other.places:
        return False
    left, right = dict(one.places), dict(other.places)
    shared = left.keys() & right.keys()
    return not shared or any(not _is_within(left[level], right[level]) for level in shared)


def _is_within(one: str, other: str) -> bool:
    return one in other or other in one


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1; years are passed over."""
    from rapidfuzz.distance import LCSseq

    if _are_apart(_qualifiers(one), _qualifiers(other)):
        return 0.0
    left, right = core(one), core(other)
    common = LCSseq.similarity(left, right)
    lengths = max(len(left), 1), max(len(right), 1)
    return math.sqrt(common / min(lengths) * common / (sum(lengths) / 2))


def likenesses(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Return how alike each name of one list is to each of another: a row a left name, a column a right one."""
    return _matrix(left, right)


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
    return np.where(_apart(left, right), 0.0, found)


def _apart(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Tell which pairs can be no pair; every two sets of qualifiers are compared once."""
    rows, columns = [_qualifiers(name) for name in left], [_qualifiers(name) for name in right]
    kinds = list(dict.fromkeys(rows)), list(dict.fromkeys(columns))
    verdicts = np.array([[_are_apart(one, other) for other in kinds[1]] for one in kinds[0]], dtype=bool)
    at = [{kind: place for place, kind in enumerate(known)} for known in kinds]
    apart: np.ndarray = verdicts[np.ix_([at[0][kind] for kind in rows], [at[1][kind] for kind in columns])]
    return apart
