"""What templates see: projects, indicators, nodes and findings as plain read-only records.

Belongs here: arranging the tidy tables for telling. Does not belong here: computing figures (``facts``) or choosing
words (``text/``). A figure reaches prose only by its fact's key, never through a view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis import tables
from analysis.evaluation import Evaluation
from analysis.facts.findings import PLACED, groups
from analysis.facts.model import CellRef
from analysis.report.quotes import Quoted, quoted
from analysis.rules.model import Node
from analysis.vocabulary import (
    Comparator,
    ExpressionKind,
    Family,
    FindingStatus,
    Horizon,
    Scope,
    Severity,
    Status,
)

_UNIT_IN_NAME = re.compile(r"[（(][^（）()]{1,6}[）)]$")


@dataclass(frozen=True)
class ProjectView:
    """One project."""

    no: int
    key: str
    name: str
    implementer: str
    direction: str
    withdrawn: bool
    objectives: tuple[str, ...]
    indicators: tuple[IndicatorView, ...]
    results: tuple[tuple[str, str], ...]

    @property
    def quoted(self) -> str:
        """The name in quotation marks; marks inside it become single ones (GB/T 15834)."""
        return f"“{self.name.replace('“', '‘').replace('”', '’')}”"

    @property
    def label(self) -> str:
        """How running text points to the project."""
        return f"项目{self.no}"


@dataclass(frozen=True)
class IndicatorView:
    """One indicator with its annual target; words of the documents know their cells."""

    id: str
    key: str
    name: str
    printed_name: str
    level1: str
    level2: str
    status: Status
    comparator: Comparator
    target_text: str
    actual_text: str
    actual_hedge: str
    evidence: str
    reading: str
    rule_id: str
    why: str
    has_target: bool
    has_actual: bool
    has_rate: bool


@dataclass(frozen=True)
class NodeView:
    """A first-level node of the projects' scheme."""

    name: str
    key: str
    covers: tuple[Node, ...]
    lowest: tuple[ProjectView, ...]
    rank: int
    of: int


@dataclass(frozen=True)
class FindingView:
    """One finding."""

    id: str
    code: str
    family: Family
    severity: Severity
    place: str
    message: str
    advice: str
    is_accepted: bool
    reason: str


@dataclass(frozen=True)
class Views:
    """Everything arranged."""

    projects: tuple[ProjectView, ...]
    indicators: tuple[IndicatorView, ...]
    nodes: tuple[NodeView, ...]
    findings: tuple[FindingView, ...]

    def indicators_of(self, level1: str, level2: str | None = None) -> tuple[IndicatorView, ...]:
        """Return the fund's indicators below a node."""
        return tuple(i for i in self.indicators if i.level1 == level1 and level2 in (None, i.level2))

    def level2_of(self, level1: str) -> tuple[str, ...]:
        """Return the printed second levels below a first level, in order."""
        return tuple(dict.fromkeys(i.level2 for i in self.indicators if i.level1 == level1))

    def open(self, group: str, severity: Severity) -> tuple[FindingView, ...]:
        """Return the findings of a group and severity that nobody accepted."""
        chosen = groups()[group]
        return tuple(
            f
            for f in self.findings
            if not f.is_accepted and f.severity is severity and chosen.holds(f.code, f.family.value)
        )

    def by_rule(self, rule_id: str) -> tuple[IndicatorView, ...]:
        """Return the fund's indicators that a rule scored."""
        return tuple(i for i in self.indicators if i.rule_id == rule_id)


def arrange(evaluation: Evaluation) -> Views:
    """Arrange an evaluation for the templates."""
    indicators = _indicators(evaluation) if evaluation.book else []
    own = tuple(view for scope, _, view in indicators if scope == Scope.FUND.value)
    parts = _Parts(evaluation, indicators)
    projects = tuple(_project(row, parts) for row in tables.records(evaluation.tables["projects"]))
    nodes = _nodes(evaluation, projects) if evaluation.book else ()
    return Views(projects, own, nodes, tuple(map(_finding, tables.records(evaluation.tables["findings"]))))


def _finding(row: Mapping[str, Any]) -> FindingView:
    return FindingView(
        id=Quoted(row["id"], CellRef("findings", row["id"], PLACED).name),
        code=row["code"],
        family=Family(row["family"]),
        severity=Severity(row["severity"]),
        place=row["place"],
        message=row["message"],
        advice=row["advice"],
        is_accepted=row["status"] == FindingStatus.ACCEPTED,
        reason=row["reason"] or "",
    )


def _indicators(evaluation: Evaluation) -> list[tuple[str, int | None, IndicatorView]]:
    annual = evaluation.tables["attainment"]
    annual = annual[annual["horizon"] == Horizon.ANNUAL.value].drop(columns=["source", "kind"])
    actuals = evaluation.tables["actuals"][["indicator_id", "comparator", "evidence"]]
    actuals = actuals.rename(columns={"comparator": "actual_comparator"})
    scores = evaluation.tables["scores"][["indicator_id", "rule_id", "why"]].dropna(subset=["indicator_id"])
    joined = (
        evaluation.tables["indicators"].merge(annual, on="indicator_id").merge(actuals, on="indicator_id", how="left")
    )
    joined = joined.merge(scores, on="indicator_id", how="left")
    return [(row["scope"], row["project_no"], _indicator(row)) for row in tables.records(joined)]


def _indicator(row: Mapping[str, Any]) -> IndicatorView:
    hedge = Comparator(row["actual_comparator"] or Comparator.UNSTATED)
    own, target = row["indicator_id"], CellRef("targets", f"{row['indicator_id']}|{Horizon.ANNUAL.value}", "text").name
    return IndicatorView(
        id=own,
        key=f"indicator.{own}",
        name=_UNIT_IN_NAME.sub("", row["name"]),
        printed_name=row["name"],
        level1=row["level1"],
        level2=row["level2"],
        status=Status(row["status"]),
        comparator=Comparator(row["comparator"]),
        target_text=quoted(row["target_text"], target),
        actual_text=quoted(row["actual_text"], CellRef("actuals", own, "text").name),
        actual_hedge="" if hedge in (Comparator.UNSTATED, Comparator.EQUAL) else hedge.label,
        evidence=quoted((row["evidence"] or "").rstrip("。"), CellRef("actuals", own, "evidence").name),
        reading=quoted(row["reading"], target),
        rule_id=row["rule_id"] or "",
        why=row["why"] or "",
        has_target=row["target_value"] is not None,
        has_actual=row["actual_value"] is not None,
        has_rate=row["rate"] is not None,
    )


class _Parts:
    """What belongs to each project, looked up once for all of them."""

    def __init__(self, evaluation: Evaluation, indicators: list[tuple[str, int | None, IndicatorView]]) -> None:
        objectives, results = evaluation.tables["objectives"], evaluation.tables["results"]
        annual = objectives[objectives["horizon"] == Horizon.ANNUAL.value].dropna(subset=["text"])
        self.objectives: dict[int, list[str]] = {}
        for number, text in zip(annual["project_no"].tolist(), annual["text"], strict=True):
            self.objectives.setdefault(number, []).append(re.sub(r"\s*\n\s*", "", text))
        self.results: dict[int, list[tuple[str, str]]] = {}
        for row in tables.records(results[results["kind"] != ExpressionKind.NONE.value]):
            text = quoted(row["text"], CellRef("results", tables.row_key("results", row), "text").name)
            self.results.setdefault(row["project_no"], []).append((row["item"], text))
        self.indicators: dict[int | None, list[IndicatorView]] = {}
        for _, number, view in indicators:
            self.indicators.setdefault(number, []).append(view)


def _project(row: Mapping[str, Any], parts: _Parts) -> ProjectView:
    number = row["no"]
    return ProjectView(
        no=number,
        key=f"project.{number}",
        name=row["name"],
        implementer=row["implementer"],
        direction=row["direction"] or "",
        withdrawn=row["withdrawn_wan"] != 0,
        objectives=tuple(parts.objectives.get(number, ())),
        indicators=tuple(parts.indicators.get(number, ())),
        results=tuple(parts.results.get(number, ())),
    )


def _nodes(evaluation: Evaluation, projects: tuple[ProjectView, ...]) -> tuple[NodeView, ...]:
    scores = evaluation.tables["scores"]
    by_no = {project.no: project for project in projects}
    nodes = evaluation.rules.scheme(Scope.PROJECT).nodes
    rates = {node.name: evaluation.facts.value(f"projects.node.{node.name}.score_rate") for node in nodes}
    views = []
    for node in nodes:
        own = scores[(scores["scope"] == Scope.PROJECT.value) & (scores["node"] == node.name)]
        lowest: Decimal = min(own["score"])
        below = own[(own["score"] == lowest) & (own["score"] < node.points)]
        low_projects = tuple(by_no[number] for number in below["project_no"])
        rank = 1 + sum(rate > rates[node.name] for rate in rates.values())
        views.append(NodeView(node.name, f"projects.node.{node.name}", node.covers, low_projects, rank, len(nodes)))
    return tuple(views)
