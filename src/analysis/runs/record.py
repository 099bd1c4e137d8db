"""run.json: what a report was made of, what came out, and how long each stage took.

Belongs here: the record of one run. Does not belong here: making the report (``report``), telling people (``show``).
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from time import perf_counter
from typing import Any

from analysis import checks, listing, provenance
from analysis.evaluation import Evaluation
from analysis.exact import half_up
from analysis.paths import FundYearPaths
from analysis.runs.fingerprint import LIBRARIES
from analysis.runs.model import Planned


class Stopwatch:
    """Seconds by stage, in the order in which stages began."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        started = perf_counter()
        yield
        self.seconds[name] = perf_counter() - started

    def rounded(self) -> dict[str, float]:
        """Return the seconds for the record."""
        return {name: round(value, 2) for name, value in self.seconds.items()}


def record(
    paths: FundYearPaths, evaluation: Evaluation, planned: Planned, outputs: Iterable[Path], title: str
) -> dict[str, Any]:
    """Describe a run, all but its seconds.

    Parameters
    ----------
    paths
        The fund year.
    evaluation
        What the report says.
    planned
        The job and the hash of what it follows from.
    outputs
        The files written.
    title
        The report's title.
    """
    manifest, facts, book = evaluation.manifest, evaluation.facts, evaluation.book
    scored = {"score": float(half_up(facts.value("fund.score"), 2)), "grade": facts["fund.grade"].text} if book else {}
    inputs = {paths.raw / entry.file: entry.sha256 for entry in manifest.files}
    declared = (path for path in (paths.corrections, paths.aliases, paths.rules) if path.is_file())
    inputs |= {path: provenance.sha256_of(path) for path in declared}
    root, job = paths.project.root, planned.job
    return {
        "fund": manifest.fund,
        "fund_name": manifest.fund_name,
        "year": manifest.year,
        "kind": evaluation.kind.value,
        "title": title,
        **scored,
        "fingerprint": planned.fingerprint,
        "parameters": {"fund": job.fund, "year": job.year, "kind": job.kind},
        "inputs": [{"path": path.relative_to(root).as_posix(), "sha256": digest} for path, digest in inputs.items()],
        "outputs": hashed(outputs),
        "findings": checks.summary(evaluation.tables["findings"]),
        "accepted": sum(listing.accepted(evaluation.tables["findings"]).values()),
        "rules": [{"id": name, "status": rule.status.value} for name, rule in (book.rules if book else {}).items()],
        "versions": {"python": platform.python_version()}
        | {name: metadata.version(name) for name in ("jixiao", *LIBRARIES)},
    }


def hashed(files: Iterable[Path]) -> list[dict[str, str]]:
    """Name files with their hashes."""
    return [{"path": path.name, "sha256": provenance.sha256_of(path)} for path in files]


def write(path: Path, data: Mapping[str, Any]) -> None:
    """Write the record."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
