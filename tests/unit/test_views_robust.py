"""No view breaks, whatever a document leaves out: what is missing is a finding, never a fault of the program."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from clean_dossier import Tables, clean, drop, put

from analysis import tables
from analysis.comparison import compare
from analysis.paths import Project
from analysis.promises import promises
from analysis.reconcile import reconcile
from analysis.suites import load_suites
from analysis.views import VIEWS, joined

_TEXTS = (
    "",
    "一" * 5000,
    "\x00😀",
    "NaN",
    "-",
    "100%",
    "2023年13月45日",
    "(((",
    "[a-z",
    "９９",
    "①万",
    "2022-2024年",
    "满意度",
)
_FIGURES = tuple(map(Decimal, ("0", "-1", "1E+30", "0.0000001", "NaN")))
_WHOLE = (0, -1, 99)
_COMPUTED = ("reconciliation", "promises", "series")


def _homes() -> list[tuple[str, str]]:
    """Return every view with the tables whose suites ask for it."""
    suites = load_suites(Project.here().expectations)
    asked = ((rule.meta.view, name) for name, suite in suites.items() for rule in suite.expectations)
    return sorted({(view, home) for view, home in asked if view})


def _spoilt(chance: random.Random, read: Tables) -> Tables:
    """Drop tables, rows and cells at random, repeat rows, and put strange values in."""
    found = {}
    for name, table in read.items():
        if chance.random() < 0.05:
            continue
        rows = [dict(row) for row in tables.records(table) if chance.random() > 0.1]
        for row in rows:
            row |= dict(_strange(chance, name, row))
        found[name] = tables.frame(name, [*rows, *(dict(row) for row in rows if chance.random() < 0.1)])
    return found


def _strange(chance: random.Random, name: str, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for column in row:
        if chance.random() < 0.08:
            spec = tables.dictionary()[name].columns[column]
            values = {
                "text": spec.allowed() or _TEXTS,
                "decimal": _FIGURES,
                "integer": _WHOLE,
                "boolean": (True, False),
            }
            yield column, chance.choice((None, chance.choice(values[spec.type])))


@pytest.mark.parametrize("seed", range(12))
def test_no_view_breaks_whatever_is_missing_or_strange(seed: int) -> None:
    chance = random.Random(seed)
    read = _spoilt(chance, {name: table for name, table in clean().items() if name not in _COMPUTED})
    earlier = _spoilt(chance, {name: table for name, table in clean().items() if name not in _COMPUTED})
    read |= {"reconciliation": reconcile(read), "promises": promises(read), "series": compare(read, {2022: earlier})}
    for view, home in _homes():
        if home in read:
            assert {"row_key", "source"} <= set(VIEWS[view].build(read, home).columns), view


def test_an_indicator_without_any_target_is_looked_at_by_its_name() -> None:
    read = clean()
    put(read, "indicators", 0, name="验收合格率")
    drop(read, "targets", indicator_id=read["indicators"]["indicator_id"][0])
    assert VIEWS["indicator_sets"].build(read, "indicators").empty


def test_two_views_of_one_name_are_refused() -> None:
    one = {"coverage": VIEWS["coverage"]}
    assert joined([one, {"twice": VIEWS["twice"]}]).keys() == {"coverage", "twice"}
    with pytest.raises(ValueError, match="coverage"):
        joined([one, one])
