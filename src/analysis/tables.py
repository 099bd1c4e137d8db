"""The tidy tables: their columns, types, units and labels, and the one way a frame becomes one.

Belongs here: the data dictionary (``tables.yaml``), building a frame from records, and reading and writing it as
CSV without losing a digit. Does not belong here: filling tables from documents (``documents``) or judging what is
in them (``checks``).

Conventions: a blank cell is a missing value, never an empty string; exact numbers are ``Decimal`` in columns of
dtype object; whole numbers are ``Int64``; text is ``str``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import RootModel

from analysis import vocabulary
from analysis.errors import DocumentError
from analysis.strict import StrictModel, load_packaged

Record = Mapping[str, Any]

#: How many rows of a file are taken at a time.
_PIECE = 1000

#: Tidy tables by name.
Tables = Mapping[str, pd.DataFrame]


class Column(StrictModel):
    """One column: its type, Chinese label, unit, whether a value must stand in it, and its closed list."""

    type: Literal["text", "integer", "decimal", "boolean"]
    label: str
    unit: str = ""
    required: bool = False
    closed: str = ""

    def allowed(self) -> tuple[str, ...]:
        """Return the members of the closed list, or nothing when the column is open."""
        if not self.closed:
            return ()
        members: type[StrEnum] = getattr(vocabulary, self.closed)
        return tuple(member.value for member in members)


class Table(StrictModel):
    """One tidy table: what a row is, its key, its columns, and whether it is read or computed."""

    title: str
    row: str
    stage: Literal["read", "computed"]
    key: tuple[str, ...]
    columns: dict[str, Column]


class _Dictionary(RootModel[dict[str, Table]]):
    """The whole file: tables by name."""


@cache
def dictionary() -> dict[str, Table]:
    """Return every tidy table by name, in reading order."""
    return load_packaged("analysis", "tables.yaml", _Dictionary, DocumentError).root


def frame(name: str, records: Iterable[Record]) -> pd.DataFrame:
    """Build a tidy table from records.

    Parameters
    ----------
    name
        A table of :func:`dictionary`.
    records
        One mapping a row; a column that a record lacks is missing, a key that is no column is an error.

    Returns
    -------
    pandas.DataFrame
        All columns of the table, in order, with the documented types and a plain index.

    Raises
    ------
    KeyError
        When a record has a key that the table does not know: a bug in a reader, never a user's mistake.
    """
    columns = dictionary()[name].columns
    rows = list(records)
    for row in rows:
        if not row.keys() <= columns.keys():
            raise KeyError(f"{name}: no column {sorted(row.keys() - columns.keys())}")
    data = {column: [row.get(column) for row in rows] for column in columns}
    return pd.DataFrame({column: _typed(values, columns[column]) for column, values in data.items()})


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as mappings, missing values as ``None``."""
    columns = [_listed(table[name]) for name in table]
    names = [str(name) for name in table]
    if not columns:
        return [{} for _ in range(len(table))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def row_key(name: str, record: Record) -> str:
    """Name a row by its key columns, joined with ``|``."""
    parts = (record.get(column) for column in dictionary()[name].key)
    return "|".join("" if part is None or part is pd.NA else str(part) for part in parts)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a tidy table as UTF-8 CSV, numbers in full and without exponents."""
    columns = ([_plain_text(value) for value in _listed(table[name])] for name in table)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*columns, strict=True))


def read_csv(name: str, path: Path) -> pd.DataFrame:
    """Read a tidy table back; the inverse of :func:`write_csv`, types included."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        found: dict[str, list[str]] = {column: [] for column in next(rows)}
        # By pieces: a million small lists at once would keep the collector of garbage busy.
        while piece := list(islice(rows, _PIECE)):
            for values, more in zip(found.values(), zip(*piece, strict=True), strict=True):
                values.extend(more)
    columns = dictionary()[name].columns
    return pd.DataFrame({column: _typed(found[column], columns[column]) for column in columns})


def labels(name: str) -> dict[str, str]:
    """Return each column's Chinese label with its unit, for showing a table to a person."""
    return {
        column: f"{spec.label}（{spec.unit}）" if spec.unit else spec.label
        for column, spec in dictionary()[name].columns.items()
    }


def _listed(column: pd.Series[Any]) -> list[Any]:
    """Return a column's values as plain Python objects, missing ones as ``None``."""
    missing = column.isna().to_numpy()
    values = column.tolist()
    return [None if gone else value for value, gone in zip(values, missing, strict=True)] if missing.any() else values


def _typed(values: list[Any], column: Column) -> pd.Series[Any]:
    convert, dtype = _TYPES[column.type]
    typed = [None if value is None or value != value or value == "" else convert(value) for value in values]
    return pd.Series(typed, dtype=dtype)


def _truth(value: Any) -> bool:
    return value in (True, "true")


#: How a value becomes one of a column's type, and what pandas calls the type.
_TYPES: Mapping[str, tuple[Callable[[Any], Any], Any]] = {
    "text": (str, "str"),
    "integer": (int, "Int64"),
    "boolean": (_truth, "boolean"),
    "decimal": (Decimal, object),
}


def _plain_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
