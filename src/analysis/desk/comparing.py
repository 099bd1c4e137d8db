"""Several fund years in a notebook: a comparison that shows itself.

Belongs here: what an analyst can ask a comparison. Does not belong here: comparing (``across``), or one fund year
(``fund_year``). Steps run when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from analysis import across
from analysis.across import Comparison, ComparisonReport, Study
from analysis.desk import live
from analysis.desk.attended import fold_tracebacks
from analysis.desk.reports import BlocksView
from analysis.facts import Facts
from analysis.facts.trace import trace
from analysis.parameters import ComparisonParameters, check_comparison, comparison_of_notebook
from analysis.paths import Project

_LINE = Markup("<tr><th class='text'>{}</th><td class='text'>{}</td></tr>")
_CARD = Markup("<p><b>{}</b></p><table class='dataframe'><tbody>{}</tbody></table>")


class Lines:
    """Lines of text that show themselves as they stand."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = tuple(lines)

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return live.framed(Markup("<pre>{}</pre>").format(repr(self)))


class Compared:
    """Several years of a fund, or several funds, as :func:`analysis.compare` returns them.

    Parameters
    ----------
    parameters
        Funds and years; empty lists stand for all there are.

    Notes
    -----
    ``compared.study`` holds what was found: series of projects, chains of indicators, score bridges, findings that
    came back. ``compared.report()`` shows it as a report, ``compared.trace("67.7%")`` where a figure comes from.
    """

    def __init__(self, parameters: ComparisonParameters) -> None:
        self.parameters = parameters

    @cached_property
    def comparison(self) -> Comparison:
        """The fund years that take part, and those that could not be taken in."""
        return across.gather(Project.here(), self.parameters)

    @cached_property
    def study(self) -> Study:
        """What the fund years have to do with each other."""
        return across.study(self.comparison)

    @cached_property
    def composed(self) -> ComparisonReport:
        """The report as composed."""
        return across.describe(self.study)

    @property
    def facts(self) -> Facts:
        """Every figure of the comparison by key, each with its origin."""
        return self.composed.facts

    @property
    def cover(self) -> BlocksView:
        """The report's front."""
        return BlocksView(self.composed.front)

    def chapter(self, which: str) -> BlocksView:
        """Show a chapter by its number or name; nothing where only the other sort of comparison has it."""
        return BlocksView(self.composed.chapter(which))

    def report(self) -> BlocksView:
        """Show the whole report: cover and all chapters."""
        return BlocksView(self.composed.blocks)

    def trace(self, asked: str) -> Lines:
        """Tell where a figure comes from, down to the cells of the documents of whichever year.

        Parameters
        ----------
        asked
            A figure as printed (``67.7%``), or a fact's key (``gd-finance/2023/plan.allocated``).

        Raises
        ------
        NotFoundError
            When nothing prints like this or has this key; the message names near ones.
        """
        return Lines(trace(self.facts, asked))

    def __repr__(self) -> str:
        comparison = self.comparison
        taken = "、".join(member.key for member in comparison.members)
        left = "、".join(f"{each.fund}/{each.year}" for each in comparison.refused)
        return f"<对比：{taken}{f'；未能纳入：{left}' if left else ''}>"

    def _repr_html_(self) -> str:
        comparison = self.comparison
        rows = [
            _LINE.format(member.key, f"{comparison.name(member)}，{member.evaluation.kind.label}")
            for member in comparison.members
        ]
        rows += [
            _LINE.format(f"{each.fund}/{each.year}", f"未能纳入：{'；'.join(map(str, each.problems))}")
            for each in comparison.refused
        ]
        return live.framed(_CARD.format("纳入对比的资金年度", Markup("").join(rows)))


def compared(given: Mapping[str, Any]) -> Compared:
    """Compare what given parameters name."""
    fold_tracebacks()
    return _opened(check_comparison(given))


def comparison_started(namespace: Mapping[str, Any]) -> Compared:
    """Compare what a notebook's parameters name."""
    fold_tracebacks()
    return _opened(comparison_of_notebook(namespace))


def _opened(parameters: ComparisonParameters) -> Compared:
    found = Compared(parameters)
    # What is wrong with funds or years must stop the cell that names them, not the showing of its result.
    found.comparison  # noqa: B018 - evaluated for what it raises
    return found
