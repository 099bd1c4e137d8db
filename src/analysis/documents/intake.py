"""Taking received documents in: telling what each is, showing what was read from it, and registering it.

Belongs here: ``jixiao add``, from files anywhere to a fund year's folder and manifest. Does not belong here: telling
one file's kind (``intake_arrivals``), naming the fund year (``intake_names``), copying (``intake_storage``),
recording later changes (``registry``), reading tables (the readers) or printing (``cli``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis import provenance
from analysis.documents.dossier import collect
from analysis.documents.intake_arrivals import WAITING, Arrival, arrive, unreachable
from analysis.documents.intake_names import UNNAMED, Names, compose
from analysis.documents.intake_storage import store
from analysis.documents.layout import fold, words
from analysis.errors import JixiaoError, ManifestError, NotFoundError, OutputError, ParameterError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest
from analysis.tables import dictionary

#: Tables about the reading itself, which say nothing about what a document holds.
_UNTOLD = frozenset({"cells", "documents", "remarks"})


@dataclass(frozen=True)
class Intake:
    """What was handed in, and what becomes of it once it is registered.

    Parameters
    ----------
    paths
        The fund year.
    arrivals
        One a file, in the order given; a file given twice comes once.
    manifest
        The manifest as it will be.
    refusal
        Why none of it can be registered; ``None`` when it can.
    """

    paths: FundYearPaths
    arrivals: list[Arrival]
    manifest: Manifest
    refusal: JixiaoError | None

    @property
    def fresh(self) -> list[Arrival]:
        """The documents to register."""
        return [arrival for arrival in self.arrivals if arrival.is_fresh]


@dataclass(frozen=True)
class _Standing:
    """What is there before anything is added: the manifest, and the documents that it does not describe, by name."""

    manifest: Manifest | None = None
    missing: Mapping[str, Problem] = field(default_factory=dict)
    differing: Mapping[str, Problem] = field(default_factory=dict)


def examine(paths: FundYearPaths, files: Sequence[Path], names: Names = UNNAMED, *, replace: bool = False) -> Intake:
    """Read documents as a fund year would take them in; nothing is written.

    Parameters
    ----------
    paths
        The fund year, which need not exist.
    files
        The documents, wherever they lie.
    names
        What the fund year is called, for a new one.
    replace
        Whether a document of the same name and other content gives way.

    Returns
    -------
    Intake
        A file of no known kind is not taken in; a document with problems is, because it is what was received, and a
        run will refuse it until it is mended. What keeps the whole fund year from being registered is its refusal:
        a name that nobody told, or documents in the folder that the manifest would not describe.

    Raises
    ------
    ManifestError
        When the manifest that is there is malformed or speaks of another fund year.
    OutputError
        When the fund year's folder cannot be read.
    """
    standing = _standing(paths)
    arrivals = arrive(paths, files, standing.manifest, replace=replace)
    fresh = [arrival for arrival in arrivals if arrival.is_fresh]
    manifest, lacking = compose(paths, standing.manifest, fresh, names)
    _tell(paths, manifest, arrivals)
    taken = {arrival.path.name: arrival.entry is not None for arrival in arrivals}
    refusal = _refusal(standing, taken, lacking if fresh else [], writing=bool(fresh))
    if refusal is not None:
        for arrival in fresh:
            arrival.note = WAITING
    return Intake(paths, arrivals, manifest, refusal)


def register(intake: Intake) -> int:
    """Copy the documents under their own names and write the manifest; return how many were registered.

    Raises
    ------
    ParameterError
        When a new fund year has no name or department and no document tells one.
    NotFoundError
        When a listed document is missing and is not brought back.
    ManifestError
        When documents lie in the folder that the manifest does not describe and that are not taken in.
    DocumentError
        When a document changed since it was examined; nothing is changed then.
    OutputError
        When something cannot be written; documents and manifest are then as they were.
    """
    if intake.refusal is not None:
        raise intake.refusal
    if intake.fresh:
        store(intake.paths, [arrival.path for arrival in intake.fresh], intake.manifest)
    return len(intake.fresh)


def _standing(paths: FundYearPaths) -> _Standing:
    try:
        if not paths.raw.is_dir():
            return _Standing()
        if paths.manifest.is_file():
            manifest = provenance.load_manifest(paths)
            return _Standing(manifest, provenance.missing(paths, manifest), provenance.differing(paths, manifest))
        what, advice = "目录中已有的文件未登记", "一并添加，或移出该目录"
        unlisted = {
            name: Problem(what, f"{paths.label}/{name}", advice=advice) for name in provenance.document_files(paths)
        }
        return _Standing(differing=unlisted)
    except OSError as failure:
        raise OutputError(unreachable("资金年度的目录无法读取", str(failure.filename or paths.raw), failure)) from None


def _refusal(
    standing: _Standing, taken: Mapping[str, bool], lacking: Sequence[Problem], *, writing: bool
) -> JixiaoError | None:
    """Return what keeps the manifest from describing the folder as it would be, everything at once."""

    def left(odd: Mapping[str, Problem]) -> list[Problem]:
        if writing:
            return [problem for name, problem in odd.items() if not taken.get(name)]
        # Nothing is written; a file that was handed in and is kept out has its own problem.
        return [problem for name, problem in odd.items() if standing.manifest is not None and name not in taken]

    missing, differing = left(standing.missing), left(standing.differing)
    # Names are asked for last: the documents that are not being added yet may tell them.
    problems = [*missing, *differing] or lacking
    if not problems:
        return None
    return (NotFoundError if missing else ManifestError if differing else ParameterError)(problems)


def _tell(paths: FundYearPaths, manifest: Manifest, arrivals: Sequence[Arrival]) -> None:
    """Read the whole fund year as it will be, and sort what was read and what was not by file."""
    places = {entry.file: paths.raw / entry.file for entry in manifest.files}
    places |= {arrival.entry.file: arrival.path for arrival in arrivals if arrival.entry is not None}
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
