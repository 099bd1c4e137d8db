"""Keeping the manifest in step with the documents, by a person's decision only.

Belongs here: recording changed, new and removed documents. Does not belong here: refusing them (``provenance``) or
reading their tables (``dossier``).
"""

from __future__ import annotations

from pathlib import Path

from analysis import provenance
from analysis.documents.as_of import year_end
from analysis.documents.filings import told_in
from analysis.documents.grid import Grid
from analysis.documents.layout import one_line
from analysis.documents.recognise import Header, read_tables
from analysis.errors import DocumentError, OutputError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import DocumentEntry, Manifest
from analysis.vocabulary import DocumentKind

#: How a document is marked that came without any word about itself.
RECEIVED = "收到的文件"
#: What stands between file and part in an address (``places``).
PART_MARK = "#"


def seal(paths: FundYearPaths) -> list[str]:
    """Bring the manifest in step with the documents in the folder.

    Returns
    -------
    list of str
        One line a change: changed, added, removed.

    Raises
    ------
    DocumentError
        When a new document is of no known kind, or a document's name cannot be used; the manifest stays as it was.
    OutputError
        When the manifest cannot be written; it stays as it was.
    """
    with provenance.reachable(paths):
        return _seal(paths)


def _seal(paths: FundYearPaths) -> list[str]:
    manifest = provenance.load_manifest(paths)
    present = provenance.document_files(paths)
    if misnamed := [problem for name in present if (problem := misnaming(name)) is not None]:
        raise DocumentError(misnamed)
    known = {entry.file: entry for entry in manifest.files}
    changes: list[str] = [f"删除：{name}（{known[name].kind.label}）" for name in known if name not in present]
    entries: list[DocumentEntry] = []
    for name in [*(name for name in known if name in present), *(name for name in present if name not in known)]:
        digest = provenance.sha256_of(paths.raw / name)
        if name not in known:
            entries.append(_recognised_entry(paths, name, digest))
            changes.append(f"新增：{name}（{entries[-1].kind.label}）")
        elif known[name].sha256 != digest:
            entries.append(known[name].model_copy(update={"sha256": digest}))
            changes.append(f"改动：{name}（{known[name].sha256[:12]} → {digest[:12]}）")
        else:
            entries.append(known[name])
    if changes:
        _write(paths, manifest.model_copy(update={"files": tuple(entries)}))
    return changes


def _write(paths: FundYearPaths, manifest: Manifest) -> None:
    try:
        provenance.write_manifest(paths, manifest)
    except OSError as failure:
        what = f"文件清单无法写入（{failure.strerror or type(failure).__name__}）"
        raise OutputError(Problem(what, str(paths.manifest), advice="检查目录权限和空间")) from None


def misnaming(name: str) -> Problem | None:
    """Say why a document cannot keep its name: the name begins every address, and a mark in it ends there."""
    if PART_MARK not in name:
        return None
    return Problem(f"文件名中有“{PART_MARK}”，无法标明数据出处", name, advice=f"改名，去掉“{PART_MARK}”")


def _recognised_entry(paths: FundYearPaths, name: str, digest: str) -> DocumentEntry:
    path = paths.raw / name
    kind, title = recognised(read_tables(path), paths.year)
    if kind is None:
        known = "、".join(kind.label for kind in DocumentKind)
        raise DocumentError(
            Problem("新文件的种类未能识别", name, expected=known, advice="核对表头，或在 MANIFEST.yaml 中写明")
        )
    return new_entry(path, kind, title, digest)


def new_entry(path: Path, kind: DocumentKind, title: str, digest: str) -> DocumentEntry:
    """Make the entry of a document of which nobody has said anything yet; without a title it bears its file's name."""
    return DocumentEntry(file=path.name, kind=kind, title=title or path.stem, status=RECEIVED, sha256=digest)


def recognised(found: list[tuple[Grid, Header | None]], year: int | None = None) -> tuple[DocumentKind | None, str]:
    """Tell what kind of document these tables make, and its title: the line that names the kind, else the first one.

    With the fund year, a form that speaks of a day before the year's end is told from the one of year's end.
    """
    for grid, header in found:
        if header is not None and header.spec.document is not None:
            lines = _lines_above(grid, header)
            named = (line for line in lines if header.spec.title in line)
            title = next(named, next(iter(lines), ""))
            told = told_in(grid, header, year) if year and header.spec.midterm else None
            half_way = told is not None and year is not None and told.day < year_end(year)
            return header.spec.midterm if half_way else header.spec.document, title
    return None, ""


def head_lines(found: list[tuple[Grid, Header | None]]) -> list[str]:
    """Return the lines above the tables that were recognised: titles, and labels with what stands beside them."""
    return [line for grid, header in found if header is not None for line in _lines_above(grid, header)]


def _lines_above(grid: Grid, header: Header) -> list[str]:
    rows = [dict.fromkeys(one_line(cell.text) for cell in row if cell.text) for row in grid.rows[: header.row]]
    return [line.strip() for line in (*map(one_line, grid.captions), *("：".join(row) for row in rows)) if line.strip()]
