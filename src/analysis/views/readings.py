"""Views about how well the texts of targets, actuals and results were read.

Belongs here: readings that must hold a figure, that are doubtful, or that lack a unit. Does not belong here: thresholds
and wording (the suites) or what a target aims at (``wording``).
"""

from __future__ import annotations

from itertools import product

import pandas as pd

from analysis.tables import Tables
from analysis.views.common import given, keyed, listed, named_rows, view
from analysis.views.model import View, plain
from analysis.vocabulary import ExpressionKind

#: Kinds of reading that hold a figure.
_FIGURES = (ExpressionKind.QUANTITY.value, ExpressionKind.RANGE.value)
#: Kinds of reading that a low confidence says nothing new about: words need a person anyway, the rest is no reading.
_WORDS = tuple(kind.value for kind in (ExpressionKind.QUALITATIVE, ExpressionKind.NONE, ExpressionKind.UNREAD))


def quantities(read: Tables, home: str) -> pd.DataFrame:
    """Keep the readings that must hold a figure."""
    table = keyed(read, home)
    return table[table["kind"].isin(_FIGURES)].reset_index(drop=True)


def readings(read: Tables, home: str) -> pd.DataFrame:
    """Count for every project, and for the fund, the readings that a person should look at.

    A target without a unit whose actual has one is left out: it is reported at the actual.
    """
    table = named_rows(read, home)
    doubtful = table["confidence"].isin(["low", "none"]) & ~table["kind"].isin(_WORDS)
    actuals = given(read, "actuals")
    told = table["indicator_id"].isin(actuals.loc[actuals["unit"].notna(), "indicator_id"].dropna())
    unitless = table["kind"].isin(_FIGURES) & table["unit"].isna() & ~told
    table = table.assign(doubtful=doubtful, unitless=unitless)
    # Most owners have nothing to look at.
    table = table[table["doubtful"] | table["unitless"]]
    rows = []
    for (owner, group), mark in product(table.groupby("owner", sort=False), ("doubtful", "unitless")):
        marked = group[group[mark]]
        if len(marked):
            count = {"owner": owner, "doubtful": 0, "unitless": 0, mark: len(marked)}
            at = marked.iloc[0][["row_key", "source"]]
            rows.append({**count, "items": listed(_quoted(marked)), **at})
    return view(rows, ["owner", "doubtful", "unitless", "items"])


def _quoted(table: pd.DataFrame) -> list[str]:
    """Quote the texts of every indicator behind its name, alike ones once."""
    texts = table.drop_duplicates(["indicator_id", "name", "text"]).groupby(["indicator_id", "name"], sort=False)[
        "text"
    ]
    return [f"{name}{''.join(f'“{text}”' for text in own)}" for (_, name), own in texts]


VIEWS: dict[str, View] = {
    "quantities": View(quantities, {}, home=True),
    "readings": View(readings, plain("owner", "doubtful", "unitless", "items")),
}
