"""Views about one project in several documents: its name, its body and its money, held against the plan.

Belongs here: putting beside every mention what the plan says, and pairing projects whose names are alike. Does not
belong here: how alike two names are (``likeness``), what was promised of a project (``views.promises``), and wording
of findings (the suites).

One cause is one row: documents that say the same other thing of a project stand together. Names that differ in
spelling only are gathered a document. An amount printed with decimals stands for every amount that rounds to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

import pandas as pd

from analysis import tables
from analysis.exact import half_digit, parse_number, printed_places, ratio
from analysis.likeness import is_same, likeness, most_compared, twice_from, years
from analysis.tables import Tables
from analysis.views.common import alias_groups, exact, fold, given, given_rows, keyed_rows, listed, percent, view
from analysis.views.model import View, plain
from analysis.vocabulary import AliasSort, DocumentKind

Row = dict[str, Any]

#: Amounts of the plan that a document may repeat: documents of the start and of the end of the year are both right.
_PLANNED = ("budget_wan", "allocated_wan")
#: A list of departments in a bracket is no list of bodies.
_BETWEEN_BODIES = re.compile(r"[、；;](?![^（(]*[）)])")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def other_names(read: Tables, home: str) -> pd.DataFrame:
    """List the names of projects that are neither the plan's nor spelt like it: one row a project and name."""
    differing = (row | {"plan_name": plan["name"]} for row, plan, alike in _names(read, home) if alike is None)
    columns = ["project_no", "name", "plan_name", "documents"]
    return view(_together(differing, "name"), columns)


def name_wordings(read: Tables, home: str) -> pd.DataFrame:
    """Gather a document's names of projects that are spelt in another way than in the plan."""
    spelt = ((row, row["name"], plan["name"], alike) for row, plan, alike in _names(read, home) if alike is not None)
    return _wordings(spelt)


def _names(read: Tables, home: str) -> Iterator[tuple[Row, Row, float | None]]:
    """Yield the mentions under another name, with the plan's row and, where it is only spelt otherwise, how alike."""
    groups = alias_groups(read, AliasSort.PROJECT)
    for row, plan in _with_plan(read, home):
        name, planned = row["name"], plan["name"]
        if planned is None or _is_known(name, planned, groups):
            continue
        told, meant = years(name), years(planned)
        same = is_same(name, planned) and not (told and meant and told != meant)
        yield row, plan, likeness(name, planned) if same else None


def other_units(read: Tables, home: str) -> pd.DataFrame:
    """List the bodies that are none of the plan's, nor spelt like one: one row a project and body.

    ``plan_units`` says whether the plan names one body of the project or two: where it names the implementer only, a
    form that asks for the applicant may rightly name another one.
    """
    rows = []
    for row, plan, alike in _units(read, home):
        if alike is None:
            bodies, both = _bodies(plan), plan["applicant"] is not None
            shown = "、".join(bodies)
            rows.append(row | {"plan_unit": shown, "plan_units": "two" if both else "one"})
    columns = ["project_no", "name", "unit_name", "plan_unit", "plan_units", "documents"]
    return view(_together(rows, "unit_name"), columns)


def unit_wordings(read: Tables, home: str) -> pd.DataFrame:
    """Gather a document's bodies that are spelt in another way than in the plan."""
    spelt = ((row, row["unit_name"], *alike) for row, _, alike in _units(read, home) if alike is not None)
    return _wordings(spelt)


def _units(read: Tables, home: str) -> Iterator[tuple[Row, Row, tuple[str, float] | None]]:
    """Yield the mentions with another body, with the plan's row and, where a body is like it, that one and how alike.

    The applicant or the implementer is meant, whichever is more like it.
    """
    groups = alias_groups(read, AliasSort.UNIT)
    for row, plan in _with_plan(read, home):
        unit, bodies = row["unit_name"], _bodies(plan)
        if unit is None or not bodies or any(_is_known(unit, body, groups) for body in bodies):
            continue
        found = [(body, alike) for body in bodies if (alike := _alike_bodies(unit, body, groups)) is not None]
        yield row, plan, max(found, key=lambda pair: pair[1], default=None)


def _bodies(plan: Row) -> list[str]:
    return list(dict.fromkeys(body for body in (plan["applicant"], plan["implementer"]) if body is not None))


def _alike_bodies(unit: str, planned: str, groups: Mapping[str, int]) -> float | None:
    """Return how alike the least alike of the bodies named is to one of those planned, or ``None``."""
    parts = [[part for part in _BETWEEN_BODIES.split(text) if part] for text in (unit, planned)]
    found = []
    for part in parts[0]:
        alike = [1.0 if _is_known(part, other, groups) else likeness(part, other) for other in parts[1]]
        same = any(_is_known(part, other, groups) or is_same(part, other) for other in parts[1])
        if not same:
            return None
        found.append(max(alike))
    return min(found, default=None)


def _is_known(one: str, other: str, groups: Mapping[str, int]) -> bool:
    """Tell whether two texts are one name, as printed or because a person said so."""
    left, right = fold(one), fold(other)
    return left == right or (left in groups and groups[left] == groups.get(right))


def _wordings(spelt: Iterator[tuple[Row, str, str, float]]) -> pd.DataFrame:
    """Gather a document's other spellings: how many, and the pairs with their likeness, each pair once."""
    found: dict[str, dict[str, Any]] = {}
    for row, told, planned, alike in spelt:
        group = found.setdefault(row["document"], {**_place(row), "document": row["document"], "words": {}})
        pair = f"“{told}”与“{planned}”（{_measure(alike)}）"
        group["words"].setdefault(pair, []).append(f"项目{row['project_no']}")
    rows = []
    for group in found.values():
        pairs = [f"{'、'.join(numbers)}{pair}" for pair, numbers in group["words"].items()]
        rows.append({**group, "wordings": len(pairs), "pairs": listed(pairs)})
    return view(rows, ["document", "wordings", "pairs"])


def _measure(alike: float) -> str:
    """Print how alike two spellings are; names may differ by words that say nothing, such as 项目, and be the same."""
    return "仅差通用字" if alike >= 1 else f"相似度{percent(alike)}"


def amounts(read: Tables, home: str) -> pd.DataFrame:
    """List the amounts that are none of the plan's: one row a project and amount."""
    printed = _printed(read)
    rows = []
    for row, plan in _with_plan(read, home):
        found = exact(row["amount_wan"])
        planned = {name: figure for name in _PLANNED if (figure := exact(plan[name])) is not None}
        if found is None or found < 0 or not planned:
            continue
        own = _half_digit(found, printed(home, row["row_key"], "amount_wan"))
        places = (printed("projects", tables.row_key("projects", plan), name) for name in planned)
        halves = [_half_digit(figure, place) for figure, place in zip(planned.values(), places, strict=True)]
        pairs = zip(planned.values(), halves, strict=True)
        if not any(abs(found - figure) <= max(own, half) for figure, half in pairs):
            rows.append(row | {"plan_amount_wan": next(iter(planned.values()))})
    return view(_together(rows, "amount_wan"), ["project_no", "name", "amount_wan", "plan_amount_wan", "documents"])


def _printed(read: Tables) -> Callable[[str, str, str], str]:
    """Return how to look up the text of a cell in which an amount stood."""
    cells = given(read, "cells")
    cells = cells[cells["column"].isin([*_PLANNED, "amount_wan"])]
    columns = (cells[name] for name in ("table", "key", "column", "text"))
    known = {(table, key, column): text for table, key, column, text in zip(*columns, strict=True)}
    return lambda table, key, column: str(known.get((table, key, column), ""))


def _half_digit(value: Decimal, text: str) -> Decimal:
    """Return half of the last printed digit in 万元; nothing for an amount printed without decimals, which is exact."""
    found = _NUMBER.search(text)
    number = parse_number(found[0]) if found else None
    if not number or not printed_places(text):
        return Decimal(0)
    return half_digit(text) * abs(ratio(value, number))


def twice(read: Tables, home: str) -> pd.DataFrame:
    """Pair the projects of one body whose names hardly differ.

    Names that are printed alike are reported as such; names that speak of different years are instalments. A body
    with very many projects names them after one pattern: there nothing follows from a likeness.
    """
    bodies: dict[str, list[Row]] = {}
    for row in keyed_rows(read, home):
        if row["name"] is not None and row["implementer"] is not None:
            bodies.setdefault(row["implementer"], []).append(row)
    rows = []
    for group in bodies.values():
        pairs = combinations(group, 2) if len(group) <= most_compared() else ()
        for one, other in pairs:
            alike = _once_or_twice(one["name"], other["name"])
            if alike >= twice_from():
                second = {"other_no": other["no"], "other_name": other["name"], "alike": percent(alike)}
                rows.append(one | second | {"other_wan": other["budget_wan"]})
    return view(rows, ["no", "name", "budget_wan", "other_no", "other_name", "other_wan", "alike"])


def _once_or_twice(one: str, other: str) -> float:
    told = years(one), years(other)
    instalments = all(told) and told[0] != told[1]
    return 0.0 if instalments or one == other else likeness(one, other)


def _with_plan(read: Tables, home: str) -> Iterator[tuple[Row, Row]]:
    """Yield every mention with the plan's row of its project; a project unknown to the plan is reported by itself."""
    plan: dict[int, Row] = {}
    for own in given_rows(read, "projects"):
        plan.setdefault(own["no"], own)
    for row in keyed_rows(read, home):
        if row["project_no"] in plan and row["name"] is not None:
            yield row, plan[row["project_no"]]


def _together(rows: Iterator[Row] | Sequence[Row], column: str) -> Iterator[Row]:
    """Put the mentions that say the same of a project into one row, the documents listed."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        said = row[column]
        found.setdefault((row["project_no"], fold(said) if isinstance(said, str) else said), []).append(row)
    labels = {kind.value: kind.label for kind in DocumentKind}
    for group in found.values():
        documents = dict.fromkeys(labels.get(row["document"], str(row["document"])) for row in group)
        yield group[0] | {"documents": "、".join(documents)}


def _place(row: Row) -> Row:
    return {name: row[name] for name in ("row_key", "source")}


VIEWS: dict[str, View] = {
    "other_names": View(other_names, plain("project_no", "name", "plan_name", "documents")),
    "name_wordings": View(name_wordings, plain("document", "wordings", "pairs")),
    "other_units": View(other_units, plain("project_no", "name", "unit_name", "plan_unit", "plan_units", "documents")),
    "unit_wordings": View(unit_wordings, plain("document", "wordings", "pairs")),
    "amounts": View(
        amounts, {**plain("project_no", "name", "documents"), "amount_wan": "万元", "plan_amount_wan": "万元"}
    ),
    "twice": View(
        twice,
        {**plain("no", "name", "other_no", "other_name", "alike"), "budget_wan": "万元", "other_wan": "万元"},
    ),
}
