"""Writing corrections.yaml and aliases.yaml the way a person would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.paths import FundYearPaths
from analysis.strict import dump_yaml


def correct(paths: FundYearPaths, *entries: dict[str, Any], accepted: tuple[tuple[str, str], ...] = ()) -> Path:
    """Write corrections.yaml: corrections with a reason and a status of their own unless given, and acceptances."""
    usual = {"reason": "测试用的更正", "status": "proposed"}
    data: dict[str, Any] = {"corrections": [usual | entry for entry in entries]}
    data["accepted"] = [{"id": name, "reason": reason} for name, reason in accepted]
    paths.corrections.write_text(dump_yaml({name: rows for name, rows in data.items() if rows}), encoding="utf-8")
    return paths.corrections


def cell(at: str, found: object, corrected: object, **more: str) -> dict[str, Any]:
    """Make one correction; figures are written as they print."""
    return {"at": at, "found": str(found), "corrected": str(corrected), **more}
