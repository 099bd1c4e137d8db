"""What the templates of a check at mid-year may speak of, beside facts.

Belongs here: choosing and ordering for that kind of report: which stage targets were missed, which indicators nothing
was filed for, where spending is behind. Does not belong here: words (``text/midterm``), figures (``facts``), or what
every report speaks of (``context``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis import tables
from analysis.evaluation import Evaluation
from analysis.facts.model import CellRef
from analysis.progress import MISSED, indicator_progress
from analysis.report.context import common_context
from analysis.report.quotes import quoted
from analysis.report.views import ProjectView, Views
from analysis.rules.loader import monitoring_rule
from analysis.vocabulary import Horizon, Status


@dataclass(frozen=True)
class ProgressView:
    """One indicator of a project with its stage target, its annual target and what was filed.

    ``stage`` is the status of the stage target, ``None`` where there is none; ``annual`` that of the annual one.
    """

    key: str
    project: ProjectView
    level: str
    name: str
    stage_text: str
    annual_text: str
    actual_text: str
    stage: Status | None
    annual: Status | None
    reading: str
    has_rate: bool
    adds_up: bool

    @property
    def is_missed(self) -> bool:
        """Whether the stage target was missed, wholly or in part."""
        return self.stage is not None and self.stage in MISSED


def progress_views(evaluation: Evaluation, views: Views) -> tuple[ProgressView, ...]:
    """Return the projects' indicators in the order of the projects."""
    projects = {project.no: project for project in views.projects}
    rows = tables.records(indicator_progress(evaluation.tables))
    found = [_view(row, projects[row["project_no"]]) for row in rows if row["project_no"] in projects]
    return tuple(sorted(found, key=lambda view: view.project.no))


def midterm_context(evaluation: Evaluation, views: Views) -> dict[str, Any]:
    """Return the context of the templates of a check at mid-year."""
    facts = evaluation.facts
    progress = progress_views(evaluation, views)
    blank = [view for view in progress if not view.actual_text]
    return {
        **common_context(evaluation, views),
        "missed": [view for view in progress if view.is_missed],
        "unreported": blank,
        "unreported_projects": _projects(blank),
        "unjudged": [view for view in progress if view.stage is Status.NEEDS_JUDGEMENT],
        "unstaged_projects": _projects(view for view in progress if view.stage is None),
        "slow_spenders": slow_spenders(evaluation, views),
        "has_spending": len(evaluation.tables["execution"]) > 0,
        "same_day": "execution.as_of" in facts and facts["execution.as_of"].text == facts["midterm.as_of"].text,
        "rule": monitoring_rule(evaluation.manifest.year),
    }


def slow_spenders(evaluation: Evaluation, views: Views) -> list[ProjectView]:
    """Return the projects whose spending trails the time by more than is allowed, the furthest behind first."""
    facts = evaluation.facts
    if "execution.allowed" not in facts:
        return []
    allowed = facts.value("execution.allowed")
    gaps = {p.no: facts.value(key) for p in views.projects if (key := f"execution.project.{p.no}.gap") in facts}
    behind = [p for p in views.projects if p.no in gaps and -gaps[p.no] > allowed]
    return sorted(behind, key=lambda p: gaps[p.no])


def _projects(found: Iterable[ProgressView]) -> list[ProjectView]:
    return list({view.project.no: view.project for view in found}.values())


def _view(row: Mapping[str, Any], project: ProjectView) -> ProgressView:
    own = row["indicator_id"]
    targets = {horizon: CellRef("targets", f"{own}|{horizon.value}", "text").name for horizon in Horizon}
    return ProgressView(
        key=f"indicator.{own}",
        project=project,
        level=(row["level_code"] or "").partition("/")[2],
        name="：".join(part for part in (row["name"], row["sub_name"]) if part),
        stage_text=quoted(row["stage_text"], targets[Horizon.STAGE]),
        annual_text=quoted(row["annual_text"], targets[Horizon.ANNUAL]),
        actual_text=quoted(row["actual_text"], CellRef("actuals", own, "text").name),
        stage=Status(row["stage_status"]) if row["has_stage"] else None,
        annual=Status(row["annual_status"]) if row["annual_status"] else None,
        reading=quoted(row["stage_reading"], targets[Horizon.STAGE]),
        has_rate=row["stage_rate"] is not None,
        adds_up=bool(row["adds_up"]),
    )
