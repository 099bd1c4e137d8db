"""Whether targets were met, and by how much: the table ``attainment``.

Belongs here: lining the targets up with their indicators and actuals. Does not belong here: how one pair is judged
(``judgement``, ``comparisons``), how many are judged at once (``columns``), reading the expressions
(``expressions``) or what an attainment is worth (``scoring``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import expressions, tables
from analysis.attainment.columns import judge_rows
from analysis.attainment.due import leave_open
from analysis.attainment.verdicts import Bands
from analysis.expressions.reading import ROLES
from analysis.numbering import coded, distinct


def attain(
    targets: pd.DataFrame, actuals: pd.DataFrame, indicators: pd.DataFrame, bands: Bands, year: int | None = None
) -> pd.DataFrame:
    """Hold every target against its actual.

    Parameters
    ----------
    targets, actuals, indicators
        Tidy tables.
    bands
        Judges qualitative actuals.
    year
        The fund year: what is not due on the day of which the actuals speak is left open. Without it all is due.

    Returns
    -------
    pandas.DataFrame
        The table ``attainment``: one row a target, in the targets' order; a target without an actual is there too.
        ``target_value`` and ``actual_value`` are in ``unit``, so a converted figure differs from the one in its table;
        a yes or no is no figure there.
    """
    lined_up = _places(targets, indicators).merge(_places(targets, actuals), on="row", how="left", suffixes=("", "_a"))
    aimed = _taken(targets, lined_up["row"])
    about = _taken(indicators[["name", "level_code"]], lined_up["place"])
    filed = _taken(actuals, lined_up["place_a"])
    judged = judge_rows(aimed, filed, about["name"], about["level_code"], bands)
    if year is not None:
        judged = leave_open(judged, aimed, filed["as_of"], year)
    of_cells = {
        "indicator_id": aimed["indicator_id"],
        "horizon": aimed["horizon"],
        "target_text": aimed["text"],
        "actual_text": filed["text"],
        "kind": aimed["kind"],
        "source": filed["source"].where(filed["source"].notna(), aimed["source"]),
    }
    columns = tables.dictionary()["attainment"].columns
    return pd.DataFrame({name: of_cells[name] if name in of_cells else judged[name] for name in columns})


def attain_texts(
    targets: pd.Series, actuals: pd.Series, names: pd.Series, level_codes: pd.Series, bands: Bands
) -> pd.DataFrame:
    """Read and judge columns of cells that stand row by row side by side; rows that are alike are looked at once.

    Parameters
    ----------
    targets, actuals, names, level_codes
        The cells, the indicators' names and their classes, as text and with the same index.
    bands
        Judges qualitative actuals.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`analysis.attainment.columns.judge_rows` with the index of ``targets``.
    """
    rows = pd.DataFrame({"target": targets, "actual": actuals, "name": names, "level_code": level_codes})
    codes, first = distinct([coded(rows[column].to_numpy(dtype=object)) for column in rows])
    alike = rows.iloc[first].reset_index(drop=True)
    target, actual = (
        expressions.read(alike[role], names=alike["name"], role=role).assign(text=alike[role]) for role in ROLES
    )
    judged = judge_rows(target, actual, alike["name"], alike["level_code"], bands)
    return judged.take(codes).set_axis(rows.index)


def _places(targets: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Find for every row of targets where its indicator stands in another table; missing is missing."""
    rows = pd.DataFrame({"indicator_id": targets["indicator_id"].array, "row": np.arange(len(targets))})
    places = pd.DataFrame({"indicator_id": others["indicator_id"].array, "place": np.arange(len(others))})
    return rows.merge(places, on="indicator_id", how="left")[["row", "place"]]


def _taken(table: pd.DataFrame, places: pd.Series) -> pd.DataFrame:
    """Return rows by place; a missing place gives an empty row."""
    wanted = places.fillna(-1).to_numpy(dtype=np.int64)
    columns = {name: pd.api.extensions.take(table[name].array, wanted, allow_fill=True) for name in table}
    for column in columns.values():
        if column.dtype == "object":
            # pandas fills with NaN; a missing exact number is None.
            column[wanted < 0] = None
    return pd.DataFrame(columns)
