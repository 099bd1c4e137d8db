"""What the indicator's name says about its figures.

Belongs here: the unit in brackets at the end of a name, 累计, and names that end like a rate. Does not belong here:
the cell itself (``grammar``), which always goes before the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.expressions.lexicon import Lexicon

_LAST_BRACKET = re.compile(r"(?:\(([^()]*)\)|\[([^\[\]]*)\])$")


@dataclass(frozen=True)
class Hint:
    """The name's contribution.

    Parameters
    ----------
    unit
        Canonical unit, ``""`` when the name gives none.
    multiplier
        The scale that stands before the unit: 10000 for ``（万元）``.
    cumulative
        The name says 累计.
    rate
        The name ends like a rate or a satisfaction: a figure without a unit is probably a percentage.
    """

    unit: str = ""
    multiplier: int = 1
    cumulative: bool = False
    rate: bool = False


NO_HINT = Hint()


def hint_of(name: str, words: Lexicon) -> Hint:
    """Read a folded name; brackets that are no unit (二期, 不含税, an explanation) are passed over."""
    head, unit, multiplier = name, "", 1
    while found := _LAST_BRACKET.search(head):
        content = found.group(1) if found.group(1) is not None else found.group(2)
        head = head[: found.start()]
        if not unit and (measured := _unit_in(content, words)):
            unit, multiplier = measured
    return Hint(
        unit=unit,
        multiplier=multiplier,
        cumulative=words.cumulative.search(name) is not None,
        rate=head.endswith(words.words.rate_names),
    )


def _unit_in(content: str, words: Lexicon) -> tuple[str, int] | None:
    """Read ``万美元``, ``元/亩``, ``单位:家``; anything else than a unit gives ``None``."""
    for label in words.words.unit_labels:
        content = content.removeprefix(label)
    if content in words.words.periods:
        return f"个{content}", 1
    return words.whole_unit(content)
