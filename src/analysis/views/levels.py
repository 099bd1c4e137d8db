"""Views that put the fund's own indicators beside those of its projects.

Belongs here: pairing what fund and project promise alike, and what each of them reports of it. Does not belong here:
promises in running text, thresholds and wording (the suites).

Two indicators are one when fund and project set the same target figure in the same unit and their names are alike;
names alone do not tell, since a project may count the year's growth and the whole side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import half_digit, printed_places, ratio
from analysis.likeness import best_pairs
from analysis.tables import Tables
from analysis.views.common import exact, given, keyed, listed, once, view
from analysis.views.model import View, plain
from analysis.views.reported import at_row, quantity, reported, reported_words
from analysis.vocabulary import Comparator, ExpressionKind, Horizon, Scope

Pairs = list[tuple[dict[str, Any], dict[str, Any]]]


def _promised(read: Tables) -> list[dict[str, Any]]:
    """Return the indicators whose annual target is one figure, with that figure and its unit."""
    columns = ["indicator_id", "scope", "project_no", "level_code", "name"]
    own = keyed(read, "indicators").dropna(subset=["name"])[columns].drop_duplicates("indicator_id")
    if not own["scope"].eq(Scope.FUND).any():
        return []
    targets = given(read, "targets")
    annual = targets[targets["horizon"].eq(Horizon.ANNUAL) & targets["kind"].eq(ExpressionKind.QUANTITY)]
    told = given(read, "actuals").drop_duplicates("indicator_id").set_index("indicator_id")["unit"]
    joined = own.merge(annual[["indicator_id", "value", "unit"]], on="indicator_id")
    joined = joined.assign(unit=joined["unit"].fillna(joined["indicator_id"].map(told)))
    return [row | {"target": figure} for row in tables.records(joined) if (figure := exact(row["value"]))]


def pairs(read: Tables) -> Pairs:
    """Return the fund's indicators with the projects' that are the same promise."""
    frames = given(read, "indicators"), given(read, "targets"), given(read, "actuals")
    found: Pairs = once("pairs of levels", frames, lambda: list(_all_pairs(read)))
    return found


def _all_pairs(read: Tables) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    groups: dict[tuple[Any, ...], tuple[list[Any], list[Any]]] = {}
    for row in _promised(read):
        # A percentage such as 100 % is asked of many things: there the class must be the same too.
        key = (row["unit"], row["target"], row["level_code"] if row["unit"] == "%" else "")
        groups.setdefault(key, ([], []))[row["scope"] == Scope.PROJECT].append(row)
    for fund, projects in groups.values():
        names = [row["name"] for row in fund], [row["name"] for row in projects]
        for pair in best_pairs(*names, reported_words().same_promise):
            yield fund[pair.left], projects[pair.right]


def elsewhere(read: Tables) -> dict[str, str]:
    """Return, by the project's indicator without an actual, where the fund reports its result and what it is."""
    known = {row["indicator_id"]: row for row in reported(read)}
    return {
        own["indicator_id"]: f"“{own['name']}”在专项资金绩效自评表的“{fund['name']}”一项中为{told['text']}"
        for fund, own in pairs(read)
        if own["indicator_id"] not in known and (told := known.get(fund["indicator_id"])) is not None
    }


def both_levels(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every actual of the fund the project's actual of the same promise, and how far both are apart.

    A figure told as a lower or upper limit agrees with any figure on its side, an approximate one with any. A rate that
    several projects have is the fund's over all of them, and no single project's.
    """
    known = {row["indicator_id"]: row for row in reported(read)}
    owners_of_class = given(read, "indicators").groupby("level_code")["project_no"].nunique()
    rows = []
    for fund, own in pairs(read):
        ours, theirs = known.get(fund["indicator_id"]), known.get(own["indicator_id"])
        if ours is None or theirs is None or ours["unit"] != theirs["unit"]:
            continue
        if own["unit"] == "%" and owners_of_class[own["level_code"]] > 1:
            continue
        if quantity(ours) is None or quantity(theirs) is None:
            continue
        columns = {"indicator_id": ours["indicator_id"], "name": ours["name"], "text": ours["text"]}
        about = {"project": f"项目{own['project_no']}", "own_id": own["indicator_id"], "own_name": own["name"]}
        told = {"own_text": theirs["text"], "excess": _apart(ours, theirs)}
        rows.append({**columns, **about, **told, **at_row(ours)})
    return view(rows, [*_BOTH, "excess"])


_BOTH = ("indicator_id", "name", "text", "project", "own_id", "own_name", "own_text")


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> Decimal:
    """Return how far two reported figures are apart beyond what their printing and comparators allow."""
    (low, high), (least, most) = _range(one), _range(other)
    below = high is not None and least is not None and high < least
    above = most is not None and low is not None and most < low
    return Decimal(abs(one["value"] - other["value"])) if below or above else Decimal(0)


def _range(row: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the greatest figure that a text can mean; ``None`` for no bound."""
    figure, printed = row["value"], re.search(r"\d[\d,]*(?:\.\d+)?", row["text"])
    if row["comparator"] == Comparator.ABOUT or printed is None:
        return None, None
    if row["comparator"] in (Comparator.AT_LEAST, Comparator.MORE_THAN):
        return figure, None
    if row["comparator"] in (Comparator.AT_MOST, Comparator.LESS_THAN):
        return None, figure
    number = Decimal(printed[0].replace(",", ""))
    scale = abs(ratio(figure, number)) if number else Decimal(1)
    half = half_digit(printed[0]) * scale if printed_places(printed[0]) or scale != 1 else Decimal(0)
    return figure - half, figure + half


def direction_counts(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every actual of the fund that counts the projects of a direction how many the direction lists."""
    members = given(read, "memberships")
    counted = members.groupby("direction", sort=False)["project_no"].nunique()
    told = [
        row
        for row in reported(read)
        if row["scope"] == Scope.FUND and row["unit"] in reported_words().project_units and quantity(row) is not None
    ]
    names = [str(name) for name in counted.index]
    rows = []
    for pair in best_pairs([row["name"] for row in told], names):
        row, direction = told[pair.left], names[pair.right]
        in_it = members[members["direction"].eq(direction)]
        about = {"indicator_id": row["indicator_id"], "name": row["name"], "text": row["text"]}
        about |= {"value": row["value"], "direction": direction, "members": Decimal(int(counted[direction]))}
        about |= {"evidence": (row["evidence"] or "没有说明").rstrip("。")}
        rows.append({**about, "projects": listed(f"项目{no}" for no in in_it["project_no"]), **at_row(row)})
    return view(rows, ["indicator_id", "name", "text", "value", "direction", "members", "projects", "evidence"])


VIEWS: dict[str, View] = {
    "both_levels": View(both_levels, plain(*_BOTH, "excess")),
    "direction_counts": View(
        direction_counts,
        plain("indicator_id", "name", "text", "value", "direction", "members", "projects", "evidence"),
    ),
}
