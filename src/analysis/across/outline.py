"""The chapters of a comparison, and the report that they make.

Belongs here: which chapters there are and looking one up. Does not belong here: writing them (``describe``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.facts import Facts
from analysis.report.chapters import Chapter, Composed
from analysis.strict import load_packaged

Sort = Literal["years", "funds"]


class _Outline(RootModel[dict[Sort, tuple[Chapter, ...]]]):
    """Chapters by sort of comparison."""


@cache
def outline() -> dict[Sort, tuple[Chapter, ...]]:
    """Return the chapters of each sort of comparison."""
    return load_packaged("analysis.across", "outline.yaml", _Outline, NarrativeError).root


@dataclass(frozen=True)
class ComparisonReport(Composed):
    """A composed comparison.

    Parameters
    ----------
    sort
        Whether years of one fund are compared, or funds.
    facts
        Every figure with its origin.
    """

    sort: Sort
    facts: Facts
