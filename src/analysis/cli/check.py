"""``jixiao check`` and ``jixiao trace``: findings, and where a figure comes from.

Belongs here: options, printing, exit codes of these commands. Does not belong here: checking (``checks``), tracing
(``facts.trace``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.cli.common import Fund, Kind, Year, app, counted, parameters, paths, say
from analysis.errors import OpenWarningError, Problem
from analysis.vocabulary import Change, Family, FindingStatus, ReportKind, Severity


@app.command()
def check(
    fund: Fund,
    year: Year,
    as_json: Annotated[bool, typer.Option("--json", help="Print findings as JSON.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 11 when a warning is open.")] = False,
    family: Annotated[list[Family] | None, typer.Option(help="List findings of these families only.")] = None,
    min_severity: Annotated[Severity | None, typer.Option(help="List findings of this severity or worse.")] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with an earlier output of --json.")] = None,
) -> None:
    """Check a fund year's documents and list every finding; exit code 6 when one is critical.

    Exit codes rest on all findings that nobody accepted, whichever are listed.
    """
    from analysis import checks, listing, pipeline
    from analysis.kinds import missing_documents
    from analysis.rules.adoption import book_of

    where = paths(fund, year)
    earlier = listing.read_earlier(against) if against else None
    read_year = pipeline.read(where)
    findings = pipeline.check(where, read_year)["findings"]
    listed = listing.chosen(listing.rows(findings), family or (), min_severity)
    if earlier is not None:
        listed = listing.compared(listed, listing.chosen(earlier, family or (), min_severity))
    summary = checks.summary(findings)
    if as_json:
        say(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        _print_findings(listed)
        if earlier is not None:
            counts = listing.changes(listed)
            say(f"与 {against} 相比：" + "，".join(f"{change.label}{count}处" for change, count in counts.items()))
        say(f"{fund}/{year}：{counted(summary, listing.accepted(findings))}")
    if summary["critical"]:
        raise typer.Exit(6)
    if strict and summary["warning"]:
        what = f"有{summary['warning']}处警告待处理"
        advice = "由报送单位改正或说明；核实后可以接受的，在 corrections.yaml 中写明编号和理由"
        raise OpenWarningError(Problem(what, where.label, advice=advice))
    # Findings come first; that results are there and nothing can be scored yet is the last word.
    if not missing_documents(read_year.manifest, ReportKind.FINAL):
        book_of(where)


@app.command()
def trace(
    fund: Fund,
    year: Year,
    key: Annotated[str, typer.Argument(help="A fact's key, or a figure as printed.")],
    kind: Kind = "auto",
) -> None:
    """Tell where a figure comes from: formula, rows, and the cells of the documents."""
    from analysis import pipeline
    from analysis.facts.trace import trace as lines_of

    checked = parameters(fund, year, kind)
    for line in lines_of(pipeline.evaluate(paths(fund, year), checked.kind).facts, key):
        say(line)


def _print_findings(listed: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    # What has nothing to tell takes no room: whether a finding was accepted, and what changed.
    told = any(row["status"] == FindingStatus.ACCEPTED for row in listed)
    compared = any("change" in row for row in listed)
    shown = Table(show_lines=True)
    for heading in ("编号", "程度", "位置", "说明", *(["处理"] if told else []), *(["变化"] if compared else [])):
        shown.add_column(heading, overflow="fold")
    for row in listed:
        cells = [row["id"], Severity(row["severity"]).label, row["place"], row["message"]]
        if told:
            status = FindingStatus(row["status"] or FindingStatus.OPEN)
            cells.append(f"{status.label}：{row['reason']}" if status is FindingStatus.ACCEPTED else status.label)
        if compared:
            cells.append(Change(row["change"]).label)
        shown.add_row(*map(escape, cells))
    if listed:
        Console().print(shown)
