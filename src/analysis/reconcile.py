"""勾稽: the figures that must agree, side by side.

Belongs here: computing what a declared figure ought to be, from ``reconcile.yaml``, and how far apart the two may be.
Does not belong here: calling a difference a finding, which the expectations on the table ``reconciliation`` do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import pandas as pd
from pydantic import Field, RootModel

from analysis import tables
from analysis.errors import RuleError
from analysis.exact import parse_number, plain, printed_places, ratio, total
from analysis.strict import StrictModel, load_packaged
from analysis.tables import Tables


class Derivation(StrictModel):
    """One way in which a declared figure follows from the tables; see ``reconcile.yaml``."""

    op: Literal["sum", "count", "percent", "difference", "declared"]
    basis: str
    table: str = ""
    column: str = ""
    over: str = ""
    where: tuple[str, ...] = ()
    only: Mapping[str, str] = Field(default_factory=dict)
    whole: Literal["all", "subject"] = "all"
    concepts: tuple[str, ...] = ()


class _Concepts(RootModel[dict[str, tuple[Derivation, ...]]]):
    """The derivations by concept."""


@cache
def derivations() -> dict[str, tuple[Derivation, ...]]:
    """Return how each concept follows from the tables."""
    return load_packaged("analysis", "reconcile.yaml", _Concepts, RuleError).root


def reconcile(read: Tables) -> pd.DataFrame:
    """Put every declared figure beside what follows from the parts.

    Parameters
    ----------
    read
        The tidy tables; ``declared`` is what is checked, the others are what it is checked against.

    Returns
    -------
    pandas.DataFrame
        The table ``reconciliation``: one row a declared figure and a way to compute it. ``tolerance`` is half of the
        last printed digit, nothing for a count; ``excess`` is how far the difference goes beyond it.
    """
    rows = []
    for declared in tables.records(read["declared"]):
        for derivation in derivations().get(declared["concept"], ()):
            computed = _compute(derivation, declared["subject"], read)
            if computed is not None:
                rows.append(_row(declared, computed, derivation.basis))
    return tables.frame("reconciliation", rows)


def _compute(derivation: Derivation, subject: str | None, read: Tables) -> Decimal | None:
    if derivation.op == "declared":
        return _declared_parts(derivation, read["declared"])
    whole = _only(read[derivation.table], derivation.only)
    part = whole
    named = str(subject).split("|", len(derivation.where) - 1) if derivation.where else []
    for column, value in zip(derivation.where, named, strict=True):
        part = part[part[column].astype("string") == value]
    if derivation.op == "count":
        return Decimal(len(part))
    if part.empty or part[derivation.column].isna().all():
        return None
    amount = total(part[derivation.column])
    if derivation.op == "sum":
        return amount
    other = total((part if derivation.whole == "subject" or not derivation.where else whole)[derivation.over])
    if derivation.op == "difference":
        return amount - other
    return ratio(amount * 100, other) if other else None


def _only(table: pd.DataFrame, patterns: Mapping[str, str]) -> pd.DataFrame:
    """Keep the rows whose columns fit the patterns."""
    for column, pattern in patterns.items():
        table = table[table[column].astype("string").str.contains(pattern).fillna(False)]
    return table


def _declared_parts(derivation: Derivation, declared: pd.DataFrame) -> Decimal | None:
    parts = declared[declared["concept"].isin(derivation.concepts)]
    if set(parts["concept"]) != set(derivation.concepts):
        return None
    return total(parts["value"])


def _row(declared: Mapping[str, Any], computed: Decimal, basis: str) -> dict[str, Any]:
    difference = declared["value"] - computed
    tolerance = _tolerance(declared)
    return {
        "concept": declared["concept"],
        "subject": declared["subject"],
        "label": declared["label"],
        "column": declared["column"],
        "declared": declared["value"],
        "computed": plain(computed),
        "difference": plain(difference),
        "tolerance": tolerance,
        "excess": plain(max(abs(difference) - tolerance, Decimal(0))),
        "unit": declared["unit"],
        "basis": basis,
        "source": declared["source"],
    }


def _tolerance(declared: Mapping[str, Any]) -> Decimal:
    """Return half a unit of the last printed digit; a whole number of things has no tolerance.

    Money printed without decimals is taken as exact when it is declared as such, since its parts are not rounded.
    """
    text = declared["text"]
    if declared["unit"] != "%" and printed_places(text) == 0:
        return Decimal(0)
    half_digit = Decimal(5).scaleb(-printed_places(text) - 1)
    # A figure printed in another unit than the table's, such as 0.38亿元, is as coarse as its own unit.
    printed = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    number = parse_number(printed[0]) if printed else None
    return plain(half_digit * abs(ratio(declared["value"], number))) if number else half_digit
