"""Writing a fund year's documents and their manifest below a project's folder.

Belongs here: which documents there are, their file names, the manifest. Does not belong here: their contents
(``plan_pages``, ``result_pages``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from analysis.errors import RuleError
from analysis.paths import FundYearPaths, Project
from analysis.provenance import DocumentEntry, Manifest
from analysis.strict import dump_yaml, parse_yaml
from analysis.vocabulary import DocumentKind
from support.dossiers import plan_pages, result_pages
from support.dossiers.files import document_bytes, workbook_bytes
from support.dossiers.model import FundYear
from support.dossiers.pages import Page, Printer

_Layout = Callable[[FundYear, Printer], list[Page]]

#: Every document: its file and how it is laid out.
DOCUMENTS: Mapping[DocumentKind, tuple[str, _Layout]] = {
    DocumentKind.CATALOGUE: ("目录清单.docx", plan_pages.catalogue),
    DocumentKind.ALLOCATION_PLAN: ("分配方案.docx", plan_pages.allocation_plan),
    DocumentKind.TARGET_TABLE: ("绩效目标表.docx", plan_pages.target_tables),
    DocumentKind.EXECUTION_TABLE: ("预算执行情况表.xlsx", result_pages.execution),
    DocumentKind.FUND_SELF_EVALUATION: ("专项资金绩效自评表.xlsx", result_pages.fund_self_evaluation),
    DocumentKind.PROJECT_SELF_EVALUATION: ("项目绩效自评表.xlsx", result_pages.project_self_evaluation),
    DocumentKind.SCORE_SHEET: ("项目评分表.xlsx", result_pages.score_sheet),
}
#: What a final evaluation, a review of targets and a check at mid-year have before them.
FINAL = tuple(DOCUMENTS)
TARGET_REVIEW = (DocumentKind.CATALOGUE, DocumentKind.ALLOCATION_PLAN, DocumentKind.TARGET_TABLE)
MIDTERM = (*TARGET_REVIEW, DocumentKind.EXECUTION_TABLE, DocumentKind.PROJECT_SELF_EVALUATION)


def write(
    year: FundYear, root: Path, kinds: Collection[DocumentKind] = FINAL, *, by_june: bool = False, adopt: str = ""
) -> FundYearPaths:
    """Write a fund year's documents and MANIFEST.yaml.

    Parameters
    ----------
    year
        The fund year.
    root
        The folder of a project: the documents go to ``data/raw/<fund>/<year>`` below it.
    kinds
        Which documents: ``FINAL``, ``TARGET_REVIEW``, ``MIDTERM`` or others.
    by_june
        Whether spending and results are those of the end of June; the projects' form is then registered as half-way.
    adopt
        The fund year whose confirmed rules this one uses, such as ``gd-finance/2023``; written to the fund's
        ``rules.yaml`` beside what other years adopted.

    Returns
    -------
    FundYearPaths
        Where everything of the fund year is.

    Raises
    ------
    ValueError
        When an override names a cell that no written document has.
    """
    paths = Project(root).fund_year(year.fund, year.year)
    files, unknown = rendered(year, kinds, by_june=by_june)
    if unknown:
        raise ValueError(f"overrides of cells that were not written: {', '.join(unknown)}")
    paths.raw.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (paths.raw / name).write_bytes(content)
    manifest = _manifest(year, kinds, files, by_june=by_june)
    told = manifest.model_dump(mode="json", exclude_defaults=False)
    told["files"] = [{key: value for key, value in entry.items() if value} for entry in told["files"]]
    del told["report_date"]
    paths.manifest.write_text(dump_yaml(told), encoding="utf-8")
    if adopt:
        _adopt(year, paths.rules, adopt)
    return paths


def _adopt(year: FundYear, path: Path, source: str) -> None:
    known = parse_yaml(path.read_text(encoding="utf-8"), path.name, RuleError) if path.exists() else {"years": {}}
    known["years"][year.year] = {"as": source, "reference": f"{year.department}关于{year.year}年评分办法的通知"}
    path.write_text(dump_yaml(known), encoding="utf-8")


def rendered(
    year: FundYear, kinds: Collection[DocumentKind] = FINAL, *, by_june: bool = False
) -> tuple[dict[str, bytes], list[str]]:
    """Return the documents' bytes by file name, and the overrides that no cell asked for."""
    printer = Printer(year.overrides)
    files = {}
    for kind, (name, layout) in DOCUMENTS.items():
        if kind in kinds:
            pages = _pages(kind, layout, year, printer, by_june=by_june)
            files[name] = (document_bytes if name.endswith(".docx") else workbook_bytes)(pages)
    return files, printer.unknown()


def _pages(kind: DocumentKind, layout: _Layout, year: FundYear, printer: Printer, *, by_june: bool) -> list[Page]:
    if by_june and kind is DocumentKind.EXECUTION_TABLE:
        return result_pages.execution(year, printer, by_june=True)
    if by_june and kind is DocumentKind.PROJECT_SELF_EVALUATION:
        return result_pages.project_self_evaluation(year, printer, by_june=True)
    return layout(year, printer)


def _manifest(
    year: FundYear, kinds: Collection[DocumentKind], files: Mapping[str, bytes], *, by_june: bool
) -> Manifest:
    half_way = {DocumentKind.PROJECT_SELF_EVALUATION: DocumentKind.MIDTERM_SELF_EVALUATION} if by_june else {}
    entries = tuple(
        DocumentEntry(
            file=name,
            kind=half_way.get(kind, kind),
            title=f"{year.year}年{year.fund_name}{Path(name).stem}",
            issuer=year.department,
            status=year.status,
            sha256=hashlib.sha256(files[name]).hexdigest(),
        )
        for kind, (name, _) in DOCUMENTS.items()
        if kind in kinds
    )
    return Manifest(
        fund=year.fund,
        year=year.year,
        fund_name=year.fund_name,
        short_name=year.short_name,
        department=year.department,
        files=entries,
    )
