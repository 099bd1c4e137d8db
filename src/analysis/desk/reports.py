"""The report in a notebook.

Belongs here: blocks that show themselves, and finding a chapter by what a person calls it. Does not belong here:
composing (``report``) or how blocks look (``render``).
"""

from __future__ import annotations

from typing import Any

from analysis.desk import lookup
from analysis.report import blocks
from analysis.report.blocks import Blocks, Heading
from analysis.report.compose import Report


class BlocksView:
    """Blocks that show themselves in a notebook and carry their structured form for the exporters."""

    def __init__(self, shown: Blocks) -> None:
        self.blocks = shown

    def __len__(self) -> int:
        return len(self.blocks)

    def __repr__(self) -> str:
        title = next((block.text for block in self.blocks if isinstance(block, Heading)), "")
        return f"<报告内容{f'“{title}”' if title else ''}：{len(self)}段>"

    def _repr_mimebundle_(self, **_wishes: Any) -> dict[str, Any]:
        from analysis.render.html import fragment

        return {
            blocks.MIME: blocks.to_json(self.blocks),
            "text/html": fragment(self.blocks),
            "text/plain": repr(self),
        }


def chapter_of(report: Report, which: str) -> BlocksView:
    """Return a chapter by its number or name; nothing where only other kinds of report have it.

    Raises
    ------
    NotFoundError
        When no kind of report has such a chapter; the message names near ones.
    """
    own = {chapter.name: chapter.number for chapter in report.own}
    others = {chapter.name: chapter.number for chapter in report.known}
    if which not in own and which not in own.values() and which not in others.values():
        known = own if which not in others else others
        which = lookup.resolve(which, known, "报告没有这一章", f"{report.kind.label}报告")
    return BlocksView(report.chapter(which))
