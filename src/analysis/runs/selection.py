"""Which fund years a run is about.

Belongs here: arguments and matrix files into jobs, every fault told at once. Does not belong here: running them, and
looking into documents.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import JixiaoError, ParameterError, Problem
from analysis.kinds import AUTO
from analysis.parameters import check_parameters
from analysis.paths import Project
from analysis.runs.model import Job

#: The columns of a matrix file; the last may be missing, or blank in a row.
COLUMNS = ("fund", "year", "kind")


@dataclass(frozen=True)
class Wish:
    """What was asked for on the command line.

    Parameters
    ----------
    named
        ``FUND YEAR``, or any number of ``FUND/YEAR``.
    everything
        All fund years of ``data/raw``.
    funds
        Only these funds, all their years.
    years
        Only these years: ``2020-2024,2026``.
    matrix
        A CSV file with the columns fund, year and optionally kind.
    kind, archive
        What holds for every job that does not say otherwise.
    """

    named: Sequence[str] = ()
    everything: bool = False
    funds: Sequence[str] = ()
    years: str = ""
    matrix: Path | None = None
    kind: str = AUTO
    archive: bool = False


def select(project: Project, wish: Wish) -> tuple[Job, ...]:
    """Return the jobs in the order fund, year: an earlier year is read once, before those that look back on it.

    Raises
    ------
    ParameterError
        Naming every fund year that is malformed or asked for twice; or when nothing was asked for, or nothing is left.
    """
    ways = [bool(wish.named), wish.matrix is not None, wish.everything or bool(wish.funds) or bool(wish.years)]
    if sum(ways) != 1:
        what = "没有写明要运行哪些资金年度" if not any(ways) else "选择资金年度的几种写法不能同时使用"
        advice = "写 FUND YEAR，或若干个 FUND/YEAR，或 --all、--fund、--years，或 --matrix 文件"
        raise ParameterError(Problem(what, advice=advice))
    if wish.matrix is not None:
        jobs = _of_matrix(wish.matrix, wish)
    elif wish.named:
        jobs = [job for _, job in _checked(_words(wish.named), wish)]
        _once((job.label, "参数") for job in jobs)
    else:
        jobs = _of_folder(project, wish)
    if not jobs:
        raise ParameterError(Problem("没有选中任何资金年度", advice="核对 data/raw 中的资金代码和年度"))
    return tuple(sorted(jobs, key=lambda job: (job.fund, job.year)))


def _words(named: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Take ``FUND YEAR`` or words ``FUND/YEAR`` apart: place, fund, year, kind."""
    if len(named) == len(("fund", "year")) and not any("/" in word for word in named):
        return [("参数", named[0], named[1], "")]
    parted = (word.partition("/") for word in named)
    return [("参数", fund, year, "") for fund, _, year in parted]


def _of_folder(project: Project, wish: Wish) -> list[Job]:
    known = project.fund_years()
    unknown = [fund for fund in wish.funds if fund not in {name for name, _ in known}]
    if unknown:
        funds = "、".join(dict.fromkeys(fund for fund, _ in known)) or "无"
        raise ParameterError(
            Problem("没有这个专项资金", fund, expected=f"data/raw 中已有：{funds}") for fund in unknown
        )
    years = _years(wish.years) if wish.years else None
    chosen = ((fund, year) for fund, year in known if not wish.funds or fund in wish.funds)
    return [Job(fund, year, wish.kind, wish.archive) for fund, year in chosen if years is None or year in years]


def _years(text: str) -> set[int]:
    """Read ``2020-2024,2026``."""
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        last = last if dash else first
        if not (first.isascii() and first.isdecimal() and last.isascii() and last.isdecimal() and first <= last):
            raise ParameterError(
                Problem("参数取值有误", "参数 --years", found=text, expected="如 2023 或 2020-2024,2026")
            )
        found.update(range(int(first), int(last) + 1))
    return found


def _of_matrix(path: Path, wish: Wish) -> list[Job]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as failure:
        found = getattr(failure, "strerror", None) or str(failure)
        raise ParameterError(
            Problem("清单文件无法读取", str(path), found=found, expected="UTF-8 的 CSV 文件")
        ) from None
    header = tuple(cell.strip() for cell in rows[0]) if rows else ()
    if header not in (COLUMNS, COLUMNS[:2]):
        found = "、".join(header) or "空文件"
        raise ParameterError(
            Problem("清单文件的表头不对", str(path), found=found, expected="fund,year 或 fund,year,kind")
        )
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise ParameterError(Problem("清单文件没有内容", str(path), advice="每行写一个资金年度"))
    padded = [(f"{path.name} 第{n}行", *(cell.strip() for cell in [*row, "", ""][: len(COLUMNS)])) for n, row in filled]
    jobs = _checked(padded, wish)
    _once((job.label, where) for where, job in jobs)
    return [job for _, job in jobs]


def _checked(rows: Iterable[tuple[str, ...]], wish: Wish) -> list[tuple[str, Job]]:
    jobs: list[tuple[str, Job]] = []
    problems: list[Problem] = []
    for where, fund, year, kind in rows:
        try:
            number = int(year) if year.isascii() and year.isdecimal() else year
            checked = check_parameters({"fund": fund, "year": number, "kind": kind or wish.kind})
            jobs.append((where, Job(checked.fund, checked.year, checked.kind, wish.archive)))
        except JixiaoError as refused:
            problems += [_placed(problem, where) for problem in refused.problems]
    if problems:
        raise ParameterError(problems)
    return jobs


def _placed(problem: Problem, where: str) -> Problem:
    place = f"{where} {problem.where}" if where != "参数" else problem.where
    return Problem(problem.what, place, problem.found, problem.expected, problem.advice)


def _once(named: Iterable[tuple[str, str]]) -> None:
    """Refuse a fund year that stands twice: two kinds of report would be written into one folder."""
    places: dict[str, list[str]] = {}
    for label, where in named:
        places.setdefault(label, []).append(where)
    twice = {label: Counter(where) for label, where in places.items() if len(where) > 1}
    if twice:
        raise ParameterError(
            Problem("同一资金年度写了不止一次", label, found="、".join(where), advice="每个资金年度只写一次")
            for label, where in twice.items()
        )
