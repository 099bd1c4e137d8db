"""Views on the results that projects tell beside their indicators: parts, shares, growth, copies.

Belongs here: one told result beside another. Does not belong here: results of indicators (``reported``), thresholds
and wording (the suites).

What is a whole, a part or a share is told by the item's name alone. Parts are only added up where their own shares add
up to a hundred: then, and only then, nothing is left out. A figure is as exact as it is printed; two figures contradict
each other when no values that print as they do would agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.exact import half_digit, half_up, printed_places, ratio, total
from analysis.tables import Tables
from analysis.views.common import fold, given, keyed_rows, listed, once, view
from analysis.views.model import View, plain
from analysis.views.reported import at_row, quantity, reported_words
from analysis.vocabulary import Comparator

_HUNDRED = Decimal(100)
#: Among more shares than this nobody can tell by their sum which of them belong together.
_MOST_SHARES = 20


def results_of(read: Tables) -> dict[int, list[dict[str, Any]]]:
    """Return the told results by project, with the figure of those that tell one exactly and how exact it is."""
    found: dict[int, list[dict[str, Any]]] = once("told results", (given(read, "results"),), lambda: _told(read))
    return found


def _told(read: Tables) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in keyed_rows(read, "results"):
        told = quantity(row) if row["comparator"] in (Comparator.UNSTATED, Comparator.EQUAL) else None
        own = {**row, "name": fold(row["item"]), "figure": told, "half": _half(row, told)}
        grouped.setdefault(row["project_no"], []).append(own)
    return grouped


def _half(row: Mapping[str, Any], figure: Decimal | None) -> Decimal:
    """Return half of the last printed digit, in the unit of the figure."""
    printed = re.search(r"\d[\d,]*(?:\.\d+)?", row["text"] or "")
    if figure is None or not printed:
        return Decimal(0)
    number = Decimal(printed[0].replace(",", ""))
    scale = ratio(figure, number) if number and number != figure else Decimal(1)
    # A count printed without scale and places is exact; a percentage never is.
    counted = printed_places(printed[0]) == 0 and scale == 1 and row["unit"] != "%"
    return Decimal(0) if counted else half_digit(printed[0]) * abs(scale)


def _shares(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pair every share with the amount of the thing that it is a share of, told by the name."""
    measures = ("", *reported_words().measures)
    amounts = {row["name"]: row for row in rows if row["figure"] is not None and row["unit"] != "%"}
    pairs = []
    for row in rows:
        named = re.match(reported_words().share_item, row["name"])
        if row["figure"] is None or row["unit"] != "%" or not named:
            continue
        base = named["base"]
        stems = [base, *(base.removesuffix(m) for m in measures if m and base.endswith(m))]
        part = next((amounts[s + m] for s in stems for m in measures if s and s + m in amounts), None)
        if part is not None:
            pairs.append((row, part))
    return pairs


def _whole(rows: list[dict[str, Any]], unit: str) -> dict[str, Any] | None:
    """Return the one amount of a unit that is a whole by its name."""
    named = [row for row in rows if row["figure"] and row["unit"] == unit]
    found = [row for row in named if re.match(reported_words().whole_item, row["name"])]
    return found[0] if len(found) == 1 else None


def result_shares(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every told share the share that part and whole give, and how far it goes beyond all rounding."""
    rows = []
    for number, own in results_of(read).items():
        for share, part in _shares(own):
            whole = _whole(own, part["unit"])
            if whole is None or whole is part:
                continue
            low, high = _bounds(part, whole)
            excess = max(low - (share["figure"] + share["half"]), share["figure"] - share["half"] - high, Decimal(0))
            computed = half_up(ratio(part["figure"] * _HUNDRED, whole["figure"]), 4)
            about = {"project_no": number, "item": share["item"], "text": share["text"], "computed": computed}
            told = {"part": f"{part['item']}{part['text']}", "whole": f"{whole['item']}{whole['text']}"}
            rows.append({**about, **told, "excess": excess, **at_row(share)})
    return view(rows, ["project_no", "item", "text", "computed", "part", "whole", "excess"])


def _bounds(part: Mapping[str, Any], whole: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest share that figures printed like these can give."""
    low = ratio((part["figure"] - part["half"]) * _HUNDRED, whole["figure"] + whole["half"])
    least = whole["figure"] - whole["half"]
    return low, ratio((part["figure"] + part["half"]) * _HUNDRED, least) if least else _HUNDRED


def result_sums(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every whole the sum of its parts, in each unit in which whole and parts are told."""
    rows = []
    for number, own in results_of(read).items():
        parts = _partition(own)
        whole = _whole(own, parts[0]["unit"]) if parts else None
        if whole is None:
            continue
        for top, members in ((whole, parts), *_counted(own, parts)):
            summed = total(part["figure"] for part in members)
            slack = total(row["half"] for row in (top, *members))
            apart = abs(top["figure"] - summed)
            about = {"project_no": number, "item": top["item"], "text": top["text"], "unit": top["unit"]}
            parts_told = "、".join(f"{part['item']}{part['text']}" for part in members)
            figures = {
                "whole": top["figure"],
                "summed": summed,
                "apart": apart,
                "excess": max(apart - slack, Decimal(0)),
            }
            rows.append({**about, **figures, "parts": parts_told, **at_row(top)})
    return view(rows, ["project_no", "item", "text", "unit", "whole", "summed", "apart", "excess", "parts"])


def _partition(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts whose shares add up to a hundred: two or three of them, and only one such set."""
    pairs = _shares(rows)
    pairs = pairs if len(pairs) <= _MOST_SHARES else []
    found = [
        chosen
        for size in (2, 3)
        for chosen in combinations(pairs, size)
        if abs(total(share["figure"] for share, _ in chosen) - _HUNDRED) <= total(share["half"] for share, _ in chosen)
        and len({part["unit"] for _, part in chosen}) == 1
    ]
    return [part for _, part in found[0]] if len(found) == 1 else []


def _counted(rows: list[dict[str, Any]], parts: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Yield the same parts in another unit, with the one other figure of that unit, which is their whole."""
    stems = [re.sub(f"(?:{'|'.join(reported_words().measures)})+$", "", part["name"]) for part in parts]
    plain_rows = [row for row in rows if row["figure"] is not None and row["unit"] not in (None, "%", parts[0]["unit"])]
    for unit in dict.fromkeys(row["unit"] for row in plain_rows):
        own = [row for row in plain_rows if row["unit"] == unit]
        members = [row for row in own if row["name"] in stems]
        rest = [row for row in own if row["name"] not in stems]
        if len(members) == len(parts) and len(rest) == 1:
            yield rest[0], members


def result_growth(read: Tables, _home: str) -> pd.DataFrame:
    """Put beside every told growth the one that this year's and last year's figure give."""
    words, rows = reported_words(), []
    for number, own in results_of(read).items():
        told = [row for row in own if row["figure"] is not None]
        for row in told:
            named = re.match(words.growth_item, row["name"])
            if row["unit"] != "%" or not named or not named["base"]:
                continue
            names = [named["base"] + measure for measure in ("", *words.measures)]
            now = next((r for name in names for r in told if r["name"] == name), None)
            before = next((r for name in names for r in told if _earlier(r["name"]) == name), None)
            if now is None or before is None or not before["figure"] or now["unit"] != before["unit"]:
                continue
            low, high = _bounds(now, before)
            growth = row["figure"] + _HUNDRED
            excess = max(low - growth - row["half"], growth - row["half"] - high, Decimal(0))
            about = {"project_no": number, "item": row["item"], "text": row["text"]}
            about |= {"now": f"{now['item']}{now['text']}", "before": f"{before['item']}{before['text']}"}
            computed = half_up(ratio(now["figure"] * _HUNDRED, before["figure"]) - _HUNDRED, 4)
            rows.append({**about, "computed": computed, "excess": excess, **at_row(row)})
    return view(rows, ["project_no", "item", "text", "now", "before", "computed", "excess"])


def _earlier(name: str) -> str:
    """Return whose figure of the year before an item tells, or an empty text."""
    base = re.sub(reported_words().earlier, "", name)
    return "" if base == name else base


def copied_results(read: Tables, _home: str) -> pd.DataFrame:
    """List for every project the others that tell the very same results, and how many these are."""
    alike: dict[tuple[tuple[str, str], ...], list[int]] = {}
    grouped = results_of(read)
    for number, rows in grouped.items():
        told = tuple(sorted((row["name"], fold(row["text"])) for row in rows))
        alike.setdefault(told, []).append(number)
    names = dict(zip(given(read, "projects")["no"], given(read, "projects")["name"], strict=True))
    rows = []
    for told, numbers in alike.items():
        first = grouped[numbers[0]]
        projects = listed(f"项目{number}（{names.get(number, '')}）" for number in numbers)
        copied = len(told) if len(numbers) > 1 else 0
        items = listed(f"{row['item']}{row['text']}" for row in first)
        rows.append({"projects": projects, "copied": copied, "items": items, **at_row(first[0])})
    return view(rows, ["projects", "copied", "items"])


def result_limits(read: Tables, _home: str) -> pd.DataFrame:
    """Count the told results that give a limit (不低于, 不超过) instead of a figure: one row for all."""
    limits = (Comparator.AT_LEAST, Comparator.AT_MOST)
    grouped = results_of(read)
    found = [row for rows in grouped.values() for row in rows if row["comparator"] in limits]
    rows = []
    if found:
        by_project: dict[int, list[str]] = {}
        for row in found:
            by_project.setdefault(row["project_no"], []).append(f"{row['item']}“{row['text']}”")
        items = listed(f"项目{number}：{'，'.join(texts)}" for number, texts in by_project.items())
        rows.append({"limits": len(found), "items": items.replace("、项目", "；项目"), **at_row(found[0])})
    return view(rows, ["limits", "items"])


_SHARE = {"computed": "%", "excess": "%"}
VIEWS: dict[str, View] = {
    "result_shares": View(result_shares, {**plain("project_no", "item", "text", "part", "whole"), **_SHARE}),
    "result_sums": View(
        result_sums, plain("project_no", "item", "text", "unit", "whole", "summed", "apart", "excess", "parts")
    ),
    "result_growth": View(result_growth, {**plain("project_no", "item", "text", "now", "before"), **_SHARE}),
    "copied_results": View(copied_results, plain("projects", "copied", "items")),
    "result_limits": View(result_limits, plain("limits", "items")),
}
