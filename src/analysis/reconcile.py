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
from analysis.exact import half_digit, parse_number, plain, printed_places, ratio, total
from analysis.places import Source
from analysis.strict import StrictModel, load_packaged
from analysis.tables import Tables
from analysis.views.common import exact, given


class Derivation(StrictModel):
    """One way in which a declared figure follows from the tables; see ``reconcile.yaml``."""

    op: Literal["sum", "count", "percent", "difference", "declared", "mean", "mean_rate"]
    basis: str
    table: str = ""
    column: str = ""
    or_column: str = ""
    over: str = ""
    where: tuple[str, ...] = ()
    only: Mapping[str, str] = Field(default_factory=dict)
    whole: Literal["all", "subject"] = "all"
    concepts: tuple[str, ...] = ()
    per: str = ""


class _Concepts(RootModel[dict[str, tuple[Derivation, ...]]]):
    """The derivations by concept."""


#: Ways whose result is a quotient: a figure printed without decimals is rounded, not exact.
_ROUNDED = ("mean", "mean_rate")


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
    # A figure that lacks what every declared figure has is reported by itself.
    declarations = given(read, "declared").dropna(subset=["concept", "text", "value", "source"])
    read = {**read, "declared": declarations[declarations["value"].map(exact).notna()]}
    for declared in tables.records(read["declared"]):
        for derivation in derivations().get(declared["concept"], ()):
            computed = _compute(derivation, declared, read)
            if computed is not None:
                tolerance = _tolerance(declared, rounded=derivation.op in _ROUNDED)
                tolerance += _slack(derivation, declared, read["declared"])
                rows.append(_row(declared, computed, derivation.basis, tolerance))
    return tables.frame("reconciliation", rows)


def _compute(derivation: Derivation, figure: Mapping[str, Any], read: Tables) -> Decimal | None:
    subject = figure["subject"]
    if derivation.op == "declared":
        return _declared_parts(derivation, figure, read["declared"])
    if derivation.op == "mean_rate":
        return _mean_rate(derivation, figure, read)
    whole = _only(given(read, derivation.table), derivation.only)
    part = whole
    named = str(subject).split("|", len(derivation.where) - 1) if derivation.where else []
    if len(named) != len(derivation.where):
        return None
    for column, value in zip(derivation.where, named, strict=True):
        part = part[part[column].astype("string") == value]
    if derivation.op == "count":
        return Decimal(len(part))
    if part.empty or part[derivation.column].isna().all():
        return None
    amount = total(part[derivation.column])
    if derivation.op == "sum":
        other_sum = total(part[derivation.or_column]) if derivation.or_column else amount
        return min(amount, other_sum, key=lambda known: abs(figure["value"] - known))
    if derivation.op == "mean":
        return ratio(amount, Decimal(int(part[derivation.per].nunique())))
    other = total((part if derivation.whole == "subject" or not derivation.where else whole)[derivation.over])
    if derivation.op == "difference":
        return amount - other
    return ratio(amount * 100, other) if other else None


def _only(table: pd.DataFrame, patterns: Mapping[str, str]) -> pd.DataFrame:
    """Keep the rows whose columns fit the patterns."""
    for column, pattern in patterns.items():
        table = table[table[column].astype("string").str.contains(pattern).fillna(False)]
    return table


def _declared_parts(derivation: Derivation, figure: Mapping[str, Any], declared: pd.DataFrame) -> Decimal | None:
    """Add up other declared figures of the same document; those of another one may tell the same once more."""
    file = Source.parse(figure["source"]).file
    near = declared[declared["source"].map(lambda source: Source.parse(source).file == file)]
    parts = near[near["concept"].isin(derivation.concepts)]
    if set(parts["concept"]) != set(derivation.concepts):
        return None
    return total(parts["value"])


def _mean_rate(derivation: Derivation, figure: Mapping[str, Any], read: Tables) -> Decimal | None:
    """Return the rate of a mean in per cent of the declared points.

    It may rest on the mean as it is or on the mean as it is printed: the one that comes nearer to the figure counts.
    """
    declared = read["declared"]
    same = declared["subject"].isna() if figure["subject"] is None else declared["subject"].eq(figure["subject"])
    known = {concept: declared[same & declared["concept"].eq(concept)]["value"] for concept in derivation.concepts}
    points, printed = (list(known[concept]) for concept in derivation.concepts)
    unrounded = _compute(derivation.model_copy(update={"op": "mean"}), figure, read)
    if unrounded is None or len(points) != 1 or not points[0]:
        return None
    rates = [ratio(mean * 100, points[0]) for mean in (unrounded, *printed)]
    return min(rates, key=lambda rate: abs(figure["value"] - rate))


def _slack(derivation: Derivation, figure: Mapping[str, Any], declared: pd.DataFrame) -> Decimal:
    """Return by how much declared percentages may miss their sum because each of them is rounded."""
    if derivation.op != "declared" or figure["unit"] != "%":
        return Decimal(0)
    return total(_tolerance(part) for part in tables.records(declared[declared["concept"].isin(derivation.concepts)]))


def _row(declared: Mapping[str, Any], computed: Decimal, basis: str, tolerance: Decimal) -> dict[str, Any]:
    difference = declared["value"] - computed
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


def _tolerance(declared: Mapping[str, Any], *, rounded: bool = False) -> Decimal:
    """Return half a unit of the last printed digit; a whole number of things has no tolerance.

    Money printed without decimals is taken as exact when it is declared as such, since its parts are not rounded. A
    mean is ``rounded`` however it is printed.
    """
    text = declared["text"]
    if declared["unit"] != "%" and printed_places(text) == 0 and not rounded:
        return Decimal(0)
    half = half_digit(text)
    # A figure printed in another unit than the table's, such as 0.38亿元, is as coarse as its own unit.
    printed = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    number = parse_number(printed[0]) if printed else None
    return plain(half * abs(ratio(declared["value"], number))) if number else half
