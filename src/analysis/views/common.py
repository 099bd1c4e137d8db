"""What all views share: tables that may be absent, keys, exact figures, lists of names.

Belongs here: helpers of the view builders. Does not belong here: any view.
"""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from analysis import tables
from analysis.tables import Tables

#: How many names a finding lists before it says how many there are in all.
LISTED = 8


#: What was made last, and of which frames.
_made: dict[str, tuple[tuple[weakref.ref[pd.DataFrame], ...], Any]] = {}


def once(what: str, frames: tuple[pd.DataFrame, ...], make: Callable[[], Any]) -> Any:
    """Return what was made of the very same frames before, or make it: many views of one run go through the same rows.

    What was made is forgotten with the frames. Who gets it must not change it.
    """
    known = _made.get(what)
    if known is None or any(seen() is not frame for seen, frame in zip(known[0], frames, strict=True)):
        made = make()
        known = tuple(weakref.ref(frame, lambda _: _made.pop(what, None)) for frame in frames), made
        _made[what] = known
    return known[1]


def given(read: Tables, name: str) -> pd.DataFrame:
    """Return a table, or the empty one when it was not handed in."""
    table = read.get(name)
    return _empty(name) if table is None else table


@cache
def _empty(name: str) -> pd.DataFrame:
    return tables.frame(name, [])


def keyed(read: Tables, name: str) -> pd.DataFrame:
    """Return a table with ``row_key``, without the rows that lack a part of their key.

    The number of a project is no part of a row's identity where the row speaks of the whole fund. Most views start from
    such a table: it is made :func:`once`.
    """
    table = given(read, name)
    found: pd.DataFrame = once(f"keyed {name}", (table,), lambda: _keyed(table, name))
    return found


def _keyed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    key = [column for column in tables.dictionary()[name].key if tables.dictionary()[name].columns[column].required]
    kept = table[table[key].notna().all(axis=1)].reset_index(drop=True)
    return kept.assign(row_key=row_keys(kept, name))


def keyed_rows(read: Tables, name: str) -> list[dict[str, Any]]:
    """Return the rows of :func:`keyed` as mappings."""
    table = keyed(read, name)
    found: list[dict[str, Any]] = once(f"keyed rows of {name}", (table,), lambda: tables.records(table))
    return found


def given_rows(read: Tables, name: str) -> list[dict[str, Any]]:
    """Return the rows of :func:`given` as mappings."""
    table = given(read, name)
    found: list[dict[str, Any]] = once(f"given rows of {name}", (table,), lambda: tables.records(table))
    return found


def row_keys(table: pd.DataFrame, name: str) -> list[str]:
    """Name every row by its key columns, as ``cells`` does."""
    key = tables.dictionary()[name].key
    parts = ([str(value) for value in table[column].astype(object).fillna("").tolist()] for column in key)
    return ["|".join(row) for row in zip(*parts, strict=True)]


def owners(numbers: pd.Series[Any]) -> pd.Series[Any]:
    """Say whose rows they are: ``项目3``, or the fund where there is no number."""
    named = [f"项目{number}" if pd.notna(number) else "专项资金" for number in numbers]
    return pd.Series(named, index=numbers.index, dtype="str")


def named_rows(read: Tables, home: str) -> pd.DataFrame:
    """Give the rows of a table about indicators the indicator's name and owner."""
    indicators, table = given(read, "indicators"), keyed(read, home)
    found: pd.DataFrame = once(f"named {home}", (indicators, table), lambda: _named(indicators, table))
    return found


def _named(indicators: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    known = indicators.drop_duplicates("indicator_id").set_index("indicator_id")
    numbers = table["indicator_id"].map(known["project_no"])
    return table.assign(name=table["indicator_id"].map(known["name"]), owner=owners(numbers))


def present(texts: pd.Series[Any]) -> pd.Series[bool]:
    """Tell which texts say anything; a dash or a slash in a form says nothing."""
    return texts.fillna("").str.strip().str.fullmatch(r"[-—–/／无]*").eq(False)


def exact(value: Any) -> Decimal | None:
    """Return an exact finite number, or ``None``; a number of the wrong type is reported by itself."""
    return value if isinstance(value, Decimal) and value.is_finite() else None


def fold(text: Any) -> str:
    """Fold a printed text for comparison: width, quotation marks, brackets and blanks do not matter."""
    folded = unicodedata.normalize("NFKC", str(text))
    return re.sub(r"[\s“”\"'‘’「」《》〈〉]", "", folded)


def alias_groups(read: Tables, sort: str) -> dict[str, int]:
    """Return the names of a sort that a person confirmed to mean the same: folded name to its group."""
    table = given(read, "aliases")
    table = table[table["sort"].eq(sort)]
    return {fold(name): int(group) for name, group in zip(table["name"], table["group"], strict=True)}


def percent(share: float) -> str:
    """Print a likeness for a reader: ``93%``."""
    return f"{round(share * 100)}%"


def listed(names: Iterable[Any]) -> str:
    """List names for a sentence, the first few and how many in all."""
    words = ["空白" if pd.isna(name) else str(name).rstrip("。；") for name in names]
    head = "、".join(words[:LISTED])
    return head if len(words) <= LISTED else f"{head}等{len(words)}项"


def view(records: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Build a view from records; the columns are there even when no record is."""
    names = [*columns, "row_key", "source"]
    return pd.DataFrame(list(records), columns=pd.Index(names), dtype=object)
