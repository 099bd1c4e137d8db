"""The figures of targets that a promise may speak of, each with the names that it goes by.

Belongs here: taking a target's text apart, and which name belongs to which of its figures. Does not belong here: which
promise is held against which figure (``promises``), and reading a text (``expressions``, ``claims``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from analysis import tables
from analysis.claims import claims
from analysis.promises.words import promise_words
from analysis.tables import Tables
from analysis.views.common import exact, given
from analysis.vocabulary import Comparator, ExpressionKind

Row = Mapping[str, Any]

#: Kinds of reading that hold one figure.
FIGURES = (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)
#: A figure of a target's text, its end, its unit, and what it counts.
_Part = tuple[Decimal, Decimal, str, str]


@dataclass(frozen=True)
class Counterpart:
    """A figure that a promise may speak of: one of a target, or a promise of another document."""

    key: tuple[str, str]
    names: tuple[str, ...]
    horizon: str | None
    ends: tuple[Decimal, Decimal]
    unit: str
    about: bool
    told: str
    shown: Mapping[str, Any]


def figures_of(read: Tables, numbers: Iterable[int]) -> dict[int, list[Counterpart]]:
    """Return the figures of the targets by project, for the projects given."""
    indicators = given(read, "indicators").dropna(subset=["name"])
    kept = indicators[indicators["project_no"].isin(list(numbers))]
    known = {row["indicator_id"]: row for row in tables.records(kept)}
    targets = given(read, "targets").dropna(subset=["text", "source"])
    found: dict[int, list[Counterpart]] = {}
    for row in tables.records(targets[targets["indicator_id"].isin(list(known))]):
        own = known[row["indicator_id"]]
        found.setdefault(own["project_no"], []).extend(_parts(own, row))
    return found


def _parts(own: Row, target: Row) -> Iterator[Counterpart]:
    """Yield the figures that one target holds, each with the names that it goes by."""
    parts = _compound(target["text"] or "") if target["kind"] == ExpressionKind.COMPOUND else _single(target)
    listed = [name for name in re.split(promise_words().list_marks, own["name"]) if name]
    whole = [own["name"], *(name for name in (own["sub_name"], f"{own['name']}{own['sub_name']}") if own["sub_name"])]
    shown = f"{own['name']}／{own['sub_name']}" if own["sub_name"] else own["name"]
    for place, (value, upper, unit, subject) in enumerate(parts):
        if len(parts) > 1 and len(listed) == len(parts):
            names = [listed[place], subject]
        else:
            # A name that lists several things does not say which of them a single figure counts.
            names = [subject] if subject and len(listed) > 1 else [*whole, subject]
        yield Counterpart(
            (own["indicator_id"], str(place)),
            tuple(name for name in names if name),
            target["horizon"],
            (value, upper),
            unit,
            is_open(target),
            # The text of a compound speaks of its other figures as well.
            f"{''.join(names)}{target['text'] if len(parts) == 1 else ''}{'累计' if target['cumulative'] else ''}",
            {
                "indicator_id": own["indicator_id"],
                "target_name": shown,
                "target_label": target["horizon_label"],
                "target_text": target["text"],
                "target_source": target["source"],
            },
        )


def _single(target: Row) -> tuple[_Part, ...]:
    value, upper = exact(target["value"]), exact(target["upper"])
    if target["kind"] not in FIGURES or value is None:
        return ()
    told = _compound(target["text"] or "")
    return ((value, value if upper is None else upper, target["unit"] or "", told[0][3] if len(told) == 1 else ""),)


@lru_cache(maxsize=65536)
def _compound(text: str) -> tuple[_Part, ...]:
    """Return every figure of a text with what it counts."""
    read = ((claim.subject, claim.reading) for claim in claims(text))
    return tuple(
        (reading.value, reading.value if reading.upper is None else reading.upper, reading.unit, subject)
        for subject, reading in read
        if reading.kind.value in FIGURES and reading.value is not None
    )


def is_open(row: Row) -> bool:
    """Tell whether a promise or a target leaves its figure open: 约1万人, 100余家."""
    return row["comparator"] == Comparator.ABOUT or _leaves_open(str(row["text"]))


@lru_cache(maxsize=65536)
def _leaves_open(text: str) -> bool:
    return re.search(promise_words().open_figure, text) is not None
