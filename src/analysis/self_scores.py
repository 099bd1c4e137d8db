"""The scores that units filed for themselves, with ours beside them.

Belongs here: applying the national self-evaluation rules to the forms' own points. Does not belong here: the
evaluators' scores (``scoring``), any value of a rule (``rules``), or judging a difference (the expectations on the
table ``self_scores``). Where the rules cannot tell, there is no score of ours; it is never a nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import half_digit, plain, total
from analysis.execution import execution_total
from analysis.leaf_scores import LeafScore, reason, score_execution, score_leaf, shown
from analysis.rules.model import RuleBook, Scheme
from analysis.tables import Tables
from analysis.vocabulary import EXECUTION_NODE, TOTAL_NODE, Scope


def score_forms(read: Tables, attainment: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    """Put our score beside every score that a unit filed.

    Parameters
    ----------
    read
        The tidy tables that were read; ``filed_scores`` says what was filed.
    attainment
        What became of the indicators.
    book
        The rules of self-evaluation.

    Returns
    -------
    pandas.DataFrame
        The table ``self_scores``: one row a filed score, in the forms' order. ``computed`` is missing where points,
        target or actual do not allow a score; ``excess`` is how far both lie apart beyond half of the last filed
        digit.
    """
    scheme = book.scheme(Scope.PROJECT)
    leaves = _leaves(read, attainment)
    texts = _filed_texts(read["cells"])
    records: list[dict[str, Any]] = []
    for number, group in read["filed_scores"].groupby("project_no", sort=False):
        own = [record for record in tables.records(group) if record["node"] != TOTAL_NODE]
        scored = [_scored(record, leaves, read, scheme, book) for record in own]
        records += scored
        filed_total = [record for record in tables.records(group) if record["node"] == TOTAL_NODE]
        unfiled = _unfiled(leaves, number, {record["indicator_id"] for record in own})
        records += [_summed(record, scored, unfiled, scheme, book) for record in filed_total]
        for record in records[len(records) - len(scored) - len(filed_total) :]:
            record |= _apart(record, texts.get(f"{number}|{record['node']}", ""))
    return tables.frame("self_scores", records)


def _leaves(read: Tables, attainment: pd.DataFrame) -> dict[str, dict[str, Any]]:
    annual = attainment[attainment["horizon"] == "annual"].drop(columns="source")
    joined = read["indicators"].merge(annual, on="indicator_id", how="inner")
    return {leaf["indicator_id"]: leaf for leaf in tables.records(joined)}


def _filed_texts(cells: pd.DataFrame) -> dict[str, str]:
    filed = cells[(cells["table"] == "filed_scores") & (cells["column"] == "score")]
    return dict(zip(filed["key"], filed["text"], strict=True))


def _scored(
    filed: Mapping[str, Any], leaves: Mapping[str, dict[str, Any]], read: Tables, scheme: Scheme, book: RuleBook
) -> dict[str, Any]:
    leaf = leaves.get(filed["indicator_id"] or "")
    if filed["points"] is None:
        return _record(filed, LeafScore(Decimal(0), scheme.pending, {"reading": "表中没有分值"}), scheme, book)
    if leaf is not None:
        return _record(filed, score_leaf({**leaf, "points": filed["points"]}, None, scheme, book), scheme, book)
    if filed["node"] == EXECUTION_NODE:
        own = read["execution"][read["execution"]["project_no"] == filed["project_no"]]
        return _record(filed, score_execution(filed["points"], execution_total(own), scheme), scheme, book)
    return _record(filed, LeafScore(Decimal(0), scheme.pending, {"reading": "没有对应的指标"}), scheme, book)


def _unfiled(leaves: Mapping[str, dict[str, Any]], number: Any, filed: set[str | None]) -> int:
    """Count a project's indicators that carry points and have no line among the filed scores."""
    own = (leaf for leaf in leaves.values() if leaf["project_no"] == number and leaf["points"] is not None)
    return sum(leaf["indicator_id"] not in filed for leaf in own)


def _summed(
    filed: Mapping[str, Any], parts: list[dict[str, Any]], unfiled: int, scheme: Scheme, book: RuleBook
) -> dict[str, Any]:
    unsettled = sum(part["computed"] is None for part in parts) + unfiled
    if unsettled or not parts:
        reading = f"{unsettled}项不能计算" if parts else "没有分项得分"
        return _record(filed, LeafScore(Decimal(0), scheme.pending, {"reading": reading}), scheme, book)
    score = total(part["computed"] for part in parts)
    listed = " + ".join(shown(part["computed"]) for part in parts)
    return _record(filed, LeafScore(score, scheme.sum, {"parts": listed}), scheme, book)


def _record(filed: Mapping[str, Any], ours: LeafScore, scheme: Scheme, book: RuleBook) -> dict[str, Any]:
    rule = book.rule(ours.rule_id)
    full = filed["points"] if filed["points"] is not None else ours.score
    return {
        "project_no": filed["project_no"],
        "node": filed["node"],
        "indicator_id": filed["indicator_id"],
        "points": filed["points"],
        "filed": filed["score"],
        "computed": None if ours.rule_id == scheme.pending else plain(ours.score),
        "why": reason(rule, full, ours.score, ours.fields),
        "rule_id": ours.rule_id,
        "reference": rule.reference,
        "source": filed["source"],
    }


def _apart(record: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Tell how far the filed score lies from ours, and how much of that no rounding explains."""
    if record["filed"] is None or record["computed"] is None:
        return {}
    difference = record["filed"] - record["computed"]
    tolerance = half_digit(text)
    return {"difference": plain(difference), "excess": plain(max(abs(difference) - tolerance, Decimal(0)))}
