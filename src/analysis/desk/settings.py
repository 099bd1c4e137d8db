"""The desk's numbers and words of controls.

Belongs here: the shape of ``settings.yaml``. Does not belong here: any value of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_packaged


class TableSettings(StrictModel):
    """When and how a table becomes interactive."""

    live_from: int
    most_rows: int
    page: int
    pages: tuple[int, ...]
    listed_values: int
    listed_length: int
    short_text: int
    language: dict[str, Any]


class NearSettings(StrictModel):
    """What counts as a near match."""

    least: float
    behind: float
    most: int


class WhySettings(StrictModel):
    """How much the reason of a score shows."""

    most_nodes: int
    most_cells: int


class Settings(StrictModel):
    """All of ``settings.yaml``."""

    tables: TableSettings
    near: NearSettings
    why: WhySettings


@cache
def settings() -> Settings:
    """Return the desk's settings."""
    return load_packaged("analysis.desk", "settings.yaml", Settings, RuleError)
