"""Views on points and grades as the documents print them.

Belongs here: filed points beside the practice, the sum of a form's points, a printed grade beside the one that
follows. Does not belong here: sums of scores (``reconcile``), thresholds and wording (the suites).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import RuleError
from analysis.exact import short, total
from analysis.rules.loader import self_evaluation_book
from analysis.strict import StrictModel, load_packaged
from analysis.tables import Tables
from analysis.views.common import exact, given, given_rows, keyed, keyed_rows, listed, view
from analysis.views.model import View, plain
from analysis.views.reported import at_row
from analysis.vocabulary import TOTAL_NODE, RuleStatus, Scope


class _Practice(StrictModel):
    """Weights that forms of one sort print."""

    title: str
    status: RuleStatus
    weights: Mapping[str, Decimal]


class _Practices(StrictModel):
    """See ``scheme.yaml``."""

    also_usual: tuple[_Practice, ...]


@cache
def _practices() -> _Practices:
    return load_packaged("analysis.views", "scheme.yaml", _Practices, RuleError)


def _forms(read: Tables) -> dict[int, list[dict[str, Any]]]:
    """Return the filed lines of every form that prints points for all of its indicators, each with its first level."""
    indicators = {row["indicator_id"]: row for row in given_rows(read, "indicators")}
    forms: dict[int, list[dict[str, Any]]] = {}
    for row in keyed_rows(read, "filed_scores"):
        own = indicators.get(row["indicator_id"], {})
        level1 = str(own.get("level_code") or row["node"]).split("/")[0]
        forms.setdefault(row["project_no"], []).append({**row, "level1": level1})
    filed = {row["indicator_id"] for lines in forms.values() for row in lines}
    partly = {
        row["project_no"]
        for row in indicators.values()
        if row["points"] is not None and row["indicator_id"] not in filed
    }
    whole = {
        number: [row for row in lines if row["node"] != TOTAL_NODE]
        for number, lines in forms.items()
        if number not in partly
    }
    return {
        number: lines
        for number, lines in whole.items()
        if any(row["indicator_id"] for row in lines) and all(exact(row["points"]) is not None for row in lines)
    }


def form_points(read: Tables, _home: str) -> pd.DataFrame:
    """Add up the points of every form that prints no total of them; a printed total is reconciled by itself."""
    declared = given(read, "declared")
    printed = set(declared.loc[declared["concept"].eq("filed_points_total"), "subject"].dropna())
    rows = []
    for number, lines in _forms(read).items():
        if str(number) not in printed:
            summed = total(row["points"] for row in lines)
            rows.append({"project_no": number, "lines": len(lines), "summed": summed, **at_row(lines[0])})
    return view(rows, ["project_no", "lines", "summed"])


def form_weights(read: Tables, _home: str) -> pd.DataFrame:
    """List the forms whose weights differ from the national practice of their year, by weights: one row for all."""
    forms, usual = _forms(read), _usual(read)
    differing: dict[str, list[dict[str, Any]]] = {}
    for lines in forms.values():
        weights: dict[str, Decimal] = {}
        for row in lines:
            weights[row["level1"]] = weights.get(row["level1"], Decimal(0)) + row["points"]
        # Points that do not add up to the usual whole are reported by themselves.
        known = [usual, *(dict(each.weights) for each in _practices().also_usual)]
        if usual and weights not in known and total(weights.values()) == total(usual.values()):
            differing.setdefault(_told(weights), []).append(lines[0])
    rows = []
    if differing:
        named = {told: listed(f"项目{row['project_no']}" for row in first) for told, first in differing.items()}
        items = "；".join(f"{projects}为{told}" for told, projects in named.items())
        first = next(iter(differing.values()))[0]
        counted = sum(len(own) for own in differing.values())
        rows.append({"differing": counted, "usual": _told(usual), "items": items, **at_row(first)})
    return view(rows, ["differing", "usual", "items"])


def _usual(read: Tables) -> dict[str, Decimal]:
    """Return the weights of the national practice, as the rules of the documents' year say; none before it held."""
    years = given(read, "execution")["as_of"].dropna().astype(str).str[:4]
    years = years[years.str.fullmatch(r"\d{4}")]
    book = self_evaluation_book(int(years.iloc[0])) if len(years) else None
    return {node.name: node.points for node in book.scheme(Scope.PROJECT).nodes} if book else {}


def _told(weights: Mapping[str, Decimal]) -> str:
    return "、".join(f"{level}{short(points)}" for level, points in weights.items())


def pointless(read: Tables, home: str) -> pd.DataFrame:
    """Count the indicators that carry no points where others of their table do: nought is printed for them."""
    table = keyed(read, home)
    table = table[table["points"].notna()]
    weightless = table[[exact(value) == 0 for value in table["points"]]]
    rows = []
    if len(weightless) and len(weightless) < len(table):
        where = at_row(weightless.iloc[0].to_dict())
        rows.append({"pointless": len(weightless), "items": listed(weightless["name"]), **where})
    return view(rows, ["pointless", "items"])


def grades(read: Tables, home: str) -> pd.DataFrame:
    """Put beside every printed grade of a project the one that follows from its scores."""
    scores = given_rows(read, "scores")
    own = {row["project_no"]: row for row in scores if row["node"] == TOTAL_NODE and row["project_no"] is not None}
    rows = []
    for row in tables.records(keyed(read, home).drop_duplicates("project_no")):
        ours = own.get(row["project_no"], {})
        if row["grade"] and ours.get("grade"):
            about = {"project_no": row["project_no"], "grade": row["grade"], "follows": ours["grade"]}
            rows.append({**about, "total": ours["score"], **at_row(row)})
    return view(rows, ["project_no", "grade", "follows", "total"])


VIEWS: dict[str, View] = {
    "form_points": View(form_points, {**plain("project_no", "lines"), "summed": "分"}),
    "form_weights": View(form_weights, plain("differing", "usual", "items")),
    "pointless": View(pointless, plain("pointless", "items")),
    "grades": View(grades, {**plain("project_no", "grade", "follows"), "total": "分"}, awaits="scores"),
}
