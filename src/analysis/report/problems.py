"""Problems and advice that follow from scores and findings.

Belongs here: which problems hold, in order of weight, and which findings support them. Does not belong here: their
words and conditions (``problems_of/*.yaml``) or finding anything (``checks``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.report.narrative import Writer
from analysis.report.views import FindingView, Views
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Family, ReportKind, Severity

#: A problem names this many findings.
NAMED_FINDINGS = 6


class ProblemText(StrictModel):
    """A problem as ``problems_of/*.yaml`` describes it."""

    key: str
    when: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str
    codes: tuple[str, ...] = ()
    families: tuple[Family, ...] = ()
    but: tuple[str, ...] = ()

    def rests_on(self, finding: FindingView) -> bool:
        """Tell whether a finding that is still open supports the problem."""
        if finding.is_accepted or finding.severity is Severity.CRITICAL or finding.code in self.but:
            return False
        of_family = finding.family in self.families and finding.severity is Severity.WARNING
        return of_family or finding.code.startswith(self.codes)


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
def problem_texts(kind: ReportKind) -> tuple[ProblemText, ...]:
    """Return every problem that a report of a kind may state: its own, then the common ones."""
    files = (f"problems_of/{kind.value}.yaml", "problems_of/common.yaml")
    return tuple(
        problem for file in files for problem in load_packaged("analysis.report", file, _Problems, NarrativeError).root
    )


def problems(kind: ReportKind, writer: Writer, views: Views) -> tuple[ProblemView, ...]:
    """Return the problems that hold for this fund year."""
    return tuple(_view(problem, writer, views) for problem in problem_texts(kind) if writer.holds(problem.when))


def _view(problem: ProblemText, writer: Writer, views: Views) -> ProblemView:
    supporting = [finding for finding in views.findings if problem.rests_on(finding)]
    where = f"problems_of {problem.key}"
    words = (problem.title, problem.short, problem.text, problem.advice, problem.advice_short)
    title, short, text, advice, advice_short = (writer.fill(template, where) for template in words)
    named = tuple(supporting[:NAMED_FINDINGS])
    return ProblemView(problem.key, title, short, text, advice, advice_short, named, len(supporting) > len(named) > 0)
