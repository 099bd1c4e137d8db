"""Any number of reports: leave out what is unchanged, run the rest, tell how it went.

Belongs here: the course of a batch. Does not belong here: which fund years (``selection``), how workers are run
(``pool``, ``cluster``), how it looks (``show``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from analysis import provenance
from analysis.errors import BatchError, JixiaoError, Problem
from analysis.kinds import report_kind
from analysis.paths import FundYearPaths, Project
from analysis.runs import fingerprint
from analysis.runs.cluster import Cluster
from analysis.runs.failures import failure_of
from analysis.runs.model import GENEROUS, Job, Outcome, Planned, Settings, State
from analysis.runs.pool import Pool
from analysis.runs.staging import alone


class Watch(Protocol):
    """Shows people how a batch goes on."""

    def step(self, planned: Planned, step: str, number: int, total: int) -> None:
        """Tell that a worker has begun a step."""

    def ended(self, outcome: Outcome) -> None:
        """Tell that a job has ended."""


class Runner(Protocol):
    """Runs jobs: on this machine or on others."""

    def run(self, jobs: Sequence[Planned], watch: Callable[[Planned, str, int, int], None]) -> Iterator[Outcome]:
        """Run jobs, and yield how each ended, as they end."""


@dataclass(frozen=True)
class Plan:
    """How a batch is to be run.

    Parameters
    ----------
    jobs
        The reports to write.
    workers
        How many at a time.
    resume
        Whether a report that is unchanged is left as it is.
    seconds
        The time limit of one report.
    scheduler
        Address of a Dask scheduler whose workers do the work; this machine does when empty.
    """

    jobs: tuple[Job, ...]
    workers: int
    resume: bool = True
    seconds: float = GENEROUS
    scheduler: str = ""


def run_batch(plan: Plan, watch: Watch) -> list[Outcome]:
    """Write reports, one failed fund year never stopping the others.

    Parameters
    ----------
    plan
        What to run and how.
    watch
        Told about every step and every end.

    Returns
    -------
    list of Outcome
        How each job ended, in the order of the jobs. After an interruption by the user (Ctrl-C) the jobs that had not
        ended are ``stopped``; their earlier reports stand.

    Raises
    ------
    BusyError
        When another batch writes to the same folder.
    """
    from analysis.render.index import Failed, write_index

    project = Project.here()
    ended: dict[Job, Outcome] = {}

    def take(outcome: Outcome) -> None:
        ended[outcome.job] = outcome
        watch.ended(outcome)

    several = alone(project, "batch", "另一个批量运行正在写入 reports 目录") if len(plan.jobs) > 1 else nullcontext()
    with several:
        try:
            for outcome in _outcomes(project, plan, watch):
                take(outcome)
        except KeyboardInterrupt:
            for job in plan.jobs:
                if job not in ended:
                    take(Outcome(job, State.STOPPED))
        if any(outcome.run for outcome in ended.values()):
            failed = [
                Failed(each.job.fund, each.job.year, each.failure.text) for each in ended.values() if each.failure
            ]
            write_index(project.reports, failed)
    return [ended[job] for job in plan.jobs]


def error_of(outcomes: Sequence[Outcome]) -> JixiaoError | None:
    """Return the error with which a batch of several ends, if it does."""
    failed = [outcome for outcome in outcomes if outcome.failure]
    if not failed:
        return None
    names = "、".join(outcome.job.label for outcome in failed)
    return BatchError(
        Problem(
            f"{len(outcomes)}份报告中有{len(failed)}份没有写出", found=names, advice="改正后再次运行，已完成的不会重做"
        )
    )


def _outcomes(project: Project, plan: Plan, watch: Watch) -> Iterator[Outcome]:
    """Yield how each job ended, those first that need no process."""
    waiting = []
    for planned in _planned(project, plan.jobs):
        settled = _settled(project, planned, resume=plan.resume)
        if settled:
            yield settled
        else:
            waiting.append(planned)
    if waiting:
        # The longest first: what is left at the end, when workers run out of jobs, is short.
        waiting.sort(key=lambda planned: -_bytes(planned.job.paths(project)))
        with _runner(project, plan, len(waiting)) as runner:
            yield from runner.run(waiting, watch.step)


def _bytes(paths: FundYearPaths) -> int:
    """Return how much there is to read in a fund year; nothing where it cannot be told, which its worker will say."""
    try:
        return sum(path.stat().st_size for path in paths.raw.iterdir() if path.is_file())
    except OSError:
        return 0


def _settled(project: Project, planned: Planned, *, resume: bool) -> Outcome | None:
    """Return the outcome of a job that needs no process: its report is unchanged, or its manifest forbids one."""
    paths = planned.job.paths(project)
    try:
        report_kind(paths, provenance.verified(paths), planned.job.kind)
    except JixiaoError as error:
        return Outcome(planned.job, State.FAILED, failure=failure_of(error))
    unchanged = fingerprint.current(paths, planned.fingerprint) if resume else None
    return Outcome(planned.job, State.UNCHANGED, unchanged) if unchanged else None


def _planned(project: Project, jobs: Sequence[Job]) -> Iterator[Planned]:
    marks = fingerprint.Fingerprints(project)
    for job in jobs:
        yield Planned(job, marks.of(job))


@contextmanager
def _runner(project: Project, plan: Plan, waiting: int) -> Iterator[Runner]:
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="jixiao-"))
        settings = Settings(max(1, min(plan.workers, waiting)), Path(scratch), plan.seconds)
        if plan.scheduler:
            yield stack.enter_context(Cluster(project, settings, plan.scheduler))
        else:
            yield stack.enter_context(Pool(project, settings))
