"""From attainment to scores, every score with its reason.

Belongs here: scoring every leaf of a scheme and adding up. Does not belong here: the score of one leaf
(``leaf_scores``), any value of a rule (``rules``), or prose about scores (``report``).

Scores are exact as far as division allows (see ``exact.QUOTIENT_PLACES``); rounding half up to two places happens
where a score is printed, the *why* line included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import Problem, RuleError
from analysis.exact import plain, points, total
from analysis.execution import ExecutionTotal
from analysis.leaf_scores import LeafScore, qualitative_bands, reason, score_leaf, shown
from analysis.rules.model import Rule, RuleBook, Scheme
from analysis.vocabulary import TOTAL_NODE, Scope

__all__ = ["TOTAL", "qualitative_bands", "score_fund", "score_projects"]

#: The name of a scheme's root.
TOTAL = TOTAL_NODE

#: A sum names its parts up to this many.
LISTED_PARTS = 12


def score_fund(
    indicators: pd.DataFrame, attainment: pd.DataFrame, execution: ExecutionTotal, book: RuleBook
) -> pd.DataFrame:
    """Score the fund by its own scheme.

    Parameters
    ----------
    indicators, attainment
        Tidy tables; only fund-scope indicators count.
    execution
        The fund's budget execution.
    book
        The rules of the fund year.

    Returns
    -------
    pandas.DataFrame
        The table ``scores``: the total, each first- and second-level node and each leaf, parents before children.

    Raises
    ------
    RuleError
        When a form names a first level that the scheme does not have, or no line of the scheme fits a leaf.
    """
    scheme = book.scheme(Scope.FUND)
    own = indicators[indicators["scope"] == Scope.FUND.value]
    joined = own.merge(attainment.drop(columns="source"), on="indicator_id", how="left")
    leaves = tables.records(joined)
    _require_known_levels(leaves, scheme)
    records = [_leaf_record(leaf, score_leaf(leaf, execution, scheme, book), book) for leaf in leaves]
    return tables.frame("scores", _with_parents(records, Scope.FUND, None, scheme, book))


def score_projects(projects: pd.DataFrame, given: pd.DataFrame, book: RuleBook) -> pd.DataFrame:
    """Add up the scores that evaluators gave to each project, and grade them.

    Returns
    -------
    pandas.DataFrame
        The table ``scores``: per project its total and its first-level nodes, in the projects' order.
    """
    scheme = book.scheme(Scope.PROJECT)
    weights = {node.name: node.points for node in scheme.nodes}
    rule = book.rule(scheme.given)
    records: list[dict[str, Any]] = []
    rows = tables.records(given)
    unknown = sorted({row["node"] for row in rows} - set(weights))
    if unknown:
        expected = "、".join(weights)
        raise RuleError(Problem("评分表的评分项不在指标体系内", found="、".join(unknown), expected=expected))
    for number in projects["no"]:
        own = [
            {
                "node": row["node"],
                "parent": TOTAL,
                "points": weights[row["node"]],
                "score": row["score"],
                "why": rule.why.format(score=points(row["score"])),
                "rule_id": scheme.given,
                "reference": rule.reference,
                "source": row["source"],
            }
            for row in rows
            if row["project_no"] == number
        ]
        records += _with_parents(own, Scope.PROJECT, number, scheme, book)
    return tables.frame("scores", records)


def _require_known_levels(leaves: list[dict[str, Any]], scheme: Scheme) -> None:
    known = {node.name for node in scheme.nodes}
    strange = [leaf for leaf in leaves if leaf["level1"] not in known]
    if strange:
        expected = "、".join(sorted(known))
        raise RuleError(
            [Problem("一级指标不在指标体系内", x["source"], x["level1"] or "空白", expected) for x in strange]
        )


def _leaf_record(leaf: Mapping[str, Any], scored: LeafScore, book: RuleBook) -> dict[str, Any]:
    rule = book.rule(scored.rule_id)
    # The slash separates levels; one inside a printed name must not.
    level1, level2, name = (str(leaf[part]).replace("/", "／") for part in ("level1", "level2", "name"))
    parent = f"{level1}/{level2}"
    return {
        "node": f"{parent}/{name}",
        "parent": parent,
        "indicator_id": leaf["indicator_id"],
        "points": leaf["points"],
        "score": plain(scored.score),
        "why": reason(rule, leaf["points"], scored.score, scored.fields),
        "rule_id": scored.rule_id,
        "reference": rule.reference,
        "source": leaf["source"],
    }


def _with_parents(
    leaves: list[dict[str, Any]], scope: Scope, project_no: int | None, scheme: Scheme, book: RuleBook
) -> list[dict[str, Any]]:
    """Put every sum above its parts, the graded total first."""
    rule = book.rule(scheme.sum)
    if not leaves:
        whose = scope.label if project_no is None else f"{scope.label}{project_no}"
        raise RuleError(Problem(f"{whose}没有可以相加的得分", advice="核对自评表或评分表是否完整"))

    def branch(node: str, parent: str | None, below: list[dict[str, Any]]) -> list[dict[str, Any]]:
        ordered: list[dict[str, Any]] = []
        for child, group in _by_child(node, below).items():
            ordered += group if child == group[0]["node"] else branch(child, node, group)
        parts = [record for record in ordered if record["parent"] == node]
        return [_sum(node, parent, parts, rule, scheme.sum), *ordered]

    root, *rest = branch(TOTAL, None, leaves)
    marked = [{**root, "grade": book.grade(scope, root["score"])}, *rest]
    return [{**record, "scope": scope.value, "project_no": project_no} for record in marked]


def _by_child(node: str, below: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Group leaves by the child of a node under which they stand; a leaf right below the node is its own group."""
    depth = 0 if node == TOTAL else node.count("/") + 1
    groups: dict[str, list[dict[str, Any]]] = {}
    for leaf in below:
        steps = [] if leaf["parent"] == TOTAL else leaf["parent"].split("/")
        child = "/".join(steps[: depth + 1]) if len(steps) > depth else leaf["node"]
        groups.setdefault(child, []).append(leaf)
    return groups


def _sum(node: str, parent: str | None, parts: list[dict[str, Any]], rule: Rule, rule_id: str) -> dict[str, Any]:
    score = total(part["score"] for part in parts)
    named = [f"{part['node'].rpartition('/')[2]}{shown(part['score'])}" for part in parts]
    listed = " + ".join(named) if len(named) <= LISTED_PARTS else f"下级{len(named)}项得分之和"
    return {
        "node": node,
        "parent": parent,
        "points": total(part["points"] for part in parts),
        "score": plain(score),
        "why": reason(rule, score, score, {"parts": listed}),
        "rule_id": rule_id,
        "reference": rule.reference,
        "source": parts[0]["source"],
    }
