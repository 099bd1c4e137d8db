"""How far targets and spending have come on a day within the year (双监控).

Belongs here: the share of the year that has passed, every indicator's stage and annual target side by side, spending
beside the time. Does not belong here: judging a target (``attainment``), the threshold (``rules``) or telling any of it
(``facts``, ``report``).
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

import pandas as pd

from analysis.exact import ratio
from analysis.execution import execution_rates
from analysis.expressions.reading import SHARES
from analysis.tables import Tables
from analysis.vocabulary import Comparator, ExpressionKind, Horizon, Scope, Status

#: Comparators of targets towards which figures add up.
_UPWARD = (Comparator.AT_LEAST.value, Comparator.MORE_THAN.value, Comparator.ABOUT.value)
#: Statuses of a stage target that was missed.
MISSED = (Status.NOT_MET.value, Status.PARTLY_MET.value)


def time_share(day: str) -> Decimal:
    """Return the share of the year that has passed at the end of a day (时间进度).

    Months count alike, as offices reckon: the end of June is one half. A month that has not ended counts by its days.
    """
    on = date.fromisoformat(day)
    days = calendar.monthrange(on.year, on.month)[1]
    return ratio(Decimal((on.month - 1) * days + on.day), Decimal(12 * days))


def indicator_progress(read: Tables) -> pd.DataFrame:
    """Put the stage target, the annual target and the actual of every project indicator side by side.

    Returns
    -------
    pandas.DataFrame
        One row an indicator of a project: indicator_id, project_no, name, level_code; actual_text (missing where
        nothing was filed), is_filed, unit, actual_value; for ``stage`` and ``annual`` each text, value, rate, status
        and comparator behind the name of the horizon; adds_up, whether the figure grows over the year towards a floor,
        so that its share of the annual target can be held against the time.
    """
    indicators = read["indicators"]
    own = indicators.loc[
        indicators["scope"].eq(Scope.PROJECT.value), ["indicator_id", "project_no", "name", "sub_name", "level_code"]
    ]
    filed = read["actuals"][["indicator_id", "text"]].rename(columns={"text": "actual_text"})
    joined = own.merge(filed, on="indicator_id", how="left")
    attained = read["attainment"]
    for horizon in (Horizon.STAGE, Horizon.ANNUAL):
        rows = attained[attained["horizon"].eq(horizon.value)]
        named = {f"target_{part}": f"{horizon.value}_{part}" for part in ("text", "value")}
        named |= {
            part: f"{horizon.value}_{part}" for part in ("kind", "rate", "status", "comparator", "unit", "reading")
        }
        named["actual_value"] = f"{horizon.value}_actual"
        joined = joined.merge(rows[["indicator_id", *named]].rename(columns=named), on="indicator_id", how="left")
    counts = joined["annual_kind"].eq(ExpressionKind.QUANTITY.value) & ~joined["annual_unit"].isin(SHARES)
    return joined.assign(
        is_filed=joined["actual_text"].notna(),
        has_stage=joined["stage_kind"].notna() & joined["stage_kind"].ne(ExpressionKind.NONE.value),
        adds_up=counts & joined["annual_comparator"].isin(_UPWARD) & joined["annual_rate"].notna(),
    )


def spending_progress(execution: pd.DataFrame, allowed: Decimal) -> pd.DataFrame:
    """Hold every project's spending against the time.

    Parameters
    ----------
    execution
        The tidy table.
    allowed
        By how much, as a share of the budget, spending may trail the time.

    Returns
    -------
    pandas.DataFrame
        The table with rate, unspent_wan, time_share, lag (time share − rate, above zero when spending trails) and
        is_behind. A project without a budget has no rate and no lag.
    """
    rates = execution_rates(execution)
    shares = [time_share(day) for day in execution["as_of"]]
    lags = [None if rate is None else share - rate for rate, share in zip(rates["rate"], shares, strict=True)]
    return rates.assign(
        time_share=pd.Series(shares, index=rates.index, dtype=object),
        lag=pd.Series(lags, index=rates.index, dtype=object),
        is_behind=[lag is not None and lag > allowed for lag in lags],
    )
