"""What the indicator's name says about its figures.

Belongs here: the unit in brackets at the end of a name, 累计, and names that end like a rate. Does not belong here:
the cell itself (``grammar``), which always goes before the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.expressions.lexicon import Lexicon
from analysis.expressions.measures import for_so_many
from analysis.vocabulary import Comparator

_PLACEHOLDER = r"[*_]{1,6}|[xX×]{1,6}(?![a-z])|…+"
_HEADED = re.compile(f"(?:{_PLACEHOLDER})")
_OPEN_TEMPLATE = re.compile(f"(?:>=|<=|[≥≤><=≮≯])(?:{_PLACEHOLDER})[^()]{{0,6}}$")
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
    comparator
        The name holds a template with a sign (``≥**人``), which binds a target that has none.
    moment
        The name asks for a time.
    day
        The name asks for a day rather than for a stretch of time: 15日 may be the 15th there.
    lasts
        The name asks how long something lasts.
    grows, falls
        The name itself measures a growth or a fall.
    """

    unit: str = ""
    multiplier: int = 1
    cumulative: bool = False
    rate: bool = False
    comparator: Comparator | None = None
    moment: bool = False
    day: bool = False
    lasts: bool = False
    grows: bool = False
    falls: bool = False


NO_HINT = Hint()
#: Within this many signs of its end a name says what it measures.
_ENDING = 6


def hint_of(name: str, words: Lexicon) -> Hint:
    """Read a folded name; brackets that are no unit (二期, 不含税, an explanation) are passed over."""
    head, unit, multiplier = name, "", 1
    comparator: Comparator | None = None
    while found := _LAST_BRACKET.search(head):
        content = found.group(1) if found.group(1) is not None else found.group(2)
        head = head[: found.start()]
        bound, content = _template(content, words)
        if not unit and (measured := _unit_in(content, words)):
            unit, multiplier = measured
            comparator = bound
    if not unit and (opened := _OPEN_TEMPLATE.search(head)):
        bound, content = _template(opened.group(), words)
        if measured := _unit_in(content, words):
            unit, multiplier = measured
            head, comparator = head[: opened.start()], bound
    for tail in words.words.name_tails:
        head = head.removesuffix(tail)
    return Hint(
        unit=unit,
        multiplier=multiplier,
        cumulative=words.cumulative.search(name) is not None,
        rate=head.endswith(words.words.rate_names),
        comparator=comparator,
        moment=unit in ("", "个月") and head.endswith(words.words.moment_names),
        day=head.endswith(words.words.day_names),
        lasts=head.endswith(words.words.duration_names),
        grows=any(word in head[-_ENDING:] for word in words.words.growth),
        falls=any(word in head[-_ENDING:] for word in words.words.decrease),
    )


def _template(content: str, words: Lexicon) -> tuple[Comparator | None, str]:
    """Take a sign and a placeholder off: ``≥**个`` and ``≥个`` are ≥ and 个; ``≥5个`` is no template."""
    sign = words.sign.match(content)
    held = _HEADED.match(content, sign.end() if sign else 0)
    if held is None:
        # （≥万亩）: the figure's place is left out.
        open_ended = sign is not None and not content[sign.end() : sign.end() + 1].isdigit()
        return (words.comparators[sign.group()], content[sign.end() :]) if sign and open_ended else (None, content)
    return (words.comparators[sign.group()] if sign else None), content[held.end() :]


def _unit_in(content: str, words: Lexicon) -> tuple[str, int] | None:
    """Read ``万美元``, ``元/亩``, ``单位:家``; anything else than a unit gives ``None``."""
    for label in words.words.unit_labels:
        content = content.removeprefix(label)
    if many := for_so_many(content.removeprefix("1"), 0):
        return many.group(), 1
    if content in words.words.periods:
        return f"个{content}", 1
    return words.whole_unit(content)
