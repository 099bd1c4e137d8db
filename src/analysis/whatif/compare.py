"""Two tables of scores side by side: node by node, project by project, loss by loss.

Belongs here: lining official and trial scores up, ranks and orders. Does not belong here: the scores themselves
(``inputs``) or what is said about the difference (``result``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import half_up, plain
from analysis.scoring import TOTAL
from analysis.vocabulary import Scope
from analysis.whatif.inputs import ALIKE

Row = dict[str, Any]


def node_rows(official: pd.DataFrame, trial: pd.DataFrame, touched: Collection[str] = ()) -> list[Row]:
    """Return one row a node of the fund's scheme; a node that was left out has no points and score in the trial.

    An indicator of ``touched`` counts as changed even when its score stays.
    """
    after = {(row["node"], row["indicator_id"]): row for row in tables.records(own(trial, Scope.FUND))}
    rows = []
    for before in tables.records(own(official, Scope.FUND)):
        now = after.get((before["node"], before["indicator_id"]), {})
        score = now.get("score")
        same = all(now.get(part) == before[part] for part in ("points", "score"))
        rows.append(
            {
                "node": before["node"],
                "indicator_id": before["indicator_id"],
                "points_official": before["points"],
                "score_official": before["score"],
                "points_trial": now.get("points"),
                "score_trial": score,
                "difference": plain((score or Decimal(0)) - before["score"]),
                "changed": not same or before["indicator_id"] in touched,
                "why_official": before["why"],
                "why_trial": now.get("why"),
            }
        )
    return rows


def project_rows(names: Mapping[int, str], official: pd.DataFrame, trial: pd.DataFrame) -> list[Row]:
    """Return one row a project: score, grade and rank of both sides; a higher rank than before is a move above zero."""
    before, after = (_totals(scores) for scores in (official, trial))
    places_before, places_after = (
        ranks({number: row["score"] for number, row in side.items()}) for side in (before, after)
    )
    return [
        {
            "project_no": number,
            "name": names[number],
            "score_official": row["score"],
            "grade_official": row["grade"],
            "rank_official": places_before[number],
            "score_trial": after[number]["score"],
            "grade_trial": after[number]["grade"],
            "rank_trial": places_after[number],
            "difference": plain(after[number]["score"] - row["score"]),
            "moved": places_before[number] - places_after[number],
        }
        for number, row in before.items()
    ]


def loss_rows(official: pd.DataFrame, trial: pd.DataFrame) -> list[Row]:
    """Return the indicators that lose points on either side, in the order of the trial, then of the official result."""
    before, after = (_losses(scores) for scores in (official, trial))
    orders = [ranks({number: lost for number, (_, lost) in side.items() if lost}) for side in (before, after)]
    last = len(before) + 1
    rows = [
        {
            "indicator_id": number,
            "name": name,
            "lost_official": lost,
            "order_official": orders[0].get(number),
            "lost_trial": after[number][1] if number in after else None,
            "order_trial": orders[1].get(number),
        }
        for number, (name, lost) in before.items()
        if number in orders[0] or number in orders[1]
    ]
    return sorted(rows, key=lambda row: (row["order_trial"] or last, row["order_official"] or last))


def ranks(values: Mapping[Any, Decimal]) -> dict[Any, int]:
    """Rank from the highest value; equal ones share the better place: 1, 2, 2, 4."""
    alike = {key: half_up(value, ALIKE) for key, value in values.items()}
    first: dict[Decimal, int] = {}
    for place, value in enumerate(sorted(alike.values(), reverse=True), start=1):
        first.setdefault(value, place)
    return {key: first[value] for key, value in alike.items()}


def total_row(scores: pd.DataFrame) -> Row:
    """Return the row of the fund's total."""
    return next(row for row in tables.records(own(scores, Scope.FUND)) if row["node"] == TOTAL)


def own(scores: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return the scores of the fund or of the projects."""
    return scores[scores["scope"] == scope.value]


def leaf_rows(scores: pd.DataFrame) -> list[Row]:
    """Return the rows of the fund's indicators."""
    fund = own(scores, Scope.FUND)
    return tables.records(fund[fund["indicator_id"].notna()])


def leaf_name(node: str) -> str:
    """Return the last step of a node."""
    return node.rpartition("/")[2]


def name_of(scores: pd.DataFrame, node: str) -> str:
    """Return the name of a node, or of the indicator of a number."""
    leaves = own(scores, Scope.FUND)
    return leaf_name(next(iter(leaves.loc[leaves["indicator_id"] == node, "node"]), node))


def _totals(scores: pd.DataFrame) -> dict[int, Row]:
    rows: Iterable[Row] = tables.records(own(scores, Scope.PROJECT))
    return {row["project_no"]: row for row in rows if row["node"] == TOTAL}


def _losses(scores: pd.DataFrame) -> dict[str, tuple[str, Decimal]]:
    return {row["indicator_id"]: (leaf_name(row["node"]), row["points"] - row["score"]) for row in leaf_rows(scores)}
