"""The score of one leaf, and the line that says why.

Belongs here: applying a rule to one indicator's attainment. Does not belong here: adding up (``scoring``), any value
of a rule (``rules``), or judging attainment (``attainment``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.errors import Problem, RuleError
from analysis.exact import at_most, half_up, percent, quantity, ratio, short
from analysis.execution import ExecutionTotal
from analysis.rules.model import LeafRule, Rule, RuleBook, Scheme
from analysis.vocabulary import Comparator, ExpressionKind, Scope, Status

_BAND_STATUS = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


@dataclass(frozen=True)
class LeafScore:
    """The score of one leaf, the rule that gave it, and the fields of its reason."""

    score: Decimal
    rule_id: str
    fields: Mapping[str, str]


def qualitative_bands(book: RuleBook, scope: Scope = Scope.FUND) -> Callable[[str], Status | None]:
    """Return the judge of qualitative actuals that ``attainment`` needs: words to status, from a scope's scheme."""
    bands = book.rule(book.scheme(scope).qualitative).values().bands

    def judge(text: str) -> Status | None:
        bare = re.sub(r"[\s。，；、]", "", text)
        return next((_BAND_STATUS[place] for place, band in enumerate(bands) if bare in band.words), None)

    return judge


def score_leaf(leaf: Mapping[str, Any], execution: ExecutionTotal | None, scheme: Scheme, book: RuleBook) -> LeafScore:
    """Score one indicator.

    Parameters
    ----------
    leaf
        The indicator joined with its attainment.
    execution
        The fund's budget execution, for the leaf that it scores; ``None`` where the scheme has no such leaf.
    scheme, book
        The fund's scheme and the rules that it names.

    Raises
    ------
    RuleError
        When no line of the scheme fits the indicator.
    """
    line = leaf_rule(leaf, scheme)
    status = Status(leaf["status"] or Status.NOT_REPORTED)
    full: Decimal = leaf["points"]
    if line.by == "execution" and execution is not None:
        return score_execution(full, execution, scheme)
    if status is Status.NOT_REPORTED:
        return LeafScore(Decimal(0), scheme.not_reported, {})
    if status in (Status.NEEDS_JUDGEMENT, Status.NOT_APPLICABLE, Status.NOT_YET_DUE):
        return LeafScore(Decimal(0), scheme.pending, {"reading": leaf["reading"] or status.label})
    open_question = _open_question(leaf, status)
    if open_question:
        return LeafScore(Decimal(0), scheme.pending, {"reading": open_question})
    if line.by == "statement" or leaf["target_value"] is None or leaf["actual_value"] is None:
        return _stated(leaf, status, scheme, book)
    if status is Status.NOT_MET:
        share = min(leaf["rate"] or Decimal(0), Decimal(1))
        fields = {"rate": percent(share), "comparison": _comparison(leaf)}
        return LeafScore(full * share, scheme.not_met, fields)
    if not scheme.over_attainment:
        return LeafScore(full, scheme.met, {"comparison": _comparison(leaf)})
    over = book.rule(scheme.over_attainment).values()
    if leaf["rate"] is not None and Comparator(leaf["comparator"]) in _COUNTS_UP and leaf["rate"] > over.threshold:
        fields = {"factor": percent(over.factor, 0), "threshold": percent(over.threshold, 0)}
        return LeafScore(full * over.factor, scheme.over_attainment, fields | {"comparison": _comparison(leaf)})
    return LeafScore(full, scheme.met, {"comparison": _comparison(leaf)})


def _open_question(leaf: Mapping[str, Any], status: Status) -> str:
    """Say what keeps a missed target from being scored by its ratio, if anything does."""
    if leaf["kind"] == ExpressionKind.COMPOUND.value and status is not Status.MET:
        return f"{leaf['reading'] or '复合目标没有全部达到'}，扣分由评价人核定"
    if status is not Status.NOT_MET:
        return ""
    if leaf["kind"] == ExpressionKind.DATE.value:
        return "未按期完成，扣分由评价人核定"
    if leaf["kind"] == ExpressionKind.BOOLEAN.value:
        return "是否事项未达到目标，扣分由评价人核定"
    if leaf["rate"] is not None and leaf["rate"] >= 1:
        return f"{_comparison(leaf)}，但不符合目标的比较关系，由评价人核定"
    return ""


#: Only where more is better can there be more than enough.
_COUNTS_UP = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT})


def score_execution(full: Decimal, execution: ExecutionTotal, scheme: Scheme) -> LeafScore:
    """Score budget execution in proportion, never above its points; pending where there is no budget."""
    if execution.rate is None:
        return LeafScore(Decimal(0), scheme.pending, {"reading": "预算金额为零，支出率无法计算"})
    fields = {
        "paid": short(execution.paid_wan),
        "budget": short(execution.budget_wan),
        "rate": percent(execution.rate, 2),
        "cap": "（超过100%，按100%计）" if execution.rate > 1 else "",
    }
    capped = min(ratio(full * execution.paid_wan, execution.budget_wan), full)
    return LeafScore(capped, scheme.execution, fields)


def _stated(leaf: Mapping[str, Any], status: Status, scheme: Scheme, book: RuleBook) -> LeafScore:
    band = book.rule(scheme.qualitative).values().bands[_BAND_STATUS.index(status)]
    fields = {"factor": percent(band.share, 0), "band": band.name, "actual": leaf["actual_text"] or ""}
    return LeafScore(leaf["points"] * band.share, scheme.qualitative, fields)


def _comparison(leaf: Mapping[str, Any]) -> str:
    """Say the two figures and their ratio: ``实际10个 ÷ 目标3个 = 333.3%``."""
    actual, target = quantity(leaf["actual_value"], leaf["unit"]), quantity(leaf["target_value"], leaf["unit"])
    comparator = Comparator(leaf["comparator"])
    if leaf["kind"] == ExpressionKind.RANGE.value:
        return f"实际{actual}，目标{leaf['target_text']}"
    if leaf["rate"] is None:
        return f"实际{actual}，目标{comparator.label}{target}"
    if comparator in (Comparator.AT_MOST, Comparator.LESS_THAN):
        return f"实际{actual}，目标{comparator.label}{target}，目标 ÷ 实际 = {percent(leaf['rate'])}"
    return f"实际{actual} ÷ 目标{target} = {percent(leaf['rate'])}"


def leaf_rule(leaf: Mapping[str, Any], scheme: Scheme) -> LeafRule:
    """Return the line of a scheme that a leaf is scored by: the first that fits its levels and its name.

    Raises
    ------
    RuleError
        When no line fits.
    """
    for line in scheme.leaves:
        patterns = {"level1": line.when.level1, "level2": line.when.level2, "name": line.when.name}
        if all(re.fullmatch(pattern, leaf[column] or "") for column, pattern in patterns.items()):
            return line
    raise RuleError(Problem("指标体系没有规定该指标如何计分", leaf["source"], found=leaf["name"]))


def reason(rule: Rule, full: Decimal, score: Decimal, fields: Mapping[str, str]) -> str:
    """Fill a rule's *why* line; ``（四舍五入）`` is said where a score is printed with fewer digits than it has."""
    rounded = "" if half_up(score, 2) == score else "（四舍五入）"
    return rule.why.format(points=short(full), score=shown(score), rounded=rounded, **fields)


def shown(score: Decimal) -> str:
    """Print a score with two places at most: ``1.5``, ``11.93``."""
    return at_most(score, 2)
