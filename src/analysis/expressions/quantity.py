"""One figure with its surroundings to a reading: comparator and unit.

Belongs here: a clause that holds exactly one figure. Does not belong here: what the words around the figure put in
question (``around``), several figures and other kinds (``grammar``).
"""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.exact import plain
from analysis.expressions.around import Around, around_of, doubts_of, every_of
from analysis.expressions.dates import Span, date_at
from analysis.expressions.figures import Amount
from analysis.expressions.hints import Hint
from analysis.expressions.lexicon import Lexicon
from analysis.expressions.reading import SHARES, Confidence, Doubt, Reading, Role, confidence_of
from analysis.expressions.scan import Mark, Token
from analysis.vocabulary import Comparator, ExpressionKind

_YEARLIKE = re.compile(r"(?:199|20[0-4])[0-9](?:\.(?:1[0-2]?|0?[1-9])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])?)?")
_COMPACT_DATE = re.compile(r"((?:19|20)[0-9]{2})\.?(0[1-9]|1[0-2]|(?<=\.)[1-9])([0-3][0-9])?")
_A_DAY = re.compile("[0-9]日$")
#: A rate for so many people (16/10万) is no percentage.
_MANY = ("1", "千", "万", "亿")
_UNREAD = Reading(ExpressionKind.UNREAD, confidence=Confidence.NONE)


def quantity_of(tokens: list[Token], place: int, hint: Hint, role: Role, words: Lexicon) -> Reading:
    """Read the clause whose one figure stands at a place."""
    amount = tokens[place].amount
    assert amount is not None
    around = around_of(tokens, place, words)
    follows = tokens[place + 1].mark if place + 1 < len(tokens) else None
    changes = amount.upper is not None and words.cues.change.search(around.lead) is not None
    if follows is Mark.SIGN or changes:
        return _UNREAD
    bare = not amount.unit and not amount.scaled
    if bare and hint.moment and (moment := _moment(tokens, around)):
        return moment
    doubts = doubts_of(tokens, place, around, hint, role, words)
    if (bare and hint.moment) or (hint.day and _A_DAY.search(tokens[place].text)):
        doubts.append(Doubt.MOMENT)
    comparator = _comparator(amount, around, hint, role, words, doubts)
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


def _when(tokens: list[Token]) -> Span | None:
    """Return the clause's date, or the one year that it speaks of."""
    if len(tokens) == 1:
        return None
    dates = [token.span for token in tokens if token.mark is Mark.DATE]
    years = {token.span for token in tokens if token.mark is Mark.YEAR}
    return dates[0] if dates else years.pop() if len(years) == 1 else None


def _moment(tokens: list[Token], around: Around) -> Reading | None:
    """Read 20231231 and 2023.12 as dates where the name asks for a time."""
    found = _COMPACT_DATE.fullmatch("".join(token.text for token in tokens))
    if found is None or around.comparator:
        return None
    printed = "-".join(part for part in found.groups() if part)
    dated = date_at(printed, 0)
    if dated is None or dated[1] < len(printed):
        return None
    span = dated[0]
    doubts = (Doubt.MOMENT,)
    return Reading(
        ExpressionKind.DATE, confidence=Confidence.LOW, date_from=span.start, date_to=span.end, doubts=doubts
    )


def _comparator(
    amount: Amount, around: Around, hint: Hint, role: Role, words: Lexicon, doubts: list[Doubt]
) -> Comparator:
    """Settle what the word before and the word behind the figure say together."""
    after = amount.after or around.late
    reached = around.word in words.words.reached
    stated = None if reached and (role == "actual" or after) else around.comparator
    if amount.vague:
        doubts.append(Doubt.VAGUE)
    if amount.upper is not None and (stated or after) not in (None, Comparator.ABOUT):
        doubts.append(Doubt.RANGE)
    if stated and after and stated is not after:
        doubts.append(Doubt.COMPARATORS)
        return after if stated is Comparator.ABOUT else stated
    implied = hint.comparator if role == "target" and amount.upper is None else None
    return stated or after or (Comparator.MORE_THAN if amount.vague else implied or Comparator.UNSTATED)


def _unit(
    amount: Amount, hint: Hint, around: Around, comparator: Comparator, words: Lexicon, doubts: list[Doubt]
) -> tuple[str, int, int]:
    """Settle unit, printed scale and the factor still to apply; the cell goes before the name."""
    base, _, per = amount.unit.partition("/")
    per = "/".join(dict.fromkeys(part for part in (every_of(around, words), per) if part))
    if base:
        return _printed(amount, (base, per), hint, around, words, doubts), amount.multiplier, 1
    if hint.unit:
        return _from_name(amount, hint, per, words, doubts)
    if per[:1] in _MANY:
        return f"/{per}", amount.multiplier, 1
    unit = "%" if hint.rate and _like_percent(amount) else ""
    if unit:
        doubts.append(Doubt.UNIT_FROM_RATE)
    elif hint.rate or amount.upper is not None:
        doubts.append(Doubt.NO_UNIT)
    elif _like_year(amount) and comparator is Comparator.UNSTATED:
        doubts.append(Doubt.YEAR)
    return _rated(unit, per), amount.multiplier, 1


def _printed(
    amount: Amount, unit: tuple[str, str], hint: Hint, around: Around, words: Lexicon, doubts: list[Doubt]
) -> str:
    """Settle the unit that the cell prints itself."""
    base, per = unit
    if not amount.listed or _either(base, per, words):
        doubts.append(Doubt.UNIT)
    named = hint.unit == base or hint.unit.startswith(f"{base}/")
    if (named and hint.multiplier != 1 and not amount.scaled) or (amount.scaled and base in SHARES):
        doubts.append(Doubt.SCALE)
    # 30元 under （元/人）: the name says for whom, as long as the cell says nothing else.
    # 24次 under （次/月） stays: it may be the year's.
    told = (
        per
        or around.lead
        or around.gap
        or around.tail
        or any(part in words.words.stretches for part in hint.unit.split("/"))
    )
    return hint.unit if named and not told else _rated(base, per)


def _either(base: str, per: str, words: Lexicon) -> bool:
    """Tell whether 台/个 may leave the choice of the word open instead of being a rate."""
    return per != "" and base in words.words.alternatives and per in words.words.alternatives


def _from_name(amount: Amount, hint: Hint, per: str, words: Lexicon, doubts: list[Doubt]) -> tuple[str, int, int]:
    if amount.scaled:
        if hint.multiplier not in (1, amount.multiplier) or hint.unit == "%":
            doubts.append(Doubt.SCALE)
        return _rated(hint.unit, per), amount.multiplier, 1
    base, _, named = hint.unit.partition("/")
    if _either(base, named, words):
        doubts.append(Doubt.UNIT)
    if hint.unit == "年" and _like_year(amount):
        doubts.append(Doubt.YEAR)
    if hint.unit == "%" and Decimal(0) < abs(amount.value) <= 1:
        # 1 under （%） may be one per cent, or a workbook's 100 % without its display format.
        doubts.append(Doubt.SHARE)
    return _rated(hint.unit, per), hint.multiplier, hint.multiplier


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
