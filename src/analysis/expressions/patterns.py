"""Lists of words to patterns.

Belongs here: alternations, longest word first. Does not belong here: which lists there are (``wordlists``) and what a
match means (``lexicon``, ``cues``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def joined(words: Iterable[str]) -> str:
    """Join words to one alternation, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def not_behind(word: str, guard: Mapping[str, tuple[str, ...]]) -> str:
    """Write that a word is not the end of another one (约 in 签约)."""
    return "".join(f"(?<!{re.escape(before)})" for before in guard.get(word, ()))


def alternation(words: Iterable[str], guard: Mapping[str, tuple[str, ...]], *, ahead: str = "") -> re.Pattern[str]:
    """Match the longest of the words that does not run on into another word."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(f"{re.escape(word)}{_not_running_on(word, guard)}{ahead}" for word in ordered) or "(?!)")


def by_first_sign(words: Iterable[str], guard: Mapping[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    """Sort a long list by its words' first signs, so that a miss costs one look into a dictionary."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return {sign: alternation(group, guard) for sign, group in groups.items()}


def ending(
    words: Iterable[str], after: Iterable[str] = (), *, not_after: Mapping[str, tuple[str, ...]] | None = None
) -> re.Pattern[str]:
    """Match a text that ends with one of the words, and perhaps one of the others behind it."""
    tail, guard = joined(after), not_after or {}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    listed = "|".join(not_behind(word, guard) + re.escape(word) for word in ordered)
    return re.compile(f"(?:{listed})" + (f"(?:{tail})?$" if tail else "$"))


def _not_running_on(word: str, guard: Mapping[str, tuple[str, ...]]) -> str:
    # A Latin unit must be the whole Latin run: 5GB is an amount, 5G is a network.
    latin = "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    follow = joined(guard.get(word, ()))
    return latin + (f"(?!{follow})" if follow else "")
