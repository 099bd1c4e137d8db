"""Taking received documents in: telling what each is, showing what was read from it, and registering it.

Belongs here: ``jixiao add``, from files anywhere to a fund year's folder and manifest. Does not belong here: recording
later changes (``registry``), reading tables (the readers) or printing (``cli``).
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis import provenance
from analysis.documents.dossier import collect
from analysis.documents.grid import Grid
from analysis.documents.layout import fold, layouts, words
from analysis.documents.recognise import nearest, read_tables
from analysis.documents.registry import RECEIVED, head_lines, recognised
from analysis.errors import DocumentError, ManifestError, NotFoundError, OutputError, ParameterError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import DocumentEntry, Manifest
from analysis.tables import dictionary

#: Tables about the reading itself, which say nothing about what a document holds.
_UNTOLD = frozenset({"cells", "documents", "remarks"})


@dataclass(frozen=True)
class Names:
    """What a fund year is called; an empty one is taken from an earlier year or from the documents."""

    fund_name: str = ""
    short_name: str = ""
    department: str = ""


@dataclass
class Arrival:
    """One file that was handed in, and what became of it.

    Parameters
    ----------
    path
        Where it lies.
    entry
        How it is registered; ``None`` for a file that is not taken in.
    note
        What happens to it: new, replaced, already there.
    rows
        Title of a tidy table to the number of rows read into it from this file.
    remarks, problems
        What a person should know, and what must be mended.
    """

    path: Path
    entry: DocumentEntry | None = None
    note: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    remarks: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def add(paths: FundYearPaths, files: Sequence[Path], names: Names = Names(), *, replace: bool = False) -> list[Arrival]:
    """Take documents into a fund year.

    Parameters
    ----------
    paths
        The fund year; its folder and manifest are made when they are not there.
    files
        The documents, wherever they lie; they are copied under their own names.
    names
        What the fund year is called, for a new one.
    replace
        Whether a document of the same name and other content gives way.

    Returns
    -------
    list of Arrival
        One a file, in the order given. A file of no known kind is not taken in; a document with problems is, because
        it is what was received, and a run will refuse it until it is mended.

    Raises
    ------
    ParameterError
        When a new fund year has no name or department and no document tells one.
    ManifestError
        When the manifest that is there does not describe the documents that are there.
    OutputError
        When the files cannot be copied; the manifest is then as it was.
    """
    known = _known(paths, {path.name for path in files})
    arrivals = [_arrival(path, known, replace=replace) for path in dict.fromkeys(files)]
    _refuse_twins(arrivals)
    fresh = [arrival for arrival in arrivals if arrival.entry is not None and arrival.note != _PRESENT]
    places = {entry.file: paths.raw / entry.file for entry in known.files} if known else {}
    places |= {arrival.entry.file: arrival.path for arrival in arrivals if arrival.entry is not None}
    manifest = _manifest(paths, known, fresh, names)
    _tell(manifest, places, arrivals)
    if fresh:
        _copy(paths, fresh, manifest)
    return arrivals


_NEW, _REPLACED, _PRESENT, _COMPANION = "新增", "替换", "已登记，内容相同", "随附文件，不登记"


def _known(paths: FundYearPaths, arriving: Collection[str]) -> Manifest | None:
    """Return the manifest that is there, provided that it describes the documents that are not being added."""
    if not paths.manifest.is_file():
        return None
    manifest = provenance.load_manifest(paths)
    try:
        provenance.verify(paths, manifest)
    except ManifestError as differing:
        others = [problem for problem in differing.problems if problem.where.rpartition("/")[2] not in arriving]
        if others:
            raise ManifestError(others) from None
    return manifest


def _arrival(path: Path, known: Manifest | None, *, replace: bool) -> Arrival:
    """Tell what a file is; everything that keeps it out is noted, nothing is raised."""
    arrival = Arrival(path)
    if path.name in provenance.COMPANIONS:
        arrival.note = _COMPANION
        return arrival
    if not path.is_file():
        arrival.problems.append(Problem("文件不存在", str(path), advice="核对路径"))
        return arrival
    try:
        found = read_tables(path)
    except DocumentError as unreadable:
        arrival.problems.extend(unreadable.problems)
        return arrival
    kind, title = recognised(found)
    if kind is None:
        arrival.problems.extend(_unrecognised(path, [grid for grid, _ in found]))
        return arrival
    digest = provenance.sha256_of(path)
    before = next((entry for entry in known.files if entry.file == path.name), None) if known else None
    arrival.note = _NEW if before is None else _PRESENT if before.sha256 == digest else _REPLACED
    if arrival.note == _REPLACED and not replace:
        what = "同名文件已登记，内容不同"
        arrival.problems.append(Problem(what, path.name, advice="确认后加 --replace 替换，或改名后再添加"))
        return arrival
    entry = DocumentEntry(file=path.name, kind=kind, title=title or path.stem, status=RECEIVED, sha256=digest)
    # What a person wrote about the earlier version still describes the document.
    kept = {"title": before.title, "issuer": before.issuer, "number": before.number} if before else {}
    arrival.entry = entry.model_copy(update=kept)
    return arrival


def _unrecognised(path: Path, grids: list[Grid]) -> list[Problem]:
    """Say for every table what it comes closest to and what it lacks."""
    if not grids:
        return [Problem("文件中没有表格", path.name, advice="核对文件是否完整")]
    problems = []
    for grid in grids:
        misses = [nearest(grid, name) for name, spec in layouts().items() if spec.document]
        closest = min(misses, key=lambda miss: (len(miss.missing) / len(layouts()[miss.layout].required), miss.layout))
        what = f"表的种类未能识别，最接近“{layouts()[closest.layout].title}”，缺少列“{'”“'.join(closest.missing)}”"
        found = f"列：{'、'.join(closest.seen[:12]) or '空白'}"
        place = f"{path.name} {grid.part}"
        problems.append(Problem(what, place, found, advice="核对表头；确属该种文件的，请报送单位补上所缺的列"))
    return problems


def _refuse_twins(arrivals: Iterable[Arrival]) -> None:
    """Two files of one name from two folders cannot both be kept."""
    times = Counter(arrival.path.name for arrival in arrivals)
    for arrival in arrivals:
        if times[arrival.path.name] > 1 and arrival.entry is not None:
            arrival.entry = None
            arrival.problems.append(Problem("两个文件同名", str(arrival.path), advice="改名后再添加"))


def _manifest(paths: FundYearPaths, known: Manifest | None, fresh: list[Arrival], names: Names) -> Manifest:
    entries = {entry.file: entry for entry in known.files} if known else {}
    entries |= {arrival.entry.file: arrival.entry for arrival in fresh if arrival.entry}
    if known is not None:
        return known.model_copy(update={"files": tuple(entries.values())})
    lines = [line for arrival in fresh for line in head_lines(read_tables(arrival.path))]
    earlier = _earlier(paths)
    found = {
        "fund_name": names.fund_name or (earlier.fund_name if earlier else _first(words().fund_title, lines)),
        "department": names.department or (earlier.department if earlier else _first(words().department_line, lines)),
    }
    options = {"fund_name": "--fund-name 专项资金名称", "department": "--department 主管部门"}
    missing = [options[name] for name, value in found.items() if not value]
    if missing and fresh:
        what = "新的资金年度需要名称，文件中没有找到"
        raise ParameterError(Problem(what, paths.label, expected="、".join(missing), advice="补上参数后重新运行"))
    short = names.short_name or (earlier.short_name if earlier else found["fund_name"])
    # A year in a project's name is not the document's.
    titles = (fold(line) for line in lines if not re.match(words().project_caption, line))
    stated = any(f"{paths.year}" in title for title in titles)
    status = "stated" if stated else "assumed"
    return Manifest(
        fund=paths.fund, year=paths.year, short_name=short, year_status=status, files=tuple(entries.values()), **found
    )


def _earlier(paths: FundYearPaths) -> Manifest | None:
    """Return the manifest of the fund's nearest other year; a fund keeps its names."""
    years = [year for fund, year in paths.project.fund_years() if fund == paths.fund and year != paths.year]
    for year in sorted(years, key=lambda year: abs(year - paths.year)):
        try:
            return provenance.load_manifest(paths.project.fund_year(paths.fund, year))
        except (ManifestError, NotFoundError):
            continue
    return None


def _first(pattern: str, lines: Iterable[str]) -> str:
    found = (re.search(pattern, line) for line in lines)
    return next((match["name"].strip() for match in found if match), "")


def _tell(manifest: Manifest, places: Mapping[str, Path], arrivals: Iterable[Arrival]) -> None:
    """Read the whole fund year as it will be, and sort what was read and what was not by file."""
    out = collect(manifest, places)
    for arrival in arrivals:
        if arrival.entry is None:
            continue
        file = arrival.entry.file
        counted = {
            dictionary()[name].title: sum(str(row["source"]).startswith(f"{file}#") for row in rows)
            for name, rows in out.records.items()
            if name not in _UNTOLD
        }
        arrival.rows = {title: count for title, count in counted.items() if count}
        arrival.remarks = [remark for remark in out.remarks if _at(remark, file)]
        year = re.search(words().horizon_year, fold(arrival.entry.title))
        if year and int(year["year"]) != manifest.year:
            what = f"标题所写年度与登记的年度{manifest.year}不同"
            arrival.remarks.append(Problem(what, file, arrival.entry.title, advice="核对是否登记到了别的年度"))
        arrival.problems += [problem for problem in out.problems if _at(problem, file)]


def _at(problem: Problem, file: str) -> bool:
    """Tell whether a problem stands in a file; its place begins with the file's name."""
    return problem.where == file or problem.where.startswith((f"{file} ", f"{file}#"))


def _copy(paths: FundYearPaths, fresh: Iterable[Arrival], manifest: Manifest) -> None:
    try:
        paths.raw.mkdir(parents=True, exist_ok=True)
        for arrival in fresh:
            target = paths.raw / arrival.path.name
            if arrival.path.resolve() != target.resolve():
                shutil.copyfile(arrival.path, target)
        provenance.write_manifest(paths, manifest)
    except OSError as failure:
        what = f"文件无法写入（{failure.strerror}）"
        raise OutputError(Problem(what, str(paths.raw), advice="检查目录权限和空间")) from None
