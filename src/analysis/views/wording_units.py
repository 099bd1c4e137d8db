"""Faults of units within one indicator: the unit of a target against the brackets, the end and the noun of the name.

Belongs here: the checks on units that the view ``wording.target_wording`` asks, and citing targets. Does not belong
here: figures and directions (``wording``), the units themselves (``wording_words.yaml``).
"""

from __future__ import annotations

from analysis.views.target_lines import Line, Named, short
from analysis.views.wording_words import Measure, words

#: A fault: the targets that share it, what stands there, what it contradicts.
Fault = tuple[list[Line], str, str]

#: How a scale is printed.
SCALES = {10**4: "万", 10**8: "亿"}


def measure(of: Named) -> Measure | None:
    """Return in what a thing so named is measured."""
    return next((entry for entry in words().measures if tail(of).endswith(entry.ends)), None)


def tail(of: Named) -> str:
    """Return the name up to its last sign that is a word."""
    return of.bare.rstrip("。.;,")


def fitting(text: str, ends: tuple[str, ...]) -> str:
    """Return the longest of the ends that a text has."""
    name = text.rstrip("。.;,")
    # One look at all ends first: most names have none of them.
    return max(filter(name.endswith, ends), key=len) if name.endswith(ends) else ""


def counted_end(of: Named, ends: tuple[str, ...]) -> str:
    """Return the end that a name has, behind it at most a word of counting: 投诉 in 有效投诉次数."""
    found = (fitting(tail(of).removesuffix(word), ends) for word in ("", *words().count_words))
    return next((end for end in found if end), "")


def said(found: list[Line]) -> str:
    """Cite targets; horizons that say the same are told together."""
    labels: dict[str, list[str]] = {}
    for line in found:
        labels.setdefault(line.text, []).append(line.label)
    return "，".join(f"{'、'.join(told)}“{short(text)}”" for text, told in labels.items())


def other_unit(group: list[Line]) -> Fault | None:
    """Find the targets that are counted in another unit than the name says in brackets."""
    unit = group[0].of.unit
    stated = [line for line in group if unit and line.is_figure and _base(line.own_unit)]
    found = [line for line in stated if not words().alike(_base(unit), _base(line.own_unit))]
    return (found, said(found), unit) if found else None


def _base(unit: str) -> str:
    return unit.split("/")[0]


def other_scale(group: list[Line]) -> Fault | None:
    """Find the targets that are printed in another scale than the name says in brackets: 6000万元 under 亿元."""
    of = group[0].of
    alike = [line for line in group if of.multiplier > 1 and line.is_figure and line.own_unit == of.unit]
    found = [line for line in alike if line.own_multiplier != of.multiplier]
    return (found, said(found), f"{SCALES.get(of.multiplier, '')}{of.unit}") if found else None


def other_dimension(group: list[Line]) -> Fault | None:
    """Find shares where the name asks for a number of things, and numbers of things where it asks for a share."""
    lists = words()
    found = [line for line in group if line.is_figure and not any(word in line.text for word in lists.changes)]
    if not found:
        return None
    of = found[0].of
    if end := fitting(of.bare, lists.count_ends):
        found = [line for line in found if line.own_unit in lists.shares]
        return (found, said(found), f"“{end}”应以个数表示") if found else None
    known = measure(of)
    if known is None or not known.units:
        return None
    found = [line for line in found if line.own_unit and _base(line.own_unit) not in known.units]
    found = [line for line in found if line.own_unit in lists.counted | lists.money | lists.shares]
    end = fitting(of.bare, known.ends)
    return (found, said(found), f"“{end}”应以{'、'.join(known.units[:3])}表示") if found else None


def noun_unit(group: list[Line]) -> Fault | None:
    """Find things that are counted with the counting word of something else: 模型 in 家."""
    lists = words()
    counted = [line for line in group if line.is_figure and line.unit in lists.counted]
    if not counted:
        return None
    name = tail(group[0].of)
    things = [name.removesuffix(word) for word in lists.count_words if name.endswith(word)]
    noun = next((entry for entry in lists.nouns for thing in things if thing.endswith(entry.noun)), None)
    found = [line for line in counted if noun and line.unit not in noun.units]
    return (found, said(found), f"“{noun.noun}”一般以{'、'.join(noun.units[:2])}计") if found and noun else None
