"""What came from what: hashes, the manifest of a fund year, the lineage of an intermediate.

Belongs here: proving that documents are the ones described and that processed tables came from them. Does not belong
here: reading documents (``documents``) or deciding when to rebuild (``pipeline``).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from analysis.errors import (
    CorrectionError,
    DocumentError,
    JixiaoError,
    ManifestError,
    NotFoundError,
    Problem,
    RuleError,
)
from analysis.paths import FundYearPaths, Project
from analysis.strict import StrictModel, dump_yaml, load_file
from analysis.vocabulary import DocumentKind

#: Files beside the documents that are not documents themselves.
COMPANIONS = frozenset({"MANIFEST.yaml", "corrections.yaml", "aliases.yaml", "rules.yaml", "prose.md", "README.md"})
#: How the names of hidden files and of an editor's lock files begin.
_PASSING = (".", "~$")


class DocumentEntry(StrictModel):
    """One document as the manifest describes it."""

    file: str
    kind: DocumentKind
    title: str
    issuer: str = ""
    date: str = ""
    number: str = ""
    status: str
    sha256: str


class Manifest(StrictModel):
    """What a fund year consists of.

    Parameters
    ----------
    fund, year
        The fund year; they must match the folder.
    fund_name, department
        The fund's full name and the department that manages it, as reports print them.
    short_name
        How running text calls the fund.
    year_status
        Whether the documents state the year or it was assumed.
    report_date
        The date that the report's cover prints; empty to print none.
    """

    fund: str
    year: int
    fund_name: str
    short_name: str
    department: str
    year_status: Literal["stated", "assumed"] = "stated"
    report_date: str = ""
    files: tuple[DocumentEntry, ...]


def sha256_of(path: Path) -> str:
    """Hash a file, however large."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(parts: Mapping[str, str]) -> str:
    """Hash named hashes into one, whatever their order."""
    text = "\n".join(f"{name} {parts[name]}" for name in sorted(parts))
    return hashlib.sha256(text.encode()).hexdigest()


def hashes_below(folder: Path, patterns: Iterable[str]) -> dict[str, str]:
    """Hash every file below a folder that fits one of the patterns, by its path relative to the folder."""
    found = sorted({path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()})
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in found}


def load_manifest(paths: FundYearPaths) -> Manifest:
    """Load a fund year's manifest.

    Raises
    ------
    NotFoundError
        When the fund, the year or the manifest is not there; the message lists what is.
    ManifestError
        When the manifest is malformed or speaks of another fund year.
    """
    if not paths.raw.is_dir():
        raise NotFoundError(_unknown_fund_year(paths))
    if not paths.manifest.is_file():
        raise NotFoundError(
            Problem("缺少文件清单", f"{paths.label}/MANIFEST.yaml", advice="先登记该年度文件，写好 MANIFEST.yaml")
        )
    manifest = load_file(paths.manifest, Manifest, ManifestError)
    if (manifest.fund, manifest.year) != (paths.fund, paths.year):
        found = f"{manifest.fund}/{manifest.year}"
        raise ManifestError(Problem("清单所写的资金年度与目录不符", str(paths.manifest.name), found, paths.label))
    return manifest


def declarations(paths: FundYearPaths) -> dict[str, str]:
    """Hash what people declared beside the documents, by name; one that lies in the wrong folder counts as well."""
    hashes, folders = dict[str, str](), {"raw": paths.raw, "fund": paths.raw.parent}
    kinds = {paths.corrections: CorrectionError, paths.aliases: CorrectionError, paths.rules: RuleError}
    for declared, error in kinds.items():
        found = {f"{side}/{declared.name}": folder / declared.name for side, folder in folders.items()}
        with reachable(paths, error):
            hashes |= {name: sha256_of(path) for name, path in found.items() if path.exists() or path.is_symlink()}
    return hashes


def received(paths: FundYearPaths) -> dict[str, str]:
    """Hash whatever decides what is read of a fund year, by name; what cannot be reached is marked as such."""
    hashes: dict[str, str] = {}
    try:
        for name in (paths.manifest.name, *document_files(paths)):
            hashes[name] = sha256_of(paths.raw / name)
        return hashes | declarations(paths)
    except (OSError, JixiaoError) as failure:
        return hashes | {"unreachable": type(failure).__name__}


@contextmanager
def reachable(paths: FundYearPaths, error: type[JixiaoError] = DocumentError) -> Iterator[None]:
    """Turn what the operating system refuses while a fund year's files are read into an error that names the place."""
    try:
        yield
    except OSError as failure:
        what = f"目录或文件无法读取（{failure.strerror or type(failure).__name__}）"
        place = str(failure.filename or paths.raw)
        raise error(Problem(what, place, advice="检查目录和文件的权限")) from None


def verified(paths: FundYearPaths) -> Manifest:
    """Load a fund year's manifest, and verify the documents that it lists.

    Raises
    ------
    NotFoundError, ManifestError
        As :func:`load_manifest` and :func:`verify`.
    DocumentError
        When the folder or a document in it cannot be read.
    """
    with reachable(paths):
        manifest = load_manifest(paths)
        verify(paths, manifest)
    return manifest


def is_document_name(name: str) -> bool:
    """Tell the name of a document from that of a companion, a hidden file or an editor's lock file."""
    return name not in COMPANIONS and not name.startswith(_PASSING)


def document_files(paths: FundYearPaths) -> list[str]:
    """List the document files that lie in a fund year's folder."""
    return sorted(path.name for path in paths.raw.iterdir() if path.is_file() and is_document_name(path.name))


def missing(paths: FundYearPaths, manifest: Manifest) -> dict[str, Problem]:
    """Name every listed document that is not there, with the problem to report."""
    present = set(document_files(paths))
    return {
        entry.file: Problem("缺少文件", f"{paths.label}/{entry.file}", expected=entry.kind.label, advice="补回该文件")
        for entry in manifest.files
        if entry.file not in present
    }


def differing(paths: FundYearPaths, manifest: Manifest) -> dict[str, Problem]:
    """Name every document that is there and is changed or not listed, with the problem to report."""
    present = document_files(paths)
    listed = {entry.file: entry for entry in manifest.files}
    seal = f"核对无误后运行 jixiao seal {paths.fund} {paths.year} 登记这一改动"
    problems = {
        name: Problem("文件内容与清单登记的不同", f"{paths.label}/{name}", found[:12], entry.sha256[:12], seal)
        for name, entry in listed.items()
        if name in present and (found := sha256_of(paths.raw / name)) != entry.sha256
    }
    unlisted = (name for name in present if name not in listed)
    return problems | {name: Problem("文件未列入清单", f"{paths.label}/{name}", advice=seal) for name in unlisted}


def verify(paths: FundYearPaths, manifest: Manifest) -> None:
    """Refuse documents that are missing, changed or not listed; every difference is named at once.

    Raises
    ------
    NotFoundError
        When a listed document is missing.
    ManifestError
        When a document differs from its hash, or lies in the folder without being listed.
    """
    if absent := missing(paths, manifest):
        raise NotFoundError(absent.values())
    if changed := differing(paths, manifest):
        raise ManifestError(changed.values())


def write_manifest(paths: FundYearPaths, manifest: Manifest) -> None:
    """Write the manifest in its canonical form, leaving out empty fields; the old one stays until the new is whole."""
    data = manifest.model_dump(mode="json")
    data["files"] = [{name: value for name, value in entry.items() if value != ""} for entry in data["files"]]
    kept = {name: value for name, value in data.items() if value != ""}
    with tempfile.TemporaryDirectory(dir=paths.raw, prefix=".") as folder:
        fresh = Path(folder) / paths.manifest.name
        fresh.write_text(dump_yaml(kept), encoding="utf-8")
        fresh.replace(paths.manifest)


def write_lineage(path: Path, lineage: Mapping[str, Any]) -> None:
    """Write what an intermediate came from."""
    path.write_text(json.dumps(lineage, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def read_lineage(path: Path) -> dict[str, Any] | None:
    """Return what an intermediate came from, or ``None`` when that is not known."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _unknown_fund_year(paths: FundYearPaths) -> Problem:
    project: Project = paths.project
    known = project.fund_years()
    if paths.fund not in {fund for fund, _ in known}:
        funds = "、".join(dict.fromkeys(fund for fund, _ in known)) or "无"
        return Problem("没有这个专项资金", paths.fund, expected=f"data/raw 中已有：{funds}", advice="核对资金代码")
    years = "、".join(str(year) for fund, year in known if fund == paths.fund)
    return Problem(
        "没有这个年度的文件", paths.label, expected=f"已有年度：{years}", advice="核对年度，或先登记该年度文件"
    )
