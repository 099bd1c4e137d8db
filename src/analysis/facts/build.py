"""All facts of an evaluated fund year.

Belongs here: which groups of facts there are, and in which order they rest on each other. Does not belong here: the
facts themselves (``money``, ``results``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import tables
from analysis.facts import money, results
from analysis.facts.builder import Builder
from analysis.facts.model import CellRef, Facts
from analysis.places import Source
from analysis.provenance import Manifest
from analysis.rules.model import RuleBook


def build(manifest: Manifest, evaluated: Mapping[str, pd.DataFrame], book: RuleBook) -> Facts:
    """Compute every fact.

    Parameters
    ----------
    manifest
        Names of the fund, its department and its year.
    evaluated
        The tidy tables, read and computed, findings included.
    book
        The rules that were applied.
    """
    facts = Builder()
    facts.name("fund.name", manifest.fund_name)
    facts.name("fund.short_name", manifest.short_name)
    facts.name("fund.department", manifest.department)
    facts.name("year", f"{manifest.year}")
    money.add_plan(facts, evaluated)
    money.add_directions(facts, evaluated)
    money.add_execution(facts, evaluated)
    results.add_indicators(facts, evaluated)
    results.add_coverage(facts, evaluated)
    results.add_fund_scores(facts, evaluated, book)
    results.add_project_scores(facts, evaluated, book)
    results.add_findings(facts, evaluated)
    return Facts(facts.facts, _cells(evaluated["cells"]))


def _cells(cells: pd.DataFrame) -> dict[CellRef, tuple[str, str]]:
    return {
        CellRef(row["table"], row["key"], row["column"]): (
            str(Source(row["file"], row["part"], row["cell"])),
            row["text"] or "",
        )
        for row in tables.records(cells)
    }
