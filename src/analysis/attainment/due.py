"""Targets whose time has not come on the day of which the actuals speak.

Belongs here: telling them, and what that leaves of a verdict. Does not belong here: judging a pair (``judgement``) or
of which day a filing speaks (``documents``).

By June an annual target is open unless it is met already. What is below a ceiling in June, or still nothing where
nothing may happen, can yet be missed; it is open too. The rate stays: it tells the progress. A filing of the year's
end, or of a later day, leaves nothing open.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis import expressions
from analysis.attainment.verdicts import CEILINGS, FIGURES
from analysis.vocabulary import ExpressionKind, Horizon, Status

_READING = "目标尚未到期"


def leave_open(judged: pd.DataFrame, aimed: pd.DataFrame, as_of: pd.Series, year: int) -> pd.DataFrame:
    """Mark the targets that are not yet due.

    Parameters
    ----------
    judged
        The verdicts: status, comparator, reading.
    aimed
        Row by row the targets: horizon, horizon_label, kind, value.
    as_of
        Row by row the day of which the actual speaks, as ISO date; missing where nothing was filed for the indicator,
        and then the latest day of all counts.
    year
        The fund year.

    Returns
    -------
    pandas.DataFrame
        The verdicts, those of open targets with status 未到期 unless they are met already.
    """
    told = as_of.dropna()
    if told.empty:
        return judged
    days = as_of.fillna(max(told)).to_numpy(dtype=object)
    end = f"{year}-12-31"
    due = _due(aimed, year, end)
    is_open = np.fromiter(
        (day < end and day < last for day, last in zip(days, due, strict=True)), dtype=bool, count=len(judged)
    )
    if not is_open.any():
        return judged
    changed = is_open & ~(judged["status"].eq(Status.MET.value).to_numpy(dtype=bool) & ~_undoable(judged, aimed))
    readings = [
        "；".join(part for part in (_READING, reading) if part and not pd.isna(part)) for reading in judged["reading"]
    ]
    return judged.assign(
        status=judged["status"].mask(changed, Status.NOT_YET_DUE.value),
        reading=judged["reading"].mask(changed, pd.Series(readings, index=judged.index, dtype="str")),
    )


def _due(aimed: pd.DataFrame, year: int, end: str) -> list[str]:
    """Return the day on which each target is due; a stage that names no day is due whenever it is reported."""
    labels = aimed["horizon_label"].fillna("").astype(str)
    stages = {label: _stage_end(label, year) for label in dict.fromkeys(labels)}
    return [
        stages[label] if horizon == Horizon.STAGE else end
        for horizon, label in zip(aimed["horizon"], labels, strict=True)
    ]


def _stage_end(label: str, year: int) -> str:
    """Return the day by which a label says that its stage ends, or an empty text, which every day has passed."""
    printed = expressions.read_one(label, "", "target").date_to
    return f"{year}{printed[1:]}" if re.fullmatch(r"--\d{2}-\d{2}", printed) else printed


def _undoable(judged: pd.DataFrame, aimed: pd.DataFrame) -> np.ndarray:
    """Tell the targets that what comes later can still break."""
    figures = aimed["kind"].isin({*FIGURES}).to_numpy(dtype=bool)
    ceilings = judged["comparator"].isin({*CEILINGS}).to_numpy(dtype=bool)
    counted = aimed["kind"].isin({*FIGURES, ExpressionKind.BOOLEAN}).to_numpy(dtype=bool)
    nothing = np.fromiter((value is not None and value == 0 for value in aimed["value"]), dtype=bool, count=len(aimed))
    broken: np.ndarray = (figures & ceilings) | (counted & nothing)
    return broken
