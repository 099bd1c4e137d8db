"""One fund year from documents to files: run the notebooks, render, put everything in place at once.

Belongs here: the order of the steps of one report. Does not belong here: what the notebooks do (``desk``,
``pipeline``), how files look (``render``), the folder's exchange (``staging``), processes (``job``, ``pool``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import provenance
from analysis.kinds import report_kind
from analysis.paths import FundYearPaths, Project
from analysis.runs import record
from analysis.runs.apart import Apart
from analysis.runs.fingerprint import RECORD
from analysis.runs.model import Job, Planned, Progress
from analysis.runs.notebooks import executed
from analysis.runs.record import Stopwatch
from analysis.runs.staging import staging, swap, unwritable
from analysis.vocabulary import ReportKind

if TYPE_CHECKING:
    from datetime import datetime

    from analysis.evaluation import Evaluation
    from analysis.report.blocks import Blocks

#: The notebooks of a run in order: file, the name under which the executed copy is kept, and what it does in words.
NOTEBOOKS = (
    ("10_validate.ipynb", "validate.ipynb", "核对文件"),
    ("20_score.ipynb", "score.ipynb", "计算得分"),
    ("30_report.ipynb", "report.ipynb", "撰写报告"),
)
#: The notebook that a run without results leaves out.
_SCORING = "20_score.ipynb"

ARCHIVE = "report.archive.pdf"
#: The files that a person is pointed to at the end.
PRODUCTS = ("report.html", "report.pdf", "report.docx", "scores.xlsx", "report.ipynb", RECORD)


@dataclass
class _Run:
    """What the steps of one run share."""

    paths: FundYearPaths
    planned: Planned
    folder: Path
    tell: Progress
    notebooks: list[tuple[str, str, str]]
    dated: datetime | None
    watch: Stopwatch = field(default_factory=Stopwatch)
    begun: int = 0

    @contextmanager
    def stage(self, name: str, label: str) -> Iterator[None]:
        """Tell about the next step, and time it."""
        self.begun += 1
        self.tell(label, self.begun, len(self.notebooks) + len(_FORMATS) + 1 + (self.dated is not None))
        with self.watch.stage(name):
            yield


def products(job: Job) -> tuple[str, ...]:
    """Name the files that a job writes for people."""
    return (*PRODUCTS, *([ARCHIVE] if job.archive else []))


def write_report(planned: Planned, tell: Progress) -> dict[str, Any]:
    """Evaluate a fund year and write its report.

    Parameters
    ----------
    planned
        The job, and the hash of what its report follows from.
    tell
        Told about every step.

    Returns
    -------
    dict
        The record of the run, as ``run.json`` holds it.

    Raises
    ------
    JixiaoError
        Whatever a notebook or a writer refuses; nothing is left behind then, and an earlier report stays as it was.
    """
    from analysis.render.archive import archive_date

    job = planned.job
    paths = job.paths(Project.here())
    # Documents that were changed or are missing are told before any process is started for them.
    manifest = provenance.verified(paths)
    kind = report_kind(paths, manifest, job.kind)
    notebooks = [step for step in NOTEBOOKS if kind is ReportKind.FINAL or step[0] != _SCORING]
    dated = archive_date(manifest.report_date) if job.archive else None
    with staging(paths) as folder:
        try:
            run = _Run(paths, planned, folder, tell, notebooks, dated)
            done = _finished(run, _executed(run))
        except OSError as failure:
            raise unwritable(paths, failure) from failure
        swap(folder, paths)
    return done


def _executed(run: _Run) -> Blocks:
    """Run the notebooks; return the blocks of the last one, which is the report."""
    from analysis.render.notebook import blocks_of, write_notebook

    job, project = run.planned.job, run.paths.project
    parameters = {"fund": job.fund, "year": job.year, "kind": job.kind}
    for notebook, kept, label in run.notebooks:
        with run.stage(notebook.removesuffix(".ipynb"), label):
            last = executed(project.notebooks / notebook, parameters, project.root)
            write_notebook(last, run.folder / kept)
    return blocks_of(last)


def _finished(run: _Run, blocks: Blocks) -> dict[str, Any]:
    """Write every format and the record."""
    from analysis import pipeline
    from analysis.render.archive import write_archive
    from analysis.report.blocks import Cover

    with Apart(blocks, run.folder / NOTEBOOKS[-1][1], run.folder / "report.pdf") as pdf:
        evaluation = pipeline.evaluate(run.paths, run.planned.job.kind)
        for stage, label, writer in _FORMATS:
            with run.stage(stage, label):
                writer(run, blocks, evaluation)
        with run.stage("pdf", "生成PDF"):
            pdf.finish()
    written = sorted(run.folder.iterdir())
    title = next((block.title for block in blocks if isinstance(block, Cover)), "")
    done = record.record(run.paths, evaluation, run.planned, written, title)
    if run.dated:
        with run.stage("archive", "生成归档PDF"):
            write_archive(run.folder, ARCHIVE, run.paths.processed, evaluation.tables, done, run.dated)
        done["outputs"] += record.hashed([run.folder / ARCHIVE])
    done["seconds"] = run.watch.rounded()
    record.write(run.folder / RECORD, done)
    return done


def _html(run: _Run, blocks: Blocks, _: Evaluation) -> None:
    from analysis.render.html import to_html

    (run.folder / "report.html").write_text(to_html(blocks), encoding="utf-8")


def _docx(run: _Run, blocks: Blocks, _: Evaluation) -> None:
    from analysis.render.docx import to_docx
    from analysis.render.pdf import epoch

    (run.folder / "report.docx").write_bytes(to_docx(blocks, timestamp=epoch()))


def _score_book(run: _Run, _: Blocks, evaluation: Evaluation) -> None:
    from analysis.render.pdf import epoch
    from analysis.render.score_book import to_score_book

    (run.folder / "scores.xlsx").write_bytes(to_score_book(evaluation, timestamp=epoch()))


#: Every format but the PDF, which is written apart: stage in the record, the step in words, writer.
_FORMATS: tuple[tuple[str, str, Callable[[_Run, Blocks, Evaluation], None]], ...] = (
    ("html", "生成网页", _html),
    ("docx", "生成Word文档", _docx),
    ("xlsx", "生成评分工作簿", _score_book),
)
