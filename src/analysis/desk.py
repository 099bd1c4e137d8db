"""What notebooks work with: one fund year, opened step by step, everything showing itself.

Belongs here: the objects that cells display. Does not belong here: any step of
the evaluation (``pipeline``) or how blocks look (``render``). Steps run when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from analysis import checks, pipeline, tables, vocabulary
from analysis.documents.dossier import Dossier
from analysis.evaluation import Evaluation
from analysis.facts import Facts
from analysis.facts.trace import trace
from analysis.kinds import AUTO
from analysis.parameters import RunParameters
from analysis.paths import FundYearPaths, Project
from analysis.places import human_place
from analysis.report import blocks
from analysis.report.blocks import Blocks
from analysis.report.compose import Report
from analysis.vocabulary import Scope


class BlocksView:
    """Blocks that show themselves in a notebook and carry their structured form for the exporters."""

    def __init__(self, shown: Blocks) -> None:
        self.blocks = shown

    def __repr__(self) -> str:
        return f"<{len(self.blocks)} blocks>"

    def _repr_mimebundle_(self, **_wishes: Any) -> dict[str, Any]:
        from analysis.render.html import fragment

        return {
            blocks.MIME: blocks.to_json(self.blocks),
            "text/html": fragment(self.blocks),
            "text/plain": repr(self),
        }


class TableView:
    """A tidy table with Chinese labels, for reading; ``frame`` is the table itself, for computing."""

    def __init__(self, name: str, frame: pd.DataFrame, columns: tuple[str, ...] = ()) -> None:
        self.name = name
        self.frame = frame
        self.columns = columns or tuple(frame.columns)

    def __repr__(self) -> str:
        return f"<{tables.dictionary()[self.name].title}: {len(self.frame)} rows>"

    def _repr_html_(self) -> str:
        spec = tables.dictionary()[self.name]
        shown = self.frame[list(self.columns)].copy()
        for column in self.columns:
            shown[column] = [_shown(column, spec.columns[column].closed, value) for value in shown[column]]
        labelled = shown.rename(columns=tables.labels(self.name))
        body = labelled.to_html(index=False, escape=True, border=0, max_rows=None)
        return f"<p><b>{spec.title}</b>（每行：{spec.row}；共{len(self.frame)}行）</p>{body}"


class FundYear:
    """One fund year.

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

    def __repr__(self) -> str:
        return f"<资金年度 {self.paths.label}>"

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
    def report(self) -> Report:
        """The composed report."""
        return pipeline.describe(self.paths, self.evaluation)

    @property
    def facts(self) -> Facts:
        """Every number and name of the report with its origin."""
        return self.evaluation.facts

    @property
    def findings(self) -> TableView:
        """What the checks found, worst first."""
        columns = ("severity", "place", "message", "advice", "id")
        return TableView("findings", self.computed["findings"], columns)

    def table(self, name: str, *columns: str) -> TableView:
        """Show a tidy table, all columns or some of them."""
        source = {**self.dossier.tables, **self.computed}
        if name not in source:
            raise KeyError(f"no table {name!r}; there are {', '.join(source)}")
        return TableView(name, source[name], columns)

    def scores(self, scope: str = Scope.FUND.value) -> TableView:
        """Show the scores of the fund or of the projects, each with its reason."""
        own = self.computed["scores"][self.computed["scores"]["scope"] == scope]
        columns = ("node", "points", "score", "grade", "why", "rule_id")
        return TableView("scores", own, columns if scope == Scope.FUND.value else ("project_no", *columns))

    def require_usable(self) -> None:
        """Stop when a critical finding forbids any result."""
        checks.require_usable(self.computed["findings"])

    def chapter(self, which: str) -> BlocksView:
        """Show a chapter by its number or name; nothing where this kind of report has none of it."""
        return BlocksView(self.report.chapter(which))

    @property
    def cover(self) -> BlocksView:
        """Show the report's front."""
        return BlocksView(self.report.front)

    def trace(self, asked: str) -> None:
        """Print where a figure comes from, down to the cells."""
        print("\n".join(trace(self.facts, asked)))  # noqa: T201 - printing is what this is for


def open_fund_year(parameters: RunParameters) -> FundYear:
    """Open the fund year that checked parameters name."""
    return FundYear(Project.here().fund_year(parameters.fund, parameters.year), parameters.kind)


def _shown(column: str, closed: str, value: Any) -> Any:
    """Say a value as a reader does: closed lists in Chinese, addresses in words, nothing for a blank."""
    if value is None or value is pd.NA or value != value:
        return ""
    if closed:
        return getattr(vocabulary, closed)(value).label
    return human_place(value) if column in ("source", "place") else value
