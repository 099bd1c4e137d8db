"""What the scores of a fund year follow from, and the scores that follow.

Belongs here: the tables and rules that go into scoring, handed to the product's own functions. Does not belong here:
changing them (``apply``, ``weights``) or how anything is scored (``attainment``, ``scoring``).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis import attainment, scoring, tables
from analysis.evaluation import Evaluation
from analysis.exact import half_up
from analysis.execution import execution_total
from analysis.leaf_scores import qualitative_bands
from analysis.rules.model import RuleBook
from analysis.vocabulary import Scope

#: Points in proportion are quotients of twelve places; scores that differ less than this are the same score.
ALIKE = 9


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything that goes into the scores of one fund year; the frames are never changed in place.

    Parameters
    ----------
    label
        The fund year as a person calls it.
    indicators, targets, actuals, execution, projects, given
        Tidy tables; ``given`` is ``given_scores``.
    book
        The rules.
    judged
        The table ``attainment`` where it is known for these targets and actuals, else ``None``.
    rescaled
        Whether points or given scores were changed in proportion, which leaves a trace in the last of twelve places.
    """

    label: str
    indicators: pd.DataFrame
    targets: pd.DataFrame
    actuals: pd.DataFrame
    execution: pd.DataFrame
    projects: pd.DataFrame
    given: pd.DataFrame
    book: RuleBook
    judged: pd.DataFrame | None = None
    rescaled: bool = False

    @classmethod
    def of(cls, evaluation: Evaluation) -> Inputs:
        """Take the inputs from an evaluated year that has scores."""
        held = evaluation.tables
        return cls(
            label=f"{evaluation.manifest.fund} {evaluation.manifest.year}",
            indicators=held["indicators"],
            targets=held["targets"],
            actuals=held["actuals"],
            execution=held["execution"],
            projects=held["projects"],
            given=held["given_scores"],
            book=evaluation.rules,
        )

    @property
    def leaves(self) -> pd.DataFrame:
        """The fund's own indicators."""
        return self.indicators[self.indicators["scope"] == Scope.FUND.value]

    def attainment(self) -> pd.DataFrame:
        """Hold the targets against the actuals: the table ``attainment``."""
        if self.judged is not None:
            return self.judged
        bands = qualitative_bands(self.book)
        return attainment.attain(self.targets, self.actuals, self.indicators, bands, self.book.year)

    def fund_scores(self) -> pd.DataFrame:
        """Score the fund: the rows of the table ``scores`` that are its own."""
        execution = execution_total(self.execution)
        return self._graded(scoring.score_fund(self.indicators, self.attainment(), execution, self.book), Scope.FUND)

    def project_scores(self) -> pd.DataFrame:
        """Score the projects: their rows of the table ``scores``."""
        return self._graded(scoring.score_projects(self.projects, self.given, self.book), Scope.PROJECT)

    def _graded(self, scores: pd.DataFrame, scope: Scope) -> pd.DataFrame:
        """Ask for the grades again without the last places, so that 90 made of quotients is graded as 90."""
        if not self.rescaled:
            return scores
        pairs = zip(scores["grade"], scores["score"], strict=True)
        grades = [None if pd.isna(held) else self.book.grade(scope, half_up(score, ALIKE)) for held, score in pairs]
        return scores.assign(grade=pd.Series(grades, index=scores.index, dtype="str"))

    def scores(self) -> pd.DataFrame:
        """Return the table ``scores``."""
        return tables.frame("scores", [*tables.records(self.fund_scores()), *tables.records(self.project_scores())])
