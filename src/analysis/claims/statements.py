"""One piece of a promise text to the reading of its figure.

Belongs here: what of a piece is handed to ``quantity``, when it speaks of, and which figures promise nothing. Does not
belong here: what the pieces before it add (``promises``).

Words behind the figure that name what is counted (举办6场能力提升活动) stand in nobody's way here: they are read as if
they stood before it. A date says when and raises no doubt; names with digits (5G基站) and figures that only describe
are left out: the subject holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.claims.pieces import Piece, spoken
from analysis.claims.subjects import Subject, is_compared
from analysis.claims.wording import ClaimWords
from analysis.expressions.dates import Span
from analysis.expressions.hints import hint_of
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.quantity import quantity_of
from analysis.expressions.reading import Doubt, Reading, confidence_of
from analysis.expressions.scan import Mark, Token

#: A number without unit behind 附件 or 目标 is its number up to this.
_LAST_NUMBER = 99
_YEARS = range(1990, 2050)


@dataclass(frozen=True)
class Statement:
    """A piece with what is known about it from the pieces before.

    Parameters
    ----------
    piece
        The piece.
    name
        What it counts.
    cumulative
        累计 holds for it.
    when
        The time that it speaks of.
    spread
        各, 均 or 分别 before the figure is settled: every subject has its own claim.
    """

    piece: Piece
    name: str
    cumulative: bool
    when: Span | None
    spread: bool = False


def reading_of(statement: Statement, words: Lexicon, own: ClaimWords) -> Reading:
    """Read the figure of a statement."""
    piece = statement.piece
    place = piece.figure
    assert place is not None
    lead = list(_plain(statement, 0, place, own))
    said = spoken(lead)
    if own.is_idle(said) and "每" not in said:
        lead = [token for token in lead if token.mark is not Mark.TEXT]
    tail = list(_plain(statement, place + 1, len(piece.tokens), own))
    hint = hint_of(statement.name + _last_remark(lead), words)
    reading = quantity_of([*lead, piece.tokens[place], *tail], len(lead), hint, "target", words)
    if Doubt.PROSE in reading.doubts and not words.late.search(spoken(tail)):
        named = [token for token in tail if token.mark is Mark.TEXT]
        rest = [token for token in tail if token.mark is not Mark.TEXT]
        moved = [*named, *lead]
        reading = quantity_of([*moved, piece.tokens[place], *rest], len(moved), hint, "target", words)
    return _dated(reading, statement)


def _dated(reading: Reading, statement: Statement) -> Reading:
    if reading.value is None:
        return reading
    when = statement.when
    doubts = (*reading.doubts, *((Doubt.BASELINE,) if statement.piece.moves else ()))
    if when and when.vague:
        doubts = (*doubts, Doubt.DATE_LIMIT)
    return replace(
        reading,
        cumulative=statement.cumulative,
        date_from=when.start if when else "",
        date_to=when.end if when else "",
        doubts=tuple(dict.fromkeys(doubts)),
        confidence=confidence_of(doubts),
    )


def _plain(statement: Statement, start: int, end: int, own: ClaimWords) -> Iterator[Token]:
    """Leave out dates that say when, names with digits, and 各, 均 or 分别 where they are settled."""
    piece = statement.piece
    for place in range(start, end):
        token = piece.tokens[place]
        if token.mark is Mark.DATE:
            if is_compared(piece.tokens, place, own):
                yield Token(Mark.TEXT, token.text)
        elif token.mark is Mark.BAD:
            yield Token(Mark.TEXT, token.text)
        elif token.mark is Mark.TEXT and statement.spread:
            yield replace(token, text=own.each.sub("", token.text))
        elif token.mark is not Mark.NAME or not any(sign.isdigit() for sign in token.text):
            yield token


def _last_remark(lead: list[Token]) -> str:
    # 服务企业（家）: a unit in brackets belongs to the name.
    return next((token.text for token in reversed(lead) if token.mark is Mark.REMARK), "")


def date_of(piece: Piece, own: ClaimWords, *, opening: bool = False) -> Span | None:
    """Return the time that a piece names, the last one before its figure; ``opening``: only at its beginning."""
    dates = [
        place
        for place, token in enumerate(piece.tokens)
        if token.mark is Mark.DATE and not is_compared(piece.tokens, place, own)
    ]
    if opening:
        dates = [place for place in dates[:1] if own.is_idle(spoken(piece.tokens[:place]))]
        return piece.tokens[dates[0]].span if dates else None
    before = [place for place in dates if piece.figure is None or place < piece.figure]
    return piece.tokens[(before or dates)[-1 if before else 0]].span if dates else None


def is_told_before(piece: Piece, own: ClaimWords) -> bool:
    """Recognise 上述5个系统."""
    return spoken(piece.tokens[: piece.figure]).endswith(own.words.references)


def names_only(piece: Piece, subject: Subject, known: str, own: ClaimWords) -> bool:
    """Tell whether a number without unit names something (附件2), may be a year, or has nothing that it counts."""
    assert piece.figure is not None
    amount = piece.tokens[piece.figure].amount
    assert amount is not None
    bound = any(token.comparator for token in piece.tokens[: piece.figure])
    lead = spoken(piece.tokens[: piece.figure])
    if lead.endswith(own.words.enclosures):
        return True
    if amount.unit or amount.scaled or amount.after or amount.vague or bound:
        return False
    if not subject.before:
        return amount.value in _YEARS if subject.behind else not known
    return lead.endswith(own.words.numbered) and amount.value <= _LAST_NUMBER
