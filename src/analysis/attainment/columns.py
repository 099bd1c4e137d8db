"""Whole columns of targets and actuals to columns of verdicts: every distinct pair is judged once.

Belongs here: finding out which rows are alike, and spreading their verdicts. Does not belong here: how a pair is judged
(``judgement``, ``comparisons``) and the tidy tables (``attainment``).

Two single figures in one unit are judged by how they stand to each other: ``judge`` is asked once for each way (above,
equal, below, zero) in which a sort of indicator meets, and rate and deviation are divided column by column. All other
pairs are judged one by one. Either way a row gets exactly what ``judge`` says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from analysis import expressions
from analysis.attainment.judgement import judge
from analysis.attainment.quotients import millionths, quotients
from analysis.attainment.verdicts import CEILINGS, FIGURES, Bands, Side, Verdict, parts_of
from analysis.expressions import Role
from analysis.expressions.reading import SHARES
from analysis.numbering import coded, distinct, objects
from analysis.vocabulary import Comparator, ExpressionKind

#: The columns of :func:`judge_rows`, in order.
COLUMNS = ("target_value", "actual_value", "comparator", "unit", "rate", "deviation", "status", "reading")
_EXACT = ("target_value", "actual_value", "rate", "deviation")
#: What besides the figures decides between single figures; other kinds need ``_REST`` as well.
_SORT = ("kind", "comparator", "unit", "multiplier", "cumulative", "date_to")
_REST = ("value", "upper", "text")
_ROLES: tuple[Role, Role] = ("target", "actual")


def judge_rows(
    targets: pd.DataFrame, actuals: pd.DataFrame, names: pd.Series, level_codes: pd.Series, bands: Bands
) -> pd.DataFrame:
    """Judge row by row, as :func:`analysis.attainment.judgement.judge` does.

    Parameters
    ----------
    targets, actuals
        What ``expressions.read`` gives, with the cells as the column ``text``; row by row the same indicators.
    names, level_codes
        The indicators' names and classes, row by row.
    bands
        Judges qualitative actuals.

    Returns
    -------
    pandas.DataFrame
        The columns :data:`COLUMNS` with the index of ``targets``, as the table ``attainment`` describes them; text that
        says nothing is missing, exact numbers are ``Decimal`` or ``None``.
    """
    pairs = _Pairs(targets, actuals, names, level_codes)
    sorts, first = distinct(pairs.codes(_SORT) + pairs.named_codes() + pairs.width_codes())
    single = np.fromiter((pairs.is_single(row) for row in first), dtype=bool, count=len(first))[sorts]
    groups = [
        _single_figures(pairs, np.flatnonzero(single), sorts, bands),
        _all_others(pairs, np.flatnonzero(~single), sorts, bands),
    ]
    return _frame(groups, targets.index)


class _Pairs:
    """Both sides' columns; a pair is looked at by the number of its row."""

    def __init__(self, targets: pd.DataFrame, actuals: pd.DataFrame, names: pd.Series, level_codes: pd.Series) -> None:
        self._sides = {
            role: {column: _plain(side[column]) for column in (*_SORT, *_REST)}
            for role, side in zip(_ROLES, (targets, actuals), strict=True)
        }
        self._names, self._level_codes = _plain(names), _plain(level_codes)

    def codes(self, columns: Sequence[str], rows: np.ndarray | slice = slice(None)) -> list[np.ndarray]:
        """Return the numbers of the distinct values of columns of both sides."""
        return [coded(self._sides[role][column][rows]) for role in _ROLES for column in columns]

    def named_codes(self) -> list[np.ndarray]:
        """Return the numbers of the names and classes."""
        return [coded(self._names), coded(self._level_codes)]

    def width_codes(self) -> list[np.ndarray]:
        """Tell ranges (1) from single figures (0)."""
        return [1 - pd.isna(self._sides[role]["upper"]).astype(np.int64) for role in _ROLES]

    def values(self, role: Role, rows: np.ndarray) -> np.ndarray:
        """Return the figures of a side."""
        return np.asarray(self._sides[role]["value"][rows], dtype=object)

    def figure(self, role: Role, row: int) -> Decimal | None:
        """Return one figure; a yes or no has none, though it is kept as 1 or 0."""
        held = self._sides[role]
        return held["value"][row] if held["kind"][row] in FIGURES else None

    def is_single(self, row: int) -> bool:
        """Tell whether a row holds one figure against another, and their sizes matter only to each other."""
        sides = [self._sides[role] for role in _ROLES]
        if any(side["kind"][row] != ExpressionKind.QUANTITY or side["upper"][row] is not None for side in sides):
            return False
        units = [_text(side["unit"][row]) for side in sides]
        return units[0] == units[1] or ("" in units and SHARES.isdisjoint(units))

    def judged(self, row: int, bands: Bands) -> Verdict:
        """Judge one row."""
        target, actual = (self._side(role, row) for role in _ROLES)
        return judge(target, actual, _text(self._names[row]), _text(self._level_codes[row]), bands)

    def _side(self, role: Role, row: int) -> Side:
        held = {column: values[row] for column, values in self._sides[role].items()}
        kind = ExpressionKind(_text(held["kind"]) or ExpressionKind.NONE)
        text = _text(held["text"])
        inside = kind is ExpressionKind.COMPOUND
        return Side(
            kind=kind,
            comparator=Comparator(_text(held["comparator"]) or Comparator.UNSTATED),
            value=held["value"],
            upper=held["upper"],
            unit=_text(held["unit"]),
            date_to=_text(held["date_to"]),
            text=text,
            multiplier=1 if pd.isna(held["multiplier"]) else int(held["multiplier"]),
            cumulative=not pd.isna(held["cumulative"]) and bool(held["cumulative"]),
            parts=parts_of(expressions.read_one(text, _text(self._names[row]), role)) if inside else (),
        )


@dataclass(frozen=True)
class _Judged:
    """Verdicts without their figures, the figures, and which of both each of some rows has."""

    rows: np.ndarray
    verdicts: list[Verdict]
    verdict_codes: np.ndarray
    exact: dict[str, np.ndarray]
    exact_codes: np.ndarray


def _single_figures(pairs: _Pairs, rows: np.ndarray, sorts: np.ndarray, bands: Bands) -> _Judged:
    values = [pairs.values(role, rows) for role in _ROLES]
    value_codes = [coded(side) for side in values]
    codes, first = distinct([sorts[rows], *value_codes])
    at = rows[first]
    target, actual = (side[first] for side in values)
    (whole_target, fine), (whole_actual, also_fine) = (
        _millionths(side, side_codes[first]) for side, side_codes in zip((target, actual), value_codes, strict=True)
    )
    order = np.sign(whole_actual - whole_target)
    ways, met_at = distinct([sorts[at], order + 1, np.sign(whole_target) + 1, np.sign(whole_actual) + 1])
    verdicts = [pairs.judged(row, bands) for row in at[met_at]]
    ceiling = _flags(verdict.comparator in CEILINGS for verdict in verdicts)[ways]
    above, below = np.where(ceiling, whole_target, whole_actual), np.where(ceiling, whole_actual, whole_target)
    rates, rated = _divided(above, below, _flags(verdict.rate is not None for verdict in verdicts)[ways])
    far = _flags(verdict.deviation is not None for verdict in verdicts)[ways]
    deviations, placed = _divided(whole_actual - whole_target, np.abs(whole_target), far)
    for place in np.flatnonzero(~(fine & also_fine & rated & placed)):
        verdicts.append(pairs.judged(at[place], bands))
        ways[place] = len(verdicts) - 1
        rates[place], deviations[place] = verdicts[-1].rate, verdicts[-1].deviation
    exact = {"target_value": target, "actual_value": actual, "rate": rates, "deviation": deviations}
    return _Judged(rows, verdicts, ways[codes], exact, codes)


def _millionths(values: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn figures into whole numbers, each distinct one once."""
    places, first = distinct([codes])
    numbers, fine = millionths(values[first])
    return numbers[places], fine[places]


def _divided(above: np.ndarray, below: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Divide where a quotient is wanted; returns the quotients and where nothing is left to be done."""
    places = np.flatnonzero(wanted & (below > 0))
    result, done = np.full(len(above), None, dtype=object), np.ones(len(above), dtype=bool)
    result[places], done[places] = quotients(above[places], below[places])
    return result, done


def _all_others(pairs: _Pairs, rows: np.ndarray, sorts: np.ndarray, bands: Bands) -> _Judged:
    codes, first = distinct([sorts[rows], *pairs.codes(_REST, rows)])
    at = rows[first]
    verdicts = [pairs.judged(row, bands) for row in at]
    compared = {
        "target": [verdict.target_value for verdict in verdicts],
        "actual": [verdict.actual_value for verdict in verdicts],
    }
    exact = {
        "rate": objects([verdict.rate for verdict in verdicts]),
        "deviation": objects([verdict.deviation for verdict in verdicts]),
    }
    for role in _ROLES:
        read = (pairs.figure(role, row) for row in at)
        figures = [own if new is None else new for own, new in zip(read, compared[role], strict=True)]
        exact[f"{role}_value"] = objects(figures)
    return _Judged(rows, verdicts, codes, exact, codes)


def _frame(groups: list[_Judged], index: pd.Index) -> pd.DataFrame:
    """Spread the outcomes of all groups over the rows."""
    codes, exact_codes = (np.empty(len(index), dtype=np.int64) for _ in range(2))
    verdicts: list[Verdict] = []
    before = 0
    for group in groups:
        codes[group.rows] = group.verdict_codes + len(verdicts)
        exact_codes[group.rows] = group.exact_codes + before
        verdicts += group.verdicts
        before += len(group.exact["rate"])
    columns = {}
    for column in COLUMNS:
        if column in _EXACT:
            figures = np.concatenate([group.exact[column] for group in groups])[exact_codes]
            columns[column] = pd.Series(figures, index=index, dtype=object)
        else:
            said = pd.Series([str(getattr(verdict, column)) or None for verdict in verdicts], dtype="str")
            columns[column] = said.take(codes).set_axis(index)
    return pd.DataFrame(columns, index=index)


def _plain(column: pd.Series) -> np.ndarray:
    """Return a column as a plain array, text and what may be missing as objects."""
    return column.to_numpy(dtype=object) if pd.api.types.is_extension_array_dtype(column.dtype) else column.to_numpy()


def _text(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


def _flags(items: Iterable[bool]) -> np.ndarray:
    return np.fromiter(items, dtype=bool)
