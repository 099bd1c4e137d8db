"""What the views on earlier years say of one row of the table ``series``.

Belongs here: whose row it is, what sort of figure it holds, and its figures and places in words. Does not belong here:
which rows a check looks at (``series``, ``continued``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from analysis import tables
from analysis.attainment.verdicts import CEILINGS
from analysis.comparison.settings import settings
from analysis.exact import figure, quantity
from analysis.expressions.reading import SHARES
from analysis.places import human_place
from analysis.tables import Tables
from analysis.views.common import exact, given, once

Row = dict[str, Any]


def rows_of(read: Tables, home: str) -> list[Row]:
    """Return the rows of a table; a number that is not exact counts as none, and is reported by itself."""
    found: list[Row] = once(f"rows of {home}", (given(read, home),), lambda: _all_rows(read, home))
    return found


def _all_rows(read: Tables, home: str) -> list[Row]:
    spec = tables.dictionary()[home].columns
    numbers = [name for name, column in spec.items() if column.type == "decimal"]
    return [row | {name: exact(row[name]) for name in numbers} for row in tables.records(given(read, home))]


def at(row: Row) -> Row:
    """Say which row of ``series`` a finding points at."""
    return {"row_key": tables.row_key("series", row), "source": row["source"]}


def owner(row: Row) -> str:
    """Say whose row it is."""
    return "专项资金" if row["project_no"] is None else f"项目{row['project_no']}"


def ceiling(row: Row) -> bool:
    """Tell whether less is better."""
    return row["comparator"] in CEILINGS


def share(row: Row) -> bool:
    """Tell whether a row counts in shares of a hundred."""
    return (row["unit"] or row["earlier_unit"]) in SHARES


def customary(row: Row) -> bool:
    """Tell whether the floor is one that everybody sets."""
    said = f"{row['level_code'] or ''}{row['name']}{row['earlier_name'] or ''}"
    return re.search(settings().customary, said) is not None


def counted(row: Row) -> bool:
    """Tell whether a row may be held against what was reached."""
    return not share(row) and not customary(row)


def missed(row: Row) -> bool:
    """Tell whether the earlier target was missed."""
    aimed, reached = row["earlier_target_value"], row["earlier_actual_value"]
    if aimed is None or reached is None:
        return False
    return bool(reached > aimed) if ceiling(row) else bool(reached < aimed)


def aimed(row: Row) -> str:
    """Say what was set before."""
    value = row["earlier_target_value"]
    return "未设" if value is None else quantity(value, row["earlier_unit"] or row["unit"])


def reached(row: Row) -> str:
    """Say what was reached."""
    value: Decimal | None = row["earlier_actual_value"]
    return "未填报" if value is None else quantity(value, row["earlier_unit"] or row["unit"])


def stayed(row: Row) -> str:
    """Say what stayed, and what was reached, or that it counts from the beginning on."""
    own = quantity(row["target_value"], row["unit"] or row["earlier_unit"])
    passed = f"（{row['earlier_year']}年实际{reached(row)}）" if row["of_actual"] is not None else ""
    return f"“{quoted(row['name'])}”{own}{passed or ('（累计数未递增）' if row['cumulative'] else '')}"


def quoted(name: str | None) -> str:
    """Turn the quotation marks of a name into inner ones: findings put names into quotation marks."""
    return (name or "").translate(str.maketrans("“”", "‘’"))


def money(row: Row) -> str:
    """Say how the project's money changed, where it did."""
    own, earlier = row["amount_wan"], row["earlier_amount_wan"]
    if own is None or earlier is None or own == earlier:
        return ""
    return f"；项目金额{row['earlier_year']}年{figure(earlier, 2)}万元，本年{figure(own, 2)}万元"


def place(text: str | None) -> str:
    """Say where something of an earlier year stands."""
    if not text:
        return ""
    year, _, rest = text.partition("/")
    return f"{year}年度 {human_place(rest)}"
