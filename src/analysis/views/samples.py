"""Views on surveys: how many were heard, beside how many had to be.

Belongs here: a sample told in evidence beside the share that an indicator asks for and the number of those served.
Does not belong here: thresholds and wording (the suites).

An indicator that asks for a share of those served (回访表不少于5%) takes the number of those served from the one
indicator of its project that counts them, and the sample from the evidence of the project's own indicators of
satisfaction. The fund may tell both in the project's place: then its count of those served must be the project's own
figure, and its indicator of satisfaction must speak of the same people by name. Where any of this is not told, or told
twice, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import half_up, parse_number, ratio
from analysis.tables import Tables
from analysis.views.common import exact, fold, given, given_rows, view
from analysis.views.model import View, plain
from analysis.views.reported import quantity, reported, reported_words
from analysis.vocabulary import Comparator, Horizon, Scope

_LOWER = (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.UNSTATED, Comparator.EQUAL)


def samples(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every told sample the least number that had to be heard."""
    by_project: dict[Any, list[dict[str, Any]]] = {}
    for row in reported(read):
        by_project.setdefault(row["project_no"] if row["scope"] == Scope.PROJECT else None, []).append(row)
    rows = []
    for asking in _asking(read):
        own = by_project.get(asking["project_no"], [])
        served = [row for row in own if _counts_served(row)]
        if len(served) != 1:
            continue
        told = list(_told(own, asking)) or list(_told_by_fund(by_project.get(None, []), served[0]))
        if len(told) == 1:
            rows.append(_sample(asking, served[0], *told[0]))
    return view(rows, [*_COLUMNS, "heard", "needed"])


def _asking(read: Tables) -> list[dict[str, Any]]:
    """Return the indicators that ask for a share of those served to be heard."""
    indicators = {row["indicator_id"]: row for row in tables.records(given(read, "indicators").dropna(subset=["name"]))}
    found = []
    for row in given_rows(read, "targets"):
        own = indicators.get(row["indicator_id"])
        if own is None or row["horizon"] != Horizon.ANNUAL or own["scope"] != Scope.PROJECT:
            continue
        asked = f"{own['name']}{row['text'] or ''}"
        share = exact(row["value"]) if row["unit"] == "%" and row["comparator"] in _LOWER else None
        if share is not None and re.search(reported_words().sample_share, asked):
            found.append({**own, "share": share, "target_text": row["text"]})
    return found


def _counts_served(row: Mapping[str, Any]) -> bool:
    words = reported_words()
    if quantity(row) is None or row["unit"] not in words.served_units:
        return False
    return re.search(words.served, row["name"]) is not None and not re.search(words.sample_share, row["name"])


def _told(rows: list[dict[str, Any]], asking: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Decimal]]:
    """Yield the samples that the project tells at the asking indicator or at those of satisfaction."""
    for row in rows:
        if row["indicator_id"] == asking["indicator_id"] or re.search(reported_words().satisfaction, row["name"]):
            texts = (row["evidence"], row["text"] if row["indicator_id"] == asking["indicator_id"] else None)
            found = [number for text in texts if text and (number := _heard(text)) is not None]
            if len(found) == 1:
                yield row, found[0]


def _told_by_fund(rows: list[dict[str, Any]], served: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Decimal]]:
    """Yield the samples that the fund tells of those whom the project serves."""
    same = [r for r in rows if _counts_served(r) and (r["value"], r["unit"]) == (served["value"], served["unit"])]
    for row in rows:
        alike = re.search(reported_words().satisfaction, row["name"]) and len(same) == 1
        if (
            alike
            and _shared_signs(row["name"], same[0]["name"])
            and (number := _heard(row["evidence"] or "")) is not None
        ):
            yield row, number


def _heard(text: str) -> Decimal | None:
    found = list(re.finditer(reported_words().heard, text))
    return parse_number(found[0]["number"]) if len(found) == 1 else None


def _shared_signs(one: str, other: str) -> bool:
    """Tell whether two names share enough signs in a row to speak of the same people."""
    length, left, right = reported_words().shared_signs, fold(one), fold(other)
    return any(left[start : start + length] in right for start in range(len(left) - length + 1))


_COLUMNS = ("indicator_id", "name", "evidence", "asking", "asked", "served_name", "served", "served_unit", "reached")


def _sample(
    asking: Mapping[str, Any], served: Mapping[str, Any], row: Mapping[str, Any], number: Decimal
) -> dict[str, Any]:
    exactly = served["value"] * asking["share"] / 100
    whole = exactly.to_integral_value()
    needed = whole if whole >= exactly else whole + 1
    values = (
        row["indicator_id"],
        row["name"],
        (row["evidence"] or row["text"]).rstrip("。"),
        f"{asking['indicator_id']}（{asking['name']}）",
        asking["target_text"],
        served["name"],
        served["value"],
        served["unit"],
        half_up(ratio(number * 100, served["value"]), 2) if served["value"] else None,
    )
    figures = {"heard": number, "needed": needed, "row_key": row["row_key"], "source": row["source"]}
    return dict(zip(_COLUMNS, values, strict=True)) | figures


VIEWS: dict[str, View] = {
    "samples": View(samples, {**plain(*_COLUMNS), "reached": "%", "heard": "份", "needed": "份"}),
}
