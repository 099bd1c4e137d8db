"""A worker process: one job, read from a folder, its outcome written there.

Belongs here: the two ends of the channel between a worker and whoever started it: ``job.json`` in, ``events.jsonl`` and
``outcome.json`` out. Does not belong here: writing the report (``report``), starting processes (``pool``).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.runs.model import Job, Outcome, Planned, State

JOB, EVENTS, OUTCOME, OUTPUT = "job.json", "events.jsonl", "outcome.json", "output.txt"
#: Says that whoever started this process holds the other end of its standard input.
_HELD = "--held"


def hand_over(planned: Planned, folder: Path) -> None:
    """Write down a job for a worker process."""
    (folder / JOB).write_text(json.dumps(asdict(planned), ensure_ascii=False), encoding="utf-8")


def outcome(folder: Path) -> Outcome | None:
    """Read how the worker's job ended; ``None`` when it never came to an end."""
    try:
        return Outcome.from_json((folder / OUTCOME).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Events:
    """The steps that a worker has told of, read as they come."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / EVENTS
        self._read = 0

    def fresh(self) -> Iterator[dict[str, Any]]:
        """Yield what was told since the last time."""
        try:
            with self._path.open("rb") as stream:
                stream.seek(self._read)
                text = stream.read()
        except OSError:
            return
        whole = text.rpartition(b"\n")[0]
        self._read += len(whole) + bool(whole)
        for line in whole.splitlines():
            yield json.loads(line)


def main(arguments: Sequence[str]) -> int:
    """Do the job of a folder; the exit code is 0 whenever there is an outcome to read."""
    folder = Path(arguments[0])
    if _HELD in arguments:
        threading.Thread(target=_end_with_the_holder, daemon=True).start()
    given = json.loads((folder / JOB).read_text(encoding="utf-8"))
    planned = Planned(Job(**given["job"]), given["fingerprint"])
    ended = perform(planned, folder)
    part = folder / f"{OUTCOME}.part"
    part.write_text(ended.to_json(), encoding="utf-8")
    part.replace(folder / OUTCOME)
    return 0


def perform(planned: Planned, folder: Path) -> Outcome:
    """Write the report of a job, and tell its steps."""
    from analysis.runs.failures import failure_of
    from analysis.runs.report import write_report

    started = time.perf_counter()

    def tell(step: str, number: int, total: int) -> None:
        with (folder / EVENTS).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps({"step": step, "number": number, "total": total}, ensure_ascii=False) + "\n")

    try:
        run = write_report(planned, tell)
        return Outcome(planned.job, State.DONE, run, seconds=time.perf_counter() - started)
    except Exception as error:
        seconds = time.perf_counter() - started
        return Outcome(planned.job, State.FAILED, failure=failure_of(error), seconds=seconds)


def _end_with_the_holder() -> None:
    """End this process and its kernels when standard input closes: whoever waits for the report is gone."""
    while os.read(0, 1):
        pass
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
