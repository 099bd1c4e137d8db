"""The same jobs on the workers of an existing Dask cluster.

Belongs here: handing jobs out, trying again, taking results in. Does not belong here: what a worker does (``remote``),
what travels (``bundle``).

A worker that is lost is Dask's matter: its jobs go to another one. A job whose process dies is tried three times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from analysis.errors import JixiaoError, ParameterError, Problem, WorkerError
from analysis.paths import Project
from analysis.runs.bundle import pack, take_in
from analysis.runs.failures import failure_of
from analysis.runs.model import Outcome, Planned, Settings, State

if TYPE_CHECKING:
    from distributed import Client, Future

#: How often a job is begun whose process comes to a sudden end.
TRIES = 3
_CONNECT = "20s"


class Cluster:
    """Runs jobs on a cluster; as a context manager it leaves none of its data there.

    Parameters
    ----------
    project
        Where the fund years lie, and where results go.
    settings
        The time limit of one report; how many run at a time is the cluster's matter.
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ParameterError
        When the optional extra ``cluster`` is not installed.
    WorkerError
        When the scheduler cannot be reached.
    """

    def __init__(self, project: Project, settings: Settings, address: str) -> None:
        self._project, self._settings = project, settings
        self._client = _connected(address)
        self._contents: dict[str, Future] = {}

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self._contents.clear()
        self._client.close()

    def run(self, jobs: Sequence[Planned], watch: Callable[[Planned, str, int, int], None]) -> Iterator[Outcome]:
        """Run jobs, and yield how each ended, as they end."""
        from distributed import as_completed

        waiting: dict[Future, tuple[Planned, int]] = {}
        for place, planned in enumerate(jobs):
            watch(planned, "交给集群", 1, 1)
            waiting[self._submit(planned, 1, -place)] = (planned, 1)
        pending = as_completed(list(waiting), loop=self._client.loop)
        for future in pending:
            planned, tries = waiting.pop(future)
            ended = replace(self._ended(planned, future), tries=tries)
            if ended.failure and ended.failure.sudden and tries < TRIES:
                again = self._submit(planned, tries + 1, 0)
                waiting[again] = (planned, tries + 1)
                pending.add(again)
            else:
                yield ended

    def _submit(self, planned: Planned, tries: int, priority: int) -> Future:
        from analysis.runs import remote

        bundle, contents = pack(self._project, planned, self._settings.seconds)
        for digest, data in contents.items():
            if digest not in self._contents:
                # As a task and not as scattered data: it is made again when the worker that holds it is lost.
                key = f"jixiao-content-{digest}"
                self._contents[digest] = self._client.submit(remote.content, data, key=key, pure=True)
        needed = {digest: self._contents[digest] for digest in contents}
        key = f"jixiao-{planned.job.label}-{planned.fingerprint}-{tries}"
        return self._client.submit(remote.perform, bundle, needed, key=key, priority=priority, pure=False)

    def _ended(self, planned: Planned, future: Future) -> Outcome:
        try:
            told, written = future.result()
            ended = Outcome.from_json(told)
            if ended.state is State.DONE:
                take_in(planned.job.paths(self._project), written)
            return ended
        except JixiaoError as refused:
            return Outcome(planned.job, State.FAILED, failure=failure_of(refused))
        except Exception as failure:
            return Outcome(planned.job, State.FAILED, failure=replace(failure_of(_lost(failure)), sudden=False))
        finally:
            future.release()


def _lost(failure: Exception) -> WorkerError:
    """Say why the cluster did not bring a job to its end; it has tried other workers already."""
    kind = type(failure).__name__
    if kind == "KilledWorker":
        problem = Problem("执行这份报告的工作节点接连终止", found="可能内存不足", advice="增大工作节点内存后重试")
    elif isinstance(failure, ImportError):
        advice = "在各工作节点按 requirements-cluster.lock 安装与本机相同的版本"
        problem = Problem("工作节点上没有安装 jixiao", found=str(failure), advice=advice)
    else:
        problem = Problem("与集群的联系中断", found=f"{kind}：{failure}", advice="检查调度器和工作节点后重试")
    return WorkerError(problem)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        advice = "按 requirements-cluster.lock 安装，或 pip install 'jixiao[cluster]'"
        raise ParameterError(
            Problem("没有安装集群所需的程序库 distributed", "参数 --scheduler", advice=advice)
        ) from None
    try:
        wishes: dict[str, Any] = {"timeout": _CONNECT, "set_as_default": False}
        return Client(address, **wishes)
    except (OSError, TimeoutError, ValueError) as failure:
        what = "连接不上调度器"
        raise WorkerError(Problem(what, address, found=str(failure), advice="检查地址，启动 dask scheduler")) from None
