"""What every command shares: the application, its arguments, how it speaks.

Belongs here: options that mean the same everywhere, and their checks. Does not belong here: any command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import ParameterError, Problem
from analysis.vocabulary import Severity

if TYPE_CHECKING:
    from analysis.parameters import RunParameters
    from analysis.paths import FundYearPaths

app = typer.Typer(
    help="绩效: from a fund year's documents to a traceable evaluation report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Fund = Annotated[str, typer.Argument(help="Code of the fund: the folder below data/raw, such as gd-finance.")]
Year = Annotated[str, typer.Argument(help="The fund year, such as 2023.")]
Kind = Annotated[str, typer.Option(help="Kind of report: auto, final, midterm or target_review.")]


def parameters(fund: str, year: str, kind: str = "auto") -> RunParameters:
    """Check the arguments that name a fund year."""
    from analysis.parameters import check_parameters

    if not (year.isascii() and year.isdecimal()):
        raise ParameterError(Problem("参数取值有误", "参数 year", found=year, expected="年度，如 2023"))
    return check_parameters({"fund": fund, "year": int(year), "kind": kind})


def paths(fund: str, year: str) -> FundYearPaths:
    """Return the folders of the fund year that the arguments name."""
    from analysis.paths import Project

    checked = parameters(fund, year)
    return Project.here().fund_year(checked.fund, checked.year)


def counted(summary: dict[str, int], accepted: Mapping[str, int] | None = None) -> str:
    """Count what is open, and beside it what was accepted."""
    also = {name: f"（另有{count}处已接受）" for name, count in (accepted or {}).items()}
    counts = (f"{severity.label}{summary[severity]}处{also.get(severity, '')}" for severity in Severity)
    return f"核查发现：{'，'.join(counts)}"


def say(line: str) -> None:
    """Print a line."""
    typer.echo(line)
