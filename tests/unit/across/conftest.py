"""Comparisons that several tests look at, made once."""

from __future__ import annotations

import pytest
from support.comparisons import compared, moved_scores, project_in
from support.dossiers import earlier, generate, write

from analysis.across import Study
from analysis.paths import Project


@pytest.fixture(scope="session")
def two_scored(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two invented years of a fund, both scored: the earlier one has adopted the rules of 2023."""
    this = generate(seed=11, projects=5)
    project = project_in(tmp_path_factory.mktemp("two_scored"))
    write(earlier(this), project.root, adopt="gd-finance/2023")
    write(moved_scores(this), project.root)
    return compared(project, ["gd-finance"])


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of all documents."""
    return project_in(tmp_path_factory.mktemp("real"), "gd-finance", "gzkfq-finance")


@pytest.fixture(scope="session")
def three_years(real: Project) -> Study:
    """The three years of gd-finance."""
    return compared(real, ["gd-finance"])


@pytest.fixture(scope="session")
def two_funds(real: Project) -> Study:
    """Both funds, all years."""
    return compared(real, [])
