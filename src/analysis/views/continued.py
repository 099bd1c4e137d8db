"""Views about projects that an earlier year funded as well.

Belongs here: what of the project rows of ``series`` a check looks at; findings point at this year's project. Does not
belong here: indicators and promises of earlier years (``series``), thresholds and wording (the suites).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from analysis import likeness
from analysis.exact import figure
from analysis.tables import Tables
from analysis.views.common import given, given_rows, view
from analysis.views.model import View, plain
from analysis.views.series_words import Row, place, quoted, rows_of
from analysis.vocabulary import AliasSort, SeriesSort


def renamed_bodies(read: Tables, home: str) -> pd.DataFrame:
    """List the projects whose body has another name than the last time that the fund paid them, change by change."""
    confirmed = given_rows(read, "aliases")
    groups = {likeness.core(row["name"]): row["group"] for row in confirmed if row["sort"] == AliasSort.UNIT}
    found: dict[tuple[str, str, int], list[Row]] = defaultdict(list)
    for row in _last_funded(read, home):
        one, other = row["body"], row["earlier_body"]
        if one and other and len({groups.get(likeness.core(name), likeness.core(name)) for name in (one, other)}) > 1:
            found[other, one, row["earlier_year"]].append(row)
    records = [
        {
            "body": body,
            "earlier_body": earlier,
            "earlier_year": year,
            "renamed": len(rows),
            "projects": "、".join(str(row["project_no"]) for row in rows[:20]),
            **_project_at(rows[0]),
        }
        for (earlier, body, year), rows in found.items()
    ]
    return view(records, ["body", "earlier_body", "earlier_year", "renamed", "projects"])


def funded_again(read: Tables, home: str) -> pd.DataFrame:
    """Tell which projects carry the year of an earlier fund year that paid for them under the same name."""
    records = []
    for row in _last_funded(read, home):
        years = likeness.years(row["name"])
        past = bool(years) and max(years) <= row["earlier_year"] and years == likeness.years(row["earlier_name"])
        amounts = [row["amount_wan"], row["earlier_amount_wan"]]
        words = ["金额未填" if amount is None else f"{figure(amount, 2)}万元" for amount in amounts]
        names = {"name": quoted(row["name"]), "no": row["project_no"], "earlier_no": row["earlier_project_no"]}
        places = {"earlier_year": row["earlier_year"], "earlier_place": place(row["earlier_source"])}
        told = {"past": past, "amount": words[0], "earlier_amount": words[1]}
        records.append({**names, **places, **told, **_project_at(row)})
    columns = ["no", "name", "past", "amount", "earlier_no", "earlier_amount", "earlier_year", "earlier_place"]
    return view(records, columns)


def _last_funded(read: Tables, home: str) -> Iterator[Row]:
    """Yield this year's projects beside the last time that the fund paid them."""
    planned = set(given(read, home)["no"].dropna())
    for row in rows_of(read, "series"):
        if row["sort"] == SeriesSort.PROJECT and row["earlier_year"] is not None and row["project_no"] in planned:
            planned.remove(row["project_no"])
            yield row


def _project_at(row: Row) -> Row:
    return {"row_key": str(row["project_no"]), "source": row["source"]}


VIEWS: dict[str, View] = {
    "renamed_bodies": View(
        renamed_bodies, plain("body", "earlier_body", "earlier_year", "renamed", "projects"), awaits="series"
    ),
    "funded_again": View(
        funded_again,
        plain("no", "name", "past", "amount", "earlier_no", "earlier_amount", "earlier_year", "earlier_place"),
        awaits="series",
    ),
}
