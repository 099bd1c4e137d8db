"""What all views share: tables that may be absent, keys, exact figures, lists of names.

Belongs here: helpers of the view builders. Does not belong here: any view.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.tables import Tables

#: How many names a finding lists before it says how many there are in all.
LISTED = 8


def given(read: Tables, name: str) -> pd.DataFrame:
    """Return a table, or the empty one when it was not handed in."""
    table = read.get(name)
    return tables.frame(name, []) if table is None else table


def keyed(read: Tables, name: str) -> pd.DataFrame:
    """Return a table with ``row_key``, without the rows that lack a part of their key.

    The number of a project is no part of a row's identity where the row speaks of the whole fund.
    """
    table = given(read, name)
    key = [column for column in tables.dictionary()[name].key if tables.dictionary()[name].columns[column].required]
    kept = table[table[key].notna().all(axis=1)].reset_index(drop=True)
    return kept.assign(row_key=row_keys(kept, name))


def row_keys(table: pd.DataFrame, name: str) -> list[str]:
    """Name every row by its key columns, as ``cells`` does."""
    key = list(tables.dictionary()[name].key)
    rows = zip(*(table[column] for column in key), strict=True)
    return [tables.row_key(name, dict(zip(key, row, strict=True))) for row in rows]


def owners(numbers: pd.Series[Any]) -> pd.Series[Any]:
    """Say whose rows they are: ``项目3``, or the fund where there is no number."""
    named = [f"项目{number}" if pd.notna(number) else "专项资金" for number in numbers]
    return pd.Series(named, index=numbers.index, dtype="str")


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


def listed(names: Iterable[Any]) -> str:
    """List names for a sentence, the first few and how many in all."""
    words = ["空白" if pd.isna(name) else str(name) for name in names]
    head = "、".join(words[:LISTED])
    return head if len(words) <= LISTED else f"{head}等{len(words)}项"


def view(records: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Build a view from records; the columns are there even when no record is."""
    names = [*columns, "row_key", "source"]
    return pd.DataFrame(list(records), columns=pd.Index(names), dtype=object)
