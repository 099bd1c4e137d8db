"""The steps behind an open fund year, each run when first asked for and once.

Belongs here: holding what the pipeline returned. Does not belong here: the steps' work (``pipeline``), or what an
analyst asks (``fund_year``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import checks, pipeline
from analysis.desk import lookup, states
from analysis.documents.dossier import Dossier
from analysis.errors import NotFoundError, Problem
from analysis.evaluation import Evaluation
from analysis.kinds import AUTO
from analysis.paths import FundYearPaths
from analysis.report.compose import Report
from analysis.vocabulary import ReportKind


class UnknownNameError(NotFoundError, AttributeError):
    """A fund year has nothing of this name; the message names near ones."""


class Steps:
    """The steps of one fund year.

    Parameters
    ----------
    paths
        Its folders.
    kind
        The kind of report to write; ``auto`` takes the one that the documents allow.
    """

    def __init__(self, paths: FundYearPaths, kind: str = AUTO) -> None:
        self.paths = paths
        self.kind = kind

    def __dir__(self) -> Iterable[str]:
        # An analyst asks for answers; what they are made of can be reached, and is not offered.
        own = {name for name in dir(type(self)) if not name.startswith("_")} - set(vars(Steps))
        return sorted({"kind", *own})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(type(self), name):
            # Asked once more, so that what went wrong inside a known name is told and not hidden.
            return object.__getattribute__(self, name)
        close = lookup.near(name, dict.fromkeys(dir(self), ""))
        expected = f"相近的有：{'、'.join(f'fy.{each}' for each in close)}" if close else ""
        advice = "输入 fy. 后按 Tab 键可看全部"
        raise UnknownNameError(Problem("资金年度没有这一项", f"fy.{name}", expected=expected, advice=advice))

    @cached_property
    def dossier(self) -> Dossier:
        """What was read from the documents."""
        return pipeline.read(self.paths, self.kind)

    @cached_property
    def computed(self) -> Mapping[str, pd.DataFrame]:
        """What follows from the tables: reconciliation, findings, attainment, scores."""
        return pipeline.check(self.paths, self.dossier)

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluated fund year; critical findings stop here."""
        return pipeline.conclude(self.paths, self.dossier, self.computed, self.kind)

    @cached_property
    def scored(self) -> Evaluation:
        """The evaluation that the scores belong to, whichever kind of report was asked for."""
        if self.evaluation.kind is ReportKind.FINAL:
            return self.evaluation
        return pipeline.conclude(self.paths, self.dossier, self.computed, ReportKind.FINAL.value)

    @cached_property
    def composed(self) -> Report:
        """The composed report, chapter by chapter."""
        return pipeline.describe(self.paths, self.evaluation)

    @cached_property
    def condition(self) -> states.Condition:
        """What can be done with the fund year, told without reading its documents."""
        return states.condition(self.paths, self.kind)

    @cached_property
    def no_scores(self) -> Problem | None:
        """Why there are no scores, and what to do; ``None`` where there are."""
        if len(self.computed["scores"]):
            return None
        return states.without_scores(self.paths, self.dossier, self.computed["findings"])

    def require_usable(self) -> None:
        """Stop when a critical finding forbids any result."""
        checks.require_usable(self.computed["findings"])
