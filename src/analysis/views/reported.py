"""Views on what was reported of single indicators: actuals that only repeat the target, or contradict their evidence.

Belongs here: one actual beside its own target and its own evidence. Does not belong here: an actual beside a sample
(``samples``) or another level (``levels``), other results (``parts``), thresholds and wording (the suites).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import RuleError
from analysis.exact import parse_number
from analysis.strict import StrictModel, load_packaged
from analysis.tables import Tables
from analysis.views.common import exact, given, keyed, listed, once, owners, present, view
from analysis.views.model import View, plain
from analysis.vocabulary import Comparator, ExpressionKind, Horizon

#: Comparators of a text that gives a limit and not a measured figure.
LIMITS = (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST, Comparator.LESS_THAN)


class ReportedWords(StrictModel):
    """See ``reported.yaml``."""

    summed_up: str
    scales: Mapping[str, int]
    open_enumeration: str
    before_enumeration: str
    shares: str
    may_be_negative: str
    share_item: str
    growth_item: str
    measures: tuple[str, ...]
    whole_item: str
    earlier: str
    sample_share: str
    served: str
    served_units: tuple[str, ...]
    satisfaction: str
    heard: str
    shared_signs: int
    same_promise: float
    spending_rate: str
    project_units: tuple[str, ...]


@cache
def reported_words() -> ReportedWords:
    """Return the words by which reported results are told apart."""
    return load_packaged("analysis.views", "reported.yaml", ReportedWords, RuleError)


def reported(read: Tables) -> list[dict[str, Any]]:
    """Return the actuals that say anything, with name, owner and class of their indicator and its annual target."""
    frames = given(read, "actuals"), given(read, "indicators"), given(read, "targets")
    found: list[dict[str, Any]] = once("reported", frames, lambda: _all_reported(read))
    return found


def _all_reported(read: Tables) -> list[dict[str, Any]]:
    indicators = given(read, "indicators").dropna(subset=["name"]).drop_duplicates("indicator_id")
    targets = given(read, "targets")
    annual = targets[targets["horizon"].eq(Horizon.ANNUAL)].drop_duplicates("indicator_id")
    actuals = keyed(read, "actuals")
    told = actuals[present(actuals["text"])]
    own = indicators[["indicator_id", "name", "scope", "project_no", "level_code"]]
    asked = annual[["indicator_id", "text", "kind", "value", "unit"]]
    asked = asked.rename(columns={name: f"target_{name}" for name in asked.columns if name != "indicator_id"})
    # An actual without an indicator, and an indicator without a name, are reported by themselves.
    joined = told.merge(own, on="indicator_id").merge(asked, on="indicator_id", how="left")
    return tables.records(joined.assign(owner=owners(joined["project_no"])))


def quantity(row: Mapping[str, Any]) -> Decimal | None:
    """Return the figure of a row that tells one quantity."""
    return exact(row["value"]) if row["kind"] == ExpressionKind.QUANTITY else None


def restated(read: Tables, _home: str) -> pd.DataFrame:
    """Count for every owner the actuals that give the target's own figure as a limit: 不低于95% where 95% is asked."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in reported(read):
        figure, target = quantity(row), exact(row["target_value"])
        same_unit = None in (row["unit"], row["target_unit"]) or row["unit"] == row["target_unit"]
        if figure is not None and figure == target and row["comparator"] in LIMITS and same_unit:
            found.setdefault(row["owner"], []).append(row)
    rows = (
        {"owner": owner, "lacking": len(own), "items": _items(own), **at_row(own[0])} for owner, own in found.items()
    )
    return view(rows, ["owner", "lacking", "items"])


def _items(rows: list[dict[str, Any]]) -> str:
    return listed(f"{row['name']}“{row['text']}”（目标“{row['target_text']}”）" for row in rows)


def at_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return where a row stands."""
    return {"row_key": row["row_key"], "source": row["source"]}


def evidence_counts(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every actual the one figure in which its evidence sums up, and how many things the evidence lists."""
    rows = []
    for row in reported(read):
        told = _summed_up(row)
        if told is None:
            continue
        counted, figure = _enumerated(row["evidence"], told), _figure(told)
        columns = ("indicator_id", "name", "text", "evidence", "unit", "value")
        about = {name: row[name] for name in columns} | {"told": figure}
        rows.append({**about, "listed": figure if counted is None else counted, **at_row(row)})
    return view(rows, ["indicator_id", "name", "text", "evidence", "unit", "value", "told", "listed"])


def _summed_up(row: Mapping[str, Any]) -> re.Match[str] | None:
    """Find the one figure of the actual's own unit in which its evidence sums up."""
    if quantity(row) is None or not row["unit"] or not row["evidence"]:
        return None
    pattern = reported_words().summed_up.format(unit=re.escape(row["unit"]))
    found = list(re.finditer(pattern, row["evidence"]))
    return found[0] if len(found) == 1 else None


def _figure(told: re.Match[str]) -> Decimal | None:
    number = parse_number(told["number"])
    return None if number is None else number * reported_words().scales.get(told["scale"], 1)


def _enumerated(evidence: str, told: re.Match[str]) -> Decimal | None:
    """Count what is listed before the sum: 甲、乙、丙共3个; ``None`` where the list is open or cannot be counted."""
    words = reported_words()
    before = re.split(words.before_enumeration, evidence[: told.start()])[-1].strip("，, ")
    if "、" not in before or re.search(words.open_enumeration, before):
        return None
    return Decimal(len([part for part in before.split("、") if part.strip()]))


def implausible(read: Tables, _home: str) -> pd.DataFrame:
    """Keep the actuals that no measurement can give: a share above its whole, a negative count."""
    words = reported_words()
    rows = []
    for row in reported(read):
        figure = quantity(row)
        if figure is None:
            continue
        share = row["unit"] == "%" and re.search(words.shares, row["name"]) is not None
        above = figure if share else None
        below = None if re.search(words.may_be_negative, row["name"]) else figure
        about = {name: row[name] for name in ("indicator_id", "name", "text")}
        rows.append({**about, "share": above, "amount": below, **at_row(row)})
    return view(rows, ["indicator_id", "name", "text", "share", "amount"])


VIEWS: dict[str, View] = {
    "restated": View(restated, plain("owner", "lacking", "items")),
    "evidence_counts": View(
        evidence_counts, plain("indicator_id", "name", "text", "evidence", "unit", "value", "told", "listed")
    ),
    "implausible": View(implausible, {**plain("indicator_id", "name", "text", "amount"), "share": "%"}),
}
