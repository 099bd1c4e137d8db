"""A batch of reports beside a shell loop of papermill and nbconvert over the same notebooks, in one run.

Run: ``python tests/benchmarks/batch.py [--reports 20] [--loop 20] [--workers 2] [--many 0] [--grow 600 …]``

Fund years are drawn by a seeded generator: final evaluations of 5 to 60 projects with 20 to 600 indicators, spread
evenly over that range, each a fund of its own, as .docx and .xlsx.

* the loop: for every fund year ``papermill`` for each of the three notebooks, then ``jupyter nbconvert`` to HTML, PDF
  and DOCX. Nothing was read before. ``--loop K`` takes K of the fund years, spread evenly, where time is short;
* ours: one ``jixiao run --all``, which writes the score book and the index as well; then the same again with nothing
  changed; then one fund year alone in a command of its own, beside the same one in the loop;
* memory, in a run of its own: what a worker or its kernel holds for itself (its share of what they have in common
  counted in), sampled ten times a second; ``--many N`` writes N reports of the smallest size in
  one batch and prints the most of every quarter;
* growth: ``--grow N …`` writes one report of about N indicators each, the projects of one drawn fund year many times
  over, and prints seconds for a thousand indicators; it ends with an error when a row is missing in the processed
  tables or the score book. With ``--reports 0`` nothing else is measured.

All figures are of the clock; the machine should have nothing else to do. Byte code is compiled before.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pandas as pd
import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.dossiers import generate, write  # noqa: E402
from support.dossiers.enlarge import enlarged  # noqa: E402

BIN = Path(sys.executable).parent
YEAR = 2023
NOTEBOOKS = ("10_validate", "20_score", "30_report")
FORMATS = ("jixiao_html", "jixiao_pdf", "jixiao_docx")
#: Projects and indicators of the smallest and the largest fund year.
SMALLEST, LARGEST = (5, 30), (60, 600)


@dataclass
class Memory:
    """The most that one worker held, in megabytes: all the time, and by quarter of the reports."""

    samples: list[tuple[float, float]] = field(default_factory=list)

    def most(self) -> float:
        return max((value for _, value in self.samples), default=0.0)

    def quarters(self) -> list[float]:
        """Return the most of each quarter of the time."""
        if not self.samples:
            return []
        first, last = self.samples[0][0], self.samples[-1][0]
        step = (last - first) / 4 or 1
        found = [0.0] * 4
        for moment, value in self.samples:
            place = min(3, int((moment - first) / step))
            found[place] = max(found[place], value)
        return found


def sizes(count: int) -> Iterator[tuple[int, int]]:
    """Yield projects and indicators, evenly from the smallest fund year to the largest."""
    for place in range(count):
        share = place / max(1, count - 1)
        projects, indicators = (round(low + share * (high - low)) for low, high in zip(SMALLEST, LARGEST, strict=True))
        yield projects, min(max(indicators, 6 * projects), 16 * projects)


def prepare(root: Path) -> None:
    """Lay out a project without fund years."""
    for name in ("expectations", "notebooks"):
        shutil.copytree(ROOT / name, root / name)


def lay_out(root: Path, wanted: Iterable[tuple[int, int]]) -> list[str]:
    """Write a project with generated fund years of so many projects and indicators; return their funds in order."""
    prepare(root)
    funds = []
    for seed, (projects, indicators) in enumerate(wanted):
        fund = f"f-{seed:03}"
        write(generate(seed, projects, indicators, YEAR, fund), root, adopt="gd-finance/2023")
        funds.append(fund)
    return funds


def loop(root: Path, funds: Sequence[str]) -> float:
    """Run the shell loop; return its seconds."""
    steps = [
        f"papermill --no-progress-bar notebooks/{name}.ipynb out/$fund-{name}.ipynb -p fund $fund -p year {YEAR}"
        for name in NOTEBOOKS
    ]
    steps += [f"jupyter nbconvert --log-level ERROR --to {name} out/$fund-30_report.ipynb" for name in FORMATS]
    script = f"set -e; mkdir -p out; for fund in {' '.join(funds)}; do {'; '.join(steps)}; done"
    return timed(["bash", "-c", script], root)


def timed(command: Sequence[str | Path], root: Path) -> float:
    """Run a command in a project; return its seconds."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "JIXIAO_ROOT": str(root)}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return seconds


@contextmanager
def watched() -> Iterator[Memory]:
    """Sample the memory of workers as long as the block lasts."""
    memory, over = Memory(), threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            memory.samples.append((time.perf_counter(), _worker_megabytes()))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()


def _worker_megabytes() -> float:
    """Return what the largest process forked from a warm one holds, its share of common pages counted in."""
    most = 0
    for server in psutil.Process().children(recursive=True):
        try:
            if "analysis.warm.server" not in server.cmdline():
                continue
            most = max([most, *(child.memory_full_info().pss for child in server.children())])
        except psutil.Error:
            continue
    return most / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--loop", type=int, default=0, help="fund years in the loop; all when 0")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--many", type=int, default=0, help="small reports, for memory")
    parser.add_argument("--grow", type=int, nargs="*", default=[], help="numbers of indicators, for growth")
    wish = parser.parse_args()
    compileall.compile_dir(ROOT / "src", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        if wish.reports:
            measure(Path(folder), wish)
        if wish.many:
            last(Path(folder) / "many", wish.many, wish.workers)
        if wish.grow:
            grow(Path(folder) / "grow", wish.grow)


def grow(root: Path, counts: Sequence[int]) -> None:
    """Write reports of growing size one after the other; print what they cost."""
    projects, indicators = LARGEST
    prepare(root)
    for count in counts:
        times = max(1, round(count / indicators))
        year = enlarged(generate(1, projects, indicators, YEAR, f"g-{times:04}"), times)
        paths = write(year, root, adopt="gd-finance/2023")
        with watched() as memory:
            seconds = timed([BIN / "jixiao", "run", f"{year.fund}/{YEAR}", "--time-limit", "36000"], root)
        own = [indicator for project in year.projects for indicator in project.indicators]
        kept = pd.read_csv(paths.processed / "indicators.csv")["scope"].eq("project").sum()
        book = openpyxl.load_workbook(paths.reports / "scores.xlsx", read_only=True)
        # Three lines of heads, then a line for every target.
        lines = sum(row[0] is not None for row in book["项目指标"].iter_rows(min_row=4, max_col=1, values_only=True))
        if kept != len(own) or lines != sum(len(indicator.goals) for indicator in own):
            sys.exit(f"{len(own)} indicators, {kept} in indicators.csv, {lines} lines in the score book")
        page = (paths.reports / "report.html").stat().st_size / 1e6
        print(
            f"{len(own):7,d} indicators of {len(year.projects):6,d} projects {seconds:8.1f} s, "
            f"{seconds * 1000 / len(own):6.2f} s a thousand; {memory.most():6.0f} MB; HTML {page:.1f} MB",
            flush=True,
        )


def measure(folder: Path, wish: argparse.Namespace) -> None:
    """Measure everything that was asked for."""
    theirs, ours = folder / "loop", folder / "ours"
    funds = lay_out(theirs, sizes(wish.reports))
    shutil.copytree(theirs, ours)
    count = wish.loop or wish.reports
    chosen = [funds[round(place * (len(funds) - 1) / max(1, count - 1))] for place in range(count)]
    print(f"{len(funds)} fund years, {SMALLEST[0]}-{LARGEST[0]} projects, {SMALLEST[1]}-{LARGEST[1]} indicators")
    by_loop = loop(theirs, chosen) / count
    print(f"loop of papermill and nbconvert   {by_loop:8.2f} s a report ({count} reports)")
    run = [BIN / "jixiao", "run", "--all", "--jobs", str(wish.workers)]
    by_us = timed(run, ours) / len(funds)
    print(f"jixiao run --all, {wish.workers} workers       {by_us:8.2f} s a report: {by_loop / by_us:.1f} times faster")
    again = timed(run, ours) / len(funds)
    print(f"the same, nothing changed         {again:8.3f} s a report: {by_loop / again:.0f} times faster")
    middle = funds[len(funds) // 2]
    for root in (theirs, ours):
        shutil.rmtree(root / "data/processed")
    alone, cold = loop(theirs, [middle]), timed([BIN / "jixiao", "run", f"{middle}/{YEAR}", "--force"], ours)
    print(f"one report, loop                  {alone:8.2f} s")
    print(f"one report, jixiao run, cold      {cold:8.2f} s: {cold / alone:.2f} of the loop")
    # Looking at memory takes a good part of a core: it has a run of its own.
    with watched() as memory:
        timed([*run, "--force"], ours)
    print(f"the most that a worker held       {memory.most():8.0f} MB")


def last(root: Path, count: int, workers: int) -> None:
    """Write many small reports in one batch; print whether memory stays what it was."""
    lay_out(root, [SMALLEST] * count)
    with watched() as memory:
        seconds = timed([BIN / "jixiao", "run", "--all", "--jobs", str(workers)], root) / count
    quarters = " ".join(f"{value:6.0f}" for value in memory.quarters())
    print(f"{count} small reports, {seconds:.2f} s each; the most of every quarter: {quarters} MB")


if __name__ == "__main__":
    main()
