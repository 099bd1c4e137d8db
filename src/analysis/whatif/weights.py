"""Points of a scheme made larger, smaller, or left out, and a scheme that follows its leaves.

Belongs here: changing points in exact proportion, in the indicators and in the schemes of a rule book. Does not belong
here: other changes (``apply``) or what the points are worth (``scoring``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from analysis import tables
from analysis.errors import Problem
from analysis.exact import ratio, short, total
from analysis.rules.model import Node, Scheme
from analysis.vocabulary import Scope
from analysis.whatif.errors import TrialError
from analysis.whatif.inputs import Inputs
from analysis.whatif.texts import texts


def scaled(points: Sequence[Decimal], to: Decimal) -> list[Decimal]:
    """Change points in proportion so that they add up to a sum exactly.

    The last place of a quotient that does not come out even goes to the largest of them.

    Raises
    ------
    ZeroDivisionError
        When all of them are zero: there is no proportion to keep.
    """
    whole = total(points)
    if not whole:
        raise ZeroDivisionError("no proportion between zeros")
    parts = [ratio(each * to, whole) for each in points]
    largest = max(range(len(parts)), key=lambda place: parts[place])
    parts[largest] += to - total(parts)
    return parts


def below(scores: pd.DataFrame, node: str) -> list[str]:
    """Return the numbers of the indicators below a node of the fund's scheme, or that of the indicator itself."""
    own = scores[(scores["scope"] == Scope.FUND.value) & scores["indicator_id"].notna()]
    pairs = zip(own["node"], own["indicator_id"], strict=True)
    return [number for each, number in pairs if number == node or each.startswith(f"{node}/")]


def with_fund_points(inputs: Inputs, numbers: Sequence[str], to: Decimal, node: str) -> Inputs:
    """Give some of the fund's indicators a sum of points, in proportion to those that they have."""
    leaves = inputs.leaves[inputs.leaves["indicator_id"].isin(numbers)]
    held = list(leaves["points"])
    if not held:
        raise TrialError(Problem("该节点已设为不计入，不能再改分值", found=node, advice="去掉 without(…) 或改其他节点"))
    if not total(held) and len(held) > 1:
        raise TrialError(Problem("该节点各指标分值均为0，无法按比例分配", found=node, advice="逐个指标写分值"))
    changed = [to] if len(held) == 1 else scaled(held, to)
    points = inputs.indicators["points"].copy()
    points.loc[leaves.index] = pd.Series(changed, index=leaves.index, dtype=object)
    rescaled = inputs.rescaled or len(held) > 1
    return _fitting(replace(inputs, indicators=inputs.indicators.assign(points=points), rescaled=rescaled))


def without_fund_leaves(inputs: Inputs, numbers: Sequence[str], node: str) -> Inputs:
    """Leave some of the fund's indicators out."""
    kept = inputs.indicators[~inputs.indicators["indicator_id"].isin(numbers)].reset_index(drop=True)
    left = replace(inputs, indicators=kept)
    if left.leaves.empty:
        raise TrialError(Problem("所有指标都不计入，没有可以相加的得分", found=node, advice="至少保留一个指标"))
    return _fitting(left)


def with_project_points(inputs: Inputs, node: str, to: Decimal) -> Inputs:
    """Give a node of the projects' scheme other points; the scores given for it follow in proportion."""
    scheme = inputs.book.scheme(Scope.PROJECT)
    held = next((each.points for each in scheme.nodes if each.name == node), None)
    if held is None:
        raise TrialError(
            Problem("该评分项已设为不计入，不能再改分值", found=node, advice="去掉 without(…) 或改其他评分项")
        )
    if not held:
        raise TrialError(Problem("该评分项分值为0，得分无法按比例折算", found=node, advice="改其他评分项"))
    nodes = tuple(_weighing(each, to) if each.name == node else each for each in scheme.nodes)
    given = inputs.given.assign(
        score=pd.Series(
            [
                ratio(score * to, held) if name == node else score
                for name, score in zip(inputs.given["node"], inputs.given["score"], strict=True)
            ],
            index=inputs.given.index,
            dtype=object,
        )
    )
    return _with_scheme(replace(inputs, given=given), scheme, nodes, rescaled=True)


def without_project_node(inputs: Inputs, node: str) -> Inputs:
    """Leave a node of the projects' scheme out, and the scores given for it."""
    scheme = inputs.book.scheme(Scope.PROJECT)
    nodes = tuple(each for each in scheme.nodes if each.name != node)
    if not nodes:
        raise TrialError(Problem("所有评分项都不计入，没有可以相加的得分", found=node, advice="至少保留一个评分项"))
    given = inputs.given[inputs.given["node"] != node].reset_index(drop=True)
    return _with_scheme(replace(inputs, given=given), scheme, nodes)


def renormalised(inputs: Inputs, official: Inputs) -> Inputs:
    """Bring both schemes back to their official totals, everything in proportion.

    Raises
    ------
    TrialError
        When nothing with points is left.
    """
    wanted = official.book.scheme(Scope.FUND).points
    try:
        if total(inputs.leaves["points"]) != wanted:
            numbers = list(inputs.leaves["indicator_id"])
            inputs = with_fund_points(inputs, numbers, wanted, texts().total)
        nodes = inputs.book.scheme(Scope.PROJECT).nodes
        aims = scaled([node.points for node in nodes], official.book.scheme(Scope.PROJECT).points)
    except ZeroDivisionError:
        raise TrialError(Problem("分值合计为0，不能折算", advice="至少保留一项分值")) from None
    for node, to in zip(nodes, aims, strict=True):
        if to != node.points:
            inputs = with_project_points(inputs, node.name, to)
    return inputs


def _weighing(node: Node, to: Decimal) -> Node:
    """Give a node points; what it covers follows."""
    covered = (
        tuple(
            _weighing(each, share)
            for each, share in zip(node.covers, scaled([each.points for each in node.covers], to), strict=True)
        )
        if node.covers
        else ()
    )
    return node.model_copy(update={"points": to, "covers": covered})


def _with_scheme(inputs: Inputs, scheme: Scheme, nodes: tuple[Node, ...], *, rescaled: bool = False) -> Inputs:
    scheme_now = scheme.model_copy(update={"nodes": nodes, "points": total(node.points for node in nodes)})
    rules = dict(inputs.book.rules)
    if rescaled:
        rules[scheme.given] = rules[scheme.given].model_copy(update={"why": texts().why_rescaled})
    schemes = {**inputs.book.schemes, scheme.scope: scheme_now}
    book = replace(inputs.book, schemes=schemes, rules=rules)
    return replace(inputs, book=book, rescaled=inputs.rescaled or rescaled)


def _fitting(inputs: Inputs) -> Inputs:
    """Let the fund's scheme say the sums of its leaves."""
    scheme = inputs.book.scheme(Scope.FUND)
    sums: dict[str, Decimal] = {}
    for leaf in tables.records(inputs.leaves[["level1", "points"]]):
        sums[leaf["level1"]] = sums.get(leaf["level1"], Decimal(0)) + (leaf["points"] or 0)
    kept = (node for node in scheme.nodes if node.name in sums)
    nodes = tuple(node.model_copy(update={"points": sums[node.name], "covers": ()}) for node in kept)
    return _with_scheme(inputs, scheme, nodes)


def told_sum(found: Decimal, wanted: Decimal, scope: Scope) -> str:
    """Say that a scheme's points add up to something else than they should; nothing where they do."""
    if found == wanted:
        return ""
    return texts().other_total.format(scope=scope.label, found=short(found), wanted=short(wanted))
