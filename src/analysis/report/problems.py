"""Problems and advice that follow from scores and findings.

Belongs here: which problems hold, in order of weight, and which findings support them. Does not belong here: their
words and conditions (``problems_of/*.yaml``) or finding anything (``checks``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import RootModel

from analysis.errors import NarrativeError
from analysis.facts.findings import groups
from analysis.report.narrative import Writer
from analysis.report.views import FindingView, Views
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import ReportKind, Severity

#: A problem names this many findings.
NAMED_FINDINGS = 6


class ProblemText(StrictModel):
    """A problem as ``problems_of/*.yaml`` describes it."""

    key: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str
    when: str = ""
    group: str = ""
    listed: int = 0
    codes: tuple[str, ...] = ()

    @property
    def templates(self) -> tuple[str, ...]:
        """The words that are templates over facts."""
        return (self.title, self.short, self.text, self.advice, self.advice_short)

    def rests_on(self, finding: FindingView) -> bool:
        """Tell whether a finding that is still open supports the problem."""
        if finding.is_accepted or finding.severity is Severity.CRITICAL:
            return False
        return self.lists(finding) or finding.code.startswith(self.codes)

    def lists(self, finding: FindingView) -> bool:
        """Tell whether the problem is made of such findings: the warnings of its group that are still open."""
        if not self.group or finding.is_accepted or finding.severity is not Severity.WARNING:
            return False
        return groups()[self.group].holds(finding.code, finding.family.value)


class _Problems(RootModel[tuple[ProblemText, ...]]):
    """The problems in order of weight."""


@dataclass(frozen=True)
class ProblemView:
    """A problem that holds; its words still carry the marks of figures.

    ``findings`` are those that it names, ``listed`` those that it tells one by one; ``more`` and ``unlisted`` say
    whether there are others.
    """

    key: str
    title: str
    short: str
    text: str
    advice: str
    advice_short: str
    findings: tuple[FindingView, ...]
    more: bool
    listed: tuple[FindingView, ...]
    unlisted: bool


@cache
def problem_texts(kind: ReportKind) -> tuple[ProblemText, ...]:
    """Return every problem that a report of a kind may state: its own, then the common ones."""
    files = (f"problems_of/{kind.value}.yaml", "problems_of/common.yaml")
    return tuple(
        problem for file in files for problem in load_packaged("analysis.report", file, _Problems, NarrativeError).root
    )


def problems(kind: ReportKind, writer: Writer, views: Views) -> tuple[ProblemView, ...]:
    """Return the problems that hold for this fund year."""
    return tuple(_view(problem, writer, views) for problem in problem_texts(kind) if _holds(problem, writer))


def _holds(problem: ProblemText, writer: Writer) -> bool:
    """Tell whether a problem holds: as its condition says, else while its group has an open warning."""
    return writer.holds(problem.when) if problem.when else writer.facts.value(_count(problem)) > 0


def _count(problem: ProblemText) -> str:
    """Name the fact that counts the findings that a problem is made of."""
    return f"findings.group.{problem.group}.warnings"


def _view(problem: ProblemText, writer: Writer, views: Views) -> ProblemView:
    supporting = [finding for finding in views.findings if problem.rests_on(finding)]
    where = f"problems_of {problem.key}"
    more = {"count": writer.value(_count(problem))} if problem.group else {}
    title, short, text, advice, advice_short = (writer.fill(template, where, **more) for template in problem.templates)
    named, own = supporting[:NAMED_FINDINGS], [finding for finding in supporting if problem.lists(finding)]
    return ProblemView(
        *(problem.key, title, short, text, advice, advice_short),
        findings=tuple(named),
        more=len(supporting) > len(named),
        listed=tuple(own[: problem.listed]),
        unlisted=len(own) > problem.listed,
    )
