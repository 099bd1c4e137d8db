"""Which rows of a department's table name a unit, and which a project.

Belongs here: deciding from the amounts. Does not belong here: reading the table (``department_reader``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

#: So many ways are looked at; two already mean that the amounts do not decide.
_WAYS = 2


def unit_rows(amounts: Sequence[Decimal], bare: Sequence[bool], declared: Decimal | None) -> list[int] | None:
    """Tell units from projects that lack targets: both kinds of row have neither goals nor indicators.

    Parameters
    ----------
    amounts, bare
        Of every row in order: its amount, and whether it has neither goals nor indicators.
    declared
        The table's total, where it declares one.

    Returns
    -------
    list of int or None
        The places of the units' rows. A unit's amount is the sum of the rows below it up to the next unit, and the
        units make the total. Where the amounts fit in no way at all, every bare row counts as a unit, and its wrong
        subtotal is for the checks to say; ``None`` where they fit in more ways than one.
    """
    if not any(bare):
        return []
    fitting = [way for way in islice(_ways(amounts, bare, 0), _WAYS + 1) if _makes(way, amounts, declared)]
    if len(fitting) >= _WAYS:
        return None
    if fitting:
        return fitting[0]
    if declared is not None and declared == sum(amounts, Decimal(0)):
        # The rows add up as they stand: there is no unit among them.
        return []
    return [place for place, is_bare in enumerate(bare) if is_bare]


def _ways(amounts: Sequence[Decimal], bare: Sequence[bool], start: int) -> Iterator[list[int]]:
    """Yield the ways in which the rows from a place on fall into units whose amounts are sums."""
    if start == len(amounts):
        yield []
        return
    if not bare[start]:
        return
    below = Decimal(0)
    for end in range(start + 1, len(amounts) + 1):
        if end > start + 1:
            below += amounts[end - 1]
        if below > amounts[start]:
            return
        if below == amounts[start] and end > start + 1:
            for rest in _ways(amounts, bare, end):
                yield [start, *rest]


def _makes(units: Sequence[int], amounts: Sequence[Decimal], declared: Decimal | None) -> bool:
    return declared is None or sum((amounts[place] for place in units), Decimal(0)) == declared
