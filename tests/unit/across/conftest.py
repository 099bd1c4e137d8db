"""Comparisons that several tests look at, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.comparisons import compared, moved_scores, project_in
from support.dossiers import earlier, generate, write

from analysis.across import Study
from analysis.paths import Project
from analysis.rules import loader

_CONFIRMED = "confirmed: {gd-finance: [2023]}"


@pytest.fixture(scope="session")
def two_scored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """Two invented years of a fund, both scored: the rules of 2023 are confirmed for 2022 while the years are read."""
    plain = loader.rule_files

    def files() -> dict[str, str]:
        wider = "confirmed: {gd-finance: [2022, 2023]}"
        return {name: text.replace(_CONFIRMED, wider) for name, text in plain().items()}

    caches = (loader._rules, loader._grades, loader._schemes)
    this = generate(seed=11, projects=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "rule_files", files)
        for cache in caches:
            cache.cache_clear()
        project = project_in(tmp_path_factory.mktemp("two_scored"))
        write(earlier(this), project.root)
        write(moved_scores(this), project.root)
        yield compared(project, ["gd-finance"])
    for cache in caches:
        cache.cache_clear()


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
