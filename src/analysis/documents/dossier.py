"""A fund year's documents as tidy tables, all at once.

Belongs here: handing each table of every document to its reader, and putting together what several readers found. Does
not belong here: which documents count (``filings``), how one table is read (the readers) or keeping results on disk
(``pipeline``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import claims, expressions, provenance, tables
from analysis.documents import (
    declarations,
    department_reader,
    grid_remarks,
    money_readers,
    national_reader,
    plan_readers,
    result_readers,
    target_readers,
)
from analysis.documents.collector import Collector
from analysis.documents.corrections import Mender
from analysis.documents.filings import Filing, open_filings
from analysis.documents.grid import Grid
from analysis.documents.layout import fold
from analysis.documents.national_reader import NATIONAL, piece_of_form
from analysis.documents.recognise import Header
from analysis.documents.rows import is_note
from analysis.errors import CorrectionError, DocumentError, Problem
from analysis.kinds import AUTO, is_midterm
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest

_READERS: dict[str, Callable[[Grid, Header, Collector], None]] = {
    "catalogue": plan_readers.read_catalogue,
    "allocation_plan": plan_readers.read_allocation_plan,
    "execution": money_readers.read_execution,
    "directions": money_readers.read_directions,
    "stated_amounts": money_readers.read_stated_amounts,
    "target_table": target_readers.read_target_table,
    "department_targets": department_reader.read_department_targets,
    "fund_self_evaluation": result_readers.read_fund_self_evaluation,
    "project_self_evaluation": result_readers.read_project_self_evaluation,
    "national_self_evaluation": national_reader.read_national_form,
    "other_results": result_readers.read_other_results,
    "score_sheet": result_readers.read_score_sheet,
}

#: Which tables hold texts to be read as targets or actuals, and in which role.
_EXPRESSIONS: dict[str, expressions.Role] = {"targets": "target", "actuals": "actual", "results": "actual"}


@dataclass(frozen=True)
class Dossier:
    """Everything that was read of one fund year.

    Parameters
    ----------
    manifest
        What the documents are.
    tables
        The tidy tables by name, all of them, empty ones included; ``cells`` tells where each value stood.
    midterm
        Whether the tables hold what was filed at mid-year.
    """

    manifest: Manifest
    tables: Mapping[str, pd.DataFrame]
    midterm: bool = False


def read(paths: FundYearPaths, wanted: str = AUTO) -> Dossier:
    """Read a fund year.

    Parameters
    ----------
    paths
        The fund year.
    wanted
        The kind of report to write; one at mid-year rests on half-way filings even where year's end has come.

    Raises
    ------
    NotFoundError, ManifestError
        When the documents are not the ones that the manifest lists.
    CorrectionError
        When corrections.yaml or aliases.yaml is broken, or a correction does not fit its document.
    DocumentError
        When something cannot be read; every problem of every document is named at once.
    """
    manifest = provenance.verified(paths)
    mender, named = declarations.load(paths, manifest)
    places = {entry.file: paths.raw / entry.file for entry in manifest.files}
    out = collect(manifest, places, mender, wanted)
    # What is wrong with a document may follow from a correction that was not made; those come first.
    if mender.problems:
        raise CorrectionError(mender.problems)
    if out.problems:
        raise DocumentError(out.problems)
    read_tables = _tables(manifest, out, {"corrections": mender.records(), "aliases": named})
    return Dossier(manifest, read_tables, is_midterm(manifest, wanted))


def collect(
    manifest: Manifest, places: Mapping[str, Path], mender: Mender | None = None, wanted: str = AUTO
) -> Collector:
    """Read every listed document as far as it goes; what cannot be read is in the collector's problems.

    Parameters
    ----------
    manifest
        What the documents are.
    places
        Where each listed file lies.
    mender
        Puts declared corrections into what was opened; without one the documents are read as received.
    wanted
        The kind of report to write.
    """
    out = Collector(manifest.year)
    for filing in open_filings(manifest, places, mender, out, midterm=is_midterm(manifest, wanted)):
        try:
            _read_document(filing, out)
        except DocumentError as unreadable:
            out.problems.extend(unreadable.problems)
    _resolve_actuals(out)
    _add_claims(out)
    return out


def _read_document(filing: Filing, out: Collector) -> None:
    opened = filing.tables
    out.kind, out.day = filing.entry.kind, filing.day
    headers = [header for _, header in opened]
    width = next((len(grid.rows[0]) for grid, header in opened if header and header.layout == NATIONAL), 0)
    for grid, header in opened:
        for place, what, found in grid_remarks.remarks(grid):
            out.remark(place, what, found)
        if piece_of_form(grid, header, headers, width):
            what = "一张自评表分成了几张表，后面的部分不知属于哪个项目"
            out.problems.append(Problem(what, f"{grid.file} {grid.part}", advice="请报送单位合并为一张表后重新报送"))
            continue
        if header is None:
            out.remark(f"{grid.file} {grid.part}", "表的种类未能识别，未读取")
            continue
        if header.unknown:
            out.remark(f"{grid.file} {grid.part}", "有不认识的列，未读取", "、".join(header.unknown))
        _remark_notes(grid, header, out)
        _READERS[header.layout](grid, header, out)


def _remark_notes(grid: Grid, header: Header, out: Collector) -> None:
    for row in grid.rows[header.row + 1 :]:
        if is_note(row):
            cell = next(cell for cell in row if cell.text)
            out.remark(grid.source(cell).human(), "表中的注，只作登记", cell.text)


def _resolve_actuals(out: Collector) -> None:
    """Give the projects' actuals the ids of their indicators: by project and name, and by class where names repeat."""
    named: dict[tuple[str, str], dict[str, str]] = {}
    for record in out.records.get("indicators", []):
        place = named.setdefault((str(record["project_no"]), fold(record["name"])), {})
        place.setdefault(str(record["level_code"]), record["indicator_id"])
    renamed: dict[str, str] = {}
    for record in out.records.get("actuals", []):
        provisional = record["indicator_id"]
        if "|" not in provisional:
            continue
        number, code, name = provisional.split("|", 2)
        known = named.get((number, name), {})
        found = known.get(code) or (next(iter(known.values())) if len(known) == 1 else None)
        if found is not None:
            renamed[provisional] = record["indicator_id"] = found
            continue
        what = (
            "自评表所列指标在绩效目标表中有多处同名，不能确定是哪一项" if known else "自评表所列指标在绩效目标表中没有"
        )
        out.problems.append(Problem(what, record["source"], found=name, advice="核对两表的指标名称和类别"))
    for cell in out.cells:
        if cell["table"] == "actuals":
            cell["key"] = renamed.get(cell["key"], cell["key"])


def _add_claims(out: Collector) -> None:
    """Split every promising text into its claims."""
    texts = pd.Series([promise.cell.text for promise in out.promises], dtype="str")
    columns = tables.dictionary()["claims"].columns
    for claim in claims.read_claims(texts).to_dict("records"):
        promise = out.promises[claim["row"]]
        values = {str(column): value for column, value in claim.items() if column in columns}
        values |= {"project_no": promise.project_no, "document": promise.document.value, "field": promise.field}
        values |= {"horizon": promise.horizon.value if promise.horizon else None}
        out.add("claims", promise.grid, values, {"text": promise.cell, "value": promise.cell})


def _tables(
    manifest: Manifest, out: Collector, declared: Mapping[str, list[dict[str, Any]]]
) -> dict[str, pd.DataFrame]:
    filled = [name for name, spec in tables.dictionary().items() if spec.stage == "read"]
    records: dict[str, list[dict[str, Any]]] = {name: out.records.get(name, []) for name in filled}
    records["documents"] = [{**entry.model_dump(mode="json"), "fund_year": manifest.year} for entry in manifest.files]
    records |= declared
    records["cells"] = list(out.cells)
    records["remarks"] = [{"place": remark.where, "text": remark.what, "found": remark.found} for remark in out.remarks]
    directions = {record["project_no"]: record["direction"] for record in records["memberships"]}
    for project in records["projects"]:
        project["direction"] = directions.get(project["no"])
    names = {record["indicator_id"]: _full_name(record, out.units) for record in records["indicators"]}
    for table, role in _EXPRESSIONS.items():
        _read_expressions(table, records[table], role, names)
    return {name: tables.frame(name, records[name]) for name in filled}


def _full_name(indicator: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """Return the name that an indicator's texts are read under, with everything that tells their unit."""
    name = "：".join(part for part in (indicator["name"], indicator["sub_name"]) if part)
    unit = units.get(indicator["indicator_id"])
    return f"{name}（{unit}）" if unit else name


def _read_expressions(
    table: str, records: list[dict[str, Any]], role: expressions.Role, names: Mapping[str, str]
) -> None:
    texts = pd.Series([record["text"] for record in records], dtype="str")
    named = pd.Series(
        [names.get(record.get("indicator_id", ""), record.get("item", "")) for record in records], dtype="str"
    )
    columns = tables.dictionary()[table].columns
    readings = expressions.read(texts, names=named, role=role)
    for record, reading in zip(records, readings.to_dict("records"), strict=True):
        record.update({column: value for column, value in reading.items() if column in columns})
