"""Facts about each project's indicators: how many there are, how many have targets and results, what became of them.

Belongs here: one count a project and part, for every kind of report. Does not belong here: totals and shares
(``targets``, ``results``, ``midterm``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from analysis.facts.builder import Builder
from analysis.facts.model import CellRef
from analysis.tables import Tables
from analysis.vocabulary import ExpressionKind, Horizon, Scope, Status

#: Statuses by which a target was missed, and those by which something is wanting.
_MISSED = (Status.NOT_MET.value, Status.PARTLY_MET.value)
_WANTING = (*_MISSED, Status.NEEDS_JUDGEMENT.value, Status.NOT_REPORTED.value)


def add_tallies(facts: Builder, read: Tables, judged: Horizon) -> None:
    """Add the counts of every project; a part of which a project has none is left out.

    Parameters
    ----------
    read
        The tidy tables, read and computed.
    judged
        The horizon whose targets are judged.
    """
    indicators = read["indicators"]
    own = indicators.loc[indicators["scope"].eq(Scope.PROJECT.value), ["indicator_id", "project_no"]]
    for part, (said, table, column, rows) in _parts(read, own, judged).items():
        # A large dossier has thousands of projects: plain lists are gathered at once, frames cut one by one are slow.
        found: dict[int, list[CellRef]] = {}
        for number, key in zip(rows["project_no"].tolist(), _keys(rows), strict=True):
            found.setdefault(number, []).append(CellRef(table, key, column))
        for number in sorted(found):
            facts.count(f"project.{number}.tally.{part}_count", len(found[number]), said, found[number])
    wanting = Counter(_wanting(read, own, judged)["project_no"].tolist())
    for number in read["projects"]["no"]:
        said = "未达标、待核定、未填报或没有目标值的指标个数"
        facts.count(f"project.{number}.tally.wanting_count", wanting[number], said)


def _parts(read: Tables, own: pd.DataFrame, judged: Horizon) -> Mapping[str, tuple[str, str, str, pd.DataFrame]]:
    """Return what is counted: words, the table and column whose cells are counted, and one row a counted thing."""
    targets, actuals, attained = read["targets"], read["actuals"], _judged(read, own, judged)
    filled = own.merge(targets.loc[targets["kind"].ne(ExpressionKind.NONE.value), ["indicator_id", "horizon"]])
    parts = {"indicator": ("指标个数", "indicators", "name", own)}
    for horizon in Horizon:
        rows = filled[filled["horizon"].eq(horizon.value)]
        parts[horizon.value] = f"填有{horizon.label}的指标个数", "targets", "text", rows
    reported = own[own["indicator_id"].isin(actuals.loc[actuals["text"].notna(), "indicator_id"])]
    parts["reported"] = "填报了实际完成值的指标个数", "actuals", "text", reported
    met, missed = attained["status"].eq(Status.MET.value), attained["status"].isin(_MISSED)
    parts["met"] = f"达到{judged.label}的指标个数", "targets", "text", attained[met]
    parts["missed"] = f"未达到或部分达到{judged.label}的指标个数", "targets", "text", attained[missed]
    return parts


def _judged(read: Tables, own: pd.DataFrame, judged: Horizon) -> pd.DataFrame:
    attained = read["attainment"]
    kept = attained["horizon"].eq(judged.value) & attained["kind"].ne(ExpressionKind.NONE.value)
    return own.merge(attained.loc[kept, ["indicator_id", "horizon", "status"]])


def _wanting(read: Tables, own: pd.DataFrame, judged: Horizon) -> pd.DataFrame:
    attained = _judged(read, own, judged)
    if len(attained):
        return attained[attained["status"].isin(_WANTING)]
    targets = read["targets"]
    filled = targets.loc[targets["kind"].ne(ExpressionKind.NONE.value), "indicator_id"]
    return own[~own["indicator_id"].isin(filled)]


def _keys(rows: pd.DataFrame) -> list[str]:
    if "horizon" not in rows:
        return list(rows["indicator_id"])
    return [f"{name}|{horizon}" for name, horizon in zip(rows["indicator_id"], rows["horizon"], strict=True)]
