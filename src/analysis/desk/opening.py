"""Opening a fund year: from parameters to the object that notebooks work with.

Belongs here: refusing a fund year that cannot be opened, with what to do. Does not belong here: checking parameters
(``parameters``) or what an open fund year can do (``fund_year``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis import provenance
from analysis.desk.attended import fold_tracebacks
from analysis.desk.fund_year import FundYear
from analysis.desk.listing import known_fund
from analysis.errors import NotFoundError, Problem
from analysis.parameters import RunParameters, check_parameters, parameters_of_notebook
from analysis.paths import FundYearPaths, Project


def opened(given: Mapping[str, Any]) -> FundYear:
    """Open the fund year that given parameters name; see :func:`open_fund_year`."""
    fold_tracebacks()
    return open_fund_year(check_parameters(given))


def started(namespace: Mapping[str, Any]) -> FundYear:
    """Open the fund year that a notebook's parameters name; see :func:`open_fund_year`."""
    fold_tracebacks()
    return open_fund_year(parameters_of_notebook(namespace))


def open_fund_year(parameters: RunParameters) -> FundYear:
    """Open the fund year that checked parameters name.

    Raises
    ------
    NotFoundError
        When the fund or the year was never added, or lies there without a manifest.
    ManifestError
        When the manifest is broken.
    """
    paths = Project.here().fund_year(parameters.fund, parameters.year)
    _require_known(paths)
    with provenance.reachable(paths):
        provenance.load_manifest(paths)
    return FundYear(paths, parameters.kind)


def _require_known(paths: FundYearPaths) -> None:
    project, fund, year = paths.project, paths.fund, paths.year
    if not paths.raw.is_dir():
        known_fund(project, fund, year)
        years = "、".join(str(each) for code, each in project.fund_years() if code == fund)
        advice = f"核对年度；新的年度先运行 jixiao add {fund} {year} 文件…"
        raise NotFoundError(Problem("没有这个年度的文件", paths.label, expected=f"已有年度：{years}", advice=advice))
    if not paths.manifest.is_file():
        what = "目录中有文件但没有登记" if any(paths.raw.iterdir()) else "目录是空的"
        advice = f"运行 jixiao add {fund} {year} data/raw/{fund}/{year}/* 登记全部文件"
        raise NotFoundError(Problem(what, paths.label, expected="MANIFEST.yaml", advice=advice))
