"""A job on a worker of a cluster: laid out, run, sent back.

Belongs here: what runs on the worker's side. Does not belong here: handing jobs out (``cluster``), the job itself
(``job``).

The worker keeps one warm process of its own; each job is forked from it, so that a job which dies takes nothing along.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from analysis.errors import Problem, WorkerError
from analysis.runs.bundle import Bundle, collect, lay_out
from analysis.runs.fingerprint import Fingerprints
from analysis.runs.model import Failure, Outcome, Settings, State
from analysis.runs.pool import Pool, start_server
from analysis.warm.client import WarmServer


def content(data: bytes) -> bytes:
    """Hold a file's content on the cluster; whoever needs it finds it by its hash."""
    return data


def perform(bundle: Bundle, contents: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Do a job: its outcome as JSON, and what it wrote."""
    job = bundle.planned.job
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        root, scratch = Path(folder) / "project", Path(folder) / "scratch"
        scratch.mkdir()
        project = lay_out(bundle, contents, root)
        if Fingerprints(project, bundle.environment).of(job) != bundle.planned.fingerprint:
            return Outcome(job, State.FAILED, failure=_other_program()).to_json(), {}
        settings = Settings(1, scratch, bundle.seconds)
        environment = {**os.environ, **bundle.environment}
        with Pool(project, settings, _server(), environment) as pool:
            ended = next(pool.run([bundle.planned], lambda *_: None))
        written = collect(job.paths(project)) if ended.state is State.DONE else {}
        return replace(ended, tries=1).to_json(), written


def _other_program() -> Failure:
    error = WorkerError(
        Problem(
            "集群上的程序与本机不同",
            found="Python、jixiao 或所用程序库的版本不一致",
            advice="在各工作节点按 requirements-cluster.lock 安装与本机相同的版本",
        )
    )
    return Failure(error.exit_code, str(error))


@cache
def _server() -> WarmServer | None:
    """Start this worker's warm process, once."""
    server = start_server()
    if server:
        atexit.register(server.stop)
    return server
