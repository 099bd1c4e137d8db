"""One fund year from documents to files: run the notebooks, render, put everything in place at once.

Belongs here: papermill, staging, ``run.json``. Does not belong here: what the notebooks do (``desk``, ``pipeline``) or
how files look (``render``). A run writes to a folder of its own beside the final one and swaps the two at the end, so
that a failure leaves the earlier report as it was.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import errors, provenance
from analysis.errors import JixiaoError, OutputError, Problem
from analysis.exact import half_up
from analysis.kinds import report_kind
from analysis.parameters import RunParameters
from analysis.paths import FundYearPaths, Project
from analysis.vocabulary import ReportKind

if TYPE_CHECKING:
    from analysis.evaluation import Evaluation

#: The notebooks of a run in order, and the name under which the executed copy is kept.
NOTEBOOKS = (
    ("10_validate.ipynb", "validate.ipynb"),
    ("20_score.ipynb", "score.ipynb"),
    ("30_report.ipynb", "report.ipynb"),
)
#: The notebook that a run without results leaves out.
_SCORING = "20_score.ipynb"

#: The files that a person is pointed to at the end.
PRODUCTS = ("report.html", "report.pdf", "report.docx", "scores.xlsx", "report.ipynb", "run.json")

ARCHIVE = "report.archive.pdf"

#: Told about every step as it begins: its name for people, its number and how many there are.
Progress = Callable[[str, int, int], None]

_STEPS = {"10_validate.ipynb": "核对文件", "20_score.ipynb": "计算得分", "30_report.ipynb": "撰写报告"}
_VERSIONED = ("jixiao", "great-expectations", "nbconvert", "pandas", "papermill", "python-docx", "typst", "xlsxwriter")


@dataclass
class RunResult:
    """What a run wrote and what it came to."""

    paths: FundYearPaths
    run: dict[str, Any]
    files: list[Path] = field(default_factory=list)


def run_fund_year(parameters: RunParameters, progress: Progress, *, archive: bool = False) -> RunResult:
    """Evaluate a fund year and write its report.

    Parameters
    ----------
    parameters
        Which fund year, and which kind of report.
    progress
        Told about every step.
    archive
        Whether to write the archive copy as well; see :mod:`analysis.render.archive`.

    Raises
    ------
    JixiaoError
        Whatever a notebook or a writer refuses; nothing is left behind then, and an earlier report stays as it was.
    """
    from analysis import pipeline
    from analysis.render.archive import archive_date, write_archive

    paths = Project.here().fund_year(parameters.fund, parameters.year)
    manifest = provenance.verified(paths)
    kind = report_kind(paths, manifest, parameters.kind)
    notebooks = [step for step in NOTEBOOKS if kind is ReportKind.FINAL or step[0] != _SCORING]
    seconds: dict[str, float] = {}
    total = len(notebooks) + 4 + archive
    dated = archive_date(manifest.report_date) if archive else None
    with _staging(paths) as folder:
        for number, (notebook, kept) in enumerate(notebooks, start=1):
            progress(_STEPS[notebook], number, total)
            with _timed(seconds, notebook.removesuffix(".ipynb")):
                _execute(paths.project, notebook, folder / kept, parameters)
        evaluation = pipeline.evaluate(paths, parameters.kind)
        rendered = _render(folder, evaluation, progress, len(notebooks), total, seconds)
        run = _run_record(paths, evaluation, parameters, rendered, seconds)
        if dated:
            progress("生成归档PDF", total, total)
            with _timed(seconds, "archive"):
                write_archive(folder, ARCHIVE, paths.processed, evaluation.tables, run, dated)
            run["outputs"].append({"path": ARCHIVE, "sha256": provenance.sha256_of(folder / ARCHIVE)})
            run["seconds"]["archive"] = round(seconds["archive"], 2)
        _write_json(folder / "run.json", run)
        _swap(folder, paths.reports)
    return RunResult(paths, run, [paths.reports / name for name in (*PRODUCTS, *([ARCHIVE] if archive else []))])


def _execute(project: Project, notebook: str, target: Path, parameters: RunParameters) -> None:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from analysis.render.notebook import normalise, write_notebook

    logging.getLogger("papermill").setLevel(logging.ERROR)
    # papermill takes the output path for a format string; it is given none, and the notebook is written here.
    try:
        executed = papermill.execute_notebook(
            str(project.notebooks / notebook),
            None,
            parameters=parameters.model_dump(),
            cwd=str(project.root),
            progress_bar=False,
            log_output=False,
            kernel_manager_class=_kernel_manager(),
            shutdown_kernel="immediate",
        )
    except PapermillExecutionError as failure:
        raise _translated(notebook, failure) from failure
    write_notebook(normalise(executed), target)


def _kernel_manager() -> Any:
    """Return a manager that talks to kernels over local sockets: parallel runs never meet on a port."""
    from jupyter_client.manager import AsyncKernelManager

    class LocalKernelManager(AsyncKernelManager):
        transport = "tcp" if sys.platform == "win32" else "ipc"

    return LocalKernelManager


def _translated(notebook: str, failure: Any) -> Exception:
    """Turn a failed cell into the error that the cell raised, when it was one of ours."""
    kind = getattr(errors, failure.ename, None)
    if isinstance(kind, type) and issubclass(kind, JixiaoError):
        return kind.relayed(str(failure.evalue))
    return RuntimeError(f"{notebook}: {failure.ename}: {failure.evalue}")


def _render(
    folder: Path, evaluation: Evaluation, progress: Progress, done: int, total: int, seconds: dict[str, float]
) -> dict[str, Path]:
    import nbformat

    from analysis.render.docx import to_docx
    from analysis.render.html import to_html
    from analysis.render.notebook import blocks_of
    from analysis.render.pdf import epoch, to_pdf
    from analysis.render.score_book import to_score_book

    found = blocks_of(nbformat.read(folder / "report.ipynb", as_version=4))
    progress("生成网页", done + 1, total)
    with _timed(seconds, "html"):
        (folder / "report.html").write_text(to_html(found), encoding="utf-8")
    progress("生成PDF", done + 2, total)
    with _timed(seconds, "pdf"):
        (folder / "report.pdf").write_bytes(to_pdf(found, timestamp=epoch()))
    progress("生成Word文档", done + 3, total)
    with _timed(seconds, "docx"):
        (folder / "report.docx").write_bytes(to_docx(found, timestamp=epoch()))
    progress("生成评分工作簿", done + 4, total)
    with _timed(seconds, "xlsx"):
        (folder / "scores.xlsx").write_bytes(to_score_book(evaluation, timestamp=epoch()))
    return {path.name: path for path in sorted(folder.iterdir())}


def _run_record(
    paths: FundYearPaths,
    evaluation: Evaluation,
    parameters: RunParameters,
    rendered: dict[str, Path],
    seconds: dict[str, float],
) -> dict[str, Any]:
    from analysis import checks, listing

    manifest, facts, book = evaluation.manifest, evaluation.facts, evaluation.book
    scored = {"score": float(half_up(facts.value("fund.score"), 2)), "grade": facts["fund.grade"].text} if book else {}
    inputs = {paths.raw / entry.file: entry.sha256 for entry in manifest.files}
    declared = (path for path in (paths.corrections, paths.aliases) if path.is_file())
    inputs |= {path: provenance.sha256_of(path) for path in declared}
    root = paths.project.root
    return {
        "fund": manifest.fund,
        "year": manifest.year,
        "kind": evaluation.kind.value,
        **scored,
        "parameters": parameters.model_dump(),
        "inputs": [{"path": path.relative_to(root).as_posix(), "sha256": digest} for path, digest in inputs.items()],
        "outputs": [{"path": name, "sha256": provenance.sha256_of(path)} for name, path in rendered.items()],
        "findings": checks.summary(evaluation.tables["findings"]),
        "accepted": sum(listing.accepted(evaluation.tables["findings"]).values()),
        "rules": [{"id": name, "status": rule.status.value} for name, rule in (book.rules if book else {}).items()],
        "versions": {"python": platform.python_version()} | {name: metadata.version(name) for name in _VERSIONED},
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
    }


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@contextmanager
def _staging(paths: FundYearPaths) -> Iterator[Path]:
    """Give a fresh folder beside the final one; it is gone afterwards unless it was swapped in."""
    folder = paths.reports.with_name(f".{paths.year}.{os.getpid()}.new")
    try:
        paths.reports.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    except OSError as failure:
        raise _unwritable(paths, failure) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        # A fund's first run that fails leaves no empty folder either.
        with suppress(OSError):
            paths.reports.parent.rmdir()


def _swap(fresh: Path, final: Path) -> None:
    """Put the fresh folder in the final one's place; the earlier one is removed last."""
    earlier = final.with_name(f".{final.name}.{os.getpid()}.old")
    try:
        if final.exists():
            final.rename(earlier)
        fresh.rename(final)
    except OSError as failure:
        if earlier.exists() and not final.exists():
            earlier.rename(final)
        problem = Problem(
            "报告无法写入", str(final), found=str(failure.strerror), advice="检查目录权限，关闭打开的报告"
        )
        raise OutputError(problem) from None
    shutil.rmtree(earlier, ignore_errors=True)


def _unwritable(paths: FundYearPaths, failure: OSError) -> OutputError:
    place = paths.reports.relative_to(paths.project.root).as_posix()
    return OutputError(Problem("报告目录无法写入", place, found=str(failure.strerror), advice="检查目录权限和剩余空间"))


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - started
