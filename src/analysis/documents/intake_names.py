"""Writing the manifest of a fund year that takes documents in, and finding what a new one is called.

Belongs here: the manifest as it will be, and the names that it still lacks. Does not belong here: the documents' own
entries (``intake_arrivals``) or writing the file (``provenance``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis import provenance
from analysis.documents.intake_arrivals import Arrival
from analysis.documents.layout import fold, words
from analysis.errors import ManifestError, NotFoundError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest

_OPTIONS = {"fund_name": "--fund-name 专项资金名称", "department": "--department 主管部门"}


@dataclass(frozen=True)
class Names:
    """What a fund year is called; an empty one is taken from an earlier year or from the documents."""

    fund_name: str = ""
    short_name: str = ""
    department: str = ""


UNNAMED = Names()


def compose(
    paths: FundYearPaths, known: Manifest | None, fresh: Sequence[Arrival], names: Names
) -> tuple[Manifest, list[Problem]]:
    """Return the manifest as it will be, and the names that nobody told.

    Parameters
    ----------
    paths
        The fund year.
    known
        The manifest that is there; its names stay.
    fresh
        The documents to register.
    names
        What a person called the fund year.
    """
    entries = {entry.file: entry for entry in known.files} if known else {}
    entries |= {arrival.entry.file: arrival.entry for arrival in fresh if arrival.entry}
    if known is not None:
        return known.model_copy(update={"files": tuple(entries.values())}), []
    lines = [line for arrival in fresh for line in arrival.lines]
    earlier = _earlier(paths)
    found = {
        "fund_name": names.fund_name or (earlier.fund_name if earlier else _first(words().fund_title, lines)),
        "department": names.department or (earlier.department if earlier else _first(words().department_line, lines)),
    }
    short = names.short_name or (earlier.short_name if earlier else found["fund_name"])
    status = "stated" if _states(lines, paths.year) else "assumed"
    files = tuple(entries.values())
    manifest = Manifest(fund=paths.fund, year=paths.year, short_name=short, year_status=status, files=files, **found)
    lacking = [_OPTIONS[name] for name, value in found.items() if not value]
    if not lacking:
        return manifest, []
    what = "新的资金年度需要名称，文件中没有找到"
    return manifest, [Problem(what, paths.label, expected="、".join(lacking), advice="补上参数后重新运行")]


def _states(lines: Iterable[str], year: int) -> bool:
    # A year in a project's name is not the document's.
    titles = (fold(line) for line in lines if not re.match(words().project_caption, line))
    return any(f"{year}" in title for title in titles)


def _earlier(paths: FundYearPaths) -> Manifest | None:
    """Return the manifest of the fund's nearest other year; a fund keeps its names."""
    years = [year for fund, year in paths.project.fund_years() if fund == paths.fund and year != paths.year]
    for year in sorted(years, key=lambda year: abs(year - paths.year)):
        try:
            return provenance.load_manifest(paths.project.fund_year(paths.fund, year))
        except (ManifestError, NotFoundError, OSError):
            continue
    return None


def _first(pattern: str, lines: Iterable[str]) -> str:
    found = (re.search(pattern, line) for line in lines)
    return next((match["name"].strip() for match in found if match), "")
