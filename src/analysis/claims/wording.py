"""The words that only the splitting of promise texts knows, with the patterns made from them.

Belongs here: the strict model of ``wording.yaml``. Does not belong here: any word, and the words of single figures
(``lexicon``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.errors import RuleError
from analysis.expressions.lexicon import lexicon
from analysis.expressions.patterns import alternation, joined
from analysis.expressions.wordlists import Listed
from analysis.strict import StrictModel, load_packaged


class WordLists(StrictModel):
    """The file ``wording.yaml``."""

    heads: dict[str, Listed]
    tails: dict[str, Listed]
    means: Listed
    not_joins: Listed
    verbs: Listed
    references: Listed
    numbered: Listed
    enclosures: Listed
    whole_year: Listed
    sizes: Listed
    sized: Listed
    compared: Listed
    anew: Listed
    each: dict[str, Listed]
    each_end: Listed


@dataclass(frozen=True)
class ClaimWords:
    """The lists with their patterns.

    Parameters
    ----------
    words
        The lists as written.
    means
        The beginning of a subject that tells by what means.
    head, tail, each
        What is dropped at the beginning and at the end of a subject; what spreads a figure over several subjects.
    verb
        A verb of promising, at any place.
    empty, idle
        Matches a text that holds verbs and droppable words only; words only that are dropped at a beginning.
    longest
        The length of the longest word that is dropped at an end, with the sign before it.
    join, join_end
        和, 与, 以及 … at any place but the beginning of a word; at the end of a text.
    """

    words: WordLists
    means: re.Pattern[str]
    head: re.Pattern[str]
    tail: re.Pattern[str]
    each: re.Pattern[str]
    verb: re.Pattern[str]
    empty: re.Pattern[str]
    idle: re.Pattern[str]
    longest: int
    join: re.Pattern[str]
    join_end: re.Pattern[str]

    def says_nothing(self, text: str) -> bool:
        """Tell whether the words before a figure leave it to the words behind to say what is counted."""
        return self.empty.fullmatch(text) is not None

    def is_idle(self, text: str) -> bool:
        """Tell whether a text is nothing but words that are dropped at the beginning of a subject."""
        return self.idle.fullmatch(text) is not None


@lru_cache(maxsize=1)
def claim_words() -> ClaimWords:
    """Load and compile the words; the file is read once a process."""
    words = load_packaged("analysis.claims", "wording.yaml", WordLists, RuleError)
    each = words.each | dict.fromkeys(lexicon().words.distributive, ())
    joins = joined(lexicon().words.joins)
    return ClaimWords(
        words=words,
        means=re.compile(f".*(?:{joined(words.means)})(?=..)"),
        head=alternation(words.heads, words.heads),
        tail=re.compile(f"(?:{_not_behind(words.tails)})$"),
        each=re.compile(f"(?:{_not_behind(each)})(?:{joined(words.each_end)})?$"),
        verb=re.compile(joined(words.verbs)),
        empty=re.compile(f"(?:{joined((*words.verbs, *words.heads, *words.tails))})*+"),
        idle=re.compile(f"(?:{joined(words.heads)})*+"),
        longest=max(map(len, words.tails)) + 1,
        join=re.compile(f"(?:{joins})(?!{joined(words.not_joins)})"),
        join_end=re.compile(f"(?:{joins})$"),
    )


def _not_behind(words: Mapping[str, Listed]) -> str:
    """Match each word unless one of its signs stands before."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    guards = {word: "".join(f"(?<!{re.escape(sign)})" for sign in words[word]) for word in ordered}
    return "|".join(guards[word] + re.escape(word) for word in ordered)
