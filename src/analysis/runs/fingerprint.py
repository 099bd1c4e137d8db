"""What a report follows from, as one hash; a report that has it needs no second run.

Belongs here: naming everything that decides a report's bytes. Does not belong here: how files are hashed
(``provenance``), what is done about a change.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis import provenance
from analysis.paths import FundYearPaths, Project
from analysis.runs.model import Job

RECORD = "run.json"

#: Libraries that decide what stands in a file.
LIBRARIES = (
    "great-expectations",
    "matplotlib",
    "nbconvert",
    "pandas",
    "papermill",
    "python-docx",
    "typst",
    "xlsxwriter",
)
#: Variables that decide what stands in a file.
ENVIRONMENT = ("SOURCE_DATE_EPOCH",)
_PACKAGE = Path(__file__).parents[1]


class Fingerprints:
    """Hashes of one project, each file read once; an object serves one batch.

    Parameters
    ----------
    project
        Where the fund years lie.
    environment
        The variables under which reports are written; this process's own when left out.
    """

    def __init__(self, project: Project, environment: Mapping[str, str] | None = None) -> None:
        self._project = project
        self._environment = os.environ if environment is None else environment
        self._received = cache(provenance.received)

    def of(self, job: Job) -> str:
        """Hash everything that a job's report follows from.

        Documents and declarations of the fund year and of the years before it, the analyst's prose, the suites, the
        notebooks, the program with its rules and texts, the libraries, the parameters.
        """
        paths = job.paths(self._project)
        parts = {f"raw/{name}": value for name, value in self._received(paths).items()}
        for before in paths.earlier():
            parts |= {f"earlier/{before.year}/{name}": value for name, value in self._received(before).items()}
        if paths.prose.is_file():
            parts["prose"] = provenance.sha256_of(paths.prose)
        parts |= {f"parameter/{name}": str(value) for name, value in vars(job).items()}
        return provenance.fingerprint(parts | self._shared)

    @cached_property
    def _shared(self) -> dict[str, str]:
        folders = {
            "expectations": provenance.hashes_below(self._project.expectations, ("*.json",)),
            "notebooks": provenance.hashes_below(self._project.notebooks, ("*.ipynb",)),
            "code": _program(),
        }
        found = {f"{folder}/{name}": value for folder, files in folders.items() for name, value in files.items()}
        found |= {f"library/{name}": metadata.version(name) for name in LIBRARIES}
        found |= {f"environment/{name}": self._environment.get(name, "") for name in ENVIRONMENT}
        return found | {"python": platform.python_version()}


def current(paths: FundYearPaths, fingerprint: str) -> dict[str, Any] | None:
    """Return the record of a report that has this fingerprint and whose files are all there, unchanged."""
    try:
        record: dict[str, Any] = json.loads((paths.reports / RECORD).read_text(encoding="utf-8"))
        if record["fingerprint"] != fingerprint:
            return None
        whole = all(provenance.sha256_of(paths.reports / each["path"]) == each["sha256"] for each in record["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if whole else None


def _program() -> dict[str, str]:
    """Hash the package: code, rules, words, texts, layouts."""
    files = (path for path in _PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(_PACKAGE).as_posix(): provenance.sha256_of(path) for path in files}
