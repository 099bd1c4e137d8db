"""An invented fund year: everything that its documents print, consistent as long as nobody replaces a part.

Belongs here: the parts of a fund year and the figures that follow from them. Does not belong here: drawing them
(``generate``) or laying them out (``layouts``, ``write``). Everything is frozen: a fault is planted with
``dataclasses.replace`` or with ``FundYear.overrides``, which change one printed cell and nothing else.

Money is 万元. Names of horizons, kinds and comparators are those of ``analysis.vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

#: The first-level nodes of a project's score with their points, as printed.
NODES: Mapping[str, int] = {"投入": 20, "过程": 20, "产出": 30, "效益": 30}
GRADES = ((Decimal(90), "优"), (Decimal(80), "良"), (Decimal(60), "中"), (Decimal(0), "差"))


def half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round as documents do."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Return a percentage with two places."""
    return half_up(part * 100 / whole)


@dataclass(frozen=True)
class Goal:
    """One target or actual: as printed, and what a reader must make of it.

    ``value`` counts ``unit``, the base unit: 1.5亿元 is 150000000 元.
    """

    text: str
    kind: str
    comparator: str = "unstated"
    value: Decimal | None = None
    unit: str = ""
    date: str = ""


@dataclass(frozen=True)
class Indicator:
    """One indicator of a project.

    Parameters
    ----------
    code
        The class, such as ``产出/数量``; ``level1`` and ``level2`` are the printed words.
    name
        As printed, perhaps with its unit in brackets; ``thing`` is the bare name, ``verb`` goes before it in prose.
    goals
        Horizon to target.
    actual, stage_actual
        What was reached by the end of the year, and by the end of June.
    previous
        Last year's result, in the printed unit; ``None`` for what is no figure.
    shape, group, phrase
        How it was drawn: its sort, the fund's indicator that adds it up, and its place among the phrases.
    """

    level1: str
    level2: str
    code: str
    name: str
    thing: str
    verb: str
    unit: str
    shape: str
    phrase: int
    goals: Mapping[str, Goal]
    actual: Goal
    stage_actual: Goal
    previous: Decimal | None = None
    group: str = ""
    digits: int = 0
    evidence: str = ""

    @property
    def met(self) -> bool:
        """Whether the annual target was reached; whatever is no figure was."""
        goal = self.goals["annual"]
        if goal.value is None or self.actual.value is None:
            return True
        if goal.comparator == "<=" or self.shape == "nothing":
            return self.actual.value <= goal.value
        return self.actual.value >= goal.value


@dataclass(frozen=True)
class Survey:
    """A satisfaction survey, in questionnaires."""

    required: int
    issued: int
    returned: int
    satisfied: int

    @property
    def rate(self) -> Decimal:
        """The share of the satisfied among the returned."""
        return share(Decimal(self.satisfied), Decimal(self.returned))


@dataclass(frozen=True)
class Project:
    """One project with all that any document says of it; ``withdrawn`` is money called back during the year."""

    no: int
    name: str
    field: int
    theme: int
    place: int
    applicant: str
    implementer: str
    direction: str
    approval: str
    summary: str
    goals: str
    objectives: Mapping[str, str]
    applied: Decimal
    allocated: Decimal
    paid: Decimal
    paid_by_june: Decimal
    indicators: tuple[Indicator, ...]
    survey: Survey
    scores: Mapping[str, Decimal]
    results: tuple[tuple[str, str], ...] = ()
    withdrawn: Decimal = Decimal(0)
    remark: str = ""
    spending_remark: str = ""

    @property
    def budget(self) -> Decimal:
        """What was left of the allocation."""
        return self.allocated - self.withdrawn

    @property
    def rate(self) -> Decimal:
        """The execution rate in percent."""
        return share(self.paid, self.budget)

    @property
    def score(self) -> Decimal:
        """The total score."""
        return sum(self.scores.values(), Decimal(0))

    @property
    def grade(self) -> str:
        """The grade of the total score."""
        return next(name for least, name in GRADES if self.score >= least)


@dataclass(frozen=True)
class FundIndicator:
    """One line of the fund's own self-evaluation."""

    level1: str
    level2: str
    code: str
    name: str
    points: int
    target: Goal
    actual: Goal
    evidence: str


@dataclass(frozen=True)
class Task:
    """One policy task of the catalogue."""

    name: str
    use: str
    goals: str
    directions: tuple[str, ...]


@dataclass(frozen=True)
class FundYear:
    """A fund year.

    Parameters
    ----------
    horizons
        The horizons of every target, in printed order: ``("stage", "annual")`` or ``("annual", "period")``.
    period
        The last year of a target for the whole period.
    grouped
        Whether amounts are printed with commas.
    overrides
        Printed cells that say something else than the model, by name; see ``layouts`` for the names.
    """

    seed: int
    fund: str
    year: int
    fund_name: str
    short_name: str
    department: str
    authority: str
    status: str
    horizons: tuple[str, ...]
    period: int
    grouped: bool
    tasks: tuple[Task, ...]
    directions: tuple[str, ...]
    projects: tuple[Project, ...]
    indicators: tuple[FundIndicator, ...]
    overrides: Mapping[str, str] = field(default_factory=dict)

    def total(self, column: str, direction: str = "", approval: str = "") -> Decimal:
        """Add up an amount of the projects, all or those of a direction or an approval."""
        return sum((getattr(project, column) for project in self.chosen(direction, approval)), Decimal(0))

    def chosen(self, direction: str = "", approval: str = "") -> list[Project]:
        """Return the projects of a direction, of an approval, or all."""
        return [
            project
            for project in self.projects
            if direction in ("", project.direction) and approval in ("", project.approval)
        ]

    def project(self, no: int) -> Project:
        """Return a project by its number."""
        return next(project for project in self.projects if project.no == no)

    def with_project(self, no: int, **changes: Any) -> FundYear:
        """Return the fund year with one project changed."""
        projects = tuple(replace(own, **changes) if own.no == no else own for own in self.projects)
        return replace(self, projects=projects)

    def with_indicator(self, no: int, position: int, **changes: Any) -> FundYear:
        """Return the fund year with one indicator of a project changed; positions count from 1."""
        own = list(self.project(no).indicators)
        own[position - 1] = replace(own[position - 1], **changes)
        return self.with_project(no, indicators=tuple(own))

    def with_cell(self, name: str, text: str) -> FundYear:
        """Return the fund year with one printed cell overridden."""
        return replace(self, overrides={**self.overrides, name: text})
