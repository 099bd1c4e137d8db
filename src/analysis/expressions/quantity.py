"""One figure with its surroundings to a reading: comparator, unit, and everything that speaks against it.

Belongs here: a clause that holds exactly one figure. Does not belong here: several figures and other kinds
(``grammar``). Whatever stands around the figure and is not understood lowers the confidence; it is never dropped in
silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.exact import plain
from analysis.expressions.dates import Span
from analysis.expressions.figures import Amount
from analysis.expressions.hints import Hint
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.reading import Confidence, Doubt, Reading, Role, confidence_of
from analysis.expressions.scan import Mark, Token
from analysis.vocabulary import Comparator, ExpressionKind

#: A comparator reaches over this many characters to its number.
_REACH = 12
#: Words before a figure that name it (满意度, 支出) are harmless up to this length.
_LEAD = 15
_WORDLIKE = re.compile("[\u4e00-\u9fffA-Za-z:“”]*")
_EVERY = re.compile("每个?([\u4e00-\u9fff]{1,3})$")
_YEARLIKE = re.compile(r"(?:199|20[0-4])[0-9](?:\.(?:1[0-2]?|0?[1-9])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])?)?")
_SHARES = ("%", "‰")
_UNREAD = Reading(ExpressionKind.UNREAD, confidence=Confidence.NONE)


@dataclass(frozen=True)
class _Around:
    """What stands before and after the figure."""

    comparator: Comparator | None
    word: str
    lead: str
    gap: str
    tail: str


def quantity_of(tokens: list[Token], place: int, hint: Hint, role: Role, words: Lexicon) -> Reading:
    """Read the clause whose one figure stands at a place."""
    amount = tokens[place].amount
    assert amount is not None
    around = _around(tokens, place)
    follows = tokens[place + 1].mark if place + 1 < len(tokens) else None
    changes = amount.upper is not None and around.lead.endswith(words.words.change)
    if follows is Mark.SIGN or changes:
        return _UNREAD
    doubts = _doubts(tokens, place, around, words)
    comparator = _comparator(amount, around, role, words, doubts)
    unit, multiplier, factor = _unit(amount, hint, around, comparator, words, doubts)
    span = _when(tokens)
    return Reading(
        ExpressionKind.QUANTITY if amount.upper is None else ExpressionKind.RANGE,
        comparator=comparator,
        value=plain(amount.value * factor),
        upper=None if amount.upper is None else plain(amount.upper * factor),
        unit=unit,
        multiplier=multiplier,
        confidence=confidence_of(doubts),
        date_from=span.start if span else "",
        date_to=span.end if span else "",
        doubts=tuple(dict.fromkeys(doubts)),
    )


def lead_of(clause: list[Token]) -> str:
    """Return the text before a clause's figure, ``""`` when it begins the clause."""
    place = next((number for number, token in enumerate(clause) if token.mark is Mark.FIGURE), 0)
    return "".join(token.text for token in clause[:place])


def _around(tokens: list[Token], place: int) -> _Around:
    before = tokens[:place]
    stop = max((number for number, token in enumerate(before) if token.mark is Mark.STOP), default=-1)
    bound = max((number for number, token in enumerate(before) if token.comparator), default=-1)
    gap = _text(before[bound + 1 :])
    tail = _text(tokens[place + 1 :])
    if bound <= stop or len(gap) > _REACH:
        return _Around(None, "", _text(before[stop + 1 :]), "", tail)
    return _Around(before[bound].comparator, before[bound].text, _text(before[stop + 1 : bound]), gap, tail)


def _text(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens if token.mark in (Mark.TEXT, Mark.COMPARATOR, Mark.SIGN))


def _doubts(tokens: list[Token], place: int, around: _Around, words: Lexicon) -> list[Doubt]:
    """List what the words around the figure put in question."""
    listed = words.words
    doubts = []
    said = around.lead + around.gap + around.tail
    checks = (
        (Doubt.NEGATION, any(word in said for word in listed.negation)),
        (Doubt.DECREASE, any(word in said for word in listed.decrease)),
        (Doubt.BASELINE, any(word in around.gap for word in listed.baseline)),
        (Doubt.BASELINE, any(word in around.lead for word in listed.relative)),
        (Doubt.FREQUENCY, "每" in said and not _every(around, words)),
        (Doubt.GAP, not (around.gap in ("", *listed.between) or around.gap.endswith("的"))),
        (Doubt.PROSE, len(around.lead) > _LEAD or not _WORDLIKE.fullmatch(around.lead + around.gap)),
        (Doubt.PROSE, around.tail not in ("", *listed.trailing)),
        (Doubt.PROSE, any(_sets_apart(token) for token in tokens)),
        (Doubt.COMPARATORS, sum(token.comparator is not None for token in tokens) > (around.comparator is not None)),
        (Doubt.DATE, any(token.mark in (Mark.DATE, Mark.YEAR) for token in tokens)),
        (Doubt.REMARK, any(_takes_back(token, words) for token in tokens)),
        (Doubt.REMARK, any(token.mark is Mark.REMARK for token in tokens[:place]) and not around.comparator),
    )
    doubts += [doubt for doubt, holds in checks if holds]
    return doubts


def _when(tokens: list[Token]) -> Span | None:
    """Return the clause's date, or the one year that it speaks of."""
    dates = [token.span for token in tokens if token.mark is Mark.DATE]
    years = {token.span for token in tokens if token.mark is Mark.YEAR}
    return dates[0] if dates else years.pop() if len(years) == 1 else None


def _sets_apart(token: Token) -> bool:
    named = token.mark is Mark.NAME and any(sign.isdigit() for sign in token.text)
    return named or token.mark is Mark.STOP


def _takes_back(token: Token, words: Lexicon) -> bool:
    doubtful = any(sign.isdigit() for sign in token.text) or any(word in token.text for word in words.words.exceptions)
    return token.mark is Mark.REMARK and doubtful


def _comparator(amount: Amount, around: _Around, role: Role, words: Lexicon, doubts: list[Doubt]) -> Comparator:
    """Settle what the word before and the word behind the figure say together."""
    reached = around.word in words.words.reached
    stated = None if reached and (role == "actual" or amount.after) else around.comparator
    if amount.vague:
        doubts.append(Doubt.VAGUE)
    if amount.upper is not None and (stated or amount.after) not in (None, Comparator.ABOUT):
        doubts.append(Doubt.RANGE)
    if stated and amount.after and stated is not amount.after:
        doubts.append(Doubt.COMPARATORS)
        return amount.after if stated is Comparator.ABOUT else stated
    return stated or amount.after or (Comparator.MORE_THAN if amount.vague else Comparator.UNSTATED)


def _unit(
    amount: Amount, hint: Hint, around: _Around, comparator: Comparator, words: Lexicon, doubts: list[Doubt]
) -> tuple[str, int, int]:
    """Settle unit, printed scale and the factor still to apply; the cell goes before the name."""
    every = _every(around, words)
    base, _, per = amount.unit.partition("/")
    if base:
        if not amount.listed:
            doubts.append(Doubt.UNIT)
        unscaled = base == hint.unit and hint.multiplier != 1 and not amount.scaled
        if unscaled or (amount.scaled and base in _SHARES):
            doubts.append(Doubt.SCALE)
        return _rated(base, per or every), amount.multiplier, 1
    if hint.unit:
        return _from_name(amount, hint, per or every, doubts)
    unit = "%" if hint.rate and _like_percent(amount) else ""
    if unit:
        doubts.append(Doubt.UNIT_FROM_RATE)
    elif hint.rate or amount.upper is not None:
        doubts.append(Doubt.NO_UNIT)
    elif _like_year(amount) and comparator is Comparator.UNSTATED:
        doubts.append(Doubt.YEAR)
    return _rated(unit, per or every), amount.multiplier, 1


def _from_name(amount: Amount, hint: Hint, per: str, doubts: list[Doubt]) -> tuple[str, int, int]:
    if amount.scaled:
        if hint.multiplier not in (1, amount.multiplier) or hint.unit == "%":
            doubts.append(Doubt.SCALE)
        return _rated(hint.unit, per), amount.multiplier, 1
    if hint.unit == "%" and Decimal(0) < abs(amount.value) <= 1:
        # 1 under （%） may be one per cent, or a workbook's 100 % without its display format.
        doubts.append(Doubt.SHARE)
    return _rated(hint.unit, per), hint.multiplier, hint.multiplier


def _every(around: _Around, words: Lexicon) -> str:
    """Return the unit of time in 每月不少于1次: what stands right before the figure or its comparator."""
    found = _EVERY.search(around.lead if not around.gap else "")
    if found is None:
        return ""
    if found.group(1) in words.words.periods:
        return found.group(1)
    per = words.unit_at(found.group(1), 0)
    return per[0] if per and per[1] == len(found.group(1)) else ""


def _rated(unit: str, per: str) -> str:
    return f"{unit}/{per}" if per and "/" not in unit else unit


def _like_percent(amount: Amount) -> bool:
    return not amount.scaled and (amount.value == 0 or Decimal(1) < amount.value <= 100)


def _like_year(amount: Amount) -> bool:
    """Tell whether a naked number may be a date: 2022, 2023.12, 20231231."""
    if amount.scaled or amount.value != abs(amount.value):
        return False
    printed = format(amount.value, "f")
    return _YEARLIKE.fullmatch(printed) is not None
