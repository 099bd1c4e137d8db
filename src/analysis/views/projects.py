"""Views about projects, amounts, scores and declared figures.

Belongs here: what needs no indicator. Does not belong here: thresholds and wording (the suites).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import total
from analysis.tables import Tables
from analysis.views.common import exact, given, given_rows, keyed, listed, owners, present, row_keys, view
from analysis.views.model import View, plain
from analysis.vocabulary import Horizon

#: Column of the figure that limits another one of the same row.
_LIMITS = {"projects": "applied_wan", "execution": "budget_wan", "scores": "points"}


def coverage(read: Tables, home: str) -> pd.DataFrame:
    """Tell for every project of the plan in which of the documents that were handed in it stands."""
    plan = keyed(read, home)
    placed = {
        "in_execution": _stands_in(plan["no"], given(read, "execution")["project_no"]),
        "in_score_sheet": _stands_in(plan["no"], given(read, "given_scores")["project_no"]),
        "in_directions": _stands_in(plan["no"], given(read, "memberships")["project_no"]),
    }
    return plan[["no", "name", "row_key", "source"]].assign(**placed)


def bare_projects(read: Tables, home: str) -> pd.DataFrame:
    """Count the projects without any indicator, where indicators were handed in at all."""
    plan = keyed(read, home)
    bare = plan[~_stands_in(plan["no"], given(read, "indicators")["project_no"])]
    if bare.empty:
        return view([], ["lacking", "projects"])
    named = [f"{owner}“{name}”" for owner, name in zip(owners(bare["no"]), bare["name"], strict=True)]
    where = bare.iloc[0][["row_key", "source"]]
    return view([{"lacking": len(bare), "projects": listed(named), **where}], ["lacking", "projects"])


def _stands_in(numbers: pd.Series[Any], seen: pd.Series[Any]) -> pd.Series[Any]:
    seen = seen.dropna()
    return numbers.isin(seen) | seen.empty


def plan_money(read: Tables, home: str) -> pd.DataFrame:
    """Put beside each project's amount what its first allocation less the withdrawal leaves."""
    plan = keyed(read, home)
    pairs = zip(plan["allocated_wan"], plan["withdrawn_wan"], strict=True)
    return plan.assign(remaining_wan=_column(_less(*pair) for pair in pairs))


def _less(whole: Any, part: Any) -> Decimal | None:
    left, right = _not_negative(whole), _not_negative(part)
    return None if left is None or right is None else left - right


def _not_negative(value: Any) -> Decimal | None:
    """Return a figure that others may be held against; a negative one is reported by itself."""
    figure = exact(value)
    return None if figure is None or figure < 0 else figure


def limits(read: Tables, home: str) -> pd.DataFrame:
    """Put beside every row the figure that another one of the row must not exceed.

    A score that was taken over from the score sheet has no limit here: it is held against its points where it stands.
    """
    table = keyed(read, home)
    limited = table.assign(limit=_column(map(_not_negative, table[_LIMITS[home]])))
    if home != "scores":
        return limited
    taken = {(row["project_no"], row["node"]) for row in given_rows(read, "given_scores")}
    pairs = zip(limited["project_no"], limited["node"], strict=True)
    return limited[[pair not in taken for pair in pairs]].reset_index(drop=True)


def project_references(read: Tables, home: str) -> pd.DataFrame:
    """List the projects that the home table speaks of, each once, at its first row.

    A number that is unknown to the plan and is named in ``mentions`` is left out: it is reported there, once.
    """
    named_by = dict.fromkeys(["project_no", *tables.dictionary()[home].key, "source"])
    table = given(read, home)[list(named_by)].dropna(subset="project_no")
    if home != "mentions":
        named, planned = given(read, "mentions")["project_no"], given(read, "projects")["no"]
        unknown = set(named.dropna()) - set(planned.dropna())
        table = table[~table["project_no"].isin(list(unknown))]
    first = table.drop_duplicates("project_no")
    entries = first["project_no"].map(table["project_no"].value_counts())
    first = first.assign(entries=entries, row_key=row_keys(first, home))
    return first[["project_no", "entries", "row_key", "source"]].reset_index(drop=True)


def _column(values: Any) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)


def blank_objectives(read: Tables, home: str) -> pd.DataFrame:
    """Count the blank objectives of every horizon; they are one finding, not one a project."""
    table = keyed(read, home)
    rows = []
    for (horizon, label), group in table.groupby(["horizon", "horizon_label"], sort=False):
        blank = group[~present(group["text"])]
        count = {"annual_blanks": 0, "other_blanks": 0}
        count["annual_blanks" if horizon == Horizon.ANNUAL else "other_blanks"] = len(blank)
        at = (blank if len(blank) else group).iloc[0]
        names = listed(owners(blank["project_no"]))
        rows.append({"horizon_label": label, **count, "projects": names, **at[["row_key", "source"]]})
    return view(rows, ["horizon_label", "annual_blanks", "other_blanks", "projects"])


def score_gaps(read: Tables, home: str) -> pd.DataFrame:
    """Tell for every scored project which of the sheet's nodes it lacks."""
    table = keyed(read, home)
    nodes = list(table["node"].drop_duplicates())
    rows = []
    for number, group in table.groupby("project_no", sort=False):
        missing = [node for node in nodes if node not in set(group["node"])]
        at = group.iloc[0][["row_key", "source"]]
        rows.append({"project_no": number, "lacking": len(missing), "nodes": listed(missing), **at})
    return view(rows, ["project_no", "lacking", "nodes"])


def given_points(read: Tables, home: str) -> pd.DataFrame:
    """Put beside every given score the points of its node."""
    table = keyed(read, home)
    scores = given_rows(read, "scores")
    points = {(row["project_no"], row["node"]): exact(row["points"]) for row in scores if row["project_no"] is not None}
    pairs = zip(table["project_no"], table["node"], strict=True)
    return table.assign(points=_column(points.get(pair) for pair in pairs))


def node_sums(read: Tables, home: str) -> pd.DataFrame:
    """Put beside every node that has parts the sums of the parts' points and scores."""
    table = keyed(read, home)
    parts: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in tables.records(table):
        if row["parent"] is not None:
            parts.setdefault((row["scope"], row["project_no"], row["parent"]), []).append(row)
    keys = [(row["scope"], row["project_no"], row["node"]) for row in tables.records(table)]
    summed = table.assign(
        owner=owners(table["project_no"]),
        parts_points=_column(_sum(parts.get(key, []), "points") for key in keys),
        parts_score=_column(_sum(parts.get(key, []), "score") for key in keys),
    )
    return summed[[key in parts for key in keys]].reset_index(drop=True)


def _sum(rows: list[dict[str, Any]], column: str) -> Decimal | None:
    figures = [exact(row[column]) for row in rows]
    return None if None in figures else total(figures)


def node_parents(read: Tables, home: str) -> pd.DataFrame:
    """Tell for every node below another whether that other one is there."""
    table = keyed(read, home)
    rows = tables.records(table)
    known = {(row["scope"], row["project_no"], row["node"]) for row in rows}
    found = [(row["scope"], row["project_no"], row["parent"]) in known for row in rows]
    parents = table.assign(owner=owners(table["project_no"]), known_parent=_column(found))
    return parents[parents["parent"].notna()].reset_index(drop=True)


def shares(read: Tables, home: str) -> pd.DataFrame:
    """Keep the declared percentages."""
    table = keyed(read, home)
    return table[table["unit"].eq("%").fillna(False)].reset_index(drop=True)


VIEWS: dict[str, View] = {
    "coverage": View(
        coverage,
        plain("no", "name", "in_execution", "in_score_sheet", "in_directions"),
    ),
    "bare_projects": View(bare_projects, plain("lacking", "projects")),
    "plan_money": View(plan_money, {"remaining_wan": "万元"}, home=True),
    "limits": View(limits, plain("limit"), home=True),
    "project_references": View(project_references, plain("project_no", "entries")),
    "blank_objectives": View(blank_objectives, plain("horizon_label", "annual_blanks", "other_blanks", "projects")),
    "score_gaps": View(score_gaps, plain("project_no", "lacking", "nodes")),
    "given_points": View(given_points, {"points": "分"}, home=True, awaits="scores"),
    "node_sums": View(node_sums, {"parts_points": "分", "parts_score": "分", "owner": ""}, home=True),
    "node_parents": View(node_parents, plain("known_parent", "owner"), home=True),
    "shares": View(shares, {}, home=True),
}
