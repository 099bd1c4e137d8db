"""The same jobs on a cluster: two worker processes on this machine, one of them killed, one job that never survives."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest
from distributed import Client, LocalCluster

from analysis.errors import BatchError, WorkerError
from analysis.paths import Project
from analysis.provenance import sha256_of
from analysis.runs.bundle import lay_out, pack
from analysis.runs.cluster import TRIES
from analysis.runs.fingerprint import Fingerprints
from analysis.runs.model import Job, Outcome, Planned
from analysis.runs.remote import perform
from runs.conftest import Root, begin, ends, jixiao, put_cell

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


def hashes(project: Project, label: str) -> dict[str, str]:
    files = [*(project.reports / label).iterdir(), *(project.processed / label).glob("*.csv")]
    return {path.name: sha256_of(path) for path in files if path.name != "run.json"}


def test_a_killed_worker_costs_nothing_but_time(cluster: LocalCluster, small: Root):
    """One of two workers is killed in the middle of its job; the reports are those of a run on this machine."""
    project = small("f-a", "f-b")
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        workers = client.run(lambda dask_worker: dask_worker.address)
        pids = client.run(_pid)
        assert len(pids) == 2
        with begin(
            "run", "--all", "--scheduler", cluster.scheduler_address, "--log-format", "json", root=project.root
        ) as running:
            victim = _busy(client)
            psutil.Process(pids[victim]).kill()
            output, errors = running.communicate(timeout=600)
        assert running.returncode == 0, (errors, output)
        assert set(client.run(_pid)) != set(workers), "a new worker took the place of the old one"
    ended = ends(output)
    assert {name: each["state"] for name, each in ended.items()} == {"f-a/2024": "done", "f-b/2024": "done"}
    by_cluster = {fund: hashes(project, f"{fund}/2024") for fund in ("f-a", "f-b")}
    assert jixiao("run", "--all", "--force", root=project.root).returncode == 0
    assert {fund: hashes(project, f"{fund}/2024") for fund in ("f-a", "f-b")} == by_cluster


def _pid() -> int:
    import os

    return os.getpid()


def _busy(client: Client) -> str:
    """Wait until a worker runs a job, not only holds contents; return its address."""
    while True:
        for address, keys in client.processing().items():
            if any(str(key).startswith("jixiao-f-") for key in keys):
                time.sleep(1)
                return str(address)
        time.sleep(0.05)


def test_a_job_that_never_survives_is_told_after_three_tries(cluster: LocalCluster, small: Root):
    project = small("f-a", "f-b")
    put_cell(
        project,
        "import os, signal\nif fy.paths.fund == 'f-a':\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "raise RuntimeError('到此为止')",
    )
    done = jixiao("run", "--all", "--scheduler", cluster.scheduler_address, "--log-format", "json", root=project.root)
    assert done.returncode == BatchError.exit_code
    ended = ends(done.stdout)
    assert (ended["f-a/2024"]["exit_code"], ended["f-a/2024"]["tries"]) == (WorkerError.exit_code, TRIES)
    assert (ended["f-b/2024"]["exit_code"], ended["f-b/2024"]["tries"]) == (1, 1)
    assert "内存不足" in ended["f-a/2024"]["error"]


def test_no_scheduler_there(small: Root, monkeypatch: pytest.MonkeyPatch):
    from analysis.runs import cluster as module

    monkeypatch.setattr(module, "_CONNECT", "1s")
    with pytest.raises(WorkerError, match="连接不上调度器"):
        module._connected("tcp://127.0.0.1:9")
    with pytest.raises(WorkerError, match="连接不上调度器"):
        module._connected("nonsense://")


def planned(project: Project, *funds: str) -> list[Planned]:
    marks = Fingerprints(project)
    return [Planned(job, marks.of(job)) for job in (Job(fund, 2024) for fund in funds)]


def test_what_two_jobs_share_travels_once(small: Root, tmp_path):
    project = small("f-a", "f-b")
    (project.raw / "f-a/aliases.yaml").write_text("projects: []\n", encoding="utf-8")
    one, two = (pack(project, each, 60) for each in planned(project, "f-a", "f-b"))
    shared = set(one[1]) & set(two[1])
    assert len(shared) > 20, "suites, notebooks, equal documents"
    assert any(name.endswith("aliases.yaml") for name in one[0].files)
    assert not any("f-b" in name for name in one[0].files)
    again = lay_out(one[0], one[1], tmp_path / "elsewhere")
    assert Fingerprints(again).of(Job("f-a", 2024)) == one[0].planned.fingerprint


def test_another_program_refuses_the_job(small: Root):
    project = small("f-a")
    bundle, contents = pack(project, planned(project, "f-a")[0], 60)
    other = replace(bundle, planned=replace(bundle.planned, fingerprint="0" * 64))
    told, written = perform(other, contents)
    outcome = Outcome.from_json(told)
    assert written == {}
    assert outcome.failure is not None
    assert "集群上的程序与本机不同" in outcome.failure.text
    assert not outcome.failure.sudden, "another try would not help"
    assert json.loads(told)["state"] == "failed"
