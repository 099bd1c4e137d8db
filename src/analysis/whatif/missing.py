"""A fund year that nothing can be tried on.

Belongs here: showing why, whatever is asked. Does not belong here: finding out what is missing (``desk``), or any other
mistake (``errors``).
"""

from __future__ import annotations

from html import escape
from typing import Any, Self

from analysis.errors import Problem
from analysis.whatif.errors import NoScoresError


class NoTrial:
    """Stands in for a trial of a year without scores: whatever is called, it shows what is missing.

    So a notebook runs from top to bottom for such a year. Asking it for a figure is an error with the same words.

    Parameters
    ----------
    problems
        What is missing.
    """

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems

    def _same(self, *_given: Any, **_named: Any) -> Self:
        return self

    threshold = factor = band = points = without = actual = target = given = paid = renormalised = reset = _same
    sensitivity = panel = _same

    @property
    def result(self) -> Self:
        """The same message."""
        return self

    def __getattr__(self, name: str) -> Any:
        # Notebooks look for names like _repr_png_ and must hear that there is none.
        if name.startswith("_") or name == "problems":
            raise AttributeError(name)
        raise NoScoresError(self.problems)

    def __repr__(self) -> str:
        return str(NoScoresError(self.problems))

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(str(problem))}</p>" for problem in self.problems)
        return f'<div class="jixiao-whatif" lang="zh-CN"><p><strong>{NoScoresError.title}</strong></p>{lines}</div>'
