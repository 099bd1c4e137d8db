"""The list of findings as scripts read it, and what changed since an earlier one.

Belongs here: the JSON form of ``jixiao check --json``, choosing from the list, reading an earlier one back, comparing.
Does not belong here: finding anything (``checks``), accepting it (``acceptance``) or printing (``cli``).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import tables
from analysis.errors import NotFoundError, ParameterError, Problem
from analysis.vocabulary import Change, Family, FindingStatus, Severity

Row = dict[str, Any]

#: The items of a finding in their order; ``locator`` is the address of its cell, as ``corrections.yaml`` takes it.
_ITEMS = (
    *("id", "code", "family", "severity", "status", "reason", "place", "locator"),
    *("found", "expected", "difference", "message", "advice", "reference"),
)
#: What an earlier list must tell of a finding.
_NEEDED = ("id", "severity", "place", "message")
_SEVERITIES = list(Severity)


def rows(findings: pd.DataFrame) -> list[Row]:
    """Return the table ``findings`` as scripts read it, worst first."""
    found = tables.records(findings.rename(columns={"source": "locator"}))
    return [{item: row[item] for item in _ITEMS} for row in found]


def chosen(listed: Iterable[Row], families: Collection[Family], least: Severity | None) -> list[Row]:
    """Keep the findings of some families, all when none is named, and of a severity or worse."""
    bound = _SEVERITIES.index(least) if least else len(_SEVERITIES)
    return [
        row
        for row in listed
        if (not families or row.get("family") in families) and _SEVERITIES.index(row["severity"]) <= bound
    ]


def accepted(findings: pd.DataFrame) -> dict[str, int]:
    """Count the accepted findings of each severity; one without any is left out."""
    own = findings.loc[findings["status"] == FindingStatus.ACCEPTED.value, "severity"].value_counts()
    return {severity.value: int(own[severity.value]) for severity in Severity if severity.value in own}


def compared(now: Sequence[Row], before: Iterable[Row]) -> list[Row]:
    """Say of every finding whether it is new or was there before; those that are gone come last."""
    earlier = {row["id"]: row for row in before}
    known = {row["id"] for row in now}
    here = [{**row, "change": (Change.STILL if row["id"] in earlier else Change.NEW).value} for row in now]
    gone = [row for id_, row in earlier.items() if id_ not in known]
    return here + [{**dict.fromkeys(_ITEMS), **row, "change": Change.GONE.value} for row in gone]


def changes(listed: Iterable[Mapping[str, Any]]) -> dict[Change, int]:
    """Count the findings of each change."""
    seen = [row["change"] for row in listed]
    return {change: seen.count(change.value) for change in Change}


def read_earlier(path: Path) -> list[Row]:
    """Read what ``jixiao check --json`` printed at another time; findings that were gone already are left out.

    Raises
    ------
    NotFoundError
        When the file cannot be read.
    ParameterError
        When it is not such a list.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as failure:
        what = f"文件无法读取（{failure.strerror or type(failure).__name__}）"
        raise NotFoundError(Problem(what, str(path), advice="核对路径")) from None
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list) or not all(_is_finding(row) for row in listed):
        what = "不是校验结果，不能比较"
        expected = "jixiao check --json 的输出"
        raise ParameterError(Problem(what, str(path), expected=expected, advice="把较早一次的输出存为文件后再比较"))
    return [row for row in listed if row.get("change") != Change.GONE.value]


def _is_finding(row: Any) -> bool:
    if not isinstance(row, dict) or not all(isinstance(row.get(item), str) for item in _NEEDED):
        return False
    return row["severity"] in _SEVERITIES
