"""A fund year whose documents are generated forms, in a folder of its own.

Belongs here: the folder, its manifest and the hashes. Does not belong here: the forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis import provenance
from analysis.paths import FundYearPaths, Project
from analysis.provenance import DocumentEntry, Manifest
from analysis.vocabulary import DocumentKind
from support.national_forms_files import write_docx, write_xlsx
from support.national_forms_model import Form, Variant

FUND = "qinglan"


def fund_year(
    folder: Path, documents: Mapping[str, Sequence[Form]], variant: Variant, year: int = 2023
) -> FundYearPaths:
    """Write each document (file name to forms; the suffix tells the file type) and a manifest that lists them."""
    paths = Project(folder).fund_year(FUND, year)
    paths.raw.mkdir(parents=True)
    for name, forms in documents.items():
        write = write_docx if name.endswith(".docx") else write_xlsx
        write(paths.raw / name, forms, variant)
    entries = tuple(
        DocumentEntry(
            file=name,
            kind=DocumentKind.NATIONAL_SELF_EVALUATION,
            title=f"{year}年度项目支出绩效自评表",
            status="为测试生成",
            sha256=provenance.sha256_of(paths.raw / name),
        )
        for name in documents
    )
    manifest = Manifest(
        fund=FUND,
        year=year,
        fund_name="青岚市部门预算项目",
        short_name="部门预算项目",
        department="青岚市财政局",
        files=entries,
    )
    provenance.write_manifest(paths, manifest)
    return paths
