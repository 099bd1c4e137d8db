"""Collecting facts while they are computed.

Belongs here: adding facts with their origin, and the sums and shares that many facts are. Does not belong here:
which facts there are (``money``, ``results``).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from analysis import exact, tables
from analysis.facts.model import CellRef, Fact


class Builder:
    """A store of facts under construction; a key is given once."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}

    def name(self, key: str, text: str, *inputs: CellRef | str) -> None:
        """Add a name."""
        self._add(Fact(key, text, inputs=inputs))

    def figure(
        self, key: str, value: Decimal, text: str, formula: str = "", inputs: Iterable[CellRef | str] = ()
    ) -> None:
        """Add a number with its printed form."""
        self._add(Fact(key, text, value, formula, tuple(inputs)))

    def count(self, key: str, value: int, formula: str = "", inputs: Iterable[CellRef | str] = ()) -> None:
        """Add a count."""
        self.figure(key, Decimal(value), f"{value:,d}", formula, inputs)

    def sum(self, key: str, table: str, frame: pd.DataFrame, column: str) -> Decimal:
        """Add the sum of a money column of a tidy table; return it."""
        value = exact.total(frame[column])
        label = tables.dictionary()[table].columns[column].label
        formula = f"{len(frame)}行{label}之和"
        self.figure(key, value, exact.money(value), formula, refs(table, frame, column))
        return value

    def share(self, key: str, part: str, whole: str, places: int = 2) -> None:
        """Add one fact's share of another, as a percentage."""
        numerator, denominator = self.facts[part], self.facts[whole]
        assert numerator.value is not None
        assert denominator.value is not None
        if denominator.value == 0:
            self.name(key, "–", part, whole)
            return
        value = exact.ratio(numerator.value, denominator.value)
        text = exact.percent(value, places)
        self.figure(key, value, text, f"{numerator.text} ÷ {denominator.text} = {text}", (part, whole))

    def _add(self, fact: Fact) -> None:
        if fact.key in self.facts:
            raise KeyError(f"fact {fact.key!r} is given twice")
        self.facts[fact.key] = fact


def refs(table: str, frame: pd.DataFrame, column: str) -> tuple[CellRef, ...]:
    """Return the cells of one column of a tidy table, row by row."""
    keys = tables.dictionary()[table].key
    rows = tables.records(frame[list(keys)])
    return tuple(CellRef(table, tables.row_key(table, row), column) for row in rows)


def ref(table: str, key: object, column: str) -> CellRef:
    """Return one cell of a tidy table with a single key column."""
    return CellRef(table, str(key), column)
