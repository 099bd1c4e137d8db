"""What the templates of a review of targets may speak of, beside facts.

Belongs here: choosing and ordering for that kind of report, the lists of ``review.yaml`` and ``aspects.yaml``. Does not
belong here: words (``text/target_review``), figures (``facts``), or what every report speaks of (``context``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.evaluation import Evaluation
from analysis.report.context import common_context
from analysis.report.views import FindingView, ProjectView, Views
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Horizon, Severity


class IndicatorClass(StrictModel):
    """A class of indicators: its canonical name and how a narrow column is headed."""

    code: str
    label: str


class Filing(StrictModel):
    """Something that is still to be filed, and the horizon of the targets that it answers to."""

    when: str
    what: str
    horizon: Horizon | None


class ReviewLists(StrictModel):
    """The lists of ``review.yaml``."""

    classes: tuple[IndicatorClass, ...]
    filings: tuple[Filing, ...]


class Aspect(StrictModel):
    """One aspect under which targets are reviewed."""

    name: str
    asks: str
    group: str


class _Aspects(RootModel[tuple[Aspect, ...]]):
    """The aspects in order."""


@dataclass(frozen=True)
class AspectView:
    """An aspect with what was found under it: warnings one by one, hints counted; ``key`` begins their facts."""

    name: str
    asks: str
    key: str
    warnings: tuple[FindingView, ...]
    hints: tuple[FindingView, ...]


@cache
def review_lists() -> ReviewLists:
    """Return the lists of ``review.yaml``."""
    return load_packaged("analysis.report", "review.yaml", ReviewLists, NarrativeError)


@cache
def aspects() -> tuple[Aspect, ...]:
    """Return the aspects under which targets are reviewed."""
    return load_packaged("analysis.report", "aspects.yaml", _Aspects, NarrativeError).root


def review_context(evaluation: Evaluation, views: Views) -> dict[str, Any]:
    """Return the context of the templates of a review of targets."""
    facts = evaluation.facts

    def share(key: str) -> Decimal:
        """Return a share, or 1 where there is nothing to take a share of."""
        found = facts[key].value
        return Decimal(1) if found is None else found

    return {
        **common_context(evaluation, views),
        "share": share,
        "has_results": bool(evaluation.tables["actuals"]["text"].notna().any()),
        "bare_projects": _bare(evaluation, views),
        "approvals": [f"approval.{n}" for n in range(1, int(facts.value("approval.count")) + 1)],
        "sources": [f"source.{n}" for n in range(1, int(facts.value("source.count")) + 1)],
        "horizons": [h for h in Horizon if facts.value(f"targets.{h.value}.row_count") > 0],
        "empty_classes": [c.label for c in review_lists().classes if f"class.{c.code}.project_count" not in facts],
        "aspects": [_aspect(aspect, views) for aspect in aspects()],
        "heaviest_project": max(views.projects, key=lambda p: facts.value(f"{p.key}.allocated")),
    }


def _bare(evaluation: Evaluation, views: Views) -> list[ProjectView]:
    return [p for p in views.projects if evaluation.facts.value(f"{p.key}.targets.count") == 0]


def _aspect(aspect: Aspect, views: Views) -> AspectView:
    warnings, hints = (views.open(aspect.group, severity) for severity in (Severity.WARNING, Severity.INFO))
    return AspectView(aspect.name, aspect.asks, f"findings.group.{aspect.group}", warnings, hints)
