"""The two sides of a comparison and what becomes of it.

Belongs here: the records that judging takes and gives. Does not belong here: how they are judged (``judgement``,
``comparisons``) or whole tables of them (``attainment``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from analysis.expressions import Reading
from analysis.vocabulary import Comparator, ExpressionKind, Status

#: Judges a qualitative actual: its status, or ``None`` when the words belong to no band.
Bands = Callable[[str], Status | None]

#: Kinds of reading whose value is a figure; a yes or no also carries one, which measures nothing.
FIGURES = frozenset({ExpressionKind.QUANTITY, ExpressionKind.RANGE})
FLOORS = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
CEILINGS = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what ``expressions`` read. ``parts`` are the sides inside a compound."""

    kind: ExpressionKind
    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None
    unit: str
    date_to: str
    text: str
    multiplier: int = 1
    cumulative: bool = False
    parts: tuple[Side, ...] = ()


def side_of(reading: Reading) -> Side:
    """Take from a reading what judging needs; the parts of a compound are cumulative when the whole is."""
    return Side(
        kind=reading.kind,
        comparator=reading.comparator,
        value=reading.value,
        upper=reading.upper,
        unit=reading.unit,
        date_to=reading.date_to,
        text=reading.text,
        multiplier=reading.multiplier,
        cumulative=reading.cumulative,
        parts=parts_of(reading),
    )


def parts_of(reading: Reading) -> tuple[Side, ...]:
    """Return the sides inside a compound."""
    return tuple(
        Side(
            part.kind,
            part.comparator,
            part.value,
            part.upper,
            part.unit,
            part.date_to,
            part.text,
            part.multiplier,
            reading.cumulative,
        )
        for part in reading.parts
    )


@dataclass(frozen=True)
class Verdict:
    """What became of one target.

    Parameters
    ----------
    status
        The answer.
    comparator
        How the target was held against the actual, its nature included.
    rate
        Of a floor actual ÷ target, of a ceiling target ÷ actual; ``None`` unless both are above zero.
    deviation
        (actual - target) ÷ the target's size: above zero means more than the target, whether more is good or bad.
        ``None`` for a target of zero and wherever no figures were compared.
    unit
        The unit of both figures as they were compared; ``""`` when there is none in common.
    reading
        What a reviewer should know about the comparison, in Chinese; ``""`` when it speaks for itself.
    target_value, actual_value
        The figures in ``unit``, where a conversion changed one of them; ``None`` where they stand as read.
    """

    status: Status
    comparator: Comparator
    rate: Decimal | None = None
    deviation: Decimal | None = None
    unit: str = ""
    reading: str = ""
    target_value: Decimal | None = None
    actual_value: Decimal | None = None


def open_question(comparator: Comparator, reading: str, unit: str = "") -> Verdict:
    """Leave a target to the evaluator and say why."""
    return Verdict(Status.NEEDS_JUDGEMENT, comparator, unit=unit, reading=reading)
