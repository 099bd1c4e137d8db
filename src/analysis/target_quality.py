"""How completely and how measurably targets are set.

Belongs here: counts over indicators and targets that a review of targets rests on. Does not belong here: calling a
gap a finding (``views`` and the suites), or comparing with earlier years (``comparison``).
"""

from __future__ import annotations

import pandas as pd

from analysis.vocabulary import ExpressionKind, Scope

#: Kinds of reading that can be checked without a person's judgement.
MEASURABLE = (
    ExpressionKind.QUANTITY.value,
    ExpressionKind.RANGE.value,
    ExpressionKind.COMPOUND.value,
    ExpressionKind.DATE.value,
    ExpressionKind.BOOLEAN.value,
)
#: Kinds of reading that hold one figure, which wants a unit.
FIGURES = (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)


def class_counts(indicators: pd.DataFrame) -> pd.DataFrame:
    """Count the projects' indicators of each class.

    Parameters
    ----------
    indicators
        The tidy table; rows of the whole fund do not count.

    Returns
    -------
    pandas.DataFrame
        One row a project and class that has any: project_no, level_code, indicators.
    """
    own = indicators[indicators["scope"].eq(Scope.PROJECT.value)]
    counted = own.groupby(["project_no", "level_code"], sort=True).size()
    return counted.rename("indicators").reset_index()


def target_measures(indicators: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Say of every target of a project whether it is filled in, measurable, and carries a unit.

    Parameters
    ----------
    indicators, targets
        The tidy tables.

    Returns
    -------
    pandas.DataFrame
        One row a target of a project's indicator: project_no, indicator_id, level_code, horizon, is_filled,
        is_measurable, is_figure, has_unit. A percentage has its unit.
    """
    own = indicators.loc[indicators["scope"].eq(Scope.PROJECT.value), ["indicator_id", "project_no", "level_code"]]
    joined = own.merge(targets[["indicator_id", "horizon", "kind", "unit"]], on="indicator_id")
    filled = joined["kind"].ne(ExpressionKind.NONE.value)
    figure = joined["kind"].isin(FIGURES)
    return joined.assign(
        is_filled=filled,
        is_measurable=joined["kind"].isin(MEASURABLE),
        is_figure=figure,
        has_unit=figure & joined["unit"].notna(),
    ).drop(columns=["kind", "unit"])


def indicator_measures(indicators: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Say of every indicator of a project whether any of its targets is filled in or measurable.

    Returns
    -------
    pandas.DataFrame
        One row an indicator: project_no, indicator_id, level_code, is_filled, is_measurable.
    """
    own = indicators.loc[indicators["scope"].eq(Scope.PROJECT.value), ["indicator_id", "project_no", "level_code"]]
    measures = target_measures(indicators, targets)
    told = measures.groupby("indicator_id")[["is_filled", "is_measurable"]].any()
    joined = own.join(told, on="indicator_id")
    return joined.assign(
        **{column: joined[column].fillna(False).astype(bool) for column in ("is_filled", "is_measurable")}
    ).reset_index(drop=True)
