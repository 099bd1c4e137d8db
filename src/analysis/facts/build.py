"""All facts of an evaluated fund year.

Belongs here: which groups of facts there are, and in which order they rest on each other. Does not belong here: the
facts themselves (``money``, ``results``, ``targets``, ``midterm``, ``tallies``,
``earlier``, ``findings``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import tables
from analysis.facts import earlier, findings, midterm, money, results, tallies, targets
from analysis.facts.builder import Builder
from analysis.facts.model import Facts
from analysis.places import address
from analysis.provenance import Manifest
from analysis.rules.loader import monitoring_rule
from analysis.rules.model import RuleBook
from analysis.vocabulary import Horizon, ReportKind


def build(manifest: Manifest, kind: ReportKind, evaluated: Mapping[str, pd.DataFrame], book: RuleBook | None) -> Facts:
    """Compute every fact that a kind of report may use.

    Parameters
    ----------
    manifest
        Names of the fund, its department and its year.
    kind
        The kind of report; facts about results exist only where results were reported, and at mid-year those about
        progress.
    evaluated
        The tidy tables, read and computed, findings included.
    book
        The rules that were applied, if anything was scored.
    """
    facts = Builder()
    facts.name("fund.name", manifest.fund_name)
    facts.name("fund.short_name", manifest.short_name)
    facts.name("fund.department", manifest.department)
    facts.name("year", f"{manifest.year}")
    facts.count("documents.count", len(manifest.files), "文件清单所列文件数")
    money.add_plan(facts, evaluated)
    money.add_directions(facts, evaluated)
    if book is not None:
        money.add_execution(facts, evaluated)
        results.add_indicators(facts, evaluated)
        results.add_coverage(facts, evaluated)
        results.add_fund_scores(facts, evaluated, book)
        results.add_project_scores(facts, evaluated, book)
    if kind is ReportKind.TARGET_REVIEW:
        targets.add_shares(facts, evaluated)
        targets.add_targets(facts, evaluated)
    if kind is ReportKind.MIDTERM:
        if len(evaluated["execution"]):
            money.add_execution(facts, evaluated)
        midterm.add_midterm(facts, evaluated, monitoring_rule(manifest.year))
    tallies.add_tallies(facts, evaluated, Horizon.STAGE if kind is ReportKind.MIDTERM else Horizon.ANNUAL)
    earlier.add_earlier(facts, evaluated)
    findings.add_findings(facts, evaluated)
    corrected = {row["source"]: row["found"] for row in tables.records(evaluated["corrections"])}
    cells = _cells(evaluated["cells"]) | findings.placed(evaluated["findings"])
    return Facts(facts.facts, cells, corrected)


def _cells(cells: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return address and text of every cell; there may be a million, and plain tuples are as good a key."""
    table, key, column, file, part, cell, text = (
        cells[name].tolist() for name in ("table", "key", "column", "file", "part", "cell", "text")
    )
    places = map(address, file, part, cell)
    words = (found if isinstance(found, str) else "" for found in text)
    return dict(zip(zip(table, key, column, strict=True), zip(places, words, strict=True), strict=True))
