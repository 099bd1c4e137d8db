"""The chapters of a comparison, and the report that they make.

Belongs here: which chapters there are and looking one up. Does not belong here: writing them (``describe``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import RootModel

from analysis.errors import NarrativeError, Problem
from analysis.facts import Facts
from analysis.report.blocks import Blocks
from analysis.report.compose import Chapter
from analysis.strict import load_packaged

Sort = Literal["years", "funds"]


class _Outline(RootModel[dict[Sort, tuple[Chapter, ...]]]):
    """Chapters by sort of comparison."""


@cache
def outline() -> dict[Sort, tuple[Chapter, ...]]:
    """Return the chapters of each sort of comparison."""
    return load_packaged("analysis.across", "outline.yaml", _Outline, NarrativeError).root


@dataclass(frozen=True)
class ComparisonReport:
    """A composed comparison.

    Parameters
    ----------
    front
        The cover.
    chapters
        Chapter name to blocks, in page order.
    sort
        Whether years of one fund are compared, or funds.
    facts
        Every figure with its origin.
    """

    front: Blocks
    chapters: Mapping[str, Blocks]
    sort: Sort
    facts: Facts

    @property
    def blocks(self) -> Blocks:
        """All blocks in page order."""
        return (*self.front, *(block for chapter in self.chapters.values() for block in chapter))

    def chapter(self, which: str) -> Blocks:
        """Return the blocks of a chapter by its number or name; none where only the other sort has it.

        Raises
        ------
        NarrativeError
            When neither sort of comparison has such a chapter.
        """
        for chapter in outline()[self.sort]:
            if which in (chapter.number, chapter.name):
                return self.chapters[chapter.name]
        known = [chapter for chapters in outline().values() for chapter in chapters]
        if not any(which in (chapter.number, chapter.name) for chapter in known):
            numbers = "、".join(dict.fromkeys(chapter.number for chapter in known))
            raise NarrativeError(Problem("对比报告没有这一章", which, expected=numbers))
        return ()
