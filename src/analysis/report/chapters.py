"""A composed report: its chapters, looked up by number or name.

Belongs here: what reports of every sort have in common once they are composed. Does not belong here: composing them
(``compose``, ``analysis.across.describe``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.errors import NarrativeError, Problem
from analysis.report.blocks import Blocks
from analysis.strict import StrictModel


class Chapter(StrictModel):
    """A chapter as ``outline.yaml`` lists it."""

    name: str
    template: str
    number: str
    new_page: bool = False


@dataclass(frozen=True)
class Composed:
    """A report of any sort.

    Parameters
    ----------
    front
        The cover; it comes before the first chapter.
    chapters
        Chapter name to blocks, in page order.
    own
        The chapters that a report of this sort has.
    known
        Those that any sort has.
    """

    front: Blocks
    chapters: Mapping[str, Blocks]
    own: tuple[Chapter, ...]
    known: tuple[Chapter, ...]

    @property
    def blocks(self) -> Blocks:
        """All blocks in page order."""
        return (*self.front, *(block for chapter in self.chapters.values() for block in chapter))

    def chapter(self, which: str) -> Blocks:
        """Return the blocks of a chapter by its number or name; none where only another sort of report has it.

        Raises
        ------
        NarrativeError
            When no sort has such a chapter.
        """
        for chapter in self.own:
            if which in (chapter.number, chapter.name):
                return self.chapters[chapter.name]
        if not any(which in (chapter.number, chapter.name) for chapter in self.known):
            numbers = "、".join(dict.fromkeys(chapter.number for chapter in self.known))
            raise NarrativeError(Problem("报告没有这一章", which, expected=numbers))
        return ()
