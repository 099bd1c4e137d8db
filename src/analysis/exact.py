"""Exact numbers and how they print: Decimal in, 四舍五入 only on the way to paper.

Belongs here: rounding, division to a fixed number of places, parsing a plain printed number, and the house style
of figures. Does not belong here: reading target expressions (``expressions``) or deciding what to print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

#: Quotients are kept to this many places; everything else is exact. Far below any printed digit.
QUOTIENT_PLACES = 12

_PLAIN_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


def half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero (四舍五入) to a number of decimal places."""
    with localcontext() as context:
        context.prec = 60
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return rounded if rounded else abs(rounded)


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Divide, keeping :data:`QUOTIENT_PLACES` places; the denominator must not be zero."""
    quotient = Fraction(numerator) / Fraction(denominator)
    scaled = quotient * 10**QUOTIENT_PLACES
    sign = -1 if scaled < 0 else 1
    whole = sign * ((2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator))
    with localcontext() as context:
        context.prec = 60
        return plain(Decimal(whole).scaleb(-QUOTIENT_PLACES))


def plain(value: Decimal) -> Decimal:
    """Drop trailing zeros and exponents: ``Decimal("1E+2")`` and ``Decimal("100.00")`` become ``100``."""
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def total(values: Iterable[Decimal | None]) -> Decimal:
    """Sum exactly, passing over missing values."""
    return sum((value for value in values if value is not None), Decimal(0))


def parse_number(text: str) -> Decimal | None:
    """Read a plain printed number (``3,834.29``, ``-5``, ``１００``); anything else gives ``None``."""
    folded = text.translate(_FOLD).strip().replace(" ", "")
    if not _PLAIN_NUMBER.fullmatch(folded):
        return None
    return Decimal(folded.replace(",", ""))


_FOLD = str.maketrans("０１２３４５６７８９，．－＋　\u00a0", "0123456789,.-+  ")


def printed_places(text: str) -> int:
    """Count the decimal places of a printed number: ``99.41%`` has two, ``3,901`` none."""
    match = re.search(r"\.(\d+)", text.translate(_FOLD))
    return len(match.group(1)) if match else 0


def half_digit(text: str) -> Decimal:
    """Return half of the last printed digit: how far a figure may be from what it was rounded from."""
    return Decimal(5).scaleb(-printed_places(text) - 1)


def figure(value: Decimal, places: int) -> str:
    """Print with 千分位 and a fixed number of places: ``3,834.29``."""
    return f"{half_up(value, places):,f}"


def money(value: Decimal) -> str:
    """Print an amount in 万元 with two places."""
    return figure(value, 2)


def points(value: Decimal) -> str:
    """Print a score in 分 with two places."""
    return figure(value, 2)


def percent(share: Decimal, places: int = 1) -> str:
    """Print a share of one as a percentage: ``Decimal("0.9941")`` with two places is ``99.41%``."""
    return f"{figure(share * 100, places)}%"


def short(value: Decimal) -> str:
    """Print with 千分位 and no more places than the number has: ``247.76``, ``12,000``, ``3``."""
    return f"{plain(value):,f}"


def at_most(value: Decimal, places: int) -> str:
    """Print rounded half up, without trailing zeros: ``1.5`` where a fixed print gives ``1.50``."""
    return short(half_up(value, places))


_MONEY_SCALES = ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元"))


def quantity(value: Decimal, unit: str | None) -> str:
    """Print a figure with its unit, money in the largest of 亿元, 万元 and 元 that it reaches: ``247.76亿元``."""
    if unit == "元":
        for scale, name in _MONEY_SCALES:
            if abs(value) >= scale:
                return f"{short(value / scale)}{name}"
    return f"{short(value)}{unit or ''}"
