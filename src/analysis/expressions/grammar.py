"""Tokens to a reading: the one place that decides what kind of thing a text says.

Belongs here: kinds, clauses, compounds. Does not belong here: cutting the text up (``scan``), what a single figure
comes to (``quantity``) and any word (``words.yaml``).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from analysis.expressions.clauses import figures_of, is_bare, lead_of, split_at_stops, without_parts
from analysis.expressions.folding import fold
from analysis.expressions.hints import Hint
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.quantity import quantity_of
from analysis.expressions.reading import Confidence, Doubt, Reading, Role, confidence_of
from analysis.expressions.scan import Mark, Token, scan
from analysis.vocabulary import Comparator, ExpressionKind

#: An actual that is longer than this tells a story; several figures in it cannot be told apart.
NARRATIVE = 60
#: A date inside more text than this is an event and not a date that was set.
_DATE_PROSE = 40
_OPEN_BRACKETS = str.maketrans("()[]{}", ";;;;;;")
_UNREAD = Reading(ExpressionKind.UNREAD, confidence=Confidence.NONE)


def read_text(text: str, hint: Hint, role: Role, words: Lexicon) -> Reading:
    """Read one text; total, and the same for every spelling of the same content."""
    folded = fold(text, words)
    reading = _closed(folded, words) or _open(folded, hint, role, words)
    return replace(reading, text=text.strip())


def _closed(folded: str, words: Lexicon) -> Reading | None:
    """Recognise a cell that is one known word or phrase, or nothing at all."""
    if answer := words.cues.answers.get(folded):
        kind, holds = answer
        return Reading(kind, value=None if holds is None else Decimal(int(holds)))
    if not folded.strip(words.words.blank_marks):
        return Reading(ExpressionKind.NONE)
    return Reading(ExpressionKind.QUALITATIVE) if words.cues.phrase.fullmatch(folded) else None


def _open(folded: str, hint: Hint, role: Role, words: Lexicon) -> Reading:
    tokens = without_parts(_with_years(scan(folded, words)), words)
    if not figures_of(tokens):
        remarked = _from_remark(folded, tokens, hint, role, words)
        return remarked or _prose(folded)
    reading = _clause(tokens, hint, role, words)
    only_dates = all(token.mark is Mark.DATE for token in figures_of(tokens))
    if reading is None and not ((role == "actual" or only_dates) and len(folded) > NARRATIVE):
        reading = _compound(tokens, hint, role, words)
    if reading is None:
        return _prose(folded) if only_dates else _UNREAD
    if reading.kind is ExpressionKind.DATE and _tells(reading, folded):
        return _prose(folded)
    said = hint.cumulative or words.cumulative.search(folded) is not None
    counts = reading.kind in (ExpressionKind.QUANTITY, ExpressionKind.RANGE, ExpressionKind.COMPOUND)
    return replace(reading, cumulative=said and counts)


def _with_years(tokens: list[Token]) -> list[Token]:
    """Mark whole years beside a figure: 2023年度 says when and is no deadline."""
    if not any(token.mark is Mark.FIGURE for token in tokens):
        return tokens
    return [
        replace(token, mark=Mark.YEAR)
        if token.span and token.span.start == token.span.end == token.span.end[:4]
        else token
        for token in tokens
    ]


def _tells(reading: Reading, folded: str) -> bool:
    """Tell whether a date only says when something happened."""
    year_only = reading.date_from == reading.date_to == reading.date_to[:4]
    return len(folded) > _DATE_PROSE or (year_only and Doubt.PROSE in reading.doubts)


def _prose(folded: str) -> Reading:
    """Call text without figures qualitative; signs alone are not read."""
    if not any(sign.isalpha() for sign in folded):
        return _UNREAD
    return Reading(ExpressionKind.QUALITATIVE, confidence=Confidence.LOW, doubts=(Doubt.OPEN,))


def _from_remark(folded: str, tokens: list[Token], hint: Hint, role: Role, words: Lexicon) -> Reading | None:
    """Look for the figure inside brackets when there is none outside: 优（95分）."""
    if not any(token.mark is Mark.REMARK and any(sign.isdigit() for sign in token.text) for token in tokens):
        return None
    inner = scan(folded.translate(_OPEN_BRACKETS), words)
    if not figures_of(inner):
        return None
    reading = _clause(inner, hint, role, words)
    return _doubting(reading, Doubt.REMARK) if reading else _UNREAD


def _clause(tokens: list[Token], hint: Hint, role: Role, words: Lexicon) -> Reading | None:
    """Read tokens that hold one figure at most and one date at most; otherwise ``None``."""
    if any(token.mark is Mark.BAD for token in tokens):
        return _UNREAD
    figures = [place for place, token in enumerate(tokens) if token.mark is Mark.FIGURE]
    dates = [place for place, token in enumerate(tokens) if token.mark is Mark.DATE]
    if len(figures) > 1 or len(dates) > 1:
        return None
    if figures:
        return quantity_of(tokens, figures[0], hint, role, words)
    return _date(tokens, dates[0], hint, words)


def _date(tokens: list[Token], place: int, hint: Hint, words: Lexicon) -> Reading:
    span = tokens[place].span
    assert span is not None
    before, after = (_plain_text(part) for part in (tokens[:place], tokens[place + 1 :]))
    late = before in words.words.no_later
    doubts = [Doubt.DATE_LIMIT] if span.vague else []
    month_alone = span.start == span.end and span.end.startswith("--") and span.end.count("-") == 2
    if hint.unit or (hint.lasts and month_alone):
        doubts.append(Doubt.NOT_A_DATE)
    if any(text not in ("", *words.words.around_dates) for text in ("" if late else before, after)):
        doubts.append(Doubt.PROSE)
    return Reading(
        ExpressionKind.DATE,
        comparator=Comparator.AT_MOST if late else span.comparator,
        confidence=confidence_of(doubts),
        date_from="" if late else span.start,
        date_to=span.end,
        doubts=tuple(doubts),
    )


def _plain_text(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


def _compound(tokens: list[Token], hint: Hint, role: Role, words: Lexicon) -> Reading | None:
    """Read a text clause by clause; every figure must find its place, or nothing is read."""
    clauses = split_at_stops(tokens, words)
    told = [clause for clause in clauses if figures_of(clause)]
    parts = [_clause(clause, hint, role, words) for clause in told]
    read = [part for part in parts if part is not None and part.kind is not ExpressionKind.UNREAD]
    if len(read) < len(parts) or len(parts) < 2 or any(is_bare(clause) for clause in told):
        return None
    if any(word in token.text for token in told[0] for word in words.words.distributive):
        read = [_inheriting(part, read[0].comparator) for part in read]
    elif read[0].comparator is not Comparator.UNSTATED:
        read = [read[0], *(_elliptic(part, clause) for part, clause in zip(read[1:], told[1:], strict=True))]
    doubts = list(dict.fromkeys(doubt for part in read for doubt in part.doubts))
    if role == "actual" and any(words.cues.planned.search(token.text) for clause in told for token in clause):
        doubts.append(Doubt.PLANNED)
    if not doubts and len(told) < len(clauses):
        doubts.append(Doubt.PROSE)
    return Reading(ExpressionKind.COMPOUND, confidence=confidence_of(doubts), doubts=tuple(doubts), parts=tuple(read))


def _inheriting(part: Reading, comparator: Comparator) -> Reading:
    return replace(part, comparator=comparator) if part.comparator is Comparator.UNSTATED else part


def _elliptic(part: Reading, clause: list[Token]) -> Reading:
    # 不低于80%、90% leaves open whether the comparator holds for both.
    open_ended = part.comparator is Comparator.UNSTATED and part.value is not None and lead_of(clause) == ""
    return _doubting(part, Doubt.COMPARATORS) if open_ended else part


def _doubting(reading: Reading, doubt: Doubt) -> Reading:
    if reading.kind is ExpressionKind.UNREAD:
        return reading
    return replace(reading, confidence=Confidence.LOW, doubts=(*reading.doubts, doubt))
