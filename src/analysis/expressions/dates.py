"""Dates inside a text: a day, a month, a year, a span, a deadline.

Belongs here: how a date is written and what it comes to as partial ISO text. Does not belong here: whether the text
around it says something else (``grammar``). A missing year is never filled in; it comes from the document's year.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace

from analysis.vocabulary import Comparator

_Y = r"(?P<y>(?:19|20)[0-9]{2})"
_M = r"(?P<m>1[0-2]|0?[1-9])"
_D = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_JOIN = r"[-—~至到]+"
_TO_M = r"(?P<m2>1[0-2]|0?[1-9])"
_END = r"(?![0-9])"

#: Every date shows one of these soon; without one the patterns need not be asked.
_DATE_SIGN = re.compile("[年月日号季./-]")
_SIGN_WITHIN = 16
_NUMERIC_DAY = re.compile(f"{_Y}([./-]){_M}\\2{_D}{_END}日?")
_NUMERIC_MONTH = re.compile(f"{_Y}[/-]{_M}{_END}(?![-/.,%])")
_DOTTED_MONTH = re.compile(f"{_Y}\\.{_M}{_END}(?={_JOIN}[0-9])")
_SHORT_DAY = re.compile(f"{_M}[./-]{_D}{_END}日?")
_DOTTED_END = re.compile(f"{_Y}\\.{_M}{_END}")
_YEARS = re.compile(f"{_Y}年?{_JOIN}(?P<y2>(?:19|20)[0-9]{{2}})(?:年度?|学年)")
_MONTHS = re.compile(f"(?:{_Y}年)?{_M}月?{_JOIN}{_TO_M}月份?(?![0-9]|{_D}[日号])")
_QUARTER = re.compile(
    f"(?:{_Y}年)?(?:前(?P<n>[两二三23])个?|第?(?P<q>[一二三四1-4])(?:(?:季度)?(?:{_JOIN}|、)第?(?P<q2>[一二三四1-4]))?)"
    "季度(?P<e>[底末])?"
)
_COUNTED = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_HALF = re.compile(f"(?:{_Y}年)?(?<![上下])(?P<h>[上下])半年")
_YEAR_END = re.compile(f"(?:{_Y}年?)?年(?P<e>[底末])")
_IN_YEAR = re.compile("(?:本|当)?年内")
_FULL = re.compile(f"{_Y}年度?(?:{_M}月份?(?:{_D}[日号])?)?")
_SHORT_YEAR = re.compile(f"(?P<yy>[0-9]{{2}})年{_M}月份?(?:{_D}[日号])?")
_MONTH = re.compile(f"{_M}月份?(?:{_D}[日号])?")
_DAY = re.compile(f"{_D}[日号](?=之?前|以前)|(?<=每月){_D.replace('<d>', '<day>')}[日号](?!内|以内|之内)")
_DAYS = re.compile(f"(?<=[每当次]月){_D}[日号]?{_JOIN}(?P<d2>3[01]|[12][0-9]|0?[1-9])[日号](?!内|以内|之内)")
_MONTH_END = re.compile("月?[底末]")
_MONTH_PART = re.compile("月?(?:初|中旬|上旬|下旬)")
_CLOCK = re.compile("[0-9]{1,2}[时点]整?(?![0-9])")
_TO = re.compile(_JOIN)
_BEFORE = re.compile("(?:之前|以前|为止|前)(?![期海往])")
_WITHIN = re.compile("(?:之内|以内|内)(?![部容外地])")
_SINCE = re.compile("(?:以后|之后|以来|开始|后|起)(?![续期])")


@dataclass(frozen=True)
class Span:
    """A stretch of time as printed: partial ISO ends, and the comparator that a deadline or a start carries."""

    start: str
    end: str
    comparator: Comparator = Comparator.UNSTATED
    vague: bool = False


@dataclass(frozen=True)
class _Point:
    year: str = ""
    month: int = 0
    day: int = 0
    vague: bool = False

    @property
    def iso(self) -> str:
        if not self.month:
            return f"---{self.day:02d}" if self.day else self.year
        head = f"{self.year or '-'}-{self.month:02d}"
        return f"{head}-{self.day:02d}" if self.day else head

    @property
    def real(self) -> bool:
        return not (self.month and self.day) or self.day <= _last_day(self.year or "2000", self.month)

    def closed(self) -> _Point:
        """Return the last day; February without a year stays a month."""
        if self.day or (self.month == 2 and not self.year):
            return self
        month = self.month or 12
        return replace(self, month=month, day=_last_day(self.year or "2001", month))


def date_at(text: str, place: int) -> tuple[Span, int] | None:
    """Read the date that begins at a place; returns it and where it ends."""
    if not _DATE_SIGN.search(text, place, place + _SIGN_WITHIN):
        return None
    spanned = _span_at(text, place)
    if spanned:
        return _with_suffix(text, *spanned)
    first = _point_at(text, place)
    if first is None:
        return None
    point, end = first
    joined = _TO.match(text, end)
    last = _second_point(text, joined.end(), point) if joined else None
    if last:
        return _with_suffix(text, Span(point.iso, last[0].iso, vague=point.vague or last[0].vague), last[1])
    return _single(text, point, end)


def _span_at(text: str, place: int) -> tuple[Span, int] | None:
    """Read what is a stretch by its very words: 2022—2024年, 10-12月, 第一季度, 上半年."""
    if found := _YEARS.match(text, place):
        return Span(found["y"], found["y2"]), found.end()
    if found := _MONTHS.match(text, place):
        return Span(_Point(found["y"] or "", int(found["m"])).iso, _Point(found["y"] or "", int(found["m2"])).iso), (
            found.end()
        )
    if "季度" in text and (found := _QUARTER.match(text, place)):
        return _quarters(found)
    if text[place - 1 : place] == "月" and (found := _DAYS.match(text, place)) and int(found["d"]) < int(found["d2"]):
        return Span(_Point(day=int(found["d"])).iso, _Point(day=int(found["d2"])).iso, vague=True), found.end()
    if found := _HALF.match(text, place):
        return _months(found["y"], *((1, 6) if found["h"] == "上" else (7, 12))), found.end()
    return None


def _quarters(found: re.Match[str]) -> tuple[Span, int] | None:
    """Read 三季度, 三季度末, 1-3季度 and 前三季度."""
    first, last = found["q"] or "1", found["n"] or found["q2"] or found["q"]
    begin, end = (_COUNTED.get(printed) or int(printed) for printed in (first, last))
    span = _months(found["y"], begin * 3 - 2, end * 3)
    closing = found["e"] and begin == end
    return (Span(span.end, span.end) if closing else span, found.end()) if begin <= end else None


def _months(year: str | None, first: int, last: int) -> Span:
    return Span(_Point(year or "", first, 1).iso, _Point(year or "", last).closed().iso)


def _point_at(text: str, place: int) -> tuple[_Point, int] | None:
    if found := _YEAR_END.match(text, place):
        return _Point(found["y"] or "", 12, 31), found.end()
    if found := _IN_YEAR.match(text, place):
        return _Point("", 12, 31), found.end() - 1
    for pattern in (_NUMERIC_DAY, _NUMERIC_MONTH, _DOTTED_MONTH, _FULL, _SHORT_YEAR, _MONTH, _DAY):
        if found := pattern.match(text, place):
            return _checked(found, text)
    return None


def _second_point(text: str, place: int, first: _Point) -> tuple[_Point, int] | None:
    """Read the end of a span; what it does not say it takes from the beginning."""
    numeric = (_SHORT_DAY,) if first.day else ()
    for pattern in (_NUMERIC_DAY, _NUMERIC_MONTH, _DOTTED_END, _FULL, *numeric, _MONTH):
        found = pattern.match(text, place)
        checked = _checked(found, text) if found else None
        if checked:
            point, end = checked
            return replace(point, year=point.year or first.year), end
    return None


def _checked(found: re.Match[str], text: str) -> tuple[_Point, int] | None:
    groups = found.groupdict()
    year = groups.get("y") or (f"20{groups['yy']}" if groups.get("yy") else "")
    day = groups.get("d") or groups.get("day") or 0
    point = _Point(year, int(groups.get("m") or 0), int(day), vague=bool(groups.get("yy")))
    if not point.real:
        return None
    end = found.end()
    if point.month and not point.day:
        if closing := _MONTH_END.match(text, end):
            return point.closed(), closing.end()
        if part := _MONTH_PART.match(text, end):
            return replace(point, vague=True), part.end()
    clock = _CLOCK.match(text, end) if point.day else None
    return point, clock.end() if clock else end


def _single(text: str, point: _Point, end: int) -> tuple[Span, int]:
    whole = Span(point.iso, point.iso, vague=point.vague)
    if found := _WITHIN.match(text, end):
        return Span("", point.closed().iso, Comparator.AT_MOST, point.vague), found.end()
    return _with_suffix(text, whole, end)


def _with_suffix(text: str, span: Span, end: int) -> tuple[Span, int]:
    """Turn a date into a deadline or a start.

    12月31日前 and 6月底前 include the day. Whether 9月前 includes September is open: it is read as before September,
    and marked.
    """
    if found := _BEFORE.match(text, end):
        by_day = (span.end.count("-") > 1 and len(span.end) > 4) or text[end - 1] in "底末"
        comparator = Comparator.AT_MOST if by_day else Comparator.LESS_THAN
        return Span("", span.end, comparator, span.vague or not by_day), found.end()
    if found := _SINCE.match(text, end):
        return Span(span.start, "", Comparator.AT_LEAST, span.vague), found.end()
    return span, end


def _last_day(year: str, month: int) -> int:
    return calendar.monthrange(int(year), month)[1]
