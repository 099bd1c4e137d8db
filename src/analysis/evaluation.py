"""An evaluated fund year: what was read, what was found, what it came to.

Belongs here: the record that the steps of the pipeline hand on. Does not belong here: the steps (``pipeline``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.facts import Facts
from analysis.provenance import Manifest
from analysis.rules.model import RuleBook
from analysis.vocabulary import ReportKind


@dataclass(frozen=True)
class Evaluation:
    """Everything that a report may draw on.

    Parameters
    ----------
    manifest
        What the documents are.
    kind
        What kind of report the documents allow.
    tables
        The tidy tables, read and computed, by name.
    book
        The rules that were applied; ``None`` where nothing was scored.
    facts
        Every number and name with its origin.
    """

    manifest: Manifest
    kind: ReportKind
    tables: Mapping[str, pd.DataFrame]
    book: RuleBook | None
    facts: Facts

    @property
    def rules(self) -> RuleBook:
        """The rules of a year that was scored.

        Raises
        ------
        TypeError
            When nothing was scored: a chapter that speaks of scores stands in the wrong kind of report.
        """
        if self.book is None:
            raise TypeError(f"a {self.kind.value} report has no scores")
        return self.book
