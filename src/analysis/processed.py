"""Tidy tables on disk, used again only when they came from these very inputs.

Belongs here: writing ``data/processed`` with its lineage, and proving an intermediate before it is used. Does not
belong here: building the tables (``pipeline``).

Every file is replaced in one step and the lineage is written last; a table whose bytes differ from the lineage, or a
lineage whose fingerprint differs from the inputs, is built anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

import pandas as pd
from filelock import FileLock

from analysis import provenance, tables
from analysis.errors import OutputError, Problem
from analysis.paths import FundYearPaths
from analysis.provenance import Manifest

Stage = Literal["read", "computed"]

LINEAGE = "lineage.json"

#: The parts of the package that decide what a stage's tables hold.
_CODE: Mapping[Stage, tuple[str, ...]] = {
    "read": (
        *("documents/*", "expressions/*", "claims/*", "tables.*"),
        *("exact.py", "handwritten.py", "numbering.py", "places.py", "strict.py", "vocabulary.py"),
    ),
    "computed": (
        "*.py",
        "*.yaml",
        "rules/**/*.py",
        "rules/**/*.yaml",
        "documents/*",
        "expressions/*",
        "claims/*",
        "attainment/*",
        "promises/*",
        "comparison/*",
        "views/*",
    ),
}


def inputs(paths: FundYearPaths, manifest: Manifest, stage: Stage) -> dict[str, str]:
    """Return the hashes of everything that a stage's tables follow from, by name."""
    found = {f"raw/{entry.file}": entry.sha256 for entry in manifest.files}
    found["raw/MANIFEST.yaml"] = provenance.sha256_of(paths.manifest)
    found |= provenance.declarations(paths)
    if stage == "computed":
        # What a year set and reached is held against the years before it.
        for before in paths.earlier():
            found |= {f"earlier/{before.year}/{name}": value for name, value in provenance.received(before).items()}
        suites = provenance.hashes_below(paths.project.expectations, ("*.json",))
        found |= {f"expectations/{name}": value for name, value in suites.items()}
    return found | {"code": _code()[stage]}


def load(paths: FundYearPaths, stage: Stage, found: Mapping[str, str]) -> dict[str, pd.DataFrame] | None:
    """Return a stage's tables when they came from these inputs and are unchanged, else ``None``."""
    lineage = (provenance.read_lineage(paths.processed / LINEAGE) or {}).get(stage, {})
    if lineage.get("inputs") != dict(found):
        return None
    names = [name for name, spec in tables.dictionary().items() if spec.stage == stage]
    for name in names:
        path = paths.processed / f"{name}.csv"
        if not path.is_file() or provenance.sha256_of(path) != lineage.get("tables", {}).get(name):
            return None
    return {name: tables.read_csv(name, paths.processed / f"{name}.csv") for name in names}


def save(paths: FundYearPaths, stage: Stage, found: Mapping[str, str], built: Mapping[str, pd.DataFrame]) -> None:
    """Write a stage's tables and their lineage.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    try:
        paths.processed.mkdir(parents=True, exist_ok=True)
        lineage = provenance.read_lineage(paths.processed / LINEAGE) or {}
        with tempfile.TemporaryDirectory(dir=paths.processed, prefix=".") as name:
            fresh = Path(name)
            hashes = {table: _written(built[table], fresh / f"{table}.csv") for table in sorted(built)}
            lineage[stage] = {"inputs": dict(found), "tables": hashes}
            provenance.write_lineage(fresh / LINEAGE, lineage)
            # What came from where is told last: until then the tables are nobody's.
            for file in (*(f"{table}.csv" for table in hashes), LINEAGE):
                (fresh / file).replace(paths.processed / file)
    except OSError as failure:
        raise _unwritable(paths, failure) from None


@contextmanager
def building(paths: FundYearPaths) -> Iterator[None]:
    """Hold the lock under which a fund year's tables are built: who comes second finds them ready.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    try:
        folder = paths.project.processed / ".locks"
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{paths.fund}.{paths.year}.lock").acquire()
    except OSError as failure:
        raise _unwritable(paths, failure) from None
    with lock:
        yield


def _unwritable(paths: FundYearPaths, failure: OSError) -> OutputError:
    found = failure.strerror or str(failure)
    return OutputError(Problem("中间结果无法写入", str(paths.processed), found=found, advice="检查目录权限和空间"))


def _written(table: pd.DataFrame, path: Path) -> str:
    tables.write_csv(table, path)
    return provenance.sha256_of(path)


@cache
def _code() -> Mapping[Stage, str]:
    here = Path(__file__).parent
    return {stage: provenance.fingerprint(provenance.hashes_below(here, parts)) for stage, parts in _CODE.items()}
