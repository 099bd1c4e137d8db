"""Views about this year beside earlier years.

Belongs here: what of the table ``series`` a check looks at, one row a contradiction. Does not belong here: finding the
counterparts (``comparison``), thresholds and wording (the suites).

A share of a hundred, and an indicator whose floor is customary, is not held against what was reached: 80% of a
guideline stays 80% however well the year went. It is held against what was set before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import pandas as pd

from analysis import tables
from analysis.exact import percent, quantity
from analysis.tables import Tables
from analysis.views.common import listed, view
from analysis.views.model import View, plain
from analysis.views.series_words import (
    Row,
    aimed,
    at,
    ceiling,
    counted,
    customary,
    missed,
    money,
    owner,
    place,
    quoted,
    reached,
    rows_of,
    share,
    stayed,
)
from analysis.vocabulary import SeriesSort

_THINGS = (SeriesSort.INDICATOR.value, SeriesSort.CLAIM.value)
#: The words of a row of this year beside an earlier one.
_WORDS = ("owner", "own", "aimed", "reached", "earlier_place", "counterpart", "older", "money", "part_words")


def below_reached(read: Tables, home: str) -> pd.DataFrame:
    """Give the floors whose thing was reported in an earlier year, as a percentage of what was reached."""
    rows = (_newest(years, "of_actual") for years in _items(read, home))
    return _held(rows, "of_actual", lambda row: not ceiling(row) and counted(row))


def above_reached(read: Tables, home: str) -> pd.DataFrame:
    """Give the ceilings, except of money, whose thing was reported, with what was reached as a percentage of them."""
    rows = (_newest(years, "of_actual") for years in _items(read, home))
    return _held(rows, "of_actual", lambda row: ceiling(row) and counted(row) and row["unit"] != "元")


def below_set(read: Tables, home: str) -> pd.DataFrame:
    """Give the targets of which no result is to be held against them, as a percentage of what was set before."""
    found = []
    for years in _items(read, home):
        reported = any(row["of_actual"] is not None for row in years)
        if not (reported and counted(years[0])):
            found.append(_newest(years, "of_target"))
    return _held(iter(found), "of_target", lambda row: not ceiling(row) or row["unit"] != "元")


def leaps(read: Tables, home: str) -> pd.DataFrame:
    """Give the floors as a percentage of the larger of what was set and what was reached the year before."""
    rows = []
    for years in _items(read, home):
        row, ratios = years[0], [years[0][name] for name in ("of_target", "of_actual")]
        known = [value for value in ratios if value is not None]
        if known and not ceiling(row) and counted(row):
            rows.append({**row, "of_larger": min(known)})
    return _held(iter(rows), "of_larger", lambda _: True)


def unmoved(read: Tables, home: str) -> pd.DataFrame:
    """List for every project, and for the fund, the floors that stayed although they were passed, or should grow.

    It stayed although last year passed it (shares only: of amounts ``below_reached`` tells), although it counts from
    the beginning on, or for the third year running.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for years in _items(read, home):
        row = years[0]
        if row["of_target"] != 1 or row["target_value"] is None or ceiling(row) or customary(row):
            continue
        passed = row["of_actual"] is not None and row["of_actual"] < 1
        long = sum(each["of_target"] == 1 for each in years) > 1 and not row["one_off"]
        if passed and not share(row):
            continue
        if passed or row["cumulative"] or long:
            found[owner(row)].append(row)
    records = [
        {
            "owner": owner,
            "unmoved": len(rows),
            "items": listed(stayed(row) for row in rows),
            "earlier_year": rows[0]["earlier_year"],
            **at(rows[0]),
        }
        for owner, rows in found.items()
    ]
    return view(records, ["owner", "unmoved", "items", "earlier_year"])


def changed_units(read: Tables, home: str) -> pd.DataFrame:
    """List for every project, and for the fund, what is counted in another unit than the year before."""
    rows = (years[0] for years in _items(read, home))
    differing = [row for row in rows if row["unit"] and row["earlier_unit"] and row["unit"] != row["earlier_unit"]]
    return _by_owner(differing, lambda row: f"“{quoted(row['name'])}”由{row['earlier_unit']}改为{row['unit']}")


def given_up(read: Tables, home: str) -> pd.DataFrame:
    """List for every project the indicators that the year before missed and this year no longer has."""
    gone = [
        row for row in rows_of(read, home) if row["sort"] == SeriesSort.DROPPED and not row["one_off"] and missed(row)
    ]
    newest = {row["project_no"]: row["earlier_year"] for row in reversed(gone)}
    gone = [row for row in gone if row["earlier_year"] == newest[row["project_no"]]]
    return _by_owner(gone, lambda row: f"“{quoted(row['name'])}”（目标{aimed(row)}，实际{reached(row)}）")


def _items(read: Tables, home: str) -> list[list[Row]]:
    """Return the rows of every indicator and promise, the newest year first."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_of(read, home):
        if row["sort"] in _THINGS and row["item"] and row["earlier_year"] is not None:
            found[row["sort"], row["item"]].append(row)
    return [sorted(rows, key=lambda row: -row["earlier_year"]) for rows in found.values()]


def _newest(years: list[Row], ratio: str) -> Row:
    """Return the newest row that holds a ratio, else the newest, with what was set in the years before it."""
    first = next((number for number, row in enumerate(years) if row[ratio] is not None), 0)
    older = (row for row in years[first + 1 :] if row["earlier_target_value"] is not None)
    return {**years[first], "older": "".join(f"；{row['earlier_year']}年目标{aimed(row)}" for row in older)}


def _held(rows: Iterator[Row], ratio: str, keep: Callable[[Row], bool]) -> pd.DataFrame:
    records = [
        {
            **row,
            "part": row[ratio] * 100,
            "part_words": percent(row[ratio]),
            "owner": owner(row),
            "own": quantity(row["target_value"], row["unit"] or row["earlier_unit"]),
            "aimed": aimed(row),
            "reached": reached(row),
            "name": quoted(row["name"]),
            "counterpart": quoted(row["earlier_actual_name"] or row["earlier_name"]),
            "earlier_place": place(row["earlier_actual_source"] or row["earlier_source"]),
            "older": row.get("older", ""),
            "money": money(row),
            **at(row),
        }
        for row in rows
        if row[ratio] is not None and row["target_value"] is not None and not row["one_off"] and keep(row)
    ]
    columns = (column for column in tables.dictionary()["series"].columns if column != "source")
    return view(records, [*columns, "part", *_WORDS])


def _by_owner(rows: list[Row], say: Callable[[Row], str]) -> pd.DataFrame:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[owner(row)].append(row)
    records = [
        {"owner": owner, "rows_found": len(own), "items": listed(map(say, own)), **at(own[0])}
        | {"earlier_year": own[0]["earlier_year"]}
        for owner, own in found.items()
    ]
    return view(records, ["owner", "rows_found", "items", "earlier_year"])


_HELD = {**plain(*_WORDS), "part": "%"}
_GROUPED = plain("owner", "rows_found", "items", "earlier_year")

VIEWS: dict[str, View] = {
    "below_reached": View(below_reached, _HELD, home=True),
    "above_reached": View(above_reached, _HELD, home=True),
    "below_set": View(below_set, _HELD, home=True),
    "leaps": View(leaps, _HELD, home=True),
    "unmoved": View(unmoved, plain("owner", "unmoved", "items", "earlier_year")),
    "changed_units": View(changed_units, _GROUPED),
    "given_up": View(given_up, _GROUPED),
}
