"""Views about what projects promise: against their indicators, against each other, and against their own money.

Belongs here: gathering the promises that contradict one figure, those that no indicator speaks of, and those to spend
the project's money. Does not belong here: which indicator speaks of a promise (``promises``), thresholds and wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import at_most, half_digit, plain, quantity, ratio, short
from analysis.places import human_place
from analysis.promises.words import horizon_of, nearness, promise_words
from analysis.tables import Tables
from analysis.views.common import exact, given, given_rows, keyed, keyed_rows, listed, percent, view
from analysis.views.model import View
from analysis.views.model import plain as unitless
from analysis.vocabulary import Comparator, DocumentKind, ExpressionKind, FundSource, Horizon, MatchedBy, Relation

Row = dict[str, Any]

_WAN = Decimal(10000)
_CEILINGS = (Comparator.AT_MOST.value, Comparator.LESS_THAN.value)
_SHOWN = ("owner", "document", "field", "text", "target_name", "target_label", "target_text", "target_place", "apart")


def indicator_conflicts(read: Tables, home: str) -> pd.DataFrame:
    """List the indicators with another figure than what is promised: one row an indicator and time."""
    return _conflicts(read, home, lambda row: row["indicator_id"] is not None)


def text_conflicts(read: Tables, home: str) -> pd.DataFrame:
    """List the promises of the plan that another document gives another figure for, where no indicator does."""
    return _conflicts(read, home, lambda row: row["indicator_id"] is None)


def _conflicts(read: Tables, home: str, wanted: Callable[[Row], bool]) -> pd.DataFrame:
    named = _named(read)
    labels = {kind.value: kind.label for kind in DocumentKind}
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in keyed_rows(read, home):
        if row["relation"] == Relation.OTHER and wanted(row):
            # One thing that a plan and an objective promise alike contradicts the indicator once.
            key = row["target_source"], row["target_name"], row["target_value"]
            found.setdefault(key, []).append(row)
    rows = []
    for group in found.values():
        first, *more = group
        also = [f"{labels[row['document']]}“{row['field']}”写“{row['text']}”" for row in more]
        shown = {
            "owner": named(first["project_no"]),
            "target_place": human_place(first["target_source"]),
            "apart": _apart(first),
            "matched": _matched(first),
            "also": f"；{listed(also)}" if also else "",
        }
        rows.append(first | shown | {"target_text": " ".join(str(first["target_text"]).split())})
    return view(rows, [*_SHOWN, "also", "matched"])


def _apart(row: Row) -> str:
    """Say how far two figures lie apart, ranges at their nearer ends."""
    one, other = ((row[f"{side}value"], row[f"{side}upper"] or row[f"{side}value"]) for side in ("", "target_"))
    gap = max(one[0], other[0]) - min(one[1], other[1])
    unit = row["unit"] or row["target_unit"] or ""
    if unit != "元" and gap >= _WAN and not gap % _WAN:
        return f"{short(gap / _WAN)}万{unit}"
    # Shares lie percentage points apart.
    return quantity(plain(gap), "个百分点" if unit == "%" else unit)


def _matched(row: Row) -> str:
    """Say so where the names were put together for being alike, which a person may judge otherwise."""
    if row["matched_by"] != MatchedBy.LIKENESS or row["likeness"] is None:
        return ""
    return f"（“{row['subject'] or ''}”与该名称的相似度为{percent(float(row['likeness']))}）"


def unassessed(read: Tables, home: str) -> pd.DataFrame:
    """List for every project with indicators the year's and the period's promises that none of them speaks of.

    An indicator of plainly that name speaks of it, even where its figure cannot be held against the promise: 每季度1次.
    """
    indicators = given(read, "indicators").dropna(subset=["project_no", "name"])
    assessed = indicators.groupby("project_no")["name"].agg(list).to_dict()
    named = _named(read)
    found: dict[int, dict[str, Row]] = {}
    for row in keyed_rows(read, home):
        # Promises of two documents that contradict each other are reported by themselves.
        due = row["relation"] in (Relation.NONE, Relation.SAME) and row["indicator_id"] is None
        names = assessed.get(row["project_no"], [])
        if due and names and _is_promise(row) and not _has_name(row["subject"] or "", names):
            # The same promise in two documents is one.
            figure = f"{row['value']}|{row['upper']}|{row['unit']}"
            found.setdefault(row["project_no"], {}).setdefault(figure, row)
    rows = []
    for number, lacking in found.items():
        items = listed(f"“{row['text']}”" for row in lacking.values())
        rows.append(next(iter(lacking.values())) | {"owner": named(number), "lacking": len(lacking), "items": items})
    return view(rows, ["owner", "lacking", "items"])


def _is_promise(row: Row) -> bool:
    """Tell whether a figure promises a result of the year or of the period by itself."""
    words, told = promise_words(), f"{row['subject'] or ''}{row['text']}"
    described = (row["unit"] or "") in words.described_units or re.search(f"{words.background}|{words.each}", told)
    return not (row["horizon"] == Horizon.STAGE or described or row["confidence"] == "low" or _is_spending(row))


def _has_name(subject: str, names: Iterable[str]) -> bool:
    return any(nearness(subject, name) >= promise_words().differing for name in names)


def spending(read: Tables, home: str) -> pd.DataFrame:
    """Put beside every promise to spend the project's money that money, and the share that an indicator asks for.

    ``progress_wan`` and ``progress_most_wan`` are the least and the most that the share may stand for as printed; they
    are missing where no indicator speaks of the share, and where more is promised than there is.
    """
    named, money = _named(read), _money(read)
    shares = _progress(read)
    rows = []
    for row in tables.records(keyed(read, home).dropna(subset=["text"])):
        value = exact(row["value"])
        own = money.get(row["project_no"])
        if value is None or not own or row["unit"] != "元" or row["confidence"] == "low" or not _is_spending(row):
            continue
        promised = plain(ratio(value, _WAN))
        share = shares.get((row["project_no"], horizon_of(row["horizon"], row["text"])))
        told = {"owner": named(row["project_no"]), "promised_wan": promised, "own_wan": own}
        told |= {"share": f"{at_most(ratio(promised * 100, own), 1)}%", "progress": "", "asked": ""}
        if share is not None:
            told |= {"progress": f"，另见{share['said']}", "asked": share["said"]}
            least, most = (plain(own * (share["value"] + side * share["half"]) / 100) for side in (-1, 1))
            told |= {"progress_wan": least} if promised <= own else {}
            # Who promises to spend no more than a sum may well spend less.
            told |= {"progress_most_wan": most} if promised <= own and row["comparator"] not in _CEILINGS else {}
        rows.append(row | told)
    figures = ["promised_wan", "own_wan", "progress_wan", "progress_most_wan"]
    return view(rows, ["owner", "document", "field", "text", "share", "progress", "asked", *figures])


def _is_spending(row: Row) -> bool:
    words, text = promise_words(), f"{row['subject'] or ''}{row['text']}"
    return bool(row["unit"] == "元" and re.search(words.spending, text) and not re.search(words.not_spending, text))


def _money(read: Tables) -> dict[int, Decimal]:
    """Return all the money that the documents give a project, in 万元: other sources of it count as well."""
    found: dict[int, Decimal] = {}
    columns = {"projects": ("allocated_wan", "budget_wan"), "funds": ("initial_wan", "budget_wan")}
    for name, amounts in columns.items():
        for row in given_rows(read, name):
            number = row["no"] if name == "projects" else row["project_no"]
            if name == "projects" or row["fund_source"] == FundSource.TOTAL:
                known = (exact(row[amount]) for amount in amounts)
                found[number] = max(
                    [found.get(number, Decimal(0)), *(figure for figure in known if figure is not None)]
                )
    return found


def _progress(read: Tables) -> dict[tuple[int, str | None], Row]:
    """Return the share of the money that each project's indicators ask to be spent by each horizon."""
    words = promise_words()
    own = {row["indicator_id"]: row for row in tables.records(given(read, "indicators").dropna(subset=["name"]))}
    found: dict[tuple[int, str | None], Row] = {}
    targets = given(read, "targets").dropna(subset=["text", "source"])
    for row in tables.records(targets[targets["unit"].eq("%") & targets["kind"].eq(ExpressionKind.QUANTITY)]):
        indicator, value = own.get(row["indicator_id"]), exact(row["value"])
        if indicator is None or value is None or indicator["project_no"] is None:
            continue
        named = re.search(words.progress_name, indicator["name"])
        if re.search(words.not_progress, indicator["name"]):
            continue
        if named or re.search(words.progress_text, row["text"] or ""):
            half = half_digit(row["text"])
            place = f"（{human_place(row['source'])}）"
            said = f"绩效指标“{indicator['name']}”{row['horizon_label']}“{row['text']}”{place}"
            key = indicator["project_no"], row["horizon"]
            found.setdefault(key, {"value": value, "half": half, "said": said})
    return found


def _named(read: Tables) -> Callable[[int], str]:
    """Return how to name a project: 项目3（某某项目）."""
    plan = given(read, "projects")
    names = dict(zip(plan["no"], plan["name"], strict=True))
    return lambda number: f"项目{number}（{names[number]}）" if number in names else f"项目{number}"


VIEWS: dict[str, View] = {
    "indicator_conflicts": View(indicator_conflicts, unitless(*_SHOWN, "also", "matched")),
    "text_conflicts": View(text_conflicts, unitless(*_SHOWN, "also", "matched")),
    "unassessed": View(unassessed, unitless("owner", "lacking", "items")),
    "spending": View(
        spending,
        {
            **unitless("owner", "document", "field", "text", "share", "progress", "asked"),
            **dict.fromkeys(("promised_wan", "own_wan", "progress_wan", "progress_most_wan"), "万元"),
        },
    ),
}
