"""Evaluating the fund years that are to be compared.

Belongs here: which fund years are asked for, and what becomes of one that is not there or cannot be read. Does not
belong here: what is compared (``study``). One fund year that fails never stops the others; it is told in the report.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from analysis import pipeline
from analysis.across.model import Comparison, Member, Refused
from analysis.errors import JixiaoError, NotFoundError, Problem, RuleError
from analysis.parameters import ComparisonParameters
from analysis.paths import FundYearPaths, Project
from analysis.vocabulary import ReportKind


def gather(project: Project, asked: ComparisonParameters) -> Comparison:
    """Evaluate the fund years that are to be compared.

    Parameters
    ----------
    project
        Where the documents are.
    asked
        Funds and years; an empty list stands for all there are.

    Returns
    -------
    Comparison
        At least one fund year. Those that are not there, or whose documents forbid any result, are listed with what
        is to be done. A year whose results were filed but whose rules are not confirmed takes part without a score.

    Raises
    ------
    NotFoundError
        When a fund does not exist, or not one fund year could be evaluated.
    """
    there = project.fund_years()
    known = list(dict.fromkeys(fund for fund, _ in there))
    funds = list(dict.fromkeys(asked.funds)) or known
    _require_known(funds, known)
    asked_years = sorted(set(asked.years))
    found: list[Member | Refused] = []
    for fund in funds:
        years = [year for name, year in there if name == fund]
        found += [_taken(project.fund_year(fund, year), years) for year in asked_years or years]
    members = tuple(each for each in found if isinstance(each, Member))
    refused = tuple(each for each in found if isinstance(each, Refused))
    if not members:
        nothing = Problem("没有可以对比的资金年度", advice="先用 jixiao add 登记文件，或改正参数 funds 和 years")
        raise NotFoundError([nothing, *(problem for each in refused for problem in each.problems)])
    return Comparison(members, refused)


def _taken(paths: FundYearPaths, years: list[int]) -> Member | Refused:
    """Evaluate a fund year, or tell why it cannot take part."""
    if paths.year not in years:
        return Refused(paths.fund, paths.year, (_absent(paths, years),))
    try:
        return _evaluated(paths)
    except JixiaoError as error:
        return Refused(paths.fund, paths.year, tuple(_placed(error, paths)))


def _evaluated(paths: FundYearPaths) -> Member:
    try:
        return Member(pipeline.evaluate(paths))
    except RuleError as unconfirmed:
        # Without confirmed rules there is no score, but money, targets and findings do not rest on them.
        reviewed = pipeline.evaluate(paths, ReportKind.TARGET_REVIEW.value)
        return Member(reviewed, "；".join(str(problem) for problem in unconfirmed.problems))


def _require_known(funds: list[str], known: list[str]) -> None:
    problems = []
    for fund in (name for name in funds if name not in known):
        near = difflib.get_close_matches(fund, known, n=3, cutoff=0.5) or known
        advice = f"改正参数 funds；新的资金先登记：jixiao add {fund} 年度 文件…"
        problems.append(Problem("没有这个资金的文件", fund, expected="、".join(near), advice=advice))
    if problems or not funds:
        raise NotFoundError(problems or Problem("还没有任何资金年度", advice="先登记文件：jixiao add 资金 年度 文件…"))


def _absent(paths: FundYearPaths, years: list[int]) -> Problem:
    has = "、".join(f"{year}年" for year in years)
    advice = f"收到该年度文件后登记：jixiao add {paths.fund} {paths.year} 文件…"
    return Problem("没有登记过这个年度的文件", paths.label, expected=f"已有：{has}", advice=advice)


def _placed(error: JixiaoError, paths: FundYearPaths) -> Iterator[Problem]:
    """Yield an error's problems, each with the fund year that it speaks of."""
    for problem in error.problems:
        where = problem.where if paths.label in problem.where else f"{paths.label} {problem.where}".strip()
        advice = problem.advice or f"运行 jixiao check {paths.fund} {paths.year} 查看全部问题"
        yield Problem(problem.what, where, problem.found, problem.expected, advice)
