"""A fund year with any number of projects: a drawn one many times over, for its documents to be written.

Belongs here: making projects that differ in number and name, and the fund's figures that add them up. Does not belong
here: drawing a fund year (``generate``), or copying tables that were read (``multiply``).
"""

from __future__ import annotations

from dataclasses import replace

from support.dossiers.fund import fund_indicators
from support.dossiers.model import FundYear, Project


def enlarged(year: FundYear, times: int) -> FundYear:
    """Return a fund year with so many times the projects; every copy has a batch number in its name.

    Shares of directions stay what they were, sums follow from the copies: what was consistent stays so.
    """
    projects = tuple(_copy(project, batch, len(year.projects)) for batch in range(times) for project in year.projects)
    return replace(year, projects=projects, indicators=fund_indicators(projects, grouped=year.grouped))


def _copy(project: Project, batch: int, step: int) -> Project:
    """Return a project as that of a batch; the first batch is as it was drawn."""
    if batch == 0:
        return project
    return replace(project, no=project.no + batch * step, name=f"{project.name}（第{batch + 1}批）")
