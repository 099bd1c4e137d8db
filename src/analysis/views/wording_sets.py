"""Views about what the indicators of one project show together: classes, vague and double wording.

Belongs here: faults that are told once a project (or once for the fund's own indicators). Does not belong here: a name
against its own target (``wording``), the order of horizons (``target_order``), dates (``dates``), the words themselves
(``wording_words.yaml``), and the wording of findings (the suites).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from analysis import expressions
from analysis.exact import short as figure
from analysis.tables import Tables
from analysis.views.common import listed
from analysis.views.model import View, plain
from analysis.views.target_lines import (
    CEILINGS,
    Line,
    Named,
    by_indicator,
    chief,
    frame_of,
    lines,
    named,
    short,
)
from analysis.views.wording_units import other_dimension
from analysis.views.wording_words import words
from analysis.vocabulary import Comparator, ExpressionKind

_SET_COLUMNS = ("fault", "owner", "count", "items")
_STRICT_SIGN = re.compile("[>＞﹥](?![=＝])")
_FLOOR_SIGN = re.compile("[≥≧⩾]|[>＞﹥][=＝]")


def target_sets(read: Tables, home: str) -> pd.DataFrame:
    """List for every project, and for the fund, the targets that share a weakness: one row a weakness."""
    owned: dict[str, list[list[Line]]] = {}
    for group in by_indicator(lines(read, home)):
        owned.setdefault(group[0].of.owner, []).append(group)
    return frame_of((row for groups in owned.values() for row in _target_faults(groups)), _SET_COLUMNS)


def _target_faults(groups: list[list[Line]]) -> Iterator[dict[str, str]]:
    told: set[str] = set()
    for fault, find in _WEAK:
        found = [line for group in groups if group[0].of.id not in told and (line := find(group))]
        if fault == "strict" and not any(_FLOOR_SIGN.search(line.text) for group in groups for line in group):
            continue
        told |= {line.of.id for line in found}
        yield from _gathered(fault, [(line.of.owner, line.key, line.source, _cite(line)) for line in found])


def _cite(line: Line) -> str:
    return f"{line.of.id}（{short(line.of.name, 24)}）{line.said}"


def _gathered(fault: str, found: list[tuple[str, str, str, str]]) -> Iterator[dict[str, str]]:
    if found:
        owner, key, source, _ = found[0]
        items = listed(said for *_, said in found)
        count = {"fault": fault, "owner": owner, "count": str(len(found)), "items": items}
        yield {**count, "row_key": key, "source": source}


def _repeating(group: list[Line]) -> Line | None:
    """Find a text that says no more than the name does."""
    line = chief(group)
    said, name = _core(line.text), _core(line.of.full)
    if line.kind != ExpressionKind.QUALITATIVE or not said:
        return None
    if said == name or (said in name and said in words().directions):
        return line
    inside = len(said) >= 4 and not set(said) - set(name) and not words().yardsticks.search(line.text)
    return line if inside else None


def _core(text: str) -> str:
    return re.sub(r"[\s“”\"、，,。.；;：:]", "", text)


def _vague(group: list[Line]) -> Line | None:
    """Find a text that tells a direction and no yardstick."""
    line, lists = chief(group), words()
    directed = line.kind == ExpressionKind.QUALITATIVE and any(word in line.text for word in lists.vague)
    return line if directed and not lists.yardsticks.search(line.text) else None


def _unbinding(group: list[Line]) -> Line | None:
    """Find a target with a reservation, or a span of things counted of which nobody says which end counts."""
    lists = words()
    for line in group:
        # A span that ends before it begins is reported by itself.
        whole = line.value is None or line.upper is None or line.value <= line.upper
        spanned = line.kind == ExpressionKind.RANGE and line.unit in lists.counted and whole
        if spanned or lists.reservations.search(line.text):
            return line
    return None


def _strict(group: list[Line]) -> Line | None:
    return next(
        (line for line in group if line.comparator == Comparator.MORE_THAN and _STRICT_SIGN.search(line.text)), None
    )


def _spending(group: list[Line]) -> Line | None:
    """Find a cost indicator whose target is how much of the money is spent."""
    line, lists = chief(group), words()
    asked = line.is_figure and line.unit in lists.shares and line.comparator not in CEILINGS
    said = lists.spending_progress.search(line.text) or lists.spending_progress.search(line.of.full)
    return line if asked and said and line.of.code in lists.cost_classes else None


#: Weaknesses of targets, and what finds the target of an indicator that shows one.
_WEAK: tuple[tuple[str, Callable[[list[Line]], Line | None]], ...] = (
    ("repeating", _repeating),
    ("vague", _vague),
    ("unbinding", _unbinding),
    ("strict", _strict),
    ("spending", _spending),
)


def indicator_sets(read: Tables, home: str) -> pd.DataFrame:
    """List for every project, and for the fund, the indicators that share a fault of their name or class."""
    targets = {group[0].of.id: group for group in by_indicator(lines(read))}
    owned: dict[str, list[Named]] = {}
    for of in named(read, home):
        owned.setdefault(of.owner, []).append(of)
    rows: list[dict[str, str]] = []
    for entries in owned.values():
        for fault, find in _NAMED:
            told = [(of, said) for of in entries if (said := find(of, targets.get(of.id, [])))]
            rows += _gathered(fault, [(of.owner, of.key, of.source, f"{_called(of)}{said}") for of, said in told])
        rows += _same_things(entries, targets)
    return frame_of(rows, _SET_COLUMNS)


def _called(of: Named) -> str:
    return f"{of.id}（{short(of.name, 24)}）"


def _misfit(of: Named, group: list[Line]) -> str:
    """Say why an indicator does not belong to its class."""
    entry = words().misfit(of.code)
    if entry is None or other_dimension(group):
        return ""
    units = {unit for line in group for unit in _units(line)}
    tail = of.bare.rstrip("。.;,")
    fits = not entry.ends or tail.endswith(entry.ends)
    fits = fits and (not entry.units or any(unit in entry.units for unit in units))
    return entry.why if fits and not any(word in of.full for word in entry.lacks) else ""


def _level(of: Named, _: list[Line]) -> str:
    """Say that the printed first level is not the one of the second."""
    allowed = words().level1_by_class.get(of.code)
    # A level that is not there is reported by itself.
    return "" if not (allowed and of.level1) or of.level1.startswith(allowed) else f"“{of.level2}”列在“{of.level1}”之下"


def _compound(of: Named, group: list[Line]) -> str:
    """Say which quantities a name holds, and whether a target has fewer figures."""
    lists = words()
    parts = [part for part in lists.part_marks.split(of.bare.rstrip("。.;,")) if part]
    asked = [part for part in parts if part.endswith(lists.quantities) and not part.endswith(lists.no_quantities)]
    if len(asked) < 2:
        return ""
    line = chief(group) if group else None
    held = len(_units(line)) if line else 0
    said = "、".join(f"“{short(part, 24)}”" for part in asked)
    short_of = f"，而{line.said}只有{held}个数值" if line and 0 < held < len(asked) else ""
    return f"含{len(asked)}项内容：{said}{short_of}"


def _units(line: Line) -> list[str]:
    """Return the unit of every figure of a target."""
    if line.kind != ExpressionKind.COMPOUND:
        return [line.unit] if line.is_figure else []
    parts = expressions.read_one(line.text, line.of.full).parts
    return [part.unit for part in parts if part.kind in (ExpressionKind.QUANTITY, ExpressionKind.RANGE)]


def _doubled(of: Named, group: list[Line]) -> str:
    """Say which word is printed twice on end, in the name or in a target."""
    for text in (of.name, *(line.text for line in group)):
        for found in words().doubled.finditer(text):
            if found.group() not in words().doubled_allowed:
                return f"“{found.group()}”"
    return ""


def _same_things(entries: Iterable[Named], targets: dict[str, list[Line]]) -> Iterator[dict[str, str]]:
    """Find indicators of one project whose names tell the same thing and whose targets are equal."""
    seen: dict[tuple[str, str, str, str], list[Named]] = {}
    for of in entries:
        line = chief(targets[of.id]) if of.id in targets else None
        if line and line.is_figure and line.value is not None:
            core = words().name_filler.sub("", of.full)
            seen.setdefault((core, line.horizon, figure(line.value), line.unit), []).append(of)
    for (_, _, value, unit), alike in seen.items():
        if len({of.code for of in alike}) > 1 or len({of.name for of in alike}) > 1:
            items = "、".join(f"{_called(of)}" for of in alike)
            yield from _gathered(
                "same_thing", [(alike[0].owner, alike[0].key, alike[0].source, f"{items}，均为{value}{unit}")]
            )


#: Faults of names and classes, and what says how an indicator shows one.
_NAMED: tuple[tuple[str, Callable[[Named, list[Line]], str]], ...] = (
    ("misfit", _misfit),
    ("level", _level),
    ("compound", _compound),
    ("doubled", _doubled),
)

VIEWS: dict[str, View] = {
    "target_sets": View(target_sets, plain(*_SET_COLUMNS)),
    "indicator_sets": View(indicator_sets, plain(*_SET_COLUMNS)),
}
