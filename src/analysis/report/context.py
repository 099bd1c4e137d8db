"""What the templates of every report may speak of, beside facts, and those of a final evaluation.

Belongs here: choosing and ordering: which indicators went over, which part is weakest, which projects did not spend.
Does not belong here: words (``text/``, ``problems_of/``), figures (``facts``), or what a review of targets adds
(``review_context``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis import tables
from analysis.evaluation import Evaluation
from analysis.exact import percent
from analysis.report import limits
from analysis.report.quotes import Quoted
from analysis.report.views import NodeView, ProjectView, Views
from analysis.rules.model import OverAttainment
from analysis.vocabulary import CorrectionStatus, Scope, SeriesSort, Severity


@dataclass(frozen=True)
class Over:
    """The over-attainment rule in words."""

    threshold_text: str
    factor_text: str
    status: str


@dataclass(frozen=True)
class Purpose:
    """A direction of support and its projects."""

    name: str
    projects: tuple[ProjectView, ...]


def common_context(evaluation: Evaluation, views: Views) -> dict[str, Any]:
    """Return what the templates of every kind of report see."""
    manifest, facts, declared = evaluation.manifest, evaluation.facts, evaluation.tables["corrections"]
    directions = [f"direction.{n}" for n in range(1, int(facts.value("direction.count")) + 1)]
    return {
        "year": str(manifest.year),
        "year_assumed": manifest.year_status == "assumed",
        "fund_name": manifest.fund_name,
        "short_name": manifest.short_name,
        "department": manifest.department,
        "views": views,
        "projects": views.projects,
        "severities": list(Severity),
        "directions": directions,
        "largest": max(directions, key=lambda key: facts.value(f"{key}.allocated"), default=None),
        "warnings": lambda group: facts.value(f"findings.group.{group}.warnings"),
        "earlier": bool(evaluation.tables["series"]["sort"].ne(SeriesSort.UNREAD.value).any()),
        "corrections": len(declared) > 0,
        "unconfirmed": bool((declared["status"] == CorrectionStatus.PROPOSED.value).any()),
        "remarks": tables.records(evaluation.tables["remarks"]),
        "remarks_file": f"data/processed/{manifest.fund}/{manifest.year}/remarks.csv",
    }


def final_context(evaluation: Evaluation, views: Views) -> dict[str, Any]:
    """Return the context of a final evaluation's templates."""
    facts, book = evaluation.facts, evaluation.rules
    scheme = book.scheme(Scope.FUND)
    return {
        **common_context(evaluation, views),
        "nodes": views.nodes,
        "fund_nodes": [node.name for node in scheme.nodes],
        "grades": [band.grade for band in book.grades[scheme.grades].bands],
        "short_projects": worst_first(
            [p for p in views.projects if facts.value(f"execution.project.{p.no}.unspent") > 0],
            lambda p: -facts.value(f"execution.project.{p.no}.unspent"),
        ),
        "unreported_projects": [p for p in views.projects if any(not i.actual_text for i in p.indicators)],
        "bare_projects": [p for p in views.projects if not p.indicators],
        "withdrawn_projects": [p for p in views.projects if p.withdrawn],
        "purposes": _purposes(evaluation, views),
        "purposes_cut": limits.is_long(views.projects),
        "rule_title": lambda rule_id: book.rule(rule_id).title,
        "adoption": book.adoption,
        **_losses(evaluation, views),
        **_nodes(evaluation, views),
    }


def _losses(evaluation: Evaluation, views: Views) -> Mapping[str, Any]:
    facts, book = evaluation.facts, evaluation.rules
    scheme = book.scheme(Scope.FUND)
    used = dict.fromkeys(i.rule_id for i in views.indicators if i.rule_id)
    losing = [rule_id for rule_id in used if facts.value(f"fund.rule.{rule_id}.lost") > 0]
    rule = book.rule(scheme.over_attainment)
    values: OverAttainment = rule.values()
    half = values.factor * 2 == 1
    over = sorted(views.by_rule(scheme.over_attainment), key=lambda i: facts.value(f"{i.key}.rate"))
    nodes = sorted(scheme.nodes, key=lambda node: facts.value(f"fund.node.{node.name}.lost"), reverse=True)
    return {
        "losing_rules": sorted(losing, key=lambda rule_id: facts.value(f"fund.rule.{rule_id}.lost"), reverse=True),
        "over": Over(
            Quoted(percent(values.threshold, 0), "rule.over.threshold"),
            Quoted("一半" if half else f"{percent(values.factor, 0)}的", "rule.over.factor"),
            rule.status.label,
        ),
        "over_used": bool(over),
        "over_low": over[0] if over else None,
        "over_high": over[-1] if over else None,
        "heaviest": nodes[0].name,
    }


def _nodes(evaluation: Evaluation, views: Views) -> Mapping[str, Any]:
    facts = evaluation.facts

    def rate(node: NodeView) -> float:
        return float(facts.value(f"{node.key}.score_rate"))

    def spread(node: NodeView) -> float:
        gap = facts.value(f"{node.key}.highest") - facts.value(f"{node.key}.lowest")
        return float(gap / facts.value(f"{node.key}.points"))

    weakest = min(views.nodes, key=rate)
    return {"weakest": weakest, "weakest_rate": rate(weakest), "widest": max(views.nodes, key=spread)}


def worst_first(found: list[ProjectView], worst: Callable[[ProjectView], Any]) -> list[ProjectView]:
    """Put the worst projects of a list first when running text names only its first ones."""
    return sorted(found, key=worst) if limits.is_long(found) else found


def _purposes(evaluation: Evaluation, views: Views) -> list[Purpose]:
    """Return the projects by direction; of very many only those with the lowest scores."""
    ranked = worst_first(list(views.projects), lambda p: evaluation.facts.value(f"{p.key}.score"))
    told = {p.no for p in limits.few(ranked)}
    shown = [p for p in views.projects if p.no in told]
    groups: dict[str, list[ProjectView]] = {}
    for project in shown:
        groups.setdefault(project.direction, []).append(project)
    # Projects of no direction need a name only beside those of one.
    nameless = "未划分方向的项目" if len(groups) > 1 else ""
    return [Purpose(name or nameless, tuple(own)) for name, own in groups.items()]
