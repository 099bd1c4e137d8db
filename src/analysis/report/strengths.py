"""What went well, for the summary: short statements that a figure carries.

Belongs here: which statements hold. Does not belong here: their words and conditions (``strengths.yaml``), or problems
(``problems``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.report.narrative import Writer
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import ReportKind

#: A summary names this many.
NAMED = 3


class StrengthText(StrictModel):
    """A statement as ``strengths.yaml`` describes it."""

    when: str
    text: str
    see: str

    @property
    def templates(self) -> tuple[str, ...]:
        """The words that are templates over facts."""
        return (self.text,)


class _Strengths(RootModel[dict[ReportKind, tuple[StrengthText, ...]]]):
    """Statements by kind of report, the weightiest first."""


@dataclass(frozen=True)
class StrengthView:
    """A statement that holds; its words still carry the marks of figures."""

    text: str
    see: str


@cache
def strength_texts() -> dict[ReportKind, tuple[StrengthText, ...]]:
    """Return every statement that a report may make, by its kind."""
    return load_packaged("analysis.report", "strengths.yaml", _Strengths, NarrativeError).root


def strengths(kind: ReportKind, writer: Writer) -> tuple[StrengthView, ...]:
    """Return the weightiest statements that hold for this fund year."""
    holding = [strength for strength in strength_texts()[kind] if writer.holds(strength.when)][:NAMED]
    return tuple(StrengthView(writer.fill(s.text, f"strengths.yaml {s.see}"), s.see) for s in holding)
