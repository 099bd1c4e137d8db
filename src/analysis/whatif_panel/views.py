"""What ``fy.what_if()`` returns: a trial that shows sliders and figures.

Belongs here: trial and sensitivity with what needs the report's look or a notebook. Does not belong here: trials
themselves (``whatif``). None of it carries the structured form of reports, so that no exporter takes it for one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from analysis.desk.attended import is_attended
from analysis.report.blocks import Picture
from analysis.whatif import Sensitivity, Trial, mark
from analysis.whatif.changes import Number
from analysis.whatif_panel import figures

if TYPE_CHECKING:
    from analysis.whatif_panel.panel import Panel


class Drawing:
    """One figure: shows itself in a notebook; ``svg``, ``alt`` and ``title`` are there to be used."""

    def __init__(self, picture: Picture) -> None:
        self.title = picture.title
        self.alt = picture.alt
        self.svg = picture.svg
        self._picture = picture

    def __repr__(self) -> str:
        return f"<图：{self.title}>"

    def _repr_html_(self) -> str:
        from analysis.render.html import fragment

        return fragment((self._picture,))


@dataclass(frozen=True, eq=False, repr=False)
class SensitivityView(Sensitivity):
    """A sensitivity with its figures; each of :attr:`figures` can be shown by itself."""

    @property
    def figures(self) -> tuple[Drawing, ...]:
        """All figures."""
        makers = (figures.fig_threshold, figures.fig_weights, figures.fig_left_out)
        return tuple(Drawing(made) for maker in makers if (made := maker(self)) is not None)

    def _repr_html_(self) -> str:
        # Bars name every indicator in drawn letters, a quarter of a megabyte each; a batch gets their tables instead.
        attended = is_attended()
        drawn = "".join(each._repr_html_() for each in (self.figures if attended else self.figures[:1]))
        drawn += "" if attended else self.weights.html() + self.left_out.html()
        mark_line = f"<p><strong>{escape(mark())}</strong> {escape(self.inputs.label)}</p>"
        return f'<div lang="zh-CN">{mark_line}{drawn}{self.ranks.html()}</div>'


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf(Trial):
    """A trial of one fund year: change weights, rules and data in memory, and see the result move.

    Examples
    --------
    >>> w = fy.what_if().threshold(2).points("F-03", 5).actual("F-03", "12个")  # doctest: +SKIP
    >>> w.result, w.sensitivity(), w.panel()  # doctest: +SKIP
    """

    def sensitivity(
        self, start: Number = 1, stop: Number = 3, step: Number = "0.1", by: Number = "10%"
    ) -> SensitivityView:
        """See how far total, grade and ranks hang on single rules and weights, with figures.

        Parameters
        ----------
        start, stop, step
            The thresholds to try.
        by
            By how much each indicator's points are lowered and raised.
        """
        plain = super().sensitivity(start, stop, step, by)
        return SensitivityView(**{each.name: getattr(plain, each.name) for each in fields(plain)})

    def panel(self) -> Panel:
        """Offer sliders; the result beside them follows, and this trial stays as it is."""
        from analysis.whatif_panel.panel import Panel

        return Panel(self)
