"""The likenesses and words by which years are compared.

Belongs here: loading ``settings.yaml``. Does not belong here: using it (``things``, ``continuation``).
"""

from __future__ import annotations

from functools import cache

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_packaged


class Settings(StrictModel):
    """See ``settings.yaml``."""

    project: float
    supported: float
    within: float
    fund: float
    across: float
    other_unit: float
    linked: float
    distinctive: int
    reported: float
    signs: int
    block: int
    one_off: str
    customary: str


@cache
def settings() -> Settings:
    """Return the settings."""
    return load_packaged("analysis.comparison", "settings.yaml", Settings, RuleError)
