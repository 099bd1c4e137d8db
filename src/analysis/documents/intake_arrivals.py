"""Telling what each file is that was handed in: a document of which kind, or why it is none that can be kept.

Belongs here: one file at a time, and files that get in each other's way. Does not belong here: the fund year that
they make together (``intake``) or copying them (``intake_storage``).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis import provenance
from analysis.documents.grid import Grid
from analysis.documents.layout import layouts
from analysis.documents.recognise import nearest, read_tables
from analysis.documents.registry import head_lines, misnaming, new_entry, recognised
from analysis.errors import DocumentError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import DocumentEntry, Manifest

NEW, REPLACED, RESTORED, PRESENT = "新增", "替换", "补回", "已登记，内容相同"
#: How a document is marked that could be taken in and is not, because the fund year cannot be registered yet.
WAITING = "尚未登记"
_COMPANION, _PASSING = "随附文件，不登记", "临时或隐藏文件，不登记"


@dataclass
class Arrival:
    """One file that was handed in, and what becomes of it.

    Parameters
    ----------
    path
        Where it lies.
    entry
        How it is registered; ``None`` for a file that is not taken in.
    note
        What happens to it: new, replaced, brought back, already there.
    lines
        What stands above its tables.
    rows
        Title of a tidy table to the number of rows read into it from this file.
    remarks, problems
        What a person should know, and what must be mended.
    """

    path: Path
    entry: DocumentEntry | None = None
    note: str = ""
    lines: list[str] = field(default_factory=list)
    rows: Mapping[str, int] = field(default_factory=dict)
    remarks: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_fresh(self) -> bool:
        """Whether it is to be registered and is not yet."""
        return self.entry is not None and self.note != PRESENT


def arrive(paths: FundYearPaths, files: Sequence[Path], known: Manifest | None, *, replace: bool) -> list[Arrival]:
    """Tell what each file is; whatever keeps one out is noted with it, nothing is raised.

    Parameters
    ----------
    paths
        The fund year.
    files
        The files; one that is given twice, by whatever path, comes once.
    known
        The manifest that is there.
    replace
        Whether a document of the same name and other content gives way.
    """
    once: dict[tuple[str, str], Path] = {}
    for path in files:
        once.setdefault((path.name, _identity(path)), path)
    listed = {entry.file: entry for entry in known.files} if known else {}
    arrivals = [_arrival(path, paths, listed.get(path.name), replace) for path in once.values()]
    _refuse_twins(arrivals)
    return arrivals


def _identity(path: Path) -> str:
    """Return what tells files of one name apart: the content, else the place."""
    try:
        return provenance.sha256_of(path)
    except OSError:
        # Not Path.resolve: it follows links, and may fail where the file cannot be reached.
        return os.path.abspath(path)  # noqa: PTH100


def _arrival(path: Path, paths: FundYearPaths, before: DocumentEntry | None, replace: bool) -> Arrival:
    arrival = Arrival(path)
    try:
        if path.is_dir():
            arrival.problems.append(Problem("是目录，不是文件", str(path), advice="逐个列出其中的文件"))
        elif not provenance.is_document_name(path.name):
            arrival.note = _COMPANION if path.name in provenance.COMPANIONS else _PASSING
        elif (misnamed := misnaming(path.name)) is not None:
            arrival.problems.append(misnamed)
        elif not path.is_file():
            arrival.problems.append(Problem("文件不存在", str(path), advice="核对路径"))
        else:
            _take(arrival, paths, before, replace)
    except DocumentError as unreadable:
        arrival.problems.extend(unreadable.problems)
    except OSError as failure:
        place = str(failure.filename or path)
        arrival.problems.append(unreachable("文件无法读取", place, failure))
    return arrival


def unreachable(what: str, where: str, failure: OSError) -> Problem:
    """Say that the operating system refused something."""
    return Problem(f"{what}（{failure.strerror or type(failure).__name__}）", where, advice="检查目录和文件的权限")


def _take(arrival: Arrival, paths: FundYearPaths, before: DocumentEntry | None, replace: bool) -> None:
    """Recognise a file and give it its entry, unless something of its name is in the way."""
    digest = provenance.sha256_of(arrival.path)
    # The very document that is listed is what a person saw; they may have corrected its kind.
    known = before is not None and before.sha256 == digest
    entry = before if known else _recognise(arrival, before, digest, paths.year)
    if entry is None:
        return
    target = paths.raw / arrival.path.name
    lying = provenance.sha256_of(target) if target.is_file() else None
    arrival.note = _note(digest, before.sha256 if before else None, lying)
    if arrival.note == REPLACED and not replace:
        what = "同名文件已登记，内容不同" if before else "目录中已有同名文件，内容不同"
        arrival.problems.append(Problem(what, arrival.path.name, advice="确认后加 --replace 替换，或改名后再添加"))
        return
    arrival.entry = entry


def _recognise(arrival: Arrival, before: DocumentEntry | None, digest: str, year: int) -> DocumentEntry | None:
    """Make the entry of a file that its tables tell; note what is lacking where they do not."""
    found = read_tables(arrival.path)
    kind, title = recognised(found, year)
    file = arrival.path.name
    if kind is None:
        arrival.problems.extend(_unrecognised(file, [grid for grid, _ in found]))
        return None
    arrival.lines = head_lines(found)
    entry = new_entry(arrival.path, kind, title, digest)
    if before is None:
        return entry
    # What a person wrote of a document outlives a version of it; a title outlives it within its kind only.
    kept = ("status", "issuer", "date", "number", *(("title",) if kind is before.kind else ()))
    return entry.model_copy(update={name: getattr(before, name) for name in kept})


def _note(digest: str, listed: str | None, lying: str | None) -> str:
    """Compare a file with the document listed and the one lying in the folder under its name."""
    if any(other not in (None, digest) for other in (listed, lying)):
        return REPLACED
    if listed is None:
        return NEW
    return RESTORED if lying is None else PRESENT


def _unrecognised(file: str, grids: list[Grid]) -> list[Problem]:
    """Say for every table what it comes closest to and what it lacks."""
    if not grids:
        return [Problem("文件中没有表格", file, advice="核对文件是否完整")]
    problems = []
    for grid in grids:
        misses = [nearest(grid, name) for name, spec in layouts().items() if spec.document]
        closest = min(misses, key=lambda miss: (len(miss.missing) / len(layouts()[miss.layout].required), miss.layout))
        what = f"表的种类未能识别，最接近“{layouts()[closest.layout].title}”，缺少列“{'”“'.join(closest.missing)}”"
        found = f"列：{'、'.join(closest.seen[:12]) or '空白'}"
        place = f"{file} {grid.part}"
        problems.append(Problem(what, place, found, advice="核对表头；确属该种文件的，请报送单位补上所缺的列"))
    return problems


def _refuse_twins(arrivals: Sequence[Arrival]) -> None:
    """Two files of one name from two folders cannot both be kept."""
    times = Counter(arrival.path.name for arrival in arrivals)
    for arrival in arrivals:
        if times[arrival.path.name] > 1 and arrival.entry is not None:
            arrival.entry = None
            arrival.problems.append(Problem("两个文件同名，内容不同", str(arrival.path), advice="改名后再添加"))
