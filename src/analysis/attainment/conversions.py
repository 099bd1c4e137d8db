"""Figures in different units of one dimension brought to a common one, exactly.

Belongs here: whether two units can be converted, and the conversion. Does not belong here: the factors and what is
deliberately absent from them (``conversions.yaml``), or comparing anything (``comparisons``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache

from pydantic import field_validator

from analysis.errors import RuleError
from analysis.exact import plain
from analysis.strict import StrictModel, load_packaged

Scale = dict[str, str]


class Guarded(StrictModel):
    """A scale that holds only for indicators of a class, or with a name, that speaks of plain time."""

    code: str
    name: str
    scales: Scale


class Apart(StrictModel):
    """Two units that are not converted, and why."""

    units: tuple[str, str]
    because: str


class Conversions(StrictModel):
    """The file ``conversions.yaml``."""

    same: tuple[tuple[str, ...], ...]
    scales: dict[str, Scale]
    guarded: tuple[Guarded, ...]
    apart: tuple[Apart, ...]

    @field_validator("scales")
    @classmethod
    def _each_unit_has_one_dimension(cls, scales: dict[str, Scale]) -> dict[str, Scale]:
        units = [unit for scale in scales.values() for unit in scale]
        if len(units) > len(set(units)):
            raise ValueError("一个计量单位只能属于一个量纲")
        return scales


@cache
def conversions() -> Conversions:
    """Return the conversions."""
    return load_packaged("analysis.attainment", "conversions.yaml", Conversions, RuleError)


def common_unit(target: str, actual: str, name: str, level_code: str) -> tuple[str, Fraction, Fraction] | None:
    """Find the unit in which both figures can be written out.

    Parameters
    ----------
    target, actual
        The units of the two figures.
    name, level_code
        The indicator's name and class: a day is 24 hours only where a plain duration is measured.

    Returns
    -------
    tuple or None
        The unit, and by what the target and the actual are to be multiplied; ``None`` when the units are not
        convertible. The target's unit goes first; it gives way where the actual would have endless decimals in it
        (100分钟 in 小时).
    """
    factor = _factor(actual, target, name, level_code)
    if factor is None:
        return None
    if _ends(factor):
        return target, Fraction(1), factor
    return actual, 1 / factor, Fraction(1)


def why_apart(target: str, actual: str) -> str:
    """Say why two units are not converted, ``""`` when it needs no saying."""
    return next((pair.because for pair in conversions().apart if {target, actual} == set(pair.units)), "")


def converted(value: Decimal, factor: Fraction) -> Decimal:
    """Multiply exactly; the product must have an end."""
    product = Fraction(value) * factor
    places = next(places for places in range(400) if 10**places % product.denominator == 0)
    with localcontext() as context:
        context.prec = 999
        return plain(Decimal(product.numerator * (10**places // product.denominator)).scaleb(-places))


def _factor(unit: str, other: str, name: str, level_code: str) -> Fraction | None:
    """Return how many of the other unit one unit is."""
    known = conversions()
    if any(unit in group and other in group for group in known.same):
        return Fraction(1)
    scales: list[Mapping[str, str]] = list(known.scales.values())
    scales += [each.scales for each in known.guarded if _measures_time(each, name, level_code)]
    fitting = next((scale for scale in scales if unit in scale and other in scale), None)
    return Fraction(fitting[unit]) / Fraction(fitting[other]) if fitting else None


def _measures_time(guarded: Guarded, name: str, level_code: str) -> bool:
    return bool(re.search(guarded.code, level_code) or re.search(guarded.name, name))


def _ends(factor: Fraction) -> bool:
    rest = factor.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
