"""Columns in, columns out: every distinct text is read once, however often it stands in the column.

Belongs here: the public entry points and the contract of the resulting columns. Does not belong here: how one text is
read (``grammar``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.expressions.folding import fold, text_of
from analysis.expressions.grammar import read_text
from analysis.expressions.hints import NO_HINT, Hint, hint_of
from analysis.expressions.lexicon import lexicon
from analysis.expressions.reading import ROLES, Reading, Role

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
    codes, distinct = _factorised(texts)
    hints: Sequence[Hint] = (NO_HINT,)
    if names is not None:
        name_codes, distinct_names = _factorised(names)
        hints, hint_codes = _distinct_hints(distinct_names)
        codes, pairs = _paired(codes, hint_codes[name_codes], len(hints))
    else:
        pairs = [(place, 0) for place in range(len(distinct))]
    words = lexicon()
    readings = [read_text(distinct[text], hints[hint], role, words) for text, hint in pairs]
    return _frame(readings, codes, texts.index)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"role must be one of {ROLES}, not {role!r}")


def _hint(name: str) -> Hint:
    words = lexicon()
    return hint_of(fold(name, words), words) if name else NO_HINT


def _factorised(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return a code for every row and the distinct texts that the codes count."""
    if isinstance(column.dtype, pd.StringDtype):
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
        return codes, [text_of(value) for value in distinct.tolist()]
    # In other columns 1 and True are equal to pandas, so the texts are made first.
    texts = np.fromiter((text_of(value) for value in column.tolist()), dtype=object, count=len(column))
    codes, found = pd.factorize(texts)
    return codes, list(found)


def _distinct_hints(names: Sequence[str]) -> tuple[list[Hint], np.ndarray]:
    """Reduce names to what they say: thousands of names share a dozen hints."""
    places: dict[Hint, int] = {}
    codes = [places.setdefault(_hint(name), len(places)) for name in names]
    return list(places), np.asarray(codes, dtype=np.int64)


def _paired(texts: np.ndarray, hints: np.ndarray, width: int) -> tuple[np.ndarray, list[tuple[int, int]]]:
    codes, found = pd.factorize(texts.astype(np.int64) * width + hints)
    return codes, [divmod(int(pair), width) for pair in found]


def _frame(readings: Sequence[Reading], codes: np.ndarray, index: pd.Index) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for column in COLUMNS:
        values = [getattr(reading, column) for reading in readings]
        distinct = pd.Series(values, dtype=_dtype(column))
        columns[column] = distinct.take(codes).set_axis(index)
    return pd.DataFrame(columns, index=index, columns=list(COLUMNS))


def _dtype(column: str) -> str:
    if column in _EXACT:
        return "object"
    return {"multiplier": "int64", "cumulative": "bool"}.get(column, "str")
