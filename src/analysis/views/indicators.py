"""Views about indicators, their targets and what was reported of them.

Belongs here: what joins indicators with targets and actuals, or counts them for each project. Does not belong here:
thresholds and wording (the suites); comparing an actual with its target (``attainment``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import total
from analysis.tables import Tables
from analysis.views.common import exact, fold, given, keyed, listed, named_rows, owners, present, view
from analysis.views.levels import elsewhere
from analysis.views.model import View, plain
from analysis.vocabulary import Comparator, ExpressionKind, Horizon, Scope

#: First levels by the column of the view ``class_gaps`` that counts the projects without an indicator of them.
_CLASSES = {"output": "产出", "benefit": "效益", "satisfaction": "满意度"}
#: First levels that the fund's managers are scored by; their indicators have no target by nature.
_PROCESS = ("投入", "过程")
#: Kinds of reading that hold a figure.
_FIGURES = (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)
#: Comparators under which more is better.
_UPWARD = tuple(kind.value for kind in (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.UNSTATED))


def project_scope(read: Tables, home: str) -> pd.DataFrame:
    """Keep the indicators that speak of one project."""
    table = keyed(read, home)
    return table[table["scope"].eq(Scope.PROJECT)].reset_index(drop=True)


def fund_indicators(read: Tables, home: str) -> pd.DataFrame:
    """Keep the fund's indicators, if any of them carries points."""
    table = keyed(read, home)
    fund = table[table["scope"].eq(Scope.FUND)].reset_index(drop=True)
    return fund if fund["points"].notna().any() else fund.iloc[:0]


def fund_points(read: Tables, home: str) -> pd.DataFrame:
    """Add up the points of the fund's indicators: one row, or none where points are not given or not exact."""
    fund = fund_indicators(read, home)
    rows = []
    if len(fund) and all(exact(value) is not None for value in fund["points"].dropna()):
        summed = total(exact(value) for value in fund["points"])
        rows = [{"indicators": len(fund), "points_total": summed, **fund.iloc[0][["row_key", "source"]]}]
    return view(rows, ["indicators", "points_total"])


def class_gaps(read: Tables, home: str) -> pd.DataFrame:
    """Count for each first level the projects that have indicators but none of this level.

    An indicator whose class is missing may be of any level; its project lacks nothing until the class is known.
    """
    table = project_scope(read, home)
    unclear = table.loc[table["level_code"].isna(), "project_no"]
    table = table[table["project_no"].notna() & ~table["project_no"].isin(unclear.dropna())]
    table = table.assign(owner=owners(table["project_no"]))
    rows = []
    for column, level1 in _CLASSES.items():
        held = table["level_code"].fillna("").str.startswith(f"{level1}/").groupby(table["owner"], sort=False).any()
        lacking = list(held.index[~held])
        at = table[table["owner"].isin(lacking)].head(1).to_dict("records")
        if at:
            count = dict.fromkeys(_CLASSES, 0) | {column: len(lacking)}
            where = {"row_key": at[0]["row_key"], "source": at[0]["source"]}
            rows.append({**count, "projects": listed(lacking), **where})
    return view(rows, [*_CLASSES, "projects"])


def pointed(read: Tables, home: str) -> pd.DataFrame:
    """Count the targets of every indicator that carries points and is not one of process."""
    table = keyed(read, home)
    process = table["level_code"].fillna("").str.startswith(_PROCESS)
    table = table[table["points"].notna() & ~process].reset_index(drop=True)
    if given(read, "targets").empty:
        return table.iloc[:0].assign(targets=0)
    filled = _filled_targets(read).groupby("indicator_id").size()
    return table.assign(targets=table["indicator_id"].map(filled).fillna(0).astype(int))


def untargeted(read: Tables, home: str) -> pd.DataFrame:
    """List for every project the indicators that have no target for any horizon."""
    table = project_scope(read, home)
    lacking = ~table["indicator_id"].isin(_filled_targets(read)["indicator_id"])
    if given(read, "targets").empty:
        lacking = lacking & False
    return _by_owner(table.assign(owner=owners(table["project_no"]), lacks=lacking), ["owner", "lacking", "items"])


def unreported(read: Tables, home: str) -> pd.DataFrame:
    """List for every project, and for the fund, the indicators with an annual target but no actual.

    Where the fund reports the result of the same promise, ``elsewhere`` tells it.

    Nothing is missing where no self-evaluation of this scope was handed in.
    """
    table = keyed(read, home)
    targets, actuals = _filled_targets(read), given(read, "actuals")
    due = set(targets.loc[targets["horizon"].eq(Horizon.ANNUAL), "indicator_id"].dropna())
    told = set(actuals.loc[present(actuals["text"]), "indicator_id"].dropna())
    filed = set(table.loc[table["indicator_id"].isin(actuals["indicator_id"].dropna()), "scope"].dropna())
    table = table[table["indicator_id"].isin(due) & table["scope"].isin(filed)]
    table = table.assign(owner=owners(table["project_no"]), lacks=~table["indicator_id"].isin(told))
    known = elsewhere(read)
    notes = table.assign(note=table["indicator_id"].map(known))[table["lacks"]].dropna(subset="note")
    by_owner = notes.groupby("owner", sort=False)["note"].agg("；".join).to_dict()
    rows = _by_owner(table, ["owner", "lacking", "total", "items"])
    return rows.assign(elsewhere=[f"其中{by_owner[each]}。" if each in by_owner else "" for each in rows["owner"]])


def _filled_targets(read: Tables) -> pd.DataFrame:
    targets = given(read, "targets")
    return targets[present(targets["text"]) & targets["horizon"].notna()]


def _by_owner(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in tables.records(table[["owner", "lacks", "name", "row_key", "source"]]):
        groups.setdefault(row["owner"], []).append(row)
    rows = []
    for owner, group in groups.items():
        lacking = [row for row in group if row["lacks"]]
        at = {name: (lacking or group)[0][name] for name in ("row_key", "source")}
        counts = {"lacking": len(lacking), "total": len(group)}
        rows.append({"owner": owner, **counts, "items": listed(row["name"] for row in lacking), **at})
    return view(rows, columns)


def stage_blanks(read: Tables, home: str) -> pd.DataFrame:
    """Count the projects that left most of their stage targets blank, where the form asks for stage targets."""
    table = named_rows(read, home)
    table = table[table["horizon"].eq(Horizon.STAGE).fillna(False)]
    table = table.assign(blank=~present(table["text"]))
    counted = table.groupby("owner", sort=False)["blank"].agg(["sum", "size"])
    lacking = list(counted.index[2 * counted["sum"] > counted["size"]])
    own = table[table["owner"].isin(lacking) & table["blank"]]
    rows = []
    if lacking:
        at = {"row_key": own["row_key"].iloc[0], "source": own["source"].iloc[0]}
        rows.append({"lacking": len(lacking), "blanks": len(own), "projects": listed(lacking), **at})
    return view(rows, ["lacking", "blanks", "projects"])


def stage_against_annual(read: Tables, home: str) -> pd.DataFrame:
    """Put the stage target beside the annual one, where both are figures in one unit and more is better."""
    table = named_rows(read, home)
    table = table[table["kind"].eq(ExpressionKind.QUANTITY) & table["comparator"].isin(_UPWARD)]
    table = table.assign(figure=pd.Series([exact(value) for value in table["value"]], index=table.index, dtype=object))
    stage, annual = (table[table["horizon"].eq(horizon)] for horizon in (Horizon.STAGE, Horizon.ANNUAL))
    both = stage.merge(annual[["indicator_id", "figure", "unit"]], on="indicator_id", suffixes=("", "_annual"))
    both = both[both["unit"].fillna("").eq(both["unit_annual"].fillna(""))].reset_index(drop=True)
    return both.rename(columns={"figure": "stage_value", "figure_annual": "annual_value"})


def vacuous(read: Tables, home: str) -> pd.DataFrame:
    """Tell which targets are met by definition: no less than nothing, of a thing that cannot be negative.

    A target that is the same for several horizons is one.
    """
    table = named_rows(read, home)
    figures = [exact(value) for value in table["value"]]
    floor = table["comparator"].eq(Comparator.AT_LEAST) & table["kind"].eq(ExpressionKind.QUANTITY)
    nothing = pd.Series([figure is not None and figure <= 0 for figure in figures], index=table.index, dtype=bool)
    told = table.assign(is_vacuous=floor.fillna(False) & nothing)
    return told.drop_duplicates(["indicator_id", "text"], ignore_index=True)


def units(read: Tables, home: str) -> pd.DataFrame:
    """Put the unit of every reported figure beside the unit of its annual target."""
    joined = _with_annual(read, home)
    table = joined[joined["kind"].isin(_FIGURES) & joined["target_kind"].isin(_FIGURES) & joined["unit"].notna()]
    return table.assign(target_has_unit=table["target_unit"].notna()).reset_index(drop=True)


def filed_targets(read: Tables, home: str) -> pd.DataFrame:
    """Put the target that the self-evaluation repeats beside the one of the target table."""
    table = _with_annual(read, home)
    same = [fold(own) == fold(filed) for own, filed in zip(table["target_text"], table["filed_target"], strict=True)]
    shown = [
        filed if equal else own
        for equal, own, filed in zip(same, table["target_text"], table["filed_target"], strict=True)
    ]
    return table.assign(target_text=pd.Series(shown, index=table.index, dtype=object))


def _with_annual(read: Tables, home: str) -> pd.DataFrame:
    """Give every actual the annual target of its indicator, as ``target_text``, ``target_unit`` and ``target_kind``."""
    targets = given(read, "targets")
    annual = targets[targets["horizon"].eq(Horizon.ANNUAL)].drop_duplicates("indicator_id").set_index("indicator_id")
    table = named_rows(read, home)
    return table.assign(
        **{f"target_{column}": table["indicator_id"].map(annual[column]) for column in ("text", "unit", "kind")}
    )


VIEWS: dict[str, View] = {
    "project_scope": View(project_scope, {}, home=True),
    "fund_points": View(fund_points, {"indicators": "", "points_total": "分"}),
    "fund_indicators": View(fund_indicators, {}, home=True),
    "class_gaps": View(class_gaps, plain("output", "benefit", "satisfaction", "projects")),
    "pointed": View(pointed, plain("targets"), home=True),
    "untargeted": View(untargeted, plain("owner", "lacking", "items")),
    "unreported": View(unreported, plain("owner", "lacking", "total", "items", "elsewhere")),
    "stage_blanks": View(stage_blanks, plain("lacking", "blanks", "projects")),
    "stage_against_annual": View(
        stage_against_annual, plain("indicator_id", "name", "unit", "stage_value", "annual_value")
    ),
    "vacuous": View(vacuous, plain("name", "is_vacuous"), home=True),
    "units": View(units, plain("name", "target_text", "target_unit", "target_has_unit"), home=True),
    "filed_targets": View(filed_targets, plain("name", "target_text"), home=True),
}
