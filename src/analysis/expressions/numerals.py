"""Chinese numerals to Arabic ones, only where they count something.

Belongs here: the value of a numeral and the places where one may be replaced. Does not belong here: units and words
(``lexicon``). A numeral inside prose (一是, 三农, 第三方) stays as it is: replacing it would invent a figure.
"""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.exact import plain
from analysis.expressions.lexicon import Lexicon

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_HAN = "".join((*_DIGITS, *_TENS, *_GROUPS))
_RUN = re.compile(f"[{_HAN}]+")
_YEAR = re.compile("[一二三四五六七八九零]{4}(?=年)")
_HAN_MONTH = re.compile("(?<=[0-9]年)([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?")
_PERCENT = re.compile(f"([百千万])分之([{_HAN}]+|[0-9][0-9.,]*)(?:点([零一二三四五六七八九]+))?")
# 一年一次 is once every year; 1月1次 may be January.
_ONE_EACH = re.compile(
    "(?<![\u4e00-\u9fff0-9.])(?:一(月|个月|年|周|天|日|学期)|1(个月|年|周|天|学期)|(半年))"
    "(?=[一二两三四五六七八九十0-9]+[次场期轮批])"
)
_MIXED = re.compile(r"(?<![0-9.,])([0-9]+)亿([0-9]{1,4})万")
# 九成, 九成五以上, 5成; not 九成新 nor 八九成.
_TENTHS = re.compile(
    "(?<![一二两三四五六七八九十0-9.])([一二两三四五六七八九]|[1-9](?:[.][0-9])?)成([一二三四五六七八九半]?)"
)
_RANGED = re.compile("[一二两三四五六七八九十0-9][-—~至到、]$")
# 1个半月, 一年半, and 半小时 by itself.
_AND_A_HALF = re.compile(
    f"(?<![{_HAN}0-9.])([0-9]+|[一二两三四五六七八九十])"
    "(?:(个)半(?=月|小时)|(年|天)半(?!(?!以?内|之内|以上|以下|左右)[\u4e00-\u9fff]))"
)
_HALF = re.compile("半(?=个?(?:月|小时|工作日)|[天日年])")
_RANGE_JOIN = "至到—~-"
_OPENS = ",;。、:(和与及且"
_STOPS = ",;。、:()!?和与及且/"


def with_arabic_numerals(text: str, words: Lexicon) -> str:
    """Replace the Chinese numerals that count something; ``1亿2000万`` becomes ``12000万``."""
    text = _HAN_MONTH.sub(
        _month_and_day, _YEAR.sub(lambda found: "".join(str(_DIGITS[sign]) for sign in found.group()), text)
    )
    if text == "零":
        return "0"
    text = _PERCENT.sub(_percent, text.replace("百分百", "100%"))
    if "成" in text:
        text = _TENTHS.sub(lambda found: _tenths(found, words), text)
    text = _ONE_EACH.sub(lambda found: f"每{found.group(1) or found.group(2) or found.group(3)}", text)
    if "半" in text:
        text = _HALF.sub(lambda found: _half(found, words), _AND_A_HALF.sub(_and_a_half, text))
    text = _MIXED.sub(lambda found: f"{int(found.group(1)) * 10_000 + int(found.group(2))}万", text)
    if not _RUN.search(text):
        return text
    pieces: list[str] = []
    place = 0
    for run in _RUN.finditer(text):
        figure = _figure(run.group()) if _counts(text, run.start(), run.end(), words) else None
        if figure is not None:
            pieces += [text[place : run.start()], figure]
            place = run.end()
    return "".join(pieces) + text[place:]


def _percent(found: re.Match[str]) -> str:
    sign = {"百": "%", "千": "‰", "万": "‱"}[found.group(1)]
    whole = found.group(2) if found.group(2)[0].isascii() else _value(found.group(2))
    if whole is None:
        return found.group()
    places = "".join(str(_DIGITS[digit]) for digit in found.group(3) or "")
    return f"{whole}.{places}{sign}" if places else f"{whole}{sign}"


def _tenths(found: re.Match[str], words: Lexicon) -> str:
    """Print 九成五 as 95%, unless the text runs on into another word (九成新)."""
    text, end = found.string, found.end()
    if _runs_on(text, end, words) or _RANGED.search(text, max(0, found.start() - 2), found.start()):
        return found.group()
    whole, rest = found.groups()
    tenths = Decimal(whole) if whole[0].isascii() else Decimal(_DIGITS[whole])
    more = 5 if rest == "半" else _DIGITS[rest] if rest else 0
    return f"{plain(tenths * 10 + more):f}%"


def _and_a_half(found: re.Match[str]) -> str:
    number, piece, unit = found.groups()
    whole = number if number[0].isascii() else _value(number)
    return f"{whole}.5{piece or unit}"


def _half(found: re.Match[str], words: Lexicon) -> str:
    """Print 半小时 as 0.5小时 where it is the figure: 上半年 and 每半年 are none."""
    text, start = found.string, found.start()
    measured = words.unit_at(text, found.end())
    before = text[:start]
    alone = not before or before[-1] in _OPENS or before.endswith(tuple(words.comparators))
    if measured is None or not alone or _runs_on(text, measured[1], words) or text.startswith("/", measured[1]):
        return found.group()
    return "0.5"


def _runs_on(text: str, end: int, words: Lexicon) -> bool:
    return "\u4e00" <= text[end : end + 1] <= "\u9fff" and words.after.match(text, end) is None


def _month_and_day(found: re.Match[str]) -> str:
    month, day = (_value(part) if part else None for part in found.groups())
    return f"{month}月" + (f"{day}日" if day else "")


def _counts(text: str, start: int, end: int, words: Lexicon) -> bool:
    """Tell whether a numeral stands before a unit and nothing runs on behind it."""
    listed = words.words
    before = text[:start]
    glued = before[-1:].isdigit() or text[end : end + 1].isdigit()
    if glued or before.endswith(listed.han_before) or text.startswith(listed.han_idioms, start):
        return False
    run = text[start:end]
    if run == "一" and text[max(0, start - 2) : start].startswith("一"):
        # 一企一策: one for each, not one.
        return False
    # 近万人 counts; the blank of ≥万亩 has been left open.
    if run[0] in "百千万亿" and not before.endswith(tuple(word for group in listed.before.values() for word in group)):
        return False
    if text[end : end + 1] in _RANGE_JOIN and (other := _RUN.match(text, end + 1)):
        return _counts(text, other.start(), other.end(), words)
    if text.startswith(listed.han_ordinals, end):
        return False
    place = _behind_unit(text, start, end, words)
    if place is None:
        return False
    suffix = words.after.match(text, place)
    place = suffix.end() if suffix else place
    return (
        place == len(text)
        or text[place] in _STOPS
        or before.endswith(tuple(words.comparators))
        or (not before and text[place:] in listed.trailing)
    )


def _behind_unit(text: str, start: int, end: int, words: Lexicon) -> int | None:
    vague = words.vague.match(text, end)
    found = words.unit_at(text, vague.end() if vague else end)
    if found:
        return found[1]
    # 近千万 and 三十万 count even where the unit is left out.
    counted = text[end - 1] in _GROUPS and end - start > 1
    return end if counted else None


def _figure(run: str) -> str | None:
    """Print a numeral in digits; a closing 万 or 亿 stays, as the scale that the document printed."""
    scale = "亿" if run.endswith("亿") else "万" if run.endswith("万") else ""
    head = run[: len(run) - len(scale)]
    if scale and head and not set(head) & set(_GROUPS) and (value := _value(head)) is not None:
        return f"{value}{scale}"
    value = _value(run)
    return None if value is None else str(value)


def _value(run: str) -> int | None:
    """Work out a numeral; ``None`` for what is not one, such as 三五 (three to five)."""
    total = section = 0
    digit: int | None = None
    for sign in run:
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (1 if digit is None else digit) * _TENS[sign]
            digit = None
        else:
            section += digit or 0
            total = (total + section or 1) * _GROUPS[sign] if sign == "亿" else total + (section or 1) * _GROUPS[sign]
            section, digit = 0, None
    return total + section + (digit or 0)
