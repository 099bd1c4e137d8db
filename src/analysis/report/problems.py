"""Problems and advice that follow from scores and findings.

Belongs here: which problems hold, in order of weight, and which findings support them. Does not belong here: their
words and conditions (``problems.yaml``) or finding anything (``checks``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.report.narrative import Writer
from analysis.report.views import FindingView, Views
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Severity

#: A problem names this many findings.
NAMED_FINDINGS = 6


class ProblemText(StrictModel):
    """A problem as ``problems.yaml`` describes it."""

    key: str
    when: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str
    codes: tuple[str, ...]


class _Problems(RootModel[tuple[ProblemText, ...]]):
    """The problems in order of weight."""


@dataclass(frozen=True)
class ProblemView:
    """A problem that holds; its words still carry the marks of figures."""

    key: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str
    findings: tuple[FindingView, ...]
    more: bool


@cache
def problem_texts() -> tuple[ProblemText, ...]:
    """Return every problem that a report may state."""
    return load_packaged("analysis.report", "problems.yaml", _Problems, NarrativeError).root


def problems(writer: Writer, views: Views) -> tuple[ProblemView, ...]:
    """Return the problems that hold for this fund year."""
    return tuple(_view(problem, writer, views) for problem in problem_texts() if writer.holds(problem.when))


def _view(problem: ProblemText, writer: Writer, views: Views) -> ProblemView:
    supporting = [
        finding
        for finding in views.findings
        if finding.severity is not Severity.CRITICAL and finding.code.startswith(problem.codes)
    ]
    where = f"problems.yaml {problem.key}"
    words = (problem.title, problem.short, problem.text, problem.advice, problem.advice_short)
    title, short, text, advice, advice_short = (writer.fill(template, where) for template in words)
    named = tuple(supporting[:NAMED_FINDINGS]) if problem.codes else ()
    return ProblemView(problem.key, title, short, text, advice, advice_short, named, len(supporting) > len(named) > 0)
