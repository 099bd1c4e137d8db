"""Targets beside what their indicators say of themselves: the lines that the views about wording go through.

Belongs here: joining targets with indicators, reading the cell alone and the name alone. Does not belong here: what is
wrong with a line (``wording``, ``wording_sets``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import expressions, tables
from analysis.expressions.folding import fold as fold_text
from analysis.expressions.hints import hint_of
from analysis.expressions.lexicon import lexicon
from analysis.tables import Tables
from analysis.views.common import exact, given, keyed, once, owners, present
from analysis.vocabulary import Comparator, ExpressionKind, Horizon, Scope

#: The order in which a reader looks at the targets of one indicator.
_ORDER = {Horizon.ANNUAL.value: 0, Horizon.STAGE.value: 1, Horizon.PERIOD.value: 2}
FLOORS = (Comparator.AT_LEAST.value, Comparator.MORE_THAN.value)
CEILINGS = (Comparator.AT_MOST.value, Comparator.LESS_THAN.value)


@dataclass(frozen=True)
class Named:
    """What the name of an indicator says.

    Parameters
    ----------
    id, owner, code, level1, level2
        The indicator, whose it is, its class and the printed levels.
    name, full, bare
        The name as printed; the folded name with its detail; the same without what stands in brackets.
    unit, multiplier
        The unit in brackets and its scale.
    key, source
        The row in ``indicators``.
    """

    id: str
    owner: str
    scope: str
    code: str
    level1: str
    level2: str
    name: str
    full: str
    bare: str
    unit: str
    multiplier: int
    key: str
    source: str


@dataclass(frozen=True)
class Line:
    """One target that says something, with its indicator.

    Parameters
    ----------
    own_unit, own_multiplier
        What the cell says by itself, without the help of the name.
    """

    of: Named
    horizon: str
    label: str
    text: str
    kind: str
    comparator: str
    value: Decimal | None
    upper: Decimal | None
    unit: str
    own_unit: str
    own_multiplier: int
    cumulative: bool
    key: str
    source: str

    @property
    def is_figure(self) -> bool:
        """Whether the target is one exact figure."""
        return self.kind == ExpressionKind.QUANTITY and self.value is not None

    @property
    def said(self) -> str:
        """The target as a finding cites it."""
        return f"{self.label}“{short(self.text)}”"


def short(text: str, length: int = 30) -> str:
    """Cut a cited text; the place tells where the whole of it stands."""
    text = "".join(text.split())
    return text if len(text) <= length else f"{text[:length]}……"


def named(read: Tables, home: str = "indicators") -> list[Named]:
    """Return what the names of all indicators say, in the order of the table."""
    found: list[Named] = once("named", (given(read, home),), lambda: _all_named(read, home))
    return found


def _all_named(read: Tables, home: str) -> list[Named]:
    table = keyed(read, home).drop_duplicates("indicator_id")
    rows = zip(tables.records(table), owners(table["project_no"]), strict=True)
    return [_named(row, owner) for row, owner in rows]


def _named(row: Mapping[str, Any], owner: str) -> Named:
    words = lexicon()
    printed = "：".join(part for part in (row["name"], row["sub_name"]) if part)
    full = fold_text(printed, words)
    hint = hint_of(full, words)
    return Named(
        id=row["indicator_id"],
        owner=owner,
        scope=row["scope"] or Scope.PROJECT.value,
        code=row["level_code"] or "",
        level1=row["level1"] or "",
        level2=row["level2"] or "",
        name="".join(printed.split()),
        full=full,
        bare=without_brackets(full),
        unit=hint.unit,
        multiplier=hint.multiplier,
        key=row["row_key"],
        source=row["source"],
    )


def without_brackets(text: str) -> str:
    """Drop what stands in round brackets, one within another as well."""
    kept, depth = [], 0
    for sign in text:
        depth += sign == "("
        if not depth:
            kept.append(sign)
        depth -= sign == ")" and depth > 0
    return "".join(kept)


def lines(read: Tables, home: str = "targets") -> list[Line]:
    """Return the targets that say anything and whose indicator is known, in the order of the table."""
    frames = given(read, home), given(read, "indicators")
    found: list[Line] = once("lines", frames, lambda: _all_lines(read, home))
    return found


def _all_lines(read: Tables, home: str) -> list[Line]:
    table = keyed(read, home)
    table = table[present(table["text"])]
    own = expressions.read(table["text"])
    by_id = {entry.id: entry for entry in named(read)}
    rows = zip(tables.records(table), own["unit"].tolist(), own["multiplier"].tolist(), strict=True)
    return [_line(row, by_id[row["indicator_id"]], *cell) for row, *cell in rows if row["indicator_id"] in by_id]


def _line(row: Mapping[str, Any], of: Named, unit: str, multiplier: int) -> Line:
    return Line(
        of=of,
        horizon=row["horizon"],
        label=row["horizon_label"] or "",
        text=row["text"],
        kind=row["kind"],
        comparator=row["comparator"],
        value=exact(row["value"]),
        upper=exact(row["upper"]),
        unit=row["unit"] or "",
        own_unit=unit,
        own_multiplier=multiplier,
        cumulative=bool(row["cumulative"]),
        key=row["row_key"],
        source=row["source"],
    )


def by_indicator(found: Iterable[Line]) -> list[list[Line]]:
    """Put the targets of each indicator together, the annual one first."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(line.of.id, []).append(line)
    return [sorted(group, key=lambda line: _ORDER.get(line.horizon, len(_ORDER))) for group in groups.values()]


def chief(group: list[Line]) -> Line:
    """Return the target that speaks for an indicator: the annual one where there is one."""
    return group[0]


def frame_of(records: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Build a view whose texts are all there: a field that a record lacks is empty."""
    names = [*columns, "row_key", "source"]
    filled = [{**dict.fromkeys(names, ""), **record} for record in records]
    return pd.DataFrame(filled, columns=pd.Index(names), dtype=object)
