"""A dossier of any size in memory: the tidy tables of a drawn one, many times over, each time with projects of its own.

Belongs here: making projects, indicators, rows and cells that differ only in their numbers. Does not belong here:
drawing a fund year (``generate``) or computing anything from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from analysis import tables
from analysis.vocabulary import Scope

_INDICATOR = re.compile(r"P(\d+)-(\d+)")
#: Tables that are left as they are.
_ONCE = ("documents", "remarks", "declared", "reconciliation", "promises", "series", "corrections", "policy_tasks")
#: Columns that number a project, and those that hold an address.
_NUMBERS = ("no", "project_no")
_ADDRESSES = ("source", "place")


def multiplied(evaluated: Mapping[str, pd.DataFrame], times: int) -> dict[str, pd.DataFrame]:
    """Return the tables with so many times the projects; the fund's own rows stay as they are.

    Parameters
    ----------
    evaluated
        The tables of a drawn fund year, read and computed. What compares whole documents (``declared``,
        ``reconciliation``, ``promises``, ``series``) stays as it is.
    times
        How many copies of its projects in all.
    """
    step = int(evaluated["projects"]["no"].max())
    indicators = evaluated["indicators"]
    fund = set(indicators.loc[indicators["scope"].eq(Scope.FUND.value), "indicator_id"])
    return {name: _grown(name, frame, times, step, fund) for name, frame in evaluated.items()}


def _grown(name: str, frame: pd.DataFrame, times: int, step: int, fund: set[str]) -> pd.DataFrame:
    if name in _ONCE or not len(frame):
        return frame
    if name == "findings":
        repeated = pd.Series(True, index=frame.index)
    elif name == "cells":
        own = frame["key"].str.partition("|")[0]
        repeated = own.str.fullmatch(r"\d+|P\d+-\d+") & ~frame["table"].isin(_ONCE)
    elif "project_no" in frame or "no" in frame:
        repeated = frame["project_no" if "project_no" in frame else "no"].notna()
    elif "indicator_id" in frame:
        repeated = ~frame["indicator_id"].isin(fund)
    else:
        return frame
    once, own = frame[~repeated], frame[repeated]
    return _whole(name, [once, *(_copy(name, own, number, step) for number in range(times))])


def _copy(name: str, frame: pd.DataFrame, number: int, step: int) -> pd.DataFrame:
    """Return rows with their projects renumbered for a copy; the first copy is as it was."""
    if number == 0:
        return frame.copy()
    made = frame.copy()
    for column in _NUMBERS:
        if column in made:
            made[column] = made[column] + number * step
    if "indicator_id" in made:
        made["indicator_id"] = [_renumbered(text, number * step) for text in made["indicator_id"]]
    if "key" in made and name in ("cells", "findings"):
        made["key"] = [_renumbered_key(text, number * step) for text in made["key"]]
    if name == "findings":
        made["id"] = [f"{text[:-6]}{(int(text[-6:], 16) + number) % 0x1000000:06x}" for text in made["id"]]
    if "part" in made:
        made["part"] = made["part"] + f"·{number}"
    for column in _ADDRESSES:
        if column in made:
            made[column] = made[column].str.replace("!", f"·{number}!", regex=False)
    return made


def _renumbered(text: str, more: int) -> str:
    found = _INDICATOR.fullmatch(text) if isinstance(text, str) else None
    return f"P{int(found[1]) + more:02d}-{found[2]}" if found else text


def _renumbered_key(text: str, more: int) -> str:
    if not isinstance(text, str):
        return text
    first, mark, rest = text.partition("|")
    return f"{int(first) + more if first.isdecimal() else _renumbered(first, more)}{mark}{rest}"


def _whole(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    made = pd.concat(parts, ignore_index=True)
    return made.astype({column: tables.frame(name, []).dtypes[column] for column in made})
