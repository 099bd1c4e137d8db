"""Marks that templates leave in running text for figures, pointers and exhibits.

Belongs here: writing the marks and taking them apart again. Does not belong here: Markdown (``markdown``) or what a
mark resolves to (``compose``). The marks are characters of Unicode's private use area, which no document holds for
its own purposes and no Markdown rule touches.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from analysis.report.blocks import Inline, Inlines, Link, Text, Value

_VALUE, _LINK, _EXHIBIT, _SPLIT, _END = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_MARK = re.compile(f"([{_VALUE}{_LINK}])([^{_SPLIT}]*){_SPLIT}([^{_END}]*){_END}")
_EXHIBIT_LINE = re.compile(f"{_EXHIBIT}([^{_END}]*){_END}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")

# Punctuation that Markdown gives a meaning to, moved out of its reach while a text is parsed.
_GUARD = {ord(mark): chr(0xE100 + ord(mark)) for mark in "\\`*_{}[]()#+-.!|<>&~:\"'="}
_UNGUARD = {ord(moved): chr(mark) for mark, moved in _GUARD.items()}

#: Turns a fact's key and printed text into an inline that carries its origin.
Resolver = Callable[[str, str], Value]


class Ready(str):
    """Text that is Markdown already: marks, filled templates, the analyst's prose. Anything else is data."""

    __slots__ = ()


def value_mark(key: str, text: str) -> Ready:
    """Mark a figure in running text."""
    return Ready(f"{_VALUE}{guard(key)}{_SPLIT}{guard(text)}{_END}")


def link_mark(name: str) -> Ready:
    """Mark a pointer to an exhibit or a heading; its text is filled in once numbers are known."""
    return Ready(f"{_LINK}{guard(name)}{_SPLIT}{_END}")


def exhibit_mark(name: str) -> Ready:
    """Mark the place of an exhibit: a paragraph of its own."""
    return Ready(f"\n\n{_EXHIBIT}{guard(name)}{_END}\n\n")


def harmless(text: str) -> str:
    """Take private characters out of text that comes from documents or people."""
    return _PRIVATE.sub("", text)


def guard(text: str) -> str:
    """Protect data from Markdown; :func:`inlines_of` and :func:`without_marks` give it back. Harmless when repeated.

    Line breaks inside data would end a paragraph; in Chinese they are dropped without a blank.
    """
    text = re.sub(r"\s*\n\s*", "", text)
    return text.translate(_GUARD)


def exhibit_of(text: str) -> str | None:
    """Return the exhibit that a paragraph stands for, if it stands for one."""
    match = _EXHIBIT_LINE.fullmatch(text.strip())
    return match[1].translate(_UNGUARD) if match else None


def inlines_of(text: str, resolve: Resolver, *, strong: bool = False, emphasis: bool = False) -> Inlines:
    """Split text at its marks into inlines."""
    text = text.translate(_UNGUARD)
    pieces: list[Inline] = []
    position = 0
    for match in _MARK.finditer(text):
        if match.start() > position:
            pieces.append(Text(text[position : match.start()], strong, emphasis))
        pieces.append(resolve(match[2], match[3]) if match[1] == _VALUE else Link(match[2], match[3]))
        position = match.end()
    if position < len(text):
        pieces.append(Text(text[position:], strong, emphasis))
    return tuple(pieces)


def without_marks(text: str) -> str:
    """Return the words of marked text."""
    return _MARK.sub(lambda match: match[3], text.translate(_UNGUARD))
