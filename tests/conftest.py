"""Fixtures that several parts of the suite share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.paths import FundYearPaths, Project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of the project's data that a test may change: documents, suites, notebooks; nothing generated."""
    for name in ("data/raw", "expectations", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setenv("JIXIAO_ROOT", str(tmp_path))
    return Project(tmp_path)


@pytest.fixture
def paths(project: Project) -> FundYearPaths:
    """The evaluated fund year in the copy."""
    return project.fund_year("gd-finance", 2023)


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory):
    """The evaluation of the documents as they are, made once."""
    from analysis import pipeline

    folder = tmp_path_factory.mktemp("evaluated")
    for name in ("data/raw", "expectations"):
        shutil.copytree(ROOT / name, folder / name)
    return pipeline.evaluate(Project(folder).fund_year("gd-finance", 2023))
