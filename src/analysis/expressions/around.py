"""What stands around one figure, and what of it puts the figure in question.

Belongs here: the comparator and the words before and behind a figure, and the doubts that they raise. Does not belong
here: the figure's value and unit (``quantity``) and several figures (``clauses``, ``grammar``). Whatever stands around
the figure and is not understood lowers the confidence; it is never dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.expressions.figures import Amount
from analysis.expressions.hints import Hint
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.reading import SHARES, Doubt, Role
from analysis.expressions.scan import Mark, Token
from analysis.vocabulary import Comparator

#: A comparator reaches over this many characters to its number.
_REACH = 12
#: Words before a figure that name it (满意度, 支出) are harmless up to this length.
_LEAD = 15
_WORDLIKE = re.compile("[\u4e00-\u9fffA-Za-z\u2160-\u217f:“”]*")
_RELATIVE = SHARES | {"百分点", "倍"}


@dataclass(frozen=True)
class Around:
    """What stands before and after the figure.

    Parameters
    ----------
    comparator, word
        The comparator before the figure, and the word or sign for it.
    lead, gap
        The text before the comparator, and between it and the figure; without a comparator all of it is ``lead``.
    tail
        The text behind the figure.
    late
        The comparator that stands behind the thing counted: 50家企业以上.
    """

    comparator: Comparator | None
    word: str
    lead: str
    gap: str
    tail: str
    late: Comparator | None


def around_of(tokens: list[Token], place: int, words: Lexicon) -> Around:
    """Collect what stands around the figure at a place."""
    before = tokens[:place]
    stop = max((number for number, token in enumerate(before) if token.mark is Mark.STOP), default=-1)
    bound = max((number for number, token in enumerate(before) if token.comparator), default=-1)
    gap = _text(before[bound + 1 :]).removeprefix(":")
    amount = tokens[place].amount
    tail, late = _tail(_text(tokens[place + 1 :]), amount, words) if amount else ("", None)
    if bound <= stop or len(gap) > _REACH:
        return Around(None, "", _text(before[stop + 1 :]), "", tail, late)
    return Around(before[bound].comparator, before[bound].text, _text(before[stop + 1 : bound]), gap, tail, late)


def doubts_of(tokens: list[Token], place: int, around: Around, hint: Hint, role: Role, words: Lexicon) -> list[Doubt]:
    """List what the words around the figure put in question."""
    amount = tokens[place].amount
    share = amount is not None and amount.unit in _RELATIVE
    doubts = _close_doubts(around, hint, role, words, share=share) if around.lead or around.gap else []
    if around.lead or around.gap or around.tail:
        doubts += _words_doubts(around, hint, words)
    return doubts if len(tokens) == 1 else doubts + _token_doubts(tokens, place, around, words)


def every_of(around: Around, words: Lexicon) -> str:
    """Return what each is counted by in 每月不少于1次 or 每人每年600元: what stands right before the figure."""
    if "每" not in around.lead or around.gap not in ("", *words.words.between):
        return ""
    found = words.cues.every.search(around.lead)
    if found is None:
        return ""
    units = [_counted_by(piece, words) for piece in found.group(1).split("每")[1:]]
    return "/".join(units) if all(units) else ""


def _counted_by(piece: str, words: Lexicon) -> str:
    piece = piece.removeprefix("个")
    per = words.per_at(f"/{piece}", 0)
    return per[0] if per and per[1] == len(piece) + 1 else ""


def _tail(text: str, amount: Amount, words: Lexicon) -> tuple[str, Comparator | None]:
    """Take off what a counting unit counts (5个社区), with a comparator behind it (50家企业以上)."""
    if not text or _is_harmless(text, amount, words):
        return "", None
    found = None if amount.after else words.late.search(text)
    if found and _is_harmless(text[: found.start()], amount, words):
        return "", words.after_comparators[found.group()]
    return text, None


def _is_harmless(text: str, amount: Amount, words: Lexicon) -> bool:
    return text in words.cues.tails or (amount.unit != "" and text in words.cues.counted)


def _text(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if token.mark in (Mark.TEXT, Mark.COMPARATOR, Mark.SIGN))


def _words_doubts(around: Around, hint: Hint, words: Lexicon) -> list[Doubt]:
    """List the doubts that come from words anywhere around the figure."""
    cues, listed = words.cues, words.words
    before = around.lead + around.gap
    said = before + around.tail
    falls = any(cues.decrease.search(text) for text in (around.lead, around.gap, around.tail))
    checks = (
        (Doubt.NEGATION, cues.denies(said)),
        (Doubt.DECREASE, falls and not hint.falls),
        (Doubt.BASELINE, cues.baseline.search(around.gap) or cues.earlier.search(around.lead)),
        (Doubt.BASELINE, cues.compares(around.lead)),
        (Doubt.FREQUENCY, "每" in said and not every_of(around, words)),
        (Doubt.GAP, not (around.gap in ("", *listed.between) or around.gap.endswith("的"))),
        (Doubt.PROSE, len(around.lead) > _LEAD or not _WORDLIKE.fullmatch(before)),
        (Doubt.PROSE, around.tail != ""),
    )
    return [doubt for doubt, holds in checks if holds]


def _close_doubts(around: Around, hint: Hint, role: Role, words: Lexicon, *, share: bool) -> list[Doubt]:
    """List the doubts that come from the words right before the figure or its comparator."""
    cues = words.cues
    checks = (
        (Doubt.GROWTH, cues.growth, share and not hint.grows),
        (Doubt.BASELINE, cues.plan_share, share),
        (Doubt.PLANNED, cues.planned_close, role == "actual"),
        (Doubt.EACH, cues.each, True),
        (Doubt.HEDGED, cues.hedge, True),
        (Doubt.FREQUENCY, cues.other_period, True),
    )
    return [
        doubt
        for doubt, pattern, asked in checks
        if asked and (pattern.search(around.lead) or pattern.search(around.gap))
    ]


def _token_doubts(tokens: list[Token], place: int, around: Around, words: Lexicon) -> list[Doubt]:
    """List the doubts that come from other tokens of the clause."""
    checks = (
        (Doubt.PROSE, any(_sets_apart(token) for token in tokens)),
        (Doubt.COMPARATORS, sum(token.comparator is not None for token in tokens) > (around.comparator is not None)),
        (Doubt.DATE, any(token.mark in (Mark.DATE, Mark.YEAR) for token in tokens)),
        (Doubt.REMARK, any(_takes_back(token, words) for token in tokens)),
        (Doubt.REMARK, any(token.mark is Mark.REMARK for token in tokens[:place]) and not around.comparator),
    )
    return [doubt for doubt, holds in checks if holds]


def _sets_apart(token: Token) -> bool:
    named = token.mark is Mark.NAME and any(sign.isdigit() for sign in token.text)
    return named or token.mark is Mark.STOP


def _takes_back(token: Token, words: Lexicon) -> bool:
    doubtful = any(sign.isdigit() for sign in token.text) or any(word in token.text for word in words.words.exceptions)
    return token.mark is Mark.REMARK and doubtful
