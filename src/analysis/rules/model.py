"""The shape of rules, grade bands and schemes.

Belongs here: what a rule file may say, checked as it is loaded. Does not belong here: choosing the rules of a fund
year (``loader``), applying one (``scoring``) or any value of one (the YAML files).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from analysis.errors import Problem, RuleError
from analysis.strict import StrictModel
from analysis.vocabulary import RuleStatus, Scope


class _Dated(StrictModel):
    title: str
    status: RuleStatus
    confirmed: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    since: int | None = None
    reference: str

    def holds_for(self, fund: str, year: int) -> bool:
        """Tell whether a person confirmed this for the fund year, or it holds everywhere since an earlier year."""
        return year in self.confirmed.get(fund, ()) or (self.since is not None and year >= self.since)


class OverAttainment(StrictModel):
    """When more than enough counts as a target set too low."""

    mode: Literal["flat_factor"]
    threshold: Decimal
    factor: Decimal


class QualitativeBand(StrictModel):
    """One band of a qualitative judgement, the share of the points it is worth, and the words that mean it."""

    name: str
    share: Decimal
    words: tuple[str, ...]


class Qualitative(StrictModel):
    """The bands of qualitative indicators."""

    bands: tuple[QualitativeBand, ...]


class _NoParams(StrictModel):
    """A rule that needs no value."""


_PARAMS: dict[str, type[StrictModel]] = {"over_attainment": OverAttainment, "qualitative": Qualitative}


class Rule(_Dated):
    """One scoring rule."""

    kind: Literal["proportional", "quantity", "over_attainment", "qualitative", "missing", "given", "sum"]
    formula: str
    why: str
    params: dict[str, Any]

    @model_validator(mode="after")
    def _params_fit(self) -> Rule:
        _PARAMS.get(self.kind, _NoParams).model_validate(self.params)
        return self

    def values(self) -> Any:
        """Return the rule's values in the shape that its kind has."""
        return _PARAMS.get(self.kind, _NoParams).model_validate(self.params)


class Monitoring(_Dated):
    """From when on spending counts as behind: by how much, as a share of the budget, it may trail the time."""

    formula: str
    behind: Decimal


class Band(StrictModel):
    """A grade and the score from which it is given."""

    grade: str
    lower: Decimal = Field(alias="from")


class Grades(_Dated):
    """Grade bands, best first."""

    bands: tuple[Band, ...]

    @model_validator(mode="after")
    def _descending_to_zero(self) -> Grades:
        bounds = [band.lower for band in self.bands]
        if not bounds or bounds != sorted(bounds, reverse=True) or len(set(bounds)) != len(bounds) or bounds[-1] != 0:
            raise ValueError("等级下限须从高到低、互不相同，最低一档从0起")
        return self

    def grade(self, score: Decimal) -> str:
        """Return the grade of a score."""
        return next(band.grade for band in self.bands if score >= band.lower)


class Node(StrictModel):
    """A first-level node of a scheme and what it covers."""

    name: str
    points: Decimal
    covers: tuple[Node, ...] = ()


class Condition(StrictModel):
    """Which leaves a line speaks of: patterns that the whole printed text must fit."""

    level1: str = ".*"
    level2: str = ".*"
    name: str = ".*"


class LeafRule(StrictModel):
    """How the leaves that fit a condition are scored."""

    by: Literal["execution", "statement", "attainment"]
    when: Condition


class Scheme(_Dated):
    """A scoring scheme: weights and the rules of its leaves."""

    id: str
    use: Literal["evaluation", "self_evaluation"] = "evaluation"
    scope: Scope
    points: Decimal
    nodes: tuple[Node, ...]
    leaves: tuple[LeafRule, ...] = ()
    execution: str = ""
    met: str = ""
    not_met: str = ""
    over_attainment: str = ""
    not_reported: str = ""
    pending: str = ""
    sum: str
    qualitative: str = ""
    given: str = ""
    grades: str

    @model_validator(mode="after")
    def _points_add_up(self) -> Scheme:
        _require_sum(self.title, self.nodes, self.points)
        for node in self.nodes:
            if node.covers:
                _require_sum(node.name, node.covers, node.points)
        return self


@dataclass(frozen=True)
class Adoption:
    """That a fund uses, for a year, the rules confirmed for another fund year, and the document by which it does."""

    fund: str
    year: int
    reference: str


@dataclass(frozen=True)
class RuleBook:
    """Every rule of one fund year; ``adoption`` tells where they come from when they are not confirmed for itself."""

    fund: str
    year: int
    rules: dict[str, Rule]
    schemes: dict[Scope, Scheme]
    grades: dict[str, Grades]
    adoption: Adoption | None = None

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by id; an id that no file has is an error in a scheme file."""
        if rule_id not in self.rules:
            known = "、".join(self.rules)
            raise RuleError(Problem("评价规则不存在或未经本年度确认", rule_id, expected=known))
        return self.rules[rule_id]

    def scheme(self, scope: Scope) -> Scheme:
        """Return the scheme of a scope."""
        return self.schemes[scope]

    def grade(self, scope: Scope, score: Decimal) -> str:
        """Return the grade of a total score."""
        return self.grades[self.schemes[scope].grades].grade(score)


def _require_sum(title: str, nodes: tuple[Node, ...], points: Decimal) -> None:
    found = sum((node.points for node in nodes), Decimal(0))
    if found != points:
        raise ValueError(f"“{title}”的下级分值合计{found}，应为{points}")
