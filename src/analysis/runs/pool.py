"""Several jobs at a time on this machine, each in a process of its own.

Belongs here: starting, watching and ending worker processes. Does not belong here: what a worker does (``job``),
telling people (``show``), which jobs there are (``selection``, ``batch``).

Workers and their kernels are forked from one warm process where that can be; elsewhere they start cold, with the same
results.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from analysis.paths import ROOT_VARIABLE, Project
from analysis.runs import failures, job
from analysis.runs.model import Failure, Outcome, Planned, Settings, State
from analysis.runs.staging import tidy
from analysis.warm.client import ADDRESS_VARIABLE, NotWarm, WarmServer, fork, is_supported
from analysis.warm.libraries import LIBRARIES

#: What the warm process has imported, and done once, before the first worker is forked.
_WARMING = "analysis.runs.warming"
_GLANCE = 0.1

#: Told about a step of a job: the job, then the step's name for people, its number and how many there are.
Watcher = Callable[[Planned, str, int, int], None]


class _Process(Protocol):
    """What the pool needs of a process, warm or cold."""

    def poll(self) -> int | None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


class _Cold(subprocess.Popen[bytes]):
    """An ordinary process that ends with whoever started it, and its kernels with it."""

    def kill(self) -> None:
        if self.poll() is None and hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        super().kill()


class Pool:
    """Runs jobs side by side; as a context manager it leaves no process behind.

    Parameters
    ----------
    project
        Where the fund years lie.
    settings
        How many at a time, and how long one may take.
    server
        The warm process to fork from; the pool starts one of its own when there is none.
    environment
        The workers' environment; this process's own when left out.
    """

    def __init__(
        self,
        project: Project,
        settings: Settings,
        server: WarmServer | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings
        self._environment = {**(environment or os.environ), ROOT_VARIABLE: str(project.root)}
        self._project = project
        self._running: dict[Planned, tuple[_Process, Path, job.Events, float]] = {}
        self._server, self._is_own_server = server, server is None

    def __enter__(self) -> Pool:
        if self._is_own_server:
            self._server = start_server()
        self._environment[ADDRESS_VARIABLE] = str(self._server.address) if self._server else ""
        return self

    def __exit__(self, *_: object) -> None:
        for planned, (process, *_rest) in self._running.items():
            process.kill()
            process.wait()
            tidy(planned.job.paths(self._project))
        self._running.clear()
        if self._server and self._is_own_server:
            self._server.stop()

    def run(self, jobs: Sequence[Planned], watch: Watcher) -> Iterator[Outcome]:
        """Run jobs, and yield how each ended, as they end."""
        waiting = list(reversed(jobs))
        while waiting or self._running:
            while waiting and len(self._running) < self._settings.workers:
                self._start(waiting.pop())
            self._pause()
            for planned in list(self._running):
                ended = self._look(planned, watch)
                if ended is not None:
                    yield ended

    def _start(self, planned: Planned) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._settings.scratch))
        job.hand_over(planned, folder)
        process = self._forked(folder) or self._cold(folder)
        self._running[planned] = (process, folder, job.Events(folder), time.monotonic())

    def _forked(self, folder: Path) -> _Process | None:
        if self._server is None:
            return None
        with (folder / job.OUTPUT).open("wb") as output, Path(os.devnull).open("rb") as null:
            streams = (null.fileno(), output.fileno(), output.fileno())
            with contextlib.suppress(NotWarm):
                return fork(
                    self._server.address,
                    "analysis.runs.job:main",
                    [str(folder)],
                    env=self._environment,
                    cwd=self._project.root,
                    streams=streams,
                )
        return None

    def _cold(self, folder: Path) -> _Process:
        with (folder / job.OUTPUT).open("wb") as output:
            return _Cold(
                [sys.executable, "-m", "analysis.runs.job", str(folder), "--held"],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={**self._environment, ADDRESS_VARIABLE: ""},
                cwd=self._project.root,
                start_new_session=True,
            )

    def _pause(self) -> None:
        """Wait a little, or until a forked process has ended."""
        ends: list[Any] = [process for process, *_ in self._running.values() if hasattr(process, "fileno")]
        if sys.platform == "win32" or not ends:
            time.sleep(_GLANCE)
        else:
            select.select(ends, [], [], _GLANCE)

    def _look(self, planned: Planned, watch: Watcher) -> Outcome | None:
        """Pass on what a worker told; return its outcome when it has ended."""
        process, folder, events, started = self._running[planned]
        code = process.poll()
        for event in events.fresh():
            watch(planned, event["step"], event["number"], event["total"])
        seconds = time.monotonic() - started
        if code is None and seconds < self._settings.seconds:
            return None
        if code is None:
            process.kill()
            process.wait()
        del self._running[planned]
        ended = job.outcome(folder)
        if ended is None:
            tidy(planned.job.paths(self._project))
            why = _end(code, folder) if code is not None else failures.overdue(self._settings.seconds)
            ended = Outcome(planned.job, State.FAILED, failure=why, seconds=seconds)
        return ended


def _end(code: int, folder: Path) -> Failure:
    return failures.death(code, (folder / job.OUTPUT).read_text(encoding="utf-8", errors="replace"))


def start_server() -> WarmServer | None:
    """Start a warm process for workers and their kernels, where processes can be forked."""
    return WarmServer((*LIBRARIES, _WARMING)) if is_supported() else None
