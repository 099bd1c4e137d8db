"""A change made: inputs in, other inputs out.

Belongs here: what each kind of change does to tables and rules. Does not belong here: points (``weights``), the bounds
of a value (``changes``) or the scores that follow (``inputs``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd
from pydantic import ValidationError

from analysis import expressions, tables
from analysis.errors import Problem
from analysis.exact import short
from analysis.leaf_scores import leaf_rule
from analysis.rules.model import Grades
from analysis.vocabulary import Horizon, Scope
from analysis.whatif import changes, weights
from analysis.whatif.changes import Change
from analysis.whatif.errors import TrialError
from analysis.whatif.inputs import Inputs

#: Makes a change: the inputs so far, the change, the official inputs.
_Maker = Callable[[Inputs, Any, Inputs, pd.DataFrame], Inputs]


def applied(made: Iterable[Change], official: Inputs, scores: pd.DataFrame) -> Inputs:
    """Make changes to the official inputs: data first, then rules and points in their order, renormalising last.

    Parameters
    ----------
    made
        The changes; names in them are resolved.
    official, scores
        What the official result follows from, and the table ``scores`` of it.

    Raises
    ------
    TrialError
        When a change cannot be made to this fund year.
    """
    inputs = official
    for change in sorted(made, key=lambda each: each.phase):
        inputs = _MAKERS[type(change)](inputs, change, official, scores)
    _require_falling(inputs)
    return inputs


def _over(inputs: Inputs, name: str, value: Decimal) -> Inputs:
    rule_id = inputs.book.scheme(Scope.FUND).over_attainment
    if not rule_id:
        raise TrialError(Problem("本年度指标体系没有超额完成的计分规则，门槛和系数无从测算", inputs.label))
    rule = inputs.book.rule(rule_id)
    changed = rule.model_copy(update={"params": {**rule.params, name: str(value)}})
    return replace(inputs, book=replace(inputs.book, rules={**inputs.book.rules, rule_id: changed}))


def _band(inputs: Inputs, change: changes.BandFrom, *_: Any) -> Inputs:
    """Move a grade's lower bound wherever the year's schemes use it."""
    used = {scheme.grades for scheme in inputs.book.schemes.values()}
    moved = {
        name: held.model_copy(
            update={
                "bands": tuple(
                    band.model_copy(update={"lower": change.lower}) if band.grade == change.grade else band
                    for band in held.bands
                )
            }
        )
        for name, held in inputs.book.grades.items()
        if name in used
    }
    return replace(inputs, book=replace(inputs.book, grades={**inputs.book.grades, **moved}))


def _require_falling(inputs: Inputs) -> None:
    """Hold moved bands against what grade tables must be."""
    for held in inputs.book.grades.values():
        try:
            Grades.model_validate(held.model_dump(by_alias=True))
        except ValidationError:
            found = "、".join(f"{band.grade}≥{short(band.lower)}" for band in held.bands)
            expected = "等级下限从高到低、互不相同，最低一档从0起"
            advice = "先移动相邻的一档，再移动这一档"
            raise TrialError(Problem("等级分档不成立", held.title, found, expected, advice)) from None


def _points(inputs: Inputs, change: changes.Points, _: Inputs, scores: pd.DataFrame) -> Inputs:
    if change.scope is Scope.PROJECT:
        return weights.with_project_points(inputs, change.node, change.value)
    return weights.with_fund_points(inputs, weights.below(scores, change.node), change.value, change.node)


def _left_out(inputs: Inputs, change: changes.LeftOut, _: Inputs, scores: pd.DataFrame) -> Inputs:
    if change.scope is Scope.PROJECT:
        return weights.without_project_node(inputs, change.node)
    return weights.without_fund_leaves(inputs, weights.below(scores, change.node), change.node)


def _actual(inputs: Inputs, change: changes.Actual, *_: Any) -> Inputs:
    actuals = _retold(inputs, "actuals", change.indicator, change.text, "actual")
    return replace(inputs, actuals=actuals, judged=None)


def _target(inputs: Inputs, change: changes.Target, *_: Any) -> Inputs:
    targets = _retold(inputs, "targets", change.indicator, change.text, "target")
    return replace(inputs, targets=targets, judged=None)


def _retold(inputs: Inputs, table: str, number: str, text: str | None, role: expressions.Role) -> pd.DataFrame:
    """Write another text into an indicator's cell and read it as the documents are read."""
    leaf = next(row for row in tables.records(inputs.indicators) if row["indicator_id"] == number)
    if leaf_rule(leaf, inputs.book.scheme(Scope.FUND)).by == "execution":
        advice = "改支出金额：paid(项目序号, 万元)"
        raise TrialError(
            Problem("该指标按预算执行计分，改目标值或实际完成值不影响得分", found=leaf["name"], advice=advice)
        )
    name = "：".join(part for part in (leaf["name"], leaf["sub_name"]) if part)
    cell = pd.Series([text], dtype="str")
    (read,) = expressions.read(cell, names=pd.Series([name], dtype="str"), role=role).to_dict("records")
    said = {str(column): value for column, value in read.items() if column in tables.dictionary()[table].columns}
    rows = tables.records(getattr(inputs, table))
    own = [row for row in rows if row["indicator_id"] == number]
    annual = [row for row in own if row.get("horizon", Horizon.ANNUAL) == Horizon.ANNUAL] or own
    if not annual:
        raise TrialError(Problem("自评表没有该指标的填报行", found=leaf["name"], advice="核对自评表"))
    for row in annual:
        row.update(said, text=text)
    return tables.frame(table, rows)


def _given(inputs: Inputs, change: changes.Given, official: Inputs, _: pd.DataFrame) -> Inputs:
    full = next(node.points for node in official.book.scheme(Scope.PROJECT).nodes if node.name == change.node)
    if change.score > full:
        expected = f"不超过{short(full)}分"
        raise TrialError(Problem("得分超过分值", f"项目{change.project} {change.node}", str(change.score), expected))
    rows = tables.records(inputs.given)
    own = [row for row in rows if (row["project_no"], row["node"]) == (change.project, change.node)]
    _require_row(own, f"项目{change.project} {change.node}", "评分表")
    own[0]["score"] = change.score
    return replace(inputs, given=tables.frame("given_scores", rows))


def _paid(inputs: Inputs, change: changes.Paid, *_: Any) -> Inputs:
    rows = tables.records(inputs.execution)
    own = [row for row in rows if row["project_no"] == change.project]
    _require_row(own, f"项目{change.project}", "预算执行情况表")
    own[0]["paid_wan"] = change.amount_wan
    return replace(inputs, execution=tables.frame("execution", rows))


def _require_row(own: list[dict[str, Any]], whose: str, table: str) -> None:
    if not own:
        raise TrialError(Problem(f"{table}没有这一行", found=whose, advice=f"核对{table}"))


_MAKERS: dict[type[Change], _Maker] = {
    changes.Threshold: lambda inputs, change, *_: _over(inputs, "threshold", change.value),
    changes.Factor: lambda inputs, change, *_: _over(inputs, "factor", change.value),
    changes.BandFrom: _band,
    changes.Points: _points,
    changes.LeftOut: _left_out,
    changes.Renormalised: lambda inputs, _change, official, _scores: weights.renormalised(inputs, official),
    changes.Actual: _actual,
    changes.Target: _target,
    changes.Given: _given,
    changes.Paid: _paid,
}
