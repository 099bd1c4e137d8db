"""What went wrong in a run, said so that a person can act.

Belongs here: exceptions into :class:`~analysis.runs.model.Failure`, the cell of a notebook where a run stood. Does not
belong here: the messages themselves, which say document and cell (``errors`` and whoever raises them).
"""

from __future__ import annotations

import signal
import traceback
from pathlib import Path
from typing import Any

from analysis import errors
from analysis.errors import JixiaoError, OutputError, Problem, WorkerError
from analysis.runs.model import Failure

_AGAIN = "重试；再次出现请上报"


class InNotebook(Exception):  # noqa: N818 - carries an error together with its place
    """A cell failed: the error that it raised, the notebook and the cell."""

    def __init__(self, error: Exception, notebook: str, cell: str) -> None:
        super().__init__(str(error))
        self.error, self.notebook, self.cell = error, notebook, cell


def in_notebook(notebook: Path, failure: Any) -> InNotebook:
    """Name the cell that failed, and turn what was relayed from the kernel into the error that the cell raised."""
    if not hasattr(failure, "ename"):
        dead = WorkerError(Problem("笔记本的内核进程突然终止", found="可能内存不足", advice="减少并行数后重试"))
        return InNotebook(dead, notebook.name, "")
    kind = getattr(errors, failure.ename, None)
    told: Exception
    if isinstance(kind, type) and issubclass(kind, JixiaoError):
        told = kind.relayed(str(failure.evalue))
    elif failure.ename == "MemoryError":
        told = memory_error()
    else:
        told = RuntimeError(f"{failure.ename}: {failure.evalue}")
    return InNotebook(told, notebook.name, cell_label(notebook, failure.source))


def memory_error() -> WorkerError:
    """Say that memory was not enough."""
    return WorkerError(Problem("内存不足", advice="减少并行数（--jobs），或在内存更大的机器上运行"))


def cell_label(notebook: Path, source: str) -> str:
    """Name a cell by its number and the heading above it."""
    import nbformat

    heading = ""
    for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells, start=1):
        if cell.cell_type == "markdown":
            lines = (line.lstrip("#").strip() for line in cell.source.splitlines() if line.startswith("#"))
            heading = next(lines, heading)
        elif cell.source == source:
            return f"第{number}格“{heading}”" if heading else f"第{number}格"
    return "参数格"


def failure_of(error: BaseException) -> Failure:
    """Describe why a report could not be written."""
    notebook, cell, cause = "", "", error
    if isinstance(error, InNotebook):
        notebook, cell, cause = error.notebook, error.cell, error.error
    if isinstance(cause, MemoryError):
        cause = memory_error()
    elif isinstance(cause, OSError):
        cause = OutputError(Problem("文件无法写入", str(cause.filename or ""), found=str(cause.strerror or cause)))
    if isinstance(cause, JixiaoError):
        return Failure(cause.exit_code, str(cause), notebook, cell, sudden=isinstance(cause, WorkerError))
    details = "".join(traceback.format_exception(error))
    return Failure(1, f"程序错误：{cause}", notebook, cell, details)


def death(code: int, output: str) -> Failure:
    """Describe the sudden end of a worker process: its exit code, negative for a signal."""
    if code == -signal.SIGKILL:
        problem = Problem("写报告的进程被系统终止", found="可能内存不足", advice="减少并行数（--jobs）后重试")
    elif code < 0:
        problem = Problem("写报告的进程突然终止", found=f"信号 {signal.Signals(-code).name}", advice=_AGAIN)
    else:
        problem = Problem("写报告的进程突然终止", found=f"退出码 {code}", advice=_AGAIN)
    error = WorkerError(problem)
    return Failure(error.exit_code, str(error), details=output, sudden=True)


def overdue(seconds: float) -> Failure:
    """Describe a report that took too long."""
    advice = "核对该年度文件；确需更长时间的，用 --time-limit 放宽"
    error = WorkerError(Problem("超过时限，已停止", expected=f"{seconds:g}秒以内", advice=advice))
    return Failure(error.exit_code, str(error))
