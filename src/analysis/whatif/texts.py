"""The words of trials, loaded strictly.

Belongs here: the shape of ``texts.yaml``. Does not belong here: the words, or when they are said (``result``).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from analysis.errors import NarrativeError
from analysis.strict import StrictModel, load_packaged


class ColumnWords(StrictModel):
    """A column's label and unit, and how its values print."""

    label: str
    unit: str = ""
    shown: Literal["text", "score", "signed", "move", "number", "share", "yes"]

    @property
    def heading(self) -> str:
        """The label with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


class FrameWords(StrictModel):
    """A table's title, what one row is, and its columns in order."""

    title: str
    row: str
    columns: dict[str, ColumnWords]


class Texts(StrictModel):
    """See ``texts.yaml``."""

    mark: str
    total: str
    left_out: str
    no_change: str
    why_rescaled: str
    other_total: str
    pending: str
    without_effect: str
    ranks_apart: str
    parts_kept: str
    conditions: dict[str, str]
    counted: str
    as_they_are: str
    in_proportion: str
    blank: str
    frames: dict[str, FrameWords]


@cache
def texts() -> Texts:
    """Return the words."""
    return load_packaged("analysis.whatif", "texts.yaml", Texts, NarrativeError)


def mark() -> str:
    """Return the words that every trial carries: 测算，不是评价结果."""
    return texts().mark
