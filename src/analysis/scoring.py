"""From attainment to scores, every score with its reason.

Belongs here: applying a scheme's rules to attainments, adding up, and writing the *why* line. Does not belong here:
any value of a rule (``rules``), judging attainment (``attainment``), or prose about scores (``report``).

Scores are exact as far as division allows (see ``exact.QUOTIENT_PLACES``); rounding half up to two places happens
where a score is printed, the *why* line included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import Problem, RuleError
from analysis.exact import figure, percent, plain, points, quantity, ratio, short, total
from analysis.execution import ExecutionTotal
from analysis.rules.loader import LeafRule, Rule, RuleBook, Scheme
from analysis.vocabulary import Comparator, Scope, Status

#: The name of a scheme's root.
TOTAL = "总分"

#: A sum names its parts up to this many.
LISTED_PARTS = 12

_BAND_STATUS = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


@dataclass(frozen=True)
class LeafScore:
    """The score of one leaf, the rule that gave it, and the fields of its reason."""

    score: Decimal
    rule_id: str
    fields: Mapping[str, str]


def qualitative_bands(book: RuleBook) -> Callable[[str], Status | None]:
    """Return the judge of qualitative actuals that ``attainment`` needs: words to status, from the fund's scheme."""
    bands = book.rule(book.scheme(Scope.FUND).qualitative).values().bands

    def judge(text: str) -> Status | None:
        bare = re.sub(r"[\s。，；、]", "", text)
        return next((_BAND_STATUS[place] for place, band in enumerate(bands) if bare in band.words), None)

    return judge


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
    records = [_leaf_record(leaf, _score_leaf(leaf, execution, scheme, book), book) for leaf in leaves]
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


def _score_leaf(leaf: Mapping[str, Any], execution: ExecutionTotal, scheme: Scheme, book: RuleBook) -> LeafScore:
    line = _line(leaf, scheme)
    status = Status(leaf["status"] or Status.NOT_REPORTED)
    full: Decimal = leaf["points"]
    if line.by == "execution":
        return _proportional(full, execution, scheme.execution)
    if status is Status.NOT_REPORTED:
        return LeafScore(Decimal(0), scheme.not_reported, {})
    if status in (Status.NEEDS_JUDGEMENT, Status.NOT_APPLICABLE, Status.NOT_YET_DUE):
        return LeafScore(Decimal(0), scheme.pending, {"reading": leaf["reading"] or status.label})
    if line.by == "statement" or leaf["target_value"] is None or leaf["actual_value"] is None:
        return _stated(leaf, status, scheme, book)
    if status is Status.NOT_MET:
        share = min(leaf["rate"] or Decimal(0), Decimal(1))
        fields = {"rate": percent(share), "comparison": _comparison(leaf)}
        return LeafScore(full * share, scheme.not_met, fields)
    over = book.rule(scheme.over_attainment).values()
    if leaf["rate"] is not None and Comparator(leaf["comparator"]) in _COUNTS_UP and leaf["rate"] > over.threshold:
        fields = {"factor": percent(over.factor, 0), "threshold": percent(over.threshold, 0)}
        return LeafScore(full * over.factor, scheme.over_attainment, fields | {"comparison": _comparison(leaf)})
    return LeafScore(full, scheme.met, {"comparison": _comparison(leaf)})


#: Only where more is better can there be more than enough.
_COUNTS_UP = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT})


def _proportional(full: Decimal, execution: ExecutionTotal, rule_id: str) -> LeafScore:
    if execution.rate is None:
        return LeafScore(Decimal(0), rule_id, {"paid": "0", "budget": "0", "rate": "无法计算"})
    fields = {
        "paid": short(execution.paid_wan),
        "budget": short(execution.budget_wan),
        "rate": percent(execution.rate, 2),
    }
    capped = min(ratio(full * execution.paid_wan, execution.budget_wan), full)
    return LeafScore(capped, rule_id, fields)


def _stated(leaf: Mapping[str, Any], status: Status, scheme: Scheme, book: RuleBook) -> LeafScore:
    band = book.rule(scheme.qualitative).values().bands[_BAND_STATUS.index(status)]
    fields = {"factor": percent(band.share, 0), "band": band.name, "actual": leaf["actual_text"] or ""}
    return LeafScore(leaf["points"] * band.share, scheme.qualitative, fields)


def _comparison(leaf: Mapping[str, Any]) -> str:
    """Say the two figures and their ratio: ``实际10个 ÷ 目标3个 = 333.3%``."""
    actual, target = quantity(leaf["actual_value"], leaf["unit"]), quantity(leaf["target_value"], leaf["unit"])
    comparator = Comparator(leaf["comparator"])
    if leaf["rate"] is None:
        return f"实际{actual}，目标{comparator.label}{target}"
    if comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        return f"实际{actual}，目标{comparator.label}{target}，目标 ÷ 实际 = {percent(leaf['rate'])}"
    return f"实际{actual} ÷ 目标{target} = {percent(leaf['rate'])}"


def _line(leaf: Mapping[str, Any], scheme: Scheme) -> LeafRule:
    for line in scheme.leaves:
        patterns = {"level1": line.when.level1, "level2": line.when.level2, "name": line.when.name}
        if all(re.fullmatch(pattern, leaf[column] or "") for column, pattern in patterns.items()):
            return line
    raise RuleError(Problem("指标体系没有规定该指标如何计分", leaf["source"], found=leaf["name"]))


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
        "why": _why(rule, leaf["points"], scored.score, scored.fields),
        "rule_id": scored.rule_id,
        "reference": rule.reference,
        "source": leaf["source"],
    }


def _why(rule: Rule, full: Decimal, score: Decimal, fields: Mapping[str, str]) -> str:
    rounded = "" if plain(score) == plain(Decimal(points(score).replace(",", ""))) else "（四舍五入）"
    return rule.why.format(points=short(full), score=_shown(score), rounded=rounded, **fields)


def _shown(score: Decimal) -> str:
    """Print a score with two places at most: ``1.5``, ``11.93``."""
    return short(Decimal(figure(score, 2).replace(",", "")))


def _with_parents(
    leaves: list[dict[str, Any]], scope: Scope, project_no: int | None, scheme: Scheme, book: RuleBook
) -> list[dict[str, Any]]:
    """Put every sum above its parts, the graded total first."""
    rule = book.rule(scheme.sum)

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
    named = [f"{part['node'].rpartition('/')[2]}{_shown(part['score'])}" for part in parts]
    listed = " + ".join(named) if len(named) <= LISTED_PARTS else f"下级{len(named)}项得分之和"
    return {
        "node": node,
        "parent": parent,
        "points": total(part["points"] for part in parts),
        "score": plain(score),
        "why": _why(rule, score, score, {"parts": listed}),
        "rule_id": rule_id,
        "reference": rule.reference,
        "source": parts[0]["source"],
    }
