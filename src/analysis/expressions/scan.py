"""A folded text to a row of tokens.

Belongs here: what each stretch of the text is — figure, date, comparator, name, remark, plain words. Does not belong
here: what the tokens mean together (``grammar``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from string import ascii_letters

from analysis.expressions.dates import Span, date_at
from analysis.expressions.figures import Amount, amount_at
from analysis.expressions.lexicon import Lexicon
from analysis.vocabulary import Comparator


class Mark(Enum):
    """What a token is."""

    TEXT = "text"
    SIGN = "sign"
    COMPARATOR = "comparator"
    FIGURE = "figure"
    DATE = "date"
    YEAR = "year"
    NAME = "name"
    BAD = "bad"
    STOP = "stop"
    REMARK = "remark"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True)
class Token:
    """One stretch of the text."""

    mark: Mark
    text: str
    amount: Amount | None = None
    span: Span | None = None
    comparator: Comparator | None = None


_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_QUOTES = {"“": "”", "‘": "’", "《": "》", "「": "」", "『": "』"}
_DATE_OPENERS = "第上下前年本当一二三四"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#: 15人×12月 multiplies by a number of months.
_PRODUCT = "×*"
_STOPS = "。;,、!?\n"
# An item number opens a clause; 1.5 and 3、5 are figures.
_ITEM = re.compile(r"(?:\([0-9]{1,2}\)|[0-9]{1,2}[.、)](?![0-9]))(?=\S)")
_DOCUMENT_NUMBER = re.compile(r"[(\[](?:19|20)[0-9]{2}[)\]]第?[0-9]+号|第[0-9]+(?!季度|[-—~至到、]第?[1-4]季度)")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.]*[-_/]?[0-9]+(?:[-./][0-9]+)*[A-Za-z]*\+?")
_LATIN = re.compile("[A-Za-z]+")
_NUMBER_NAME = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=[A-Za-z])[A-Za-z0-9]+")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*")
# 65岁及以上老年人 names a group; 18周岁以上 alone is a figure.
_AGE = re.compile("[0-9]+(?:[-—~至][0-9]+)?(?:周?岁|月龄)(?:及?以[上下])?+(?=[\u4e00-\u9fff])(?![以内之左及或含至到])")
#: Signs that may begin something else than plain words, besides those that open a listed word.
_SPECIAL = frozenset((*_BRACKETS, *_QUOTES, *_DATE_OPENERS, *_CIRCLED, *_STOPS, "-", *"0123456789", *ascii_letters))


def scan(text: str, words: Lexicon) -> list[Token]:
    """Cut a folded text into tokens; every character is in exactly one."""
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        if label := words.label.match(text, place) if not tokens or tokens[-1].mark is Mark.STOP else None:
            tokens.append(Token(Mark.STOP, label.group()))
            place = label.end()
            continue
        start = place
        while place < len(text) and text[place] not in _SPECIAL and text[place] not in words.openers:
            place += 1
        if place > start:
            tokens.append(Token(Mark.TEXT, text[start:place]))
            continue
        token = _token_at(text, place, tokens, words)
        tokens.append(token)
        place += max(1, len(token.text))
    return _merged(tokens)


def _token_at(text: str, place: int, before: list[Token], words: Lexicon) -> Token:
    sign = text[place]
    if sign in _CIRCLED:
        return Token(Mark.STOP, sign)
    opens = not before or before[-1].mark is Mark.STOP or before[-1].text.endswith(":")
    if opens and (item := _item_at(text, place, words)):
        return item
    if found := words.name.match(text, place) or _DOCUMENT_NUMBER.match(text, place):
        return Token(Mark.NAME, found.group())
    if enclosed := _enclosed(text, place):
        return enclosed
    if sign in _STOPS:
        return Token(Mark.STOP, sign)
    if sign.isascii() and sign.isalpha():
        return _latin_at(text, place, words)
    if word := _word_at(text, place, words):
        return word
    if _begins_figure(text, place, before) or sign in _DATE_OPENERS:
        return _digits_at(text, place, before, words)
    return Token(Mark.TEXT, sign)


def _begins_figure(text: str, place: int, before: list[Token]) -> bool:
    if _digit(text[place : place + 1]):
        return True
    # A minus belongs to the number only where no other number could stand before it.
    opens = not before or before[-1].mark in (Mark.SIGN, Mark.COMPARATOR, Mark.STOP)
    return text[place] == "-" and opens and _digit(text[place + 1 : place + 2])


def _digits_at(text: str, place: int, before: list[Token], words: Lexicon) -> Token:
    """Read what begins with a digit (or 第, 上, 年 …): a date, a name or an amount."""
    if aged := _AGE.match(text, place):
        return Token(Mark.NAME, aged.group())
    product = before and before[-1].mark is not Mark.STOP and text[place - 1] in _PRODUCT
    dated = None if product else date_at(text, place)
    if dated and not _is_amount_after_all(text, dated[1], words):
        return Token(Mark.DATE, text[place : dated[1]], span=dated[0])
    if not _digit(text[place]) and text[place] != "-":
        return Token(Mark.TEXT, text[place])
    if before and before[-1].mark is not Mark.STOP and _spoils(text, place - 1):
        end = max(place + 1, amount_at(text, place, words)[1])
        return Token(Mark.BAD, text[place:end])
    if named := _number_name(text, place, words):
        return named
    amount, end = amount_at(text, place, words)
    return Token(Mark.FIGURE if amount else Mark.BAD, text[place:end], amount=amount)


def _is_amount_after_all(text: str, end: int, words: Lexicon) -> bool:
    # 2022-12 is a month, 2000-12家 is not.
    behind = words.unit_at(text, end) or words.scale.match(text, end)
    return _digit(text[end - 1]) and behind is not None


def _number_name(text: str, place: int, words: Lexicon) -> Token | None:
    """Recognise 5G, 3级, 2.0版, 1#: a number that names."""
    plain = _PLAIN.match(text, place)
    if plain is None or words.unit_at(text, plain.end()):
        return None
    if text.startswith("#", plain.end()):
        return Token(Mark.NAME, text[place : plain.end() + 1])
    latin = _NUMBER_NAME.match(text, place)
    ordinal = words.ordinal.match(text, plain.end())
    end = latin.end() if latin else ordinal.end() if ordinal else 0
    return Token(Mark.NAME, text[place:end]) if end else None


def _latin_at(text: str, place: int, words: Lexicon) -> Token:
    """Read a Latin word; digits that are glued to it are part of a name, unless a unit follows them."""
    named = _LATIN_NAME.match(text, place)
    if named is None:
        found = _LATIN.match(text, place)
        return Token(Mark.TEXT, found.group() if found else text[place])
    end = named.end()
    counted = words.unit_at(text, end) or words.scale.match(text, end) or words.after.match(text, end)
    return Token(Mark.BAD if counted else Mark.NAME, named.group())


def _word_at(text: str, place: int, words: Lexicon) -> Token | None:
    if found := words.cumulative.match(text, place):
        return Token(Mark.CUMULATIVE, found.group())
    for mark, pattern in ((Mark.SIGN, words.sign), (Mark.COMPARATOR, words.before)):
        if found := pattern.match(text, place):
            return Token(mark, found.group(), comparator=words.comparators[found.group()])
    return None


def _item_at(text: str, place: int, words: Lexicon) -> Token | None:
    found = _ITEM.match(text, place)
    if found is None or words.unit_at(text, found.end()):
        return None
    return Token(Mark.STOP, found.group())


def _enclosed(text: str, place: int) -> Token | None:
    """Take a bracketed remark or a quoted name whole; an opening sign without its pair is plain text."""
    opening = text[place]
    closing = _BRACKETS.get(opening) or _QUOTES.get(opening)
    end = text.find(closing, place) if closing else -1
    if end < 0:
        return None
    return Token(Mark.REMARK if opening in _BRACKETS else Mark.NAME, text[place : end + 1])


def _spoils(text: str, place: int) -> bool:
    """Tell whether the sign before a number makes it part of something else; 满意度:90% is no ratio."""
    sign = text[place]
    return sign in "±.×*^+/-" or (sign == ":" and _digit(text[place - 1 : place]))


def _digit(sign: str) -> bool:
    return sign.isascii() and sign.isdigit()


def _merged(tokens: list[Token]) -> list[Token]:
    """Join neighbouring plain characters into one token."""
    merged: list[Token] = []
    for token in tokens:
        if merged and token.mark is Mark.TEXT and merged[-1].mark is Mark.TEXT:
            merged[-1] = Token(Mark.TEXT, merged[-1].text + token.text)
        else:
            merged.append(token)
    return merged
