"""Exact division of whole columns: what ``exact.ratio`` gives, for many pairs at once.

Belongs here: decimals to whole numbers of a millionth, and their quotients to ``QUOTIENT_PLACES`` places. Does not
belong here: what is divided by what (``attainment``) or rounding for print (``exact``).

Everything is integer arithmetic in 64 bits. What does not fit is marked, and the caller divides it one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact

import numpy as np

from analysis.exact import QUOTIENT_PLACES

#: Decimal places of the figures that fit; real cells print no more.
PLACES = 6
#: Figures up to this many millionths (about 4 × 10¹²) may be subtracted and doubled without overflow.
_LARGEST = 2**62
#: Three places at a time: a remainder below this times a thousand still fits.
_STEP, _PLACES_A_STEP = 1000, 3
_LARGEST_DIVISOR = 9 * 10**15
_LARGEST_QUOTIENT = 9 * 10**6
_TENTHS = [Decimal(1).scaleb(-place) for place in range(QUOTIENT_PLACES + 1)]
_MILLION = Decimal(10**PLACES)
_UNROUNDED = Context(prec=60, traps=[Inexact])


def millionths(values: Iterable[Decimal | None]) -> tuple[np.ndarray, np.ndarray]:
    """Turn decimals into whole millionths.

    Returns
    -------
    tuple of arrays
        The numbers, and whether each is exact; a value that is missing, too large or too fine is not, and is 0.
    """
    numbers = [_whole(value) for value in values]
    fits = np.fromiter((number is not None for number in numbers), dtype=bool, count=len(numbers))
    return np.fromiter((number or 0 for number in numbers), dtype=np.int64, count=len(numbers)), fits


def quotients(above: np.ndarray, below: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Divide whole numbers, above by below, as ``exact.ratio`` does.

    Parameters
    ----------
    above, below
        Numbers of the same scale; the divisors above zero.

    Returns
    -------
    tuple of arrays
        The quotients as ``Decimal``, and whether each was worked out; the others are ``None``.
    """
    size, below = np.abs(above), below.copy()
    wide = np.flatnonzero(below >= _LARGEST_DIVISOR)
    common = np.gcd(size[wide], below[wide])
    size[wide] //= common
    below[wide] //= common
    whole, rest = np.divmod(size, below)
    fits = (below < _LARGEST_DIVISOR) & (whole < _LARGEST_QUOTIENT)
    rest, below = np.where(fits, rest, 0), np.where(fits, below, 1)
    fraction = np.zeros_like(whole)
    for _ in range(QUOTIENT_PLACES // _PLACES_A_STEP):
        digits, rest = np.divmod(rest * _STEP, below)
        fraction = fraction * _STEP + digits
    scaled = np.where(fits, whole, 0) * 10**QUOTIENT_PLACES + fraction + (2 * rest >= below)
    result = np.full(len(above), None, dtype=object)
    result[fits] = _decimals((np.sign(above) * scaled)[fits])
    return result, fits


def _decimals(scaled: np.ndarray) -> np.ndarray:
    """Turn whole numbers of the last place into decimals without trailing zeros."""
    scaled, places = scaled.copy(), np.full(len(scaled), QUOTIENT_PLACES)
    even = np.flatnonzero(scaled % 10 == 0)
    while len(even):
        scaled[even] //= 10
        places[even] -= 1
        even = even[(scaled[even] % 10 == 0) & (places[even] > 0)]
    # Times a power of ten is exact: the coefficient stays, only the exponent moves.
    exact = [Decimal(number) * _TENTHS[place] for number, place in zip(scaled.tolist(), places.tolist(), strict=True)]
    decimals = np.empty(len(exact), dtype=object)
    decimals[:] = exact
    return decimals


def _whole(value: Decimal | None) -> int | None:
    if value is None:
        return None
    try:
        scaled = _UNROUNDED.multiply(value, _MILLION)
    except Inexact:
        return None
    number = int(scaled)
    return number if number == scaled and abs(number) < _LARGEST else None
