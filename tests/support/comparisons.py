"""Projects in which fund years are compared."""

from __future__ import annotations

import shutil
from pathlib import Path

from analysis.across import Study, gather, study
from analysis.parameters import check_comparison
from analysis.paths import Project
from support.dossiers.model import FundYear

ROOT = Path(__file__).resolve().parents[2]


def project_in(folder: Path, *copied: str) -> Project:
    """Return a project below a folder: the suites, and the fund years (``fund/year``) that are named."""
    shutil.copytree(ROOT / "expectations", folder / "expectations")
    (folder / "data" / "raw").mkdir(parents=True)
    for name in copied:
        shutil.copytree(ROOT / "data" / "raw" / name, folder / "data" / "raw" / name)
    return Project(folder)


def compared(project: Project, funds: list[str], years: list[int] | None = None) -> Study:
    """Compare fund years of a project."""
    return study(gather(project, check_comparison({"funds": funds, "years": years or []})))


def moved_scores(year: FundYear) -> FundYear:
    """Change three lines of the fund's form, 40 points of 产出 staying 40.

    The third line reaches twice its target; the fourth carries 3 points more, the fifth 3 less.
    """
    third, fourth, fifth = year.indicators[2:5]
    changed = year.with_cell("fund.3.actual", third.actual.text.replace(_plain(third.actual), _plain(third.target, 2)))
    changed = changed.with_cell("fund.4.points", str(fourth.points + 3))
    return changed.with_cell("fund.5.points", str(fifth.points - 3))


def _plain(goal: object, times: int = 1) -> str:
    return format(goal.value * times, "f")  # type: ignore[attr-defined]
