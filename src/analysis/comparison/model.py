"""A thing that is promised or reported, and its figures.

Belongs here: the records that the comparison of years works on. Does not belong here: gathering them (``things``) or
finding them again (``continuation``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from analysis.attainment.natures import nature_of
from analysis.expressions.reading import SHARES
from analysis.vocabulary import Comparator, ExpressionKind, SeriesSort

#: Comparators that leave open whether more or less is better.
_OPEN = (Comparator.UNSTATED.value, Comparator.EQUAL.value, Comparator.ABOUT.value)
#: Kinds of reading that tell nothing, and the one that tells a single figure.
_SILENT = (None, ExpressionKind.NONE.value)
_QUANTITY = ExpressionKind.QUANTITY.value


@dataclass(frozen=True)
class Figure:
    """A target or a result as read; ``value`` is there only where it is one single figure."""

    text: str
    value: Decimal | None
    unit: str
    comparator: str
    cumulative: bool
    source: str

    @property
    def measured(self) -> tuple[Decimal | None, str]:
        """What two figures of one thing have in common."""
        return self.value, self.unit


@dataclass
class Thing:
    """One thing that a project or the fund promises, or reports.

    Parameters
    ----------
    sort
        Indicator, claim, or (``None``) a result that no target was set for.
    item, name
        The indicator's id or the promise's number, and its first name.
    names
        All names that the year gives it.
    target, actual
        The annual target and what was reported.
    actual_name
        Under which name it was reported.
    """

    sort: SeriesSort | None
    item: str
    name: str
    project_no: int | None
    level_code: str
    source: str
    target: Figure | None = None
    actual: Figure | None = None
    actual_name: str = ""
    names: list[str] = field(default_factory=list)

    @property
    def figure(self) -> Figure | None:
        """The target, or the result of what has none."""
        return self.target or self.actual

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return self.figure.unit if self.figure else ""

    @property
    def comparator(self) -> str:
        """How the target is meant: as written, else by the nature of the thing."""
        assert self.target is not None
        if self.target.comparator not in _OPEN:
            return self.target.comparator
        return nature_of("：".join(self.names), self.level_code, self.unit).comparator.value

    def take(self, other: Thing) -> None:
        """Take over what another thing knows of the same."""
        self.names += [name for name in other.names if name not in self.names]
        if self.actual is None and other.actual is not None:
            self.actual, self.actual_name = other.actual, other.actual_name
        if self.project_no is None:
            self.project_no = other.project_no
        self.level_code = self.level_code or other.level_code


def figure_of(row: Mapping[str, Any] | None) -> Figure | None:
    """Read a row of targets, actuals, claims or results; ``None`` where nothing stands in it."""
    if row is None or row["kind"] in _SILENT or row["text"] is None:
        return None
    single = row["kind"] == _QUANTITY and isinstance(row["value"], Decimal)
    value = row["value"] if single and row["value"].is_finite() else None
    return Figure(
        row["text"],
        value,
        row["unit"] or "",
        row["comparator"] or _OPEN[0],
        bool(row.get("cumulative")),
        row["source"],
    )


def one_unit(one: Thing, other: Thing) -> bool:
    """Tell whether two things are counted alike; a unit may be left out, a percentage sign never is."""
    units = {one.unit, other.unit}
    return len(units) == 1 or ("" in units and not units & SHARES)
