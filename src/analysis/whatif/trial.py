"""A trial: changes in a chain, each giving a new trial, and the result that they come to.

Belongs here: what a person calls. Does not belong here: what a change does (``apply``) and how the result is lined up
(``compare``, ``result``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import pandas as pd

from analysis.errors import Problem
from analysis.evaluation import Evaluation
from analysis.vocabulary import Scope
from analysis.whatif import changes, names
from analysis.whatif.apply import applied
from analysis.whatif.changes import Change, Number, made
from analysis.whatif.errors import NoScoresError
from analysis.whatif.inputs import Inputs
from analysis.whatif.result import Result, result_of
from analysis.whatif.sensitivity import Sensitivity, sensitivity


@dataclass(frozen=True, eq=False)
class Trial:
    """Changes to one fund year's weights, rules and data, in memory only: 测算，不是评价结果.

    Every method returns a new trial and leaves this one as it is. A later change of the same thing replaces the earlier
    one. Data are changed first, then points in the order given; renormalising comes last.

    Parameters
    ----------
    official, scores
        What the official result follows from, and its table ``scores``.
    changes
        What is changed.

    Examples
    --------
    >>> w = fy.what_if().threshold(2).points("F-03", 5).actual("F-03", "12个")  # doctest: +SKIP
    >>> w.result.total.difference, w.result.projects  # doctest: +SKIP
    """

    official: Inputs
    scores: pd.DataFrame
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, evaluation: Evaluation) -> Self:
        """Start from an evaluated year.

        Raises
        ------
        NoScoresError
            When it has no scores.
        """
        if evaluation.book is None:
            place = f"{evaluation.manifest.fund} {evaluation.manifest.year}"
            advice = "年终结果报送、规则确认后再测算"
            raise NoScoresError(Problem(f"{evaluation.kind.label}不计分", place, advice=advice))
        inputs = Inputs.of(evaluation)
        return cls(replace(inputs, judged=inputs.attainment()), evaluation.tables["scores"])

    def threshold(self, value: Number) -> Self:
        """Let over-attainment begin at another ratio: ``2``, ``1.8``, ``"180%"``."""
        return self.with_changes(made(changes.Threshold, value=value))

    def factor(self, value: Number) -> Self:
        """Leave another share of the points above the threshold: ``0.8``, ``"80%"``, ``1`` for no deduction."""
        return self.with_changes(made(changes.Factor, value=value))

    def band(self, grade: str, lower: Number) -> Self:
        """Let a grade begin at another score."""
        found = names.grade(self.official, grade)
        return self.with_changes(made(changes.BandFrom, grade=found, lower=lower))

    def points(self, node: str, value: Number, scope: str = Scope.FUND.value) -> Self:
        """Give a node other points; what lies below it follows in proportion.

        Parameters
        ----------
        node
            An indicator's number, a node's path, or a name that is unique: ``F-03``, ``产出/数量指标``, ``效益``.
        value
            The points. Where all no longer add up to the scheme's total, the result says so and the total is out of
            what they do add up to; :meth:`renormalised` brings them back.
        scope
            ``"project"`` for a node of the projects' scheme; the scores given for it follow in proportion.
        """
        where = names.scope(scope)
        return self.with_changes(made(changes.Points, scope=where, node=self._node(node, where), value=value))

    def without(self, node: str, scope: str = Scope.FUND.value) -> Self:
        """Leave a node out, with all below it; see :meth:`points`."""
        where = names.scope(scope)
        return self.with_changes(made(changes.LeftOut, scope=where, node=self._node(node, where)))

    def actual(self, indicator: str, text: Number | None) -> Self:
        """Let an indicator of the fund have reached something else, written as in the form; ``None`` is 未填报."""
        found = names.indicator(self.scores, indicator)
        return self.with_changes(made(changes.Actual, indicator=found, text=text))

    def target(self, indicator: str, text: Number | None) -> Self:
        """Give an indicator of the fund another target, written as in the form."""
        found = names.indicator(self.scores, indicator)
        return self.with_changes(made(changes.Target, indicator=found, text=text))

    def given(self, project: int | str, node: str, score: Number) -> Self:
        """Let the evaluators have given a project another score for a node, out of the official points."""
        number, found = names.project(self.official, project), names.project_node(self.official, node)
        return self.with_changes(made(changes.Given, project=number, node=found, score=score))

    def paid(self, project: int | str, amount_wan: Number) -> Self:
        """Let a project have spent another amount, in 万元."""
        number = names.project(self.official, project)
        return self.with_changes(made(changes.Paid, project=number, amount_wan=amount_wan))

    def renormalised(self) -> Self:
        """Bring all points back to the scheme's total, their proportions kept."""
        return self.with_changes(made(changes.Renormalised))

    def reset(self) -> Self:
        """Take all changes back."""
        return replace(self, changes=())

    def with_changes(self, *more: Change) -> Self:
        """Add changes at once; whether they can be made is found out here and not when the result is asked for.

        Raises
        ------
        TrialError
            When they cannot.
        """
        kept = {change.key: change for change in self.changes}
        for change in more:
            kept.pop(change.key, None)
            kept[change.key] = change
        tried = replace(self, changes=tuple(kept.values()))
        _ = tried.inputs
        return tried

    @cached_property
    def inputs(self) -> Inputs:
        """The changed inputs."""
        return applied(self.changes, self.official, self.scores)

    @cached_property
    def result(self) -> Result:
        """What it comes to, beside the official result."""
        return result_of(self.official, self.inputs, self.scores, self.changes)

    def sensitivity(self, start: Number = 1, stop: Number = 3, step: Number = "0.1", by: Number = "10%") -> Sensitivity:
        """See how far total, grade and ranks hang on single rules and weights; starts from this trial's changes.

        Parameters
        ----------
        start, stop, step
            The thresholds to try.
        by
            By how much each indicator's points are lowered and raised.
        """
        return sensitivity(self.inputs, self.scores, self.changes, (start, stop, step), by)

    @property
    def code(self) -> str:
        """The calls that make this trial."""
        return "fy.what_if()" + "".join(change.code() for change in self.changes)

    def __repr__(self) -> str:
        return f"{self.code}\n{self.result!r}"

    def _repr_html_(self) -> str:
        return self.result.html()

    def _node(self, node: str, scope: Scope) -> str:
        if scope is Scope.PROJECT:
            return names.project_node(self.official, node)
        return names.fund_node(self.scores, node)
