"""How a target that states no sign is read, from what the indicator is about.

Belongs here: choosing a comparator from the indicator's class, name and unit. Does not belong here: the words that
decide (``natures.yaml``) or comparing anything (``attainment``).
"""

from __future__ import annotations

import re
from functools import cache

from pydantic import RootModel

from analysis.errors import RuleError
from analysis.strict import StrictModel, load_packaged
from analysis.vocabulary import Comparator


class Nature(StrictModel):
    """How a target without a sign is read; a pattern that is missing fits everything."""

    comparator: Comparator
    code: str = ""
    name: str = ""
    unit: str = ""
    because: str


class _Natures(RootModel[tuple[Nature, ...]]):
    """The natures in the order in which they are tried."""


@cache
def natures() -> tuple[Nature, ...]:
    """Return the natures."""
    return load_packaged("analysis.attainment", "natures.yaml", _Natures, RuleError).root


def nature_of(name: str, level_code: str, unit: str) -> Nature:
    """Return the first nature that fits an indicator; the last one fits everything."""
    return next(
        nature
        for nature in natures()
        if re.search(nature.code, level_code) and re.search(nature.name, name) and re.search(nature.unit, unit)
    )
