"""The words of the panel and the figures, loaded strictly.

Belongs here: the shape of ``words.yaml``. Does not belong here: the words, or the tables' labels (``whatif.texts``).
"""

from __future__ import annotations

from functools import cache

from analysis.errors import NarrativeError
from analysis.strict import StrictModel, load_packaged


class PanelWords(StrictModel):
    """What stands beside the controls."""

    threshold: str
    factor: str
    band: str
    leaf: str
    points: str
    actual: str
    renormalised: str
    reset: str
    code: str
    static: str


class FigureWords(StrictModel):
    """A figure's number and title, a template, and what its axes and marks say."""

    number: str
    title: str
    axis: str
    across: str = ""
    base: str = ""
    grade: str = ""


class Words(StrictModel):
    """See ``words.yaml``."""

    panel: PanelWords
    figures: dict[str, FigureWords]
    levels: dict[int, str]


@cache
def words() -> Words:
    """Return the words."""
    return load_packaged("analysis.whatif_panel", "words.yaml", Words, NarrativeError)
