"""A job's inputs and outputs as content: what travels to another machine and back.

Belongs here: which files a report is made from, files by their hash, laying them out again. Does not belong here: how
they travel (``cluster``).

A file that several jobs share (suites, notebooks, the documents of an earlier year) has one hash and travels once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from analysis.errors import OutputError, Problem
from analysis.paths import FundYearPaths, Project
from analysis.runs.fingerprint import ENVIRONMENT
from analysis.runs.model import Planned
from analysis.runs.staging import staging, swap


@dataclass(frozen=True)
class Bundle:
    """What a worker needs for a job, contents left out.

    Parameters
    ----------
    planned
        The job.
    files
        Paths below the project's folder, each with the hash of its content.
    environment
        The variables that decide what stands in a report.
    seconds
        The time limit.
    """

    planned: Planned
    files: Mapping[str, str]
    environment: Mapping[str, str]
    seconds: float


def pack(project: Project, planned: Planned, seconds: float) -> tuple[Bundle, dict[str, bytes]]:
    """Collect a job's inputs: the bundle, and the contents by hash."""
    contents: dict[str, bytes] = {}
    files: dict[str, str] = {}
    for path in _inputs(project, planned.job.paths(project)):
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        files[path.relative_to(project.root).as_posix()] = digest
        contents[digest] = content
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    return Bundle(planned, files, environment, seconds), contents


def lay_out(bundle: Bundle, contents: Mapping[str, bytes], root: Path) -> Project:
    """Write a job's inputs below a folder."""
    for name, digest in bundle.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents[digest])
    return Project(root)


def collect(paths: FundYearPaths) -> dict[str, bytes]:
    """Collect what a job wrote: the report and the tidy tables, by path below the project's folder."""
    found = (path for folder in (paths.reports, paths.processed) for path in sorted(folder.iterdir()))
    root = paths.project.root
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found if path.is_file()}


def take_in(paths: FundYearPaths, written: Mapping[str, bytes]) -> None:
    """Put what came back in its place: the tables one by one, the report whole.

    Raises
    ------
    OutputError
        When something cannot be written; the earlier report stands then.
    """
    with staging(paths) as folder:
        try:
            paths.processed.mkdir(parents=True, exist_ok=True)
            for name, content in written.items():
                path = paths.project.root / name
                if path.parent == paths.reports:
                    (folder / path.name).write_bytes(content)
                else:
                    part = path.with_name(f".{path.name}.part")
                    part.write_bytes(content)
                    part.replace(path)
        except OSError as failure:
            found = failure.strerror or str(failure)
            raise OutputError(Problem("结果无法写入", paths.label, found=found, advice="检查目录权限和空间")) from None
        swap(folder, paths)


def _inputs(project: Project, paths: FundYearPaths) -> Iterator[Path]:
    """Name every file that a report may be made from."""
    for year in (paths, *paths.earlier()):
        yield from (path for path in sorted(year.raw.glob("*")) if path.is_file() and not path.name.startswith("."))
    yield from (path for path in sorted(paths.raw.parent.glob("*")) if path.is_file())
    yield from sorted(project.expectations.glob("*.json"))
    yield from sorted(project.notebooks.glob("*.ipynb"))
