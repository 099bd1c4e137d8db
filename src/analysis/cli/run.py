"""``jixiao run``: one report or hundreds.

Belongs here: options, the last lines, exit codes. Does not belong here: choosing fund years (``runs.selection``),
running them (``runs.batch``), how progress looks (``runs.show``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.cli.common import Kind, app, counted, say
from analysis.errors import ParameterError, Problem
from analysis.runs.model import GENEROUS, Failure, Outcome, State

_INTERRUPTED = 130


@app.command()
def run(
    fund_years: Annotated[list[str] | None, typer.Argument(help="FUND YEAR, or any number of FUND/YEAR.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every fund year of data/raw.")] = False,
    fund: Annotated[list[str] | None, typer.Option(help="All years of this fund; may be repeated.")] = None,
    years: Annotated[str, typer.Option(help="Only these years: 2020-2024,2026.")] = "",
    matrix: Annotated[Path | None, typer.Option(help="CSV file: fund, year and, if you like, kind.")] = None,
    kind: Kind = "auto",
    archive: Annotated[bool, typer.Option("--archive", help="Also write report.archive.pdf (PDF/A-3).")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Reports at a time; 0 for one a core.")] = 0,
    force: Annotated[bool, typer.Option("--force/--resume", help="Write again what is unchanged.")] = False,
    time_limit: Annotated[float, typer.Option(help="Seconds that one report may take.")] = GENEROUS,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler whose workers do the work.")] = "",
    log_format: Annotated[Literal["text", "json"], typer.Option(help="Lines for people or for machines.")] = "text",
) -> None:
    """Write reports: notebooks, HTML, PDF, Word document, score book, run.json; unchanged ones are left as they are."""
    from analysis.paths import Project
    from analysis.runs.batch import Plan, run_batch
    from analysis.runs.selection import Wish, select
    from analysis.runs.show import shown

    _require(jobs >= 0, "参数 --jobs", str(jobs), "0或正整数")
    _require(time_limit > 0, "参数 --time-limit", f"{time_limit:g}", "正数，单位为秒")
    wish = Wish(fund_years or (), everything, fund or (), years, matrix, kind, archive)
    chosen = select(Project.here(), wish)
    plan = Plan(chosen, jobs or os.cpu_count() or 1, not force, time_limit, scheduler)
    with shown(len(chosen), log_format, say) as watch:
        outcomes = run_batch(plan, watch)
    if log_format == "text":
        _tell_one(outcomes[0]) if len(outcomes) == 1 else _tell_all(outcomes)
    _end(outcomes)


def _require(holds: bool, where: str, found: str, expected: str) -> None:
    if not holds:
        raise ParameterError(Problem("参数取值有误", where, found, expected))


def _tell_one(outcome: Outcome) -> None:
    from analysis.paths import Project
    from analysis.runs.report import products
    from analysis.runs.show import result

    if not outcome.run:
        return
    say(f"{outcome.job.label} {result(outcome)}；{counted(outcome.run['findings'])}")
    project = Project.here()
    folder = outcome.job.paths(project).reports.relative_to(project.root)
    if outcome.state is State.UNCHANGED:
        say(f"文件、规则和程序都没有变化，报告仍是 {folder} 中的这一份（--force 重新生成）")
        return
    for name in products(outcome.job):
        say(f"已写出 {folder / name}")


def _tell_all(outcomes: Sequence[Outcome]) -> None:
    from rich.console import Console

    from analysis.runs.show import slowest, summary

    # A file has no width; a table that is folded to 80 columns cannot be searched.
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(summary(outcomes))
    for outcome in outcomes:
        if outcome.failure:
            say(f"{outcome.job.label} → {_reason(outcome.failure)}")
    if stages := slowest(outcomes):
        say(stages)
    counts = "，".join(f"{state.label}{sum(o.state is state for o in outcomes)}份" for state in State)
    say(f"{len(outcomes)}份报告：{counts}；目录 reports/index.html")


def _reason(failure: Failure) -> str:
    """Say where and why: notebook, cell, then the document and its cell."""
    parts = (failure.place, failure.text, failure.details)
    return "\n".join(part for part in (" → ".join(parts[:2]) if parts[0] else parts[1], parts[2]) if part)


def _end(outcomes: Sequence[Outcome]) -> None:
    """End with the code of what went wrong: that of the one report, or the batch's own."""
    if any(outcome.state is State.STOPPED for outcome in outcomes):
        typer.echo("已中止；没有写完的报告保持原样，再次运行时接着做", err=True)
        raise typer.Exit(_INTERRUPTED)
    if len(outcomes) == 1 and (failure := outcomes[0].failure):
        typer.echo(_reason(failure), err=True)
        raise typer.Exit(failure.exit_code)
    from analysis.runs.batch import error_of

    if error := error_of(outcomes):
        raise error
