"""Columns in, columns out: every distinct text is read once, however often it stands in the column.

Belongs here: the public entry points and the contract of the resulting columns. Does not belong here: how one text is
read (``grammar``) and which texts share a reading (``shapes``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.expressions.folding import fold, text_of
from analysis.expressions.grammar import read_text
from analysis.expressions.hints import NO_HINT, Hint, hint_of
from analysis.expressions.lexicon import lexicon
from analysis.expressions.reading import ROLES, Reading, Role
from analysis.expressions.shapes import holds_for_its_shape, shapes_of, value_of
from analysis.numbering import coded, distinct, objects

#: The columns of :func:`read`, in order.
COLUMNS = (
    "kind",
    "comparator",
    "value",
    "upper",
    "unit",
    "multiplier",
    "cumulative",
    "confidence",
    "date_from",
    "date_to",
)
_EXACT = ("value", "upper")


def read_one(text: object, name: object = None, role: Role = "target") -> Reading:
    """Read one target or actual.

    Parameters
    ----------
    text
        The cell: text, number, date, truth value or nothing. No value raises.
    name
        The indicator's name; a unit in brackets at its end counts where the cell has none.
    role
        ``"target"`` or ``"actual"``.

    Returns
    -------
    Reading
        What the cell says, with the parts of a compound and the doubts.
    """
    _check_role(role)
    return read_text(text_of(text), _hint(text_of(name)), role, lexicon())


def read(texts: pd.Series, *, names: pd.Series | None = None, role: Role = "target") -> pd.DataFrame:
    """Read a column of targets or actuals.

    Parameters
    ----------
    texts
        The cells; any dtype.
    names
        The indicators' names, with the same index.
    role
        ``"target"`` or ``"actual"``.

    Returns
    -------
    pandas.DataFrame
        One row a cell with the index of ``texts`` and the columns :data:`COLUMNS`, which mean what the fields of
        :class:`Reading` mean. ``value`` and ``upper`` hold exact ``Decimal`` or ``None``; a missing unit or date is
        ``""``. The parts of a compound are not in the frame: ask :func:`read_one` for them.
    """
    _check_role(role)
    if names is not None and not names.index.equals(texts.index):
        raise ValueError("names must have the index of texts")
    codes, found = _factorised(texts)
    hints: Sequence[Hint] = (NO_HINT,)
    hint_codes = np.zeros(len(codes), dtype=np.int64)
    if names is not None:
        name_codes, distinct_names = _factorised(names)
        hints, of_names = _distinct_hints(distinct_names)
        hint_codes = of_names[name_codes]
    pairs, first = distinct([codes, hint_codes])
    read_pairs = _read_pairs(found, codes[first], hints, hint_codes[first], role)
    return _frame(read_pairs, pairs, texts.index)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"role must be one of {ROLES}, not {role!r}")


def _hint(name: str) -> Hint:
    words = lexicon()
    return hint_of(fold(name, words), words) if name else NO_HINT


def _factorised(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return a code for every row and the distinct texts that the codes count."""
    if isinstance(column.dtype, pd.StringDtype):
        codes, cells = pd.factorize(column, use_na_sentinel=False)
        return codes, [text_of(value) for value in cells.tolist()]
    # In other columns 1 and True are equal to pandas, so the texts are made first.
    texts = np.fromiter((text_of(value) for value in column.tolist()), dtype=object, count=len(column))
    codes, found = pd.factorize(texts)
    return codes, list(found)


def _distinct_hints(names: Sequence[str]) -> tuple[list[Hint], np.ndarray]:
    """Reduce names to what they say: thousands of names share a dozen hints."""
    places: dict[Hint, int] = {}
    codes = [places.setdefault(_hint(name), len(places)) for name in names]
    return list(places), np.asarray(codes, dtype=np.int64)


class _Read(NamedTuple):
    """Readings, which of them each pair of a text and a hint has, and each pair's own value."""

    readings: list[Reading]
    codes: np.ndarray
    values: np.ndarray


def _read_pairs(
    texts: Sequence[str], of_text: np.ndarray, hints: Sequence[Hint], of_hint: np.ndarray, role: Role
) -> _Read:
    """Read every pair; texts of one shape are read once for each hint (see ``shapes``)."""
    words = lexicon()
    keys, printed = shapes_of(texts)
    numbers = objects(printed)
    forms = coded(objects(keys))
    codes, first = distinct([forms[of_text], of_hint])

    def read_pair(place: int) -> Reading:
        return read_text(texts[of_text[place]], hints[of_hint[place]], role, words)

    readings = [read_pair(place) for place in first.tolist()]
    shaped = numbers[of_text] != None  # noqa: E711 - element by element
    holds = [
        not shaped[place] or holds_for_its_shape(reading, numbers[of_text[place]])
        for place, reading in zip(first, readings, strict=True)
    ]
    alone = np.flatnonzero(~np.asarray(holds, dtype=bool)[codes])
    codes[alone] = np.arange(len(alone)) + len(readings)
    readings += [read_pair(place) for place in alone.tolist()]
    shaped[alone] = False
    return _Read(readings, codes, _values(readings, codes, shaped, numbers[of_text]))


def _values(readings: Sequence[Reading], codes: np.ndarray, shaped: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Give every pair its value: that of its reading, or its own number where the reading is shared."""
    values: np.ndarray = objects([reading.value for reading in readings])[codes]
    own = np.flatnonzero(shaped & (values != None))  # noqa: E711 - element by element
    multipliers = np.array([reading.multiplier for reading in readings], dtype=np.int64)[codes[own]]
    values[own] = [value_of(*item) for item in zip(numbers[own], multipliers.tolist(), strict=True)]
    return values


def _frame(read_: _Read, codes: np.ndarray, index: pd.Index) -> pd.DataFrame:
    own_codes = read_.codes[codes]
    columns: dict[str, pd.Series] = {}
    for column in COLUMNS:
        if column == "value":
            columns[column] = pd.Series(read_.values[codes], index=index, dtype=_dtype(column))
            continue
        of_readings = pd.Series([getattr(reading, column) for reading in read_.readings], dtype=_dtype(column))
        columns[column] = of_readings.take(own_codes).set_axis(index)
    return pd.DataFrame(columns, index=index, columns=list(COLUMNS))


def _dtype(column: str) -> str:
    if column in _EXACT:
        return "object"
    return {"multiplier": "int64", "cumulative": "bool"}.get(column, "str")
