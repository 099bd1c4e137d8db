"""Promises against indicators: which target speaks of the thing that a plan or an objective promises, and how much.

Belongs here: pairing every quantity promised (table ``claims``) with one target, or else with the words of another
document, and whether the figures agree. Does not belong here: the words and measures of likeness (``words``)
and calling a difference a finding (``expectations/promises.json``).

A promise is held against targets of its own project, of its horizon, in a unit that may count the same thing. A plan
names no horizon: its promise may be the year's or the whole period's. Within one text a target is used up by the
promise nearest to it; where several are as near, the one with the same figure. Figures that differ make a pair only
where the names are plainly alike, so that a missing indicator is not taken for a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.expressions.reading import SHARES
from analysis.promises.counterparts import FIGURES, Counterpart, figures_of, is_open
from analysis.promises.words import (
    agree,
    alike_units,
    are_comparable,
    bare,
    can_hold,
    horizon_of,
    nearness,
    promise_words,
)
from analysis.tables import Tables
from analysis.views.common import alias_groups, exact, fold, given
from analysis.vocabulary import AliasSort, DocumentKind, Horizon, MatchedBy, Relation

Row = Mapping[str, Any]

#: What a row takes over from its claim.
_COPIED = (
    *("project_no", "document", "field", "position", "subject"),
    *("text", "value", "upper", "unit", "confidence", "source"),
)
_LATER = (Horizon.ANNUAL.value, Horizon.PERIOD.value)


@dataclass(frozen=True)
class _Pair:
    """A promise and what it may speak of, by their places: how near, on what, and how figures and units agree."""

    claim: int
    other: int
    near: float
    by: MatchedBy
    relation: Relation
    unit: bool

    def rank(self) -> tuple[bool, float, bool, int, int]:
        near = self.near + (promise_words().same_figure if self.relation is Relation.SAME else 0.0)
        return (self.relation is Relation.UNCLEAR, -near, not self.unit, self.claim, self.other)


@dataclass(frozen=True)
class _Counterparts:
    """The figures that the promises of a project may speak of."""

    all: Sequence[Counterpart]
    _fitting: dict[tuple[str | None, str], list[int]] = field(default_factory=dict)

    def fitting(self, claim: Row) -> list[int]:
        """Return the places of the figures of a promise's horizon, in a unit that may count the same thing."""
        horizon, unit = horizon_of(claim["horizon"], claim["text"]), claim["unit"] or ""
        # The promises of a project share a few horizons and units.
        if (horizon, unit) not in self._fitting:
            times = (horizon,) if horizon else _LATER
            self._fitting[horizon, unit] = [
                place
                for place, other in enumerate(self.all)
                if other.horizon in times and any(alike_units(unit, other.unit, name) for name in other.names)
            ]
        return self._fitting[horizon, unit]


def promises(read: Tables) -> pd.DataFrame:
    """Put beside every promise the target that speaks of the same thing.

    Parameters
    ----------
    read
        The tidy tables ``claims``, ``indicators``, ``targets`` and ``aliases``.

    Returns
    -------
    pandas.DataFrame
        The table ``promises``: one row a promised quantity. ``relation`` is ``none`` where nothing speaks of it; a row
        without ``indicator_id`` whose relation is another one is held against the words of another document.
        ``likeness`` is that of the names, from 0 to 1.
    """
    claimed: dict[int, list[Row]] = {}
    # A promise that lacks what every promise has is reported by itself.
    told = given(read, "claims").dropna(subset=["project_no", "text", "source", "position"])
    for row in tables.records(told):
        if row["kind"] in FIGURES and exact(row["value"]) is not None:
            claimed.setdefault(row["project_no"], []).append(row)
    targets = figures_of(read, claimed)
    groups = alias_groups(read, AliasSort.INDICATOR)
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for number, own in claimed.items():
        others = _Counterparts(targets.get(number, []))
        for text in _by_text(own).values():
            rows |= _held(text, others, groups)
        _against_words(own, rows, groups)
    ordered = (rows[row["source"], row["position"]] for own in claimed.values() for row in own)
    return tables.frame("promises", ordered)


def _by_text(claimed: Iterable[Row]) -> dict[str, list[Row]]:
    texts: dict[str, list[Row]] = {}
    for row in claimed:
        texts.setdefault(row["source"], []).append(row)
    return texts


def _held(text: Sequence[Row], others: _Counterparts, groups: Mapping[str, int]) -> dict[Any, dict[str, Any]]:
    """Hold the promises of one text against the targets; each of both is used once."""
    pairs = (
        pair
        for at, claim in enumerate(text)
        for place in others.fitting(claim)
        if (pair := _pair(at, claim, place, others.all[place], groups)) is not None
    )
    taken: dict[int, _Pair] = {}
    used: set[tuple[str, str]] = set()
    for pair in sorted(pairs, key=_Pair.rank):
        key = others.all[pair.other].key
        if pair.claim not in taken and key not in used:
            taken[pair.claim] = pair
            used.add(key)
    found = {}
    for at, claim in enumerate(text):
        own = taken.get(at)
        found[claim["source"], claim["position"]] = _row(claim, own, others.all[own.other] if own else None)
    return found


def _against_words(claimed: Sequence[Row], rows: dict[Any, dict[str, Any]], groups: Mapping[str, int]) -> None:
    """Hold the plan's promises that no indicator speaks of against the words of the other documents."""
    told = [_as_counterpart(row) for row in claimed if row["document"] != DocumentKind.ALLOCATION_PLAN]
    lonely = [
        row
        for row in claimed
        if row["document"] == DocumentKind.ALLOCATION_PLAN
        and rows[row["source"], row["position"]]["relation"] == Relation.NONE
    ]
    if told and lonely:
        rows |= _held(lonely, _Counterparts(told), groups)


def _pair(at: int, claim: Row, place: int, other: Counterpart, groups: Mapping[str, int]) -> _Pair | None:
    """Judge a promise and a figure of its horizon; ``None`` where the two do not speak of one thing."""
    words, unit, value = promise_words(), claim["unit"] or "", claim["value"]
    about = other.about or is_open(claim)
    same = agree((value, claim["upper"] or value), other.ends, about=about)
    near, by = _nearness(claim["subject"] or "", other.names, groups)
    if same and unit in SHARES and near < words.named_share:
        return None
    relation = Relation.SAME if same else _difference(claim, other, near)
    by = by if near >= words.named else MatchedBy.FIGURE
    return None if relation is Relation.NONE else _Pair(at, place, near, by, relation, unit == other.unit)


def _difference(claim: Row, other: Counterpart, near: float) -> Relation:
    """Tell what it means that a promise and a figure are not the same."""
    words, unit = promise_words(), claim["unit"] or ""
    sure = unit in SHARES or not unit or not other.unit
    least = words.differing_sure if sure else words.differing
    unclear = words.differing if sure else words.named
    if near < min(least, unclear):
        return Relation.NONE
    told = f"{claim['subject']}{claim['text']}{'累计' if claim['cumulative'] else ''}"
    plain = claim["confidence"] != "low" and are_comparable(told, other.told)
    # Shares do not add up, and one name for both counts the same things.
    whole = unit in SHARES or any(bare(claim["subject"] or "") == bare(name) for name in other.names)
    room = not whole and can_hold(claim["text"], other.names[0], claim["value"], other.ends[0])
    if near >= least and plain and not room:
        return Relation.OTHER
    return Relation.UNCLEAR if near >= unclear else Relation.NONE


def _nearness(subject: str, names: Sequence[str], groups: Mapping[str, int]) -> tuple[float, MatchedBy]:
    group = groups.get(fold(subject)) if groups else None
    if group is not None and any(groups.get(fold(name)) == group for name in names):
        return 1.0, MatchedBy.ALIAS
    near = max((nearness(subject, name) for name in names), default=0.0)
    return near, MatchedBy.NAME if near >= 1 else MatchedBy.LIKENESS


def _row(claim: Row, pair: _Pair | None, other: Counterpart | None) -> dict[str, Any]:
    columns = (
        "project_no",
        "document",
        "field",
        "position",
        "subject",
        "text",
        "value",
        "upper",
        "unit",
        "confidence",
        "source",
    )
    row = {name: claim[name] for name in columns} | {"horizon": horizon_of(claim["horizon"], claim["text"])}
    if pair is None or other is None:
        return row | {"relation": Relation.NONE.value, "matched_by": MatchedBy.NONE.value}
    found = {
        "relation": pair.relation.value,
        "matched_by": pair.by.value,
        "likeness": Decimal(f"{pair.near:.2f}"),
        "target_horizon": other.horizon,
        "target_value": other.ends[0],
        "target_upper": other.ends[1] if other.ends[1] != other.ends[0] else None,
        "target_unit": other.unit or None,
    }
    return {**row, **found, **other.shown}


def _as_counterpart(claim: Row) -> Counterpart:
    value = claim["value"]
    shown = {"target_name": claim["subject"], "target_label": claim["field"], "target_text": claim["text"]}
    return Counterpart(
        (claim["source"], str(claim["position"])),
        (claim["subject"] or "",),
        horizon_of(claim["horizon"], claim["text"]),
        (value, claim["upper"] or value),
        claim["unit"] or "",
        is_open(claim),
        f"{claim['subject']}{claim['text']}",
        shown | {"target_source": claim["source"]},
    )
