"""What a run is asked for, what it tells while it goes on, and how it ends.

Belongs here: records that pass between processes, as JSON. Does not belong here: doing anything with them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from analysis.kinds import AUTO
from analysis.paths import FundYearPaths, Project

#: The time limit of one report, in seconds: far above what a report of 100,000 indicators needs.
GENEROUS = 3600.0


@dataclass(frozen=True)
class Job:
    """One report to write.

    Parameters
    ----------
    fund, year
        The fund year.
    kind
        The kind of report; see :func:`analysis.kinds.report_kind`.
    archive
        Whether to write the archive copy as well.
    """

    fund: str
    year: int
    kind: str = AUTO
    archive: bool = False

    @property
    def label(self) -> str:
        """How the fund year is named in messages."""
        return f"{self.fund}/{self.year}"

    def paths(self, project: Project) -> FundYearPaths:
        """Return the fund year's folders."""
        return project.fund_year(self.fund, self.year)


class State(StrEnum):
    """How a job ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"done": "完成", "unchanged": "没有变化", "failed": "失败", "stopped": "中止"}[self.value]


@dataclass(frozen=True)
class Failure:
    """Why a report could not be written.

    Parameters
    ----------
    exit_code
        That of the kind of error; see :mod:`analysis.errors`. 1 is a fault of the program.
    text
        The message, every problem with its document and cell.
    notebook, cell
        Where the run stood: the notebook, and the cell with its number and heading; empty outside notebooks.
    details
        The traceback of a fault of the program.
    sudden
        Whether a process died: another try, or another machine, may do better.
    """

    exit_code: int
    text: str
    notebook: str = ""
    cell: str = ""
    details: str = ""
    sudden: bool = False

    @property
    def place(self) -> str:
        """Notebook and cell, in words."""
        return " → ".join(part for part in (self.notebook, self.cell) if part)


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Parameters
    ----------
    job
        The job.
    state
        Done, unchanged, failed or stopped.
    run
        The record of the run (``run.json``) when there is a report.
    failure
        Why there is none.
    seconds
        How long it took, from start to end.
    tries
        How often it was begun.
    """

    job: Job
    state: State
    run: Mapping[str, Any] = field(default_factory=dict)
    failure: Failure | None = None
    seconds: float = 0.0
    tries: int = 1

    def to_json(self) -> str:
        """Write the outcome down."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        """Read what :meth:`to_json` wrote."""
        data = json.loads(text)
        failure = Failure(**data.pop("failure")) if data["failure"] else data.pop("failure")
        return cls(**{**data, "job": Job(**data["job"]), "state": State(data["state"])}, failure=failure)


@dataclass(frozen=True)
class Planned:
    """A job with the hash of everything that its report follows from."""

    job: Job
    fingerprint: str


#: Told about every step of a report as it begins: its name for people, its number and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Settings:
    """How jobs are run.

    Parameters
    ----------
    workers
        How many at a time.
    seconds
        The time limit of one report.
    scratch
        A folder for what passes between processes.
    """

    workers: int
    scratch: Path
    seconds: float = GENEROUS
