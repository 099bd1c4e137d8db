"""The command ``jixiao``: a thin face over ``batch``, ``pipeline`` and ``documents.registry``.

Belongs here: arguments, progress, printing, exit codes. Does not belong here: any work. Heavy modules are imported
inside the commands, so that ``--help`` answers at once.

Exit codes: 0 done · 1 a fault of the program · 2 parameters · 3 not found · 4 document · 5 manifest · 6 critical check
· 7 rules · 8 output · 9 prose or template · 10 corrections or aliases · 11 open warning in a strict check.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.errors import DocumentError, JixiaoError, OpenWarningError, ParameterError, Problem
from analysis.vocabulary import Change, Family, FindingStatus, ReportKind, Severity

app = typer.Typer(
    help="绩效: from a fund year's documents to a traceable evaluation report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Fund = Annotated[str, typer.Argument(help="Code of the fund: the folder below data/raw, such as gd-finance.")]
Year = Annotated[str, typer.Argument(help="The fund year, such as 2023.")]
Kind = Annotated[str, typer.Option(help="Kind of report: auto, final, midterm or target_review.")]
Archive = Annotated[bool, typer.Option("--archive", help="Also write report.archive.pdf (PDF/A-3).")]


@app.command()
def run(fund: Fund, year: Year, kind: Kind = "auto", archive: Archive = False) -> None:
    """Write a fund year's report: notebooks, HTML, PDF, Word document, score book, run.json."""
    from analysis.batch import run_fund_year

    parameters = _parameters(fund, year, kind)
    with _progress() as tell:
        result = run_fund_year(parameters, tell, archive=archive)
    told = ReportKind(result.run["kind"]).label
    if "score" in result.run:
        told = f"得分{result.run['score']:.2f}分，等级“{result.run['grade']}”"
    _say(f"{fund}/{year} {told}；{_counted(result.run['findings'])}")
    for path in result.files:
        _say(f"已写出 {path.relative_to(result.paths.project.root)}")


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
    from analysis.rules.loader import rule_book

    paths = _paths(fund, year)
    earlier = listing.read_earlier(against) if against else None
    read_year = pipeline.read(paths)
    findings = pipeline.check(paths, read_year)["findings"]
    listed = listing.chosen(listing.rows(findings), family or (), min_severity)
    if earlier is not None:
        listed = listing.compared(listed, listing.chosen(earlier, family or (), min_severity))
    summary = checks.summary(findings)
    if as_json:
        _say(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        _print_findings(listed)
        if earlier is not None:
            counts = listing.changes(listed)
            _say(f"与 {against} 相比：" + "，".join(f"{change.label}{count}处" for change, count in counts.items()))
        _say(f"{fund}/{year}：{_counted(summary, listing.accepted(findings))}")
    if summary["critical"]:
        raise typer.Exit(6)
    if strict and summary["warning"]:
        what = f"有{summary['warning']}处警告待处理"
        advice = "由报送单位改正或说明；核实后可以接受的，在 corrections.yaml 中写明编号和理由"
        raise OpenWarningError(Problem(what, paths.label, advice=advice))
    # Findings come first; that results are there and nothing can be scored yet is the last word.
    if not missing_documents(read_year.manifest, ReportKind.FINAL):
        rule_book(paths.fund, paths.year)


@app.command()
def trace(
    fund: Fund, year: Year, key: Annotated[str, typer.Argument(help="A fact's key, or a figure as printed.")]
) -> None:
    """Tell where a figure comes from: formula, rows, and the cells of the documents."""
    from analysis import pipeline
    from analysis.facts.trace import trace as lines_of

    for line in lines_of(pipeline.evaluate(_paths(fund, year)).facts, key):
        _say(line)


@app.command()
def add(
    fund: Fund,
    year: Year,
    files: Annotated[list[Path], typer.Argument(help="Documents (.docx, .xlsx); they are copied, never changed.")],
    fund_name: Annotated[str, typer.Option(help="The fund's full name, for a new fund.")] = "",
    short_name: Annotated[str, typer.Option(help="How running text calls the fund.")] = "",
    department: Annotated[str, typer.Option(help="The department that manages the fund.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Let a document of the same name give way.")] = False,
) -> None:
    """Take documents into a fund year: recognise each by its content, show what was read, write the manifest."""
    from analysis.documents import intake
    from analysis.documents.intake_names import Names

    found = intake.examine(_paths(fund, year), files, Names(fund_name, short_name, department), replace=replace)
    # What was read is shown first: it helps to mend what keeps the documents from being registered.
    for arrival in found.arrivals:
        _print_arrival(arrival)
    told = f"{fund}/{year}：{len(found.arrivals)}个文件"
    try:
        registered = intake.register(found)
    except JixiaoError:
        _say(f"{told}，没有登记任何文件")
        raise
    faults = sum(len(arrival.problems) for arrival in found.arrivals)
    present = sum(arrival.entry is not None and not arrival.is_fresh for arrival in found.arrivals)
    told += f"，登记{registered}个" if registered else "，没有登记任何文件"
    told += f"，此前已登记{present}个" if present else ""
    _say(f"{told}，问题{faults}处" + (f"；清单 data/raw/{fund}/{year}/MANIFEST.yaml" if registered else ""))
    if faults:
        raise typer.Exit(DocumentError.exit_code)


@app.command()
def prose(fund: Fund, year: Year, kind: Kind = "auto") -> None:
    """Write a starter prose.md for the analyst's own text: a heading and a hint for every place that takes one."""
    from analysis import provenance
    from analysis.kinds import report_kind
    from analysis.report.prose import write_starter

    paths = _paths(fund, year)
    chosen = report_kind(paths, provenance.load_manifest(paths), _parameters(fund, year, kind).kind)
    write_starter(paths.prose, chosen)
    _say(f"已写出 data/raw/{paths.label}/prose.md：{chosen.label}报告的段落，没有填写的不印入报告")


@app.command()
def seal(fund: Fund, year: Year) -> None:
    """Record a deliberate change of the documents in MANIFEST.yaml, and print what changed."""
    from analysis.documents.registry import seal as record

    changes = record(_paths(fund, year))
    for change in changes:
        _say(change)
    _say(f"{fund}/{year}：已登记{len(changes)}处改动" if changes else f"{fund}/{year}：与清单一致，没有改动")


def main() -> None:
    """Run the command; an error of the input prints its message and ends with its own exit code."""
    # An IRI grammar behind jsonschema takes two seconds to load in every process; nothing here uses it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        app()
    except JixiaoError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None


def _parameters(fund: str, year: str, kind: str = "auto") -> Any:
    from analysis.parameters import check_parameters

    if not (year.isascii() and year.isdecimal()):
        raise ParameterError(Problem("参数取值有误", "参数 year", found=year, expected="年度，如 2023"))
    return check_parameters({"fund": fund, "year": int(year), "kind": kind})


def _paths(fund: str, year: str) -> Any:
    from analysis.paths import Project

    parameters = _parameters(fund, year)
    return Project.here().fund_year(parameters.fund, parameters.year)


def _progress() -> Any:
    """Show a bar in a terminal, plain lines elsewhere."""
    from contextlib import contextmanager

    @contextmanager
    def plain() -> Any:
        yield lambda step, number, total: _say(f"[{number}/{total}] {step}")

    @contextmanager
    def bar() -> Any:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, TimeElapsedColumn(), transient=True) as shown:
            task = shown.add_task("准备", total=None)
            yield lambda step, number, total: shown.update(task, description=step, completed=number - 1, total=total)

    return bar() if sys.stdout.isatty() else plain()


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


def _print_arrival(arrival: Any) -> None:
    """Print one file: what it is, what was read from it, what could not be."""
    entry = arrival.entry
    known = f"{arrival.note}　{entry.kind.label}：{entry.title}" if entry else arrival.note or "未登记"
    _say(f"{arrival.path.name}　{known}")
    if arrival.rows:
        _say(f"  读到：{'、'.join(f'{title}{count}行' for title, count in arrival.rows.items())}")
    for remark in arrival.remarks:
        _say(f"  说明：{remark}")
    for problem in arrival.problems:
        _say(f"  问题：{problem}")


def _counted(summary: dict[str, int], accepted: Mapping[str, int] | None = None) -> str:
    """Count what is open, and beside it what was accepted."""
    also = {name: f"（另有{count}处已接受）" for name, count in (accepted or {}).items()}
    counts = (f"{severity.label}{summary[severity]}处{also.get(severity, '')}" for severity in Severity)
    return f"核查发现：{'，'.join(counts)}"


def _say(line: str) -> None:
    typer.echo(line)
