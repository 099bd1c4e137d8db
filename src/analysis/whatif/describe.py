"""What a change says: the thing, how the official result has it, how the trial has it.

Belongs here: one line of words for every kind of change. Does not belong here: making the change (``apply``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import percent, plain, short
from analysis.vocabulary import Horizon, Scope
from analysis.whatif import changes, compare
from analysis.whatif.changes import Change
from analysis.whatif.inputs import Inputs
from analysis.whatif.texts import texts


def described(change: Change, official: Inputs, scores: pd.DataFrame) -> dict[str, Any]:
    """Return the row of the table ``conditions`` for a change.

    Parameters
    ----------
    change
        The change; names in it are resolved.
    official, scores
        What the official result follows from, and its table ``scores``.
    """
    before, after = _sides(change, official, scores)
    return {"item": _item(change, scores), "official": before, "trial": after}


def _item(change: Change, scores: pd.DataFrame) -> str:
    words = texts().conditions
    scoped = getattr(change, "scope", Scope.FUND) is Scope.PROJECT
    name = getattr(change, "grade", "") or getattr(change, "node", "")
    name = name or getattr(change, "indicator", "")
    template = words[f"{change.method}_project" if scoped else change.method]
    return template.format(name=compare.name_of(scores, name), project=getattr(change, "project", ""))


def _sides(change: Change, official: Inputs, scores: pd.DataFrame) -> tuple[str, str]:
    said = texts()
    if isinstance(change, changes.Threshold | changes.Factor):
        values = official.book.rule(official.book.scheme(Scope.FUND).over_attainment).values()
        return _share(getattr(values, change.method)), _share(change.value)
    if isinstance(change, changes.BandFrom):
        table = official.book.grades[official.book.scheme(Scope.FUND).grades]
        held = next((band.lower for band in table.bands if band.grade == change.grade), None)
        return short(held) if held is not None else "", short(change.lower)
    if isinstance(change, changes.Points):
        return _held_points(change, official, scores), short(change.value)
    if isinstance(change, changes.LeftOut):
        return said.counted, said.left_out
    if isinstance(change, changes.Renormalised):
        return said.as_they_are, said.in_proportion
    return _cells(change, official)


def _cells(change: Change, official: Inputs) -> tuple[str, str]:
    """Say a change of what stands in a document."""
    if isinstance(change, changes.Actual | changes.Target):
        table = official.actuals if isinstance(change, changes.Actual) else official.targets
        rows = [row for row in tables.records(table) if row["indicator_id"] == change.indicator]
        annual = [row for row in rows if row.get("horizon", Horizon.ANNUAL) == Horizon.ANNUAL] or rows
        return annual[0]["text"] or texts().blank, change.text or texts().blank
    if isinstance(change, changes.Given):
        held = official.given[
            (official.given["project_no"] == change.project) & (official.given["node"] == change.node)
        ]
        return short(held["score"].iloc[0]), short(change.score)
    if isinstance(change, changes.Paid):
        held = official.execution[official.execution["project_no"] == change.project]
        return short(held["paid_wan"].iloc[0]), short(change.amount_wan)
    raise TypeError(f"no words for {type(change).__name__}")


def _held_points(change: changes.Points, official: Inputs, scores: pd.DataFrame) -> str:
    if change.scope is Scope.PROJECT:
        nodes = official.book.scheme(Scope.PROJECT).nodes
        return short(next(node.points for node in nodes if node.name == change.node))
    fund = compare.own(scores, Scope.FUND)
    held = fund[(fund["indicator_id"] == change.node) | ((fund["node"] == change.node) & fund["indicator_id"].isna())]
    return short(held["points"].iloc[0])


def _share(value: Any) -> str:
    shown = plain(value * 100)
    return percent(value, max(0, -int(shown.as_tuple().exponent)))
