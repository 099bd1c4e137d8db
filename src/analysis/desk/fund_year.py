"""What notebooks work with: one fund year, opened step by step, everything showing itself.

Belongs here: what an analyst can ask a fund year. Does not belong here: any step of the evaluation (``pipeline``), or
how an answer shows itself (the other modules of the desk). Steps run when first asked for (``steps``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import tables
from analysis.desk import listing, lookup, overview
from analysis.desk.frames import FrameView, TableView
from analysis.desk.origins import FactsView, TraceView
from analysis.desk.reasons import NoScoresView, WhyView, reasons
from analysis.desk.reports import BlocksView, chapter_of
from analysis.desk.scores import ScoresView
from analysis.desk.steps import Steps
from analysis.errors import JixiaoError

if TYPE_CHECKING:
    from analysis.whatif import NoTrial
    from analysis.whatif_panel import Panel, WhatIf

_COLUMNS = {
    "projects": ("no", "name", "implementer", "direction", "allocated_wan", "withdrawn_wan", "budget_wan", "source"),
    "indicators": ("indicator_id", "scope", "project_no", "level1", "level2", "name", "points", "source"),
    "targets": ("indicator_id", "horizon_label", "text", "kind", "comparator", "value", "unit", "source"),
    "actuals": ("indicator_id", "text", "kind", "comparator", "value", "unit", "source"),
    "findings": ("severity", "family", "place", "message", "advice", "id"),
}


class FundYear(Steps):
    """One fund year, as :func:`analysis.open` returns it.

    Parameters
    ----------
    paths
        Its folders.
    kind
        The kind of report to write; ``auto`` takes the one that the documents allow.

    Notes
    -----
    Tables show themselves with Chinese labels; ``.frame`` of each is the DataFrame, ``.labelled()`` a DataFrame with
    Chinese labels and units, ``.where(…)`` keeps some rows.
    """

    def __repr__(self) -> str:
        found = self.condition
        told = f"{found.kind.label if found.kind else found.label}"
        if found.manifest:
            told = f"{found.manifest.fund_name}；{told}；{len(found.manifest.files)}份文件"
        if "computed" in self.__dict__:
            told += f"；核查发现：{overview.findings_said(self.computed['findings'])}"
        return f"<资金年度 {self.paths.label}：{told}>"

    def _repr_html_(self) -> str:
        try:
            card = overview.card_of(self.condition, self.dossier.tables, self.computed, self.no_scores)
        except JixiaoError as stopped:
            card = overview.stopped_card(self.paths.label, self.condition, stopped)
        return card.html()

    @property
    def fund(self) -> str:
        """Code of the fund: the folder below ``data/raw``."""
        return self.paths.fund

    @property
    def year(self) -> int:
        """The fund year."""
        return self.paths.year

    @property
    def documents(self) -> FrameView:
        """The documents, each with what was read from it."""
        return listing.documents_read(self.dossier.tables)

    @property
    def projects(self) -> TableView:
        """The projects with their money, in 万元."""
        return self.table("projects", *_COLUMNS["projects"])

    @property
    def indicators(self) -> TableView:
        """The indicators of the fund (``F-01``) and of its projects (``P01-01``)."""
        return self.table("indicators", *_COLUMNS["indicators"])

    @property
    def targets(self) -> TableView:
        """The targets as printed and as read, one row an indicator and horizon."""
        return self.table("targets", *_COLUMNS["targets"])

    @property
    def actuals(self) -> TableView:
        """The results as filed and as read; empty where none were filed."""
        return self.table("actuals", *_COLUMNS["actuals"])

    @property
    def findings(self) -> TableView:
        """What the checks found, worst first; ``fy.findings.where(severity="warning")`` keeps some."""
        return self.table("findings", *_COLUMNS["findings"])

    @property
    def scores(self) -> ScoresView:
        """The scores with their reasons; ``fy.scores("project")`` those of the projects."""
        return ScoresView(self.computed["scores"], str(self.no_scores or ""))

    @property
    def facts(self) -> FactsView:
        """Every number and name of the report by key, each with its origin."""
        return FactsView(self.evaluation.facts)

    @property
    def cover(self) -> BlocksView:
        """The report's front."""
        return BlocksView(self.composed.front)

    def table(self, name: str, *columns: str) -> TableView:
        """Show a tidy table.

        Parameters
        ----------
        name
            Its name or Chinese title; ``src/analysis/tables.yaml`` describes every table.
        *columns
            Columns by name or Chinese label, in the order wanted; all unless given.

        Raises
        ------
        NotFoundError
            When there is no such table or column; the message names near ones.
        """
        known = {each: spec.title for each, spec in tables.dictionary().items()}
        name = lookup.resolve(name, known, "没有这张表", self.paths.label)
        spec = tables.dictionary()[name]
        labels = {column: each.label for column, each in spec.columns.items()}
        shown = [lookup.resolve(column, labels, "没有这一列", f"表 {name}（{spec.title}）") for column in columns]
        source = self.dossier.tables if spec.stage == "read" else self.computed
        return TableView(name, source[name], shown)

    def why(self, asked: str = "") -> WhyView | NoScoresView:
        """Tell why a score is what it is: calculation, what was read, rule, reference, cells.

        Parameters
        ----------
        asked
            An indicator's id (``F-03``), a node of the scheme (``产出``), a project (``项目1``, ``项目1/产出``), a name
            or part of one. Without it: the indicator that lost the most points.

        Raises
        ------
        NotFoundError
            When nothing fits; the message names near ones.
        """
        if self.no_scores is not None:
            return NoScoresView(self.no_scores)
        return WhyView(reasons(self.scored, asked), self.scored.facts)

    def trace(self, asked: str) -> TraceView:
        """Tell where a figure comes from, down to the cells of the documents.

        Parameters
        ----------
        asked
            A figure as printed (``99.41%``), or a fact's key (``execution.rate``).

        Raises
        ------
        NotFoundError
            When nothing prints like this or has this key; the message names near ones.
        """
        return TraceView(self.evaluation.facts, asked)

    def report(self) -> BlocksView:
        """Show the whole report: cover and all chapters."""
        return BlocksView(self.composed.blocks)

    def chapter(self, which: str) -> BlocksView:
        """Show a chapter by its number or name; nothing where this kind of report has none of it."""
        return chapter_of(self.composed, which)

    def what_if(self) -> WhatIf | NoTrial:
        """Start a trial: change weights, rules and data in memory, beside the official result; never a result itself.

        Examples
        --------
        >>> w = fy.what_if().threshold(2).points("F-03", 5).actual("F-03", "12个")  # doctest: +SKIP
        >>> w.result, w.sensitivity(), w.panel()  # doctest: +SKIP
        """
        from analysis.whatif import NoTrial
        from analysis.whatif_panel import WhatIf

        return WhatIf.of(self.scored) if self.no_scores is None else NoTrial(self.no_scores)

    def what_if_panel(self) -> Panel | NoTrial:
        """Offer sliders for a trial; the result beside them follows."""
        return self.what_if().panel()
