"""Tokens to clauses: where one statement of a cell ends and the next begins.

Belongs here: cutting tokens at stops and conjunctions, and setting aside what speaks of a part only. Does not belong
here: cutting the text into tokens (``scan``) and what a clause says (``quantity``, ``grammar``).
"""

from __future__ import annotations

from analysis.expressions.lexicon import Lexicon
from analysis.expressions.scan import Mark, Token

#: Marks of tokens that tell a figure, or digits that are none.
_TELLING = frozenset({Mark.FIGURE, Mark.DATE, Mark.BAD})


def figures_of(tokens: list[Token]) -> list[Token]:
    """Return the tokens that are figures, dates, or digits that are neither."""
    return [token for token in tokens if token.mark in _TELLING]


def without_parts(tokens: list[Token], words: Lexicon) -> list[Token]:
    """Set aside what a clause with 其中 says of a part, as if it stood in brackets; the leading label is dropped."""
    first = 0
    while first < len(tokens) and tokens[first].mark is Mark.STOP:
        first += 1
    tokens = tokens[first:]
    for place in range(1, len(tokens) - 1):
        behind = tokens[place + 1]
        opens = tokens[place].mark is Mark.STOP and behind.mark is Mark.TEXT and words.cues.part.match(behind.text)
        if opens and figures_of(tokens[:place]):
            return [*tokens[:place], Token(Mark.REMARK, "".join(token.text for token in tokens[place:]))]
    return tokens


def lead_of(clause: list[Token]) -> str:
    """Return the text before a clause's figure, ``""`` when it begins the clause."""
    place = next((number for number, token in enumerate(clause) if token.mark is Mark.FIGURE), 0)
    return "".join(token.text for token in clause[:place])


def split_at_stops(tokens: list[Token], words: Lexicon) -> list[list[Token]]:
    """Cut at stops, and at 和, 与, 且 when they follow a figure."""
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        # Asked of the longest texts there are, so the search ends at the first figure.
        told = token.mark is Mark.TEXT and any(earlier.mark in _TELLING for earlier in clauses[-1])
        joined = words.join.match(token.text) if told else None
        if token.mark is Mark.STOP:
            clauses.append([])
        elif joined:
            rest = token.text[joined.end() :]
            clauses.append([Token(Mark.TEXT, rest)] if rest else [])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def is_bare(clause: list[Token]) -> bool:
    """Tell whether a clause is a naked number: 3、5 may be two figures, a list or a slip."""
    amounts = [token.amount for token in clause if token.amount]
    return any(not amount.unit and not amount.scaled for amount in amounts) and lead_of(clause) == ""
