"""How far total, grade and ranks hang on single rules and weights: many trials, one thing changed in each.

Belongs here: which trials are made, and their tables. Does not belong here: a single trial (``trial``) or figures
(``whatif_panel``). Every trial starts from the same base, the official result unless that was changed before, and its
points are brought back to the base's total in proportion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from analysis.errors import Problem
from analysis.exact import percent, plain
from analysis.scoring import TOTAL
from analysis.vocabulary import Scope
from analysis.whatif import compare
from analysis.whatif.apply import applied
from analysis.whatif.changes import Change, LeftOut, Number, Points, Renormalised, Threshold, made, number
from analysis.whatif.errors import TrialError
from analysis.whatif.inputs import Inputs
from analysis.whatif.shown import Shown, shown
from analysis.whatif.texts import texts
from analysis.whatif.weights import below

_SHARE = "大于0、不超过100%，如 10%"
#: More thresholds than this are a slip of the step.
_MOST_STEPS = 200
_STEPS = f"起点不小于1、终点不小于起点、步长大于0，不超过{_MOST_STEPS}步，如 1、3、0.1"


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What single changes do to the base.

    Parameters
    ----------
    base
        The fund's rows of the table ``scores`` from which every trial starts.
    inputs
        What they follow from.
    by
        By how much points were lowered and raised, as a share.
    threshold
        One row a threshold; empty where the year's scheme has no rule of over-attainment.
    weights
        One row an indicator: its points lowered and raised, the others in proportion; what moves most comes first.
    left_out
        One row a node of the fund's scheme: the total without it, the others in proportion.
    ranks
        One row a node of the projects' scheme and a change of its points: what moves in the projects' order.
    """

    base: pd.DataFrame
    inputs: Inputs
    by: Decimal
    threshold: Shown
    weights: Shown
    left_out: Shown
    ranks: Shown

    @property
    def frames(self) -> tuple[Shown, ...]:
        """All tables."""
        return self.threshold, self.weights, self.left_out, self.ranks

    def __repr__(self) -> str:
        totals = [f"{each.words.title}：{len(each)}行" for each in self.frames]
        return f"<敏感性（{texts().mark}）{self.inputs.label}：{'；'.join(totals)}>"

    def _repr_html_(self) -> str:
        return f'<div lang="zh-CN">{"".join(each.html() for each in self.frames)}</div>'


@dataclass(frozen=True, eq=False)
class _Base:
    """Where all trials start."""

    inputs: Inputs
    official_scores: pd.DataFrame
    scores: pd.DataFrame
    calls: Sequence[str]

    def with_(self, *changes: Change) -> Inputs:
        """Change the base once; points are brought back to its total."""
        return applied(changes, self.inputs, self.official_scores)

    def total_with(self, *changes: Change) -> compare.Row:
        """Return the row of the total after a change."""
        return compare.total_row(self.with_(*changes).fund_scores())

    def shown(self, name: str, rows: list[compare.Row]) -> Shown:
        """Make a table."""
        return shown(name, rows, self.calls, self.inputs.label)


def sensitivity(
    inputs: Inputs,
    official_scores: pd.DataFrame,
    changes: Sequence[Change],
    steps: tuple[Number, Number, Number],
    by: Number,
) -> Sensitivity:
    """Make all trials.

    Parameters
    ----------
    inputs, changes
        The base, and the changes that led to it.
    official_scores
        The official table ``scores``: it names the nodes.
    steps
        First threshold, last threshold, step.
    by
        By how much points are lowered and raised, as a share.

    Raises
    ------
    TrialError
        When the thresholds or the share make no sense.
    """
    calls = [change.code() for change in changes]
    base = _Base(inputs, official_scores, inputs.fund_scores(), calls)
    share = number(by, "sensitivity(by=…)", _SHARE)
    if not 0 < share <= 1:
        raise TrialError(Problem("分值增减幅度有误", "sensitivity(by=…)", str(by), _SHARE))
    return Sensitivity(
        base=base.scores,
        inputs=inputs,
        by=share,
        threshold=base.shown("threshold", list(_thresholds(base, steps))),
        weights=base.shown("weights", _weights(base, share)),
        left_out=base.shown("left_out", list(_left_out(base))),
        ranks=base.shown("ranks", list(_ranks(base, share))),
    )


def _thresholds(base: _Base, steps: tuple[Number, Number, Number]) -> Iterator[compare.Row]:
    rule_id = base.inputs.book.scheme(Scope.FUND).over_attainment
    if not rule_id:
        return
    official = compare.total_row(base.scores)["score"]
    before: list[str] = []
    for value in _grid(steps, base.inputs.book.rule(rule_id).values().threshold):
        scores = base.with_(made(Threshold, value=value)).fund_scores()
        whole = compare.total_row(scores)
        over = [row["indicator_id"] for row in compare.leaf_rows(scores) if row["rule_id"] == rule_id]
        yield {
            "threshold": value,
            "total": whole["score"],
            "difference": plain(whole["score"] - official),
            "grade": whole["grade"],
            "over": len(over),
            "released": "、".join(number for number in before if number not in over),
        }
        before = over


def _grid(steps: tuple[Number, Number, Number], held: Decimal) -> list[Decimal]:
    """Return the thresholds to try; the one that holds is always among them."""
    first, last, step = (number(each, "sensitivity(…)", _STEPS) for each in steps)
    if first < 1 or last < first or step <= 0 or (last - first) / step > _MOST_STEPS:
        found = "、".join(map(str, steps))
        raise TrialError(Problem("门槛的起点、终点或步长有误", "sensitivity(…)", found, _STEPS))
    count = int((last - first) / step) + 1
    return sorted({*(first + step * place for place in range(count)), last, held})


def _weights(base: _Base, share: Decimal) -> list[compare.Row]:
    official = compare.total_row(base.scores)["score"]
    rows = []
    for leaf in compare.leaf_rows(base.scores):
        row = {"indicator_id": leaf["indicator_id"], "name": compare.leaf_name(leaf["node"]), "points": leaf["points"]}
        for name, factor in (("less", 1 - share), ("more", 1 + share)):
            points = made(Points, scope=Scope.FUND, node=leaf["indicator_id"], value=leaf["points"] * factor)
            whole = base.total_with(points, made(Renormalised))
            row |= {f"total_{name}": whole["score"], f"grade_{name}": whole["grade"]}
            row[f"difference_{name}"] = plain(whole["score"] - official)
        rows.append(row)
    return sorted(rows, key=lambda row: -abs(row["total_more"] - row["total_less"]))


def _left_out(base: _Base) -> Iterator[compare.Row]:
    official = compare.total_row(base.scores)["score"]
    # Without all that has points nothing is left to hold the total.
    counting = {row["indicator_id"] for row in compare.leaf_rows(base.scores) if row["points"]}
    for node in compare.node_rows(base.scores, base.scores):
        asked = node["indicator_id"] or node["node"]
        if asked == TOTAL or counting <= set(below(base.scores, asked)):
            continue
        whole = base.total_with(made(LeftOut, scope=Scope.FUND, node=asked), made(Renormalised))
        yield {
            "node": node["node"],
            "indicator_id": node["indicator_id"],
            "level": node["node"].count("/") + 1,
            "points": node["points_official"],
            "score": node["score_official"],
            "total": whole["score"],
            "difference": plain(whole["score"] - official),
            "grade": whole["grade"],
        }


def _ranks(base: _Base, share: Decimal) -> Iterator[compare.Row]:
    names = dict(zip(base.inputs.projects["no"], base.inputs.projects["name"], strict=True))
    official = base.inputs.project_scores()
    nodes = base.inputs.book.scheme(Scope.PROJECT).nodes
    for node in nodes:
        if len(nodes) == 1 or not node.points:
            continue
        tried: list[tuple[str, Change]] = [
            (
                f"{sign}{percent(share, 0)}",
                made(Points, scope=Scope.PROJECT, node=node.name, value=node.points * factor),
            )
            for sign, factor in (("−", 1 - share), ("+", 1 + share))
        ]
        tried.append((texts().left_out, made(LeftOut, scope=Scope.PROJECT, node=node.name)))
        for label, change in tried:
            scores = base.with_(change, made(Renormalised)).project_scores()
            yield {"node": node.name, "change": label, **_order(compare.project_rows(names, official, scores))}


def _order(rows: list[compare.Row]) -> compare.Row:
    return {
        "first": "、".join(f"项目{row['project_no']}" for row in rows if row["rank_trial"] == 1),
        "moved": sum(row["moved"] != 0 for row in rows),
        "furthest": max((abs(row["moved"]) for row in rows), default=0),
        "regraded": sum(row["grade_official"] != row["grade_trial"] for row in rows),
    }
