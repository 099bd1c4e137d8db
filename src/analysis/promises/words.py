"""The words by which a promise and an indicator are taken to speak of one thing.

Belongs here: ``words.yaml``, and what follows from two names, two units or two figures alone. Does not belong here:
which promise is held against which indicator (``promises``).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from analysis.errors import RuleError
from analysis.likeness import likeness
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Horizon


class PromiseWords(StrictModel):
    """See ``words.yaml``."""

    synonyms: tuple[tuple[str, ...], ...]
    measures: tuple[str, ...]
    ending: str
    beginning: str
    joints: str
    list_marks: str
    general: tuple[str, ...]
    alike_units: tuple[frozenset[str], ...]
    measured_units: frozenset[str]
    anew: str
    summed: str
    each: str
    part: str
    kinds: tuple[str, ...]
    stage: str
    period: str
    open_figure: str
    named: float
    named_share: float
    differing: float
    differing_sure: float
    within: float
    general_most: float
    same_figure: float
    about: Decimal
    spending: str
    not_spending: str
    progress_text: str
    progress_name: str
    not_progress: str
    background: str
    described_units: frozenset[str]


@cache
def promise_words() -> PromiseWords:
    """Return the words.

    Raises
    ------
    RuleError
        Naming every fault of the file.
    """
    return load_packaged("analysis.promises", "words.yaml", PromiseWords, RuleError)


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """Return what a name is about: without figures, words of counting and brackets, synonyms made one."""
    words = promise_words()
    text = re.sub(r"[(\[{][^()\[\]{}]*[)\]}]", "", unicodedata.normalize("NFKC", name))
    text = re.sub(r"\d[\d,.]*[万亿%]*", "", text)
    for first, *others in words.synonyms:
        text = re.sub("|".join(map(re.escape, others)), first, text)
    longest_first = sorted(words.measures, key=len, reverse=True)
    text = re.sub("|".join(map(re.escape, longest_first)), "", re.sub(r"[^\w]", "", text))
    return re.sub(words.beginning, "", re.sub(words.ending, "", text)) or text


@lru_cache(maxsize=65536)
def nearness(subject: str, name: str) -> float:
    """Return how much a promise's subject and an indicator's name speak of one thing, from 0 to 1.

    Of a subject that joins several things the nearest one counts. A telling name found whole within the other one is
    near, however long that is.
    """
    words = promise_words()
    about = bare(name)
    parts = [subject, *(part for part in re.split(words.joints, subject) if len(part) > 1)]
    return max(_near(bare(part), about) for part in parts)


def _near(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    words = promise_words()
    shorter, longer = sorted((one, other), key=len)
    telling = len(re.sub("|".join(words.general), "", shorter)) > 1
    found = likeness(one, other)
    if one == other:
        return found
    if not telling:
        return min(found, words.general_most)
    return max(found, words.within) if shorter in longer else found


@lru_cache(maxsize=65536)
def horizon_of(heading: str | None, text: str) -> str | None:
    """Return the time that a promise speaks of: what its own words say, else the heading over it."""
    words = promise_words()
    if heading != Horizon.STAGE and re.search(words.stage, text):
        return Horizon.STAGE.value
    return Horizon.PERIOD.value if re.search(words.period, text) else heading


def are_comparable(one: str, other: str) -> bool:
    """Tell whether nothing in two texts says that they count different things: new ones, each, one batch, one kind."""
    words = promise_words()
    if any((re.search(cue, one) is None) != (re.search(cue, other) is None) for cue in _cues(words)):
        return False
    return all((kind in one) == (kind in other) for kind in words.kinds)


def _cues(words: PromiseWords) -> tuple[str, ...]:
    return words.anew, words.summed, words.each, words.part


def can_hold(text: str, name: str, value: Decimal, other: Decimal) -> bool:
    """Tell whether two figures can both hold because one of them counts more things than the other.

    服务企业和农户200家 leaves room for 服务企业120家; a name that lists 培训、论坛等 leaves room for fewer 培训. What
    stands behind the figure is not counted by it: 路演20场及配套培训.
    """
    words = promise_words()
    joined = re.search(words.joints, re.split(r"\d", text, maxsplit=1)[0]) is not None
    listed = re.search(f"{words.joints}|{words.list_marks}", name) is not None
    return (joined and value > other) or (listed and value < other)


@lru_cache(maxsize=65536)
def alike_units(one: str, other: str, name: str = "") -> bool:
    """Tell whether two units may count the same thing; a name may say the unit better than the figure does."""
    words = promise_words()
    if one == other:
        return True
    if not one or not other:
        return (one or other) not in words.measured_units
    named = f"（{one}）" in name or (len(one) > 1 and one in name)
    return any({one, other} <= group for group in words.alike_units) or (named and other in _counted())


@cache
def _counted() -> frozenset[str]:
    return frozenset().union(*promise_words().alike_units)


def agree(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], *, about: bool) -> bool:
    """Tell whether two figures, each from its lower to its upper end, are one, or one of them holds the other.

    Floors do not hold each other: who promises no less than 120 promises more than who promises no less than 80.
    """
    lower, upper = max(one[0], other[0]), min(one[1], other[1])
    if (lower, upper) in (one, other):
        return True
    gap = max(one[0], other[0]) - min(one[1], other[1])
    return about and gap <= promise_words().about * max(abs(figure) for figure in (*one, *other))
