"""Views on whether scores, attainment and money fit together.

Belongs here: a given score beside the results that it is given for, and results beside the money that was used.
Does not belong here: what was reported of single indicators (``reported``), thresholds and wording (the suites).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.exact import half_up, points, ratio, total
from analysis.tables import Tables
from analysis.views.common import exact, given, given_rows, keyed_rows, listed, once, present, view
from analysis.views.model import View, plain
from analysis.views.reported import at_row
from analysis.vocabulary import Horizon, Scope, Status

#: The nodes of a score sheet that are given for results; satisfaction is scored with the benefit where it has no node.
_OUTCOMES = ("产出", "效益", "满意度")
_WITH = {"满意度": "效益"}
_MISSED = (Status.NOT_MET, Status.PARTLY_MET)


def _given(read: Tables) -> dict[int, dict[str, dict[str, Any]]]:
    """Return the given scores of results, by project and node, with the points of the node where they are known."""
    frames = given(read, "scores"), given(read, "given_scores")
    found: dict[int, dict[str, dict[str, Any]]] = once("given for results", frames, lambda: _all_given(read))
    return found


def _all_given(read: Tables) -> dict[int, dict[str, dict[str, Any]]]:
    scores = given_rows(read, "scores")
    full = {(row["project_no"], row["node"]): exact(row["points"]) for row in scores if row["project_no"] is not None}
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in keyed_rows(read, "given_scores"):
        if row["node"] in _OUTCOMES and exact(row["score"]) is not None:
            own = {**row, "full": full.get((row["project_no"], row["node"]))}
            found.setdefault(row["project_no"], {})[row["node"]] = own
    return found


def _is_full(row: Mapping[str, Any]) -> bool:
    return row["full"] is not None and row["score"] == row["full"] > 0


def _attained(read: Tables) -> list[dict[str, Any]]:
    """Return what became of the annual targets, with name, owner and class of the indicator."""
    frames = given(read, "indicators"), given(read, "attainment")
    found: list[dict[str, Any]] = once("attained", frames, lambda: _all_attained(read))
    return found


def _all_attained(read: Tables) -> list[dict[str, Any]]:
    own = {row["indicator_id"]: row for row in given_rows(read, "indicators")}
    rows = keyed_rows(read, "attainment")
    columns = ("name", "scope", "project_no", "level_code")
    return [
        {**row, **{name: own[row["indicator_id"]][name] for name in columns}}
        for row in rows
        if row["horizon"] == Horizon.ANNUAL and row["indicator_id"] in own
    ]


def full_though_missed(read: Tables, _home: str) -> pd.DataFrame:
    """List for every full score of results the indicators of its class that missed their targets."""
    scored = _given(read)
    missed: dict[tuple[int, str], list[str]] = {}
    for row in _attained(read):
        if row["scope"] == Scope.PROJECT and row["status"] in _MISSED:
            level1 = str(row["level_code"]).split("/")[0]
            node = level1 if level1 in scored.get(row["project_no"], {}) else _WITH.get(level1, level1)
            told = f"{row['name']}（目标“{row['target_text']}”，实际“{row['actual_text']}”）"
            missed.setdefault((row["project_no"], node), []).append(told)
    rows = []
    for number, nodes in scored.items():
        for node, row in nodes.items():
            if _is_full(row):
                items = missed.get((number, node), [])
                about = {"project_no": number, "node": node, "score": row["score"], "missed": len(items)}
                rows.append({**about, "items": listed(items), **at_row(row)})
    return view(rows, ["project_no", "node", "score", "missed", "items"])


def unfounded_scores(read: Tables, _home: str) -> pd.DataFrame:
    """List the projects that are scored for results although nothing was reported of them: one row for all."""
    actuals, results = given(read, "actuals"), given(read, "results")
    filed = given(read, "indicators").merge(actuals[["indicator_id", "text"]], on="indicator_id")
    filed = filed[filed["scope"].eq(Scope.PROJECT)]
    told = {*filed.loc[present(filed["text"]), "project_no"].dropna(), *results["project_no"].dropna()}
    planned = set(given(read, "projects")["no"].dropna()) - told
    found = {number: nodes for number, nodes in _given(read).items() if told and number in planned}
    items, first = [], None
    for number, nodes in found.items():
        scored = [row for row in nodes.values() if row["score"] > 0]
        if scored:
            first = first or scored[0]
            items.append(f"项目{number}（{'，'.join(row['node'] + _marks(row) for row in scored)}）")
    rows = [{"unfounded": len(items), "items": listed(items), **at_row(first)}] if first else []
    return view(rows, ["unfounded", "items"])


def _marks(row: Mapping[str, Any]) -> str:
    return f"{points(row['score'])}分" + ("，为满分" if _is_full(row) else "")


def idle_money(read: Tables, home: str) -> pd.DataFrame:
    """Tell of every project whose results count as full which share of its money was withdrawn or not spent.

    Results count as full where the score sheet gives full points for the output, or every reported target is met.
    """
    paid = {row["project_no"]: exact(row["paid_wan"]) for row in given_rows(read, "execution")}
    scored, met = _given(read), _all_met(read)
    rows = []
    for row in keyed_rows(read, home):
        allocated, remaining = exact(row["allocated_wan"]), exact(row["budget_wan"])
        spent = paid.get(row["no"], remaining)
        full = [node for node in scored.get(row["no"], {}).values() if _is_full(node)]
        told = [f"评分表的{node['node']}得满分{points(node['score'])}分" for node in full]
        told += [f"填报的{met[row['no']]}项指标全部达标"] if met.get(row["no"]) else []
        # What is negative is reported by itself.
        if allocated and spent is not None and allocated > 0 <= spent and told:
            idle = half_up(ratio((allocated - spent) * 100, allocated), 2)
            figures = {"withdrawn_wan": row["withdrawn_wan"], "allocated_wan": allocated, "paid_wan": spent}
            about = {"no": row["no"], "name": row["name"], "idle": idle, "told": "，".join(told)}
            rows.append({**about, **figures, **at_row(row)})
    return view(rows, ["no", "name", "idle", "told", "withdrawn_wan", "allocated_wan", "paid_wan"])


def _all_met(read: Tables) -> dict[int, int]:
    """Count the targets of every project whose every reported target is met."""
    counts: dict[int, int] = {}
    missed: set[int] = set()
    for row in _attained(read):
        if row["scope"] != Scope.PROJECT or row["status"] == Status.NOT_REPORTED:
            continue
        counts[row["project_no"]] = counts.get(row["project_no"], 0) + 1
        if row["status"] != Status.MET:
            missed.add(row["project_no"])
    return {number: count for number, count in counts.items() if number not in missed}


def attained(read: Tables, _home: str) -> pd.DataFrame:
    """Give every attainment its indicator's name; of a date, by how much it was kept stands in ``due`` and ``done``."""
    dates = {
        name: {row["indicator_id"]: row["date_to"] for row in given_rows(read, name) if row["date_to"]}
        for name in ("targets", "actuals")
    }
    rows = []
    for row in _attained(read):
        due, done = (dates[name].get(row["indicator_id"]) for name in ("targets", "actuals"))
        late = row["status"] in _MISSED and row["kind"] == "date" and bool(due and done)
        rate = exact(row["rate"])
        about = {"name": row["name"], "times": None if rate is None else half_up(rate, 2), "late": late}
        columns = ("indicator_id", "target_text", "actual_text")
        rows.append({**about, **{name: row[name] for name in columns}, **at_row(row)})
    return view(rows, ["indicator_id", "name", "target_text", "actual_text", "times", "late"])


def full_rates(read: Tables, home: str) -> pd.DataFrame:
    """Tell of every rate printed as a full 100 % how much of the money was not spent."""
    table = keyed_rows(read, home)
    execution = given_rows(read, "execution")
    rows = []
    for row in table:
        rate, printed = exact(row["computed"]), exact(row["declared"])
        if rate is None or printed != 100 or not str(row["concept"]).startswith("execution_rate"):
            continue
        own = [each for each in execution if row["subject"] in (None, str(each["project_no"]))]
        budget, paid = (total(exact(each[name]) for each in own) for name in ("budget_wan", "paid_wan"))
        short = exact(row["excess"]) == 0 and paid < budget
        whose = f"项目{row['subject']}" if row["subject"] else "全部项目"
        unspent = budget - paid if short else Decimal(0)
        money = {"budget_wan": budget, "paid_wan": paid, "unspent_wan": unspent}
        # With so many places that it does not print as 100 once more.
        told = next((near for places in range(2, 12) if (near := half_up(rate, places)) != 100), rate)
        rows.append({"whose": whose, **money, "declared": printed, "computed": told, **at_row(row)})
    return view(rows, ["whose", "declared", "computed", "budget_wan", "paid_wan", "unspent_wan"])


_MONEY = dict.fromkeys(("withdrawn_wan", "allocated_wan", "paid_wan"), "万元")
VIEWS: dict[str, View] = {
    "full_though_missed": View(
        full_though_missed, {**plain("project_no", "node", "missed", "items"), "score": "分"}, awaits="scores"
    ),
    "unfounded_scores": View(unfounded_scores, plain("unfounded", "items"), awaits="scores"),
    "idle_money": View(idle_money, {**plain("no", "name", "told"), **_MONEY, "idle": "%"}, awaits="attainment"),
    "attained": View(attained, plain("indicator_id", "name", "target_text", "actual_text", "times", "late")),
    "full_rates": View(
        full_rates,
        {**plain("whose"), "declared": "%", "computed": "%"}
        | dict.fromkeys(("budget_wan", "paid_wan", "unspent_wan"), "万元"),
    ),
}
