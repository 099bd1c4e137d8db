"""Views on what is missing: classes, targets, objectives, evidence.

Belongs here: counting, for each project or for all, what a filed form leaves out. Does not belong here: results told
elsewhere (``levels``), thresholds and wording (the suites).
"""

from __future__ import annotations

import pandas as pd

from analysis.documents.national_reader import ACHIEVED_ITEM
from analysis.tables import Tables
from analysis.views.common import given, keyed, listed, owners, present, view
from analysis.views.indicators import project_scope
from analysis.views.model import View, plain
from analysis.views.reported import at_row, reported
from analysis.vocabulary import DocumentKind, ExpressionKind, Horizon, Scope

#: Classes of cost, under either first level that forms put them.
_COST = ("成本/", "产出/成本")
#: Kinds of a target that can be measured.
_MEASURABLE = tuple(
    kind.value
    for kind in (
        ExpressionKind.QUANTITY,
        ExpressionKind.RANGE,
        ExpressionKind.COMPOUND,
        ExpressionKind.DATE,
        ExpressionKind.BOOLEAN,
    )
)


def cost_gaps(read: Tables, home: str) -> pd.DataFrame:
    """List the projects without an indicator of cost, where the forms know this class: one row for all.

    A project that marks the class as not fitting has thought of it; one with an indicator of no class may have one.
    """
    table, vacancies = project_scope(read, home), given(read, "vacancies")
    table = table[table["project_no"].notna()]
    marked = vacancies[vacancies["level_code"].fillna("").str.startswith(_COST)]
    costs = table["level_code"].fillna("").str.startswith(_COST)
    settled = {*table.loc[costs | table["level_code"].isna(), "project_no"]}
    settled |= {*marked.loc[marked["mark"].notna(), "project_no"]}
    settled |= {*vacancies.loc[vacancies["level_code"].isna(), "project_no"]}
    planned = given(read, "projects")["no"].dropna()
    rows = []
    if costs.any() or len(marked):
        # A project that the plan does not know is reported by itself.
        known = table["project_no"].isin(planned) | planned.empty
        lacking = table[known & ~table["project_no"].isin(list(settled))].drop_duplicates("project_no")
        if len(lacking):
            where = at_row(lacking.iloc[0].to_dict())
            rows.append({"lacking": len(lacking), "projects": listed(owners(lacking["project_no"])), **where})
    return view(rows, ["lacking", "projects"])


def empty_classes(read: Tables, home: str) -> pd.DataFrame:
    """List the classes that forms leave without an indicator, by class: one row for all.

    Left out are cost, which has a view of its own, and a class of a first level under which the project has nothing at
    all: that is reported as one gap.
    """
    table = keyed(read, home)
    indicators = given(read, "indicators")
    level1 = indicators["level_code"].fillna("").str.split("/").str[0]
    held = set(zip(indicators["project_no"], level1, strict=True))
    codes = table["level_code"].fillna("")
    own = list(zip(table["project_no"], codes.str.split("/").str[0], strict=True))
    beside = pd.Series([pair in held for pair in own], index=table.index, dtype=bool)
    table = table[beside & ~codes.str.startswith(_COST)]
    table = table.drop_duplicates(["project_no", "level_code"])
    rows = []
    if len(table):
        named = table.assign(owner=owners(table["project_no"]), short=table["level_code"].str.split("/").str[1])
        items = "；".join(f"{short}：{listed(group['owner'])}" for short, group in named.groupby("short", sort=False))
        counts = {"classes": len(table), "projects": table["project_no"].nunique()}
        rows.append({**counts, "items": items, **at_row(table.iloc[0].to_dict())})
    return view(rows, ["classes", "projects", "items"])


def annual_gaps(read: Tables, home: str) -> pd.DataFrame:
    """List for every owner the indicators without an annual target that have one for another horizon."""
    targets = given(read, "targets")
    filled = targets[present(targets["text"])]
    by_horizon = {horizon: set(filled.loc[filled["horizon"].eq(horizon), "indicator_id"]) for horizon in Horizon}
    # A form without a column for the year asks for no annual target.
    asked = set(targets.loc[targets["horizon"].eq(Horizon.ANNUAL), "indicator_id"])
    table = keyed(read, home)
    table = table[table["indicator_id"].isin(list(asked - by_horizon[Horizon.ANNUAL]))]
    table = table.assign(owner=owners(table["project_no"]))
    stage = table["indicator_id"].isin(list(by_horizon[Horizon.STAGE]))
    period = table["indicator_id"].isin(list(by_horizon[Horizon.PERIOD])) & ~stage
    rows = []
    for column, marked in (("stage_only", table[stage]), ("period_only", table[period])):
        for owner, group in marked.groupby("owner", sort=False):
            count = {"stage_only": 0, "period_only": 0} | {column: len(group)}
            where = at_row(group.iloc[0].to_dict())
            rows.append({"owner": owner, **count, "items": listed(group["name"]), **where})
    return view(rows, ["owner", "stage_only", "period_only", "items"])


def unmeasurable(read: Tables, home: str) -> pd.DataFrame:
    """List the projects none of whose targets can be measured: one row for all."""
    table, targets = project_scope(read, home), given(read, "targets")
    targets = targets[present(targets["text"])]
    table = table[table["project_no"].notna()]
    own = table.merge(targets[["indicator_id", "kind"]], on="indicator_id")
    # A target that nobody could read is reported by itself.
    own = own.assign(measured=own["kind"].isin([*_MEASURABLE, ExpressionKind.UNREAD.value]))
    measured = own.groupby("project_no", sort=False)["measured"].any()
    lacking = own[own["project_no"].isin(list(measured.index[~measured]))].drop_duplicates("project_no")
    rows = []
    if len(lacking):
        where = at_row(lacking.iloc[0].to_dict())
        rows.append({"lacking": len(lacking), "projects": listed(owners(lacking["project_no"])), **where})
    return view(rows, ["lacking", "projects"])


def unanswered(read: Tables, home: str) -> pd.DataFrame:
    """List the projects whose self-evaluation says nothing of the annual objective: one row for all."""
    mentions, results = given(read, "mentions"), given(read, "results")
    filed = set(mentions.loc[mentions["document"].eq(DocumentKind.NATIONAL_SELF_EVALUATION), "project_no"].dropna())
    told = set(results.loc[results["item"].eq(ACHIEVED_ITEM) & present(results["text"]), "project_no"].dropna())
    table = keyed(read, home)
    table = table[table["horizon"].eq(Horizon.ANNUAL) & present(table["text"])]
    table = table[table["project_no"].isin(list(filed - told))]
    rows = []
    if len(table):
        where = at_row(table.iloc[0].to_dict())
        rows.append({"lacking": len(table), "projects": listed(owners(table["project_no"])), **where})
    return view(rows, ["lacking", "projects"])


def unevidenced(read: Tables, _home: str) -> pd.DataFrame:
    """List the fund's actuals without evidence, where others of the form have some: one row.

    A project's form may have a column for what was missed only, so that nothing in it says nothing.
    """
    told = [row for row in reported(read) if row["scope"] == Scope.FUND]
    proven = present(pd.Series([row["evidence"] for row in told], dtype=object)).tolist()
    bare = [row for row, fine in zip(told, proven, strict=True) if not fine]
    rows = []
    if len(bare) < len(told):
        where = at_row((bare or told)[0])
        items = listed(row["name"] for row in bare)
        rows.append({"lacking": len(bare), "total": len(told), "items": items, **where})
    return view(rows, ["lacking", "total", "items"])


VIEWS: dict[str, View] = {
    "cost_gaps": View(cost_gaps, plain("lacking", "projects")),
    "empty_classes": View(empty_classes, plain("classes", "projects", "items")),
    "annual_gaps": View(annual_gaps, plain("owner", "stage_only", "period_only", "items")),
    "unmeasurable": View(unmeasurable, plain("lacking", "projects")),
    "unanswered": View(unanswered, plain("lacking", "projects")),
    "unevidenced": View(unevidenced, plain("lacking", "total", "items")),
}
