"""``jixiao add``, ``seal`` and ``prose``: what lies in a fund year's folder.

Belongs here: options and printing of these commands. Does not belong here: reading and registering documents
(``documents``), the places for an analyst's text (``report.prose``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.cli.common import Fund, Kind, Year, app, parameters, paths, say
from analysis.errors import DocumentError, JixiaoError


@app.command()
def prose(fund: Fund, year: Year, kind: Kind = "auto") -> None:
    """Write a starter prose.md for the analyst's own text: a heading and a hint for every place that takes one."""
    from analysis import provenance
    from analysis.kinds import report_kind
    from analysis.report.prose import write_starter

    where = paths(fund, year)
    chosen = report_kind(where, provenance.load_manifest(where), parameters(fund, year, kind).kind)
    write_starter(where.prose, chosen)
    say(f"已写出 data/raw/{where.label}/prose.md：{chosen.label}报告的段落，没有填写的不印入报告")


@app.command()
def seal(fund: Fund, year: Year) -> None:
    """Record a deliberate change of the documents in MANIFEST.yaml, and print what changed."""
    from analysis.documents.registry import seal as record

    changes = record(paths(fund, year))
    for change in changes:
        say(change)
    say(f"{fund}/{year}：已登记{len(changes)}处改动" if changes else f"{fund}/{year}：与清单一致，没有改动")


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

    found = intake.examine(paths(fund, year), files, Names(fund_name, short_name, department), replace=replace)
    # What was read is shown first: it helps to mend what keeps the documents from being registered.
    for arrival in found.arrivals:
        _print_arrival(arrival)
    told = f"{fund}/{year}：{len(found.arrivals)}个文件"
    try:
        registered = intake.register(found)
    except JixiaoError:
        say(f"{told}，没有登记任何文件")
        raise
    faults = sum(len(arrival.problems) for arrival in found.arrivals)
    present = sum(arrival.entry is not None and not arrival.is_fresh for arrival in found.arrivals)
    told += f"，登记{registered}个" if registered else "，没有登记任何文件"
    told += f"，此前已登记{present}个" if present else ""
    say(f"{told}，问题{faults}处" + (f"；清单 data/raw/{fund}/{year}/MANIFEST.yaml" if registered else ""))
    if faults:
        raise typer.Exit(DocumentError.exit_code)


def _print_arrival(arrival: Any) -> None:
    """Print one file: what it is, what was read from it, what could not be."""
    entry = arrival.entry
    known = f"{arrival.note}　{entry.kind.label}：{entry.title}" if entry else arrival.note or "未登记"
    say(f"{arrival.path.name}　{known}")
    if arrival.rows:
        say(f"  读到：{'、'.join(f'{title}{count}行' for title, count in arrival.rows.items())}")
    for remark in arrival.remarks:
        say(f"  说明：{remark}")
    for problem in arrival.problems:
        say(f"  问题：{problem}")
