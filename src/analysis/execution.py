"""How far the budget was spent, and where it went.

Belongs here: rates and shares that follow from the tidy tables ``execution`` and ``projects``. Does not belong here:
what the documents say these figures are (``reconcile``) or what they are worth (``scoring``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from analysis.exact import ratio, total


@dataclass(frozen=True)
class ExecutionTotal:
    """The fund's budget execution, in 万元."""

    budget_wan: Decimal
    paid_wan: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Paid ÷ adjusted budget (财预〔2020〕10号); ``None`` without a budget."""
        return ratio(self.paid_wan, self.budget_wan) if self.budget_wan else None

    @property
    def unspent_wan(self) -> Decimal:
        """What was not spent."""
        return self.budget_wan - self.paid_wan


def execution_total(execution: pd.DataFrame) -> ExecutionTotal:
    """Add up budget and payments."""
    return ExecutionTotal(total(execution["budget_wan"]), total(execution["paid_wan"]))


def execution_rates(execution: pd.DataFrame) -> pd.DataFrame:
    """Return each project's rate beside its amounts: the table ``execution`` with ``rate`` and ``unspent_wan``.

    A project without a budget has no rate.
    """
    rates = [
        ratio(paid, budget) if budget else None
        for budget, paid in zip(execution["budget_wan"], execution["paid_wan"], strict=True)
    ]
    return execution.assign(
        rate=pd.Series(rates, index=execution.index, dtype=object),
        unspent_wan=execution["budget_wan"] - execution["paid_wan"],
    )


def directions(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the directions of support in the order of their first project.

    Returns
    -------
    pandas.DataFrame
        One row a direction: direction, project_count, allocated_wan, allocated_share, budget_wan, budget_share,
        members (the projects' numbers). Shares are of one; the allocated ones are before any withdrawal, the basis
        that plans are printed on. Projects without a direction are left out.
    """
    placed = projects[projects["direction"].notna()]
    allocated, budget = total(projects["allocated_wan"]), total(projects["budget_wan"])
    rows = []
    for direction, members in placed.groupby("direction", sort=False):
        own_allocated, own_budget = total(members["allocated_wan"]), total(members["budget_wan"])
        rows.append(
            {
                "direction": direction,
                "project_count": len(members),
                "allocated_wan": own_allocated,
                "allocated_share": ratio(own_allocated, allocated) if allocated else None,
                "budget_wan": own_budget,
                "budget_share": ratio(own_budget, budget) if budget else None,
                "members": tuple(members["no"]),
            }
        )
    return pd.DataFrame(rows, columns=_DIRECTION_COLUMNS)


_DIRECTION_COLUMNS = [
    "direction",
    "project_count",
    "allocated_wan",
    "allocated_share",
    "budget_wan",
    "budget_share",
    "members",
]
