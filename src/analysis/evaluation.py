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
        The rules that were applied.
    facts
        Every number and name with its origin.
    """

    manifest: Manifest
    kind: ReportKind
    tables: Mapping[str, pd.DataFrame]
    book: RuleBook
    facts: Facts
