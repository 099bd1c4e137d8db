"""A report's folder appears whole or not at all.

Belongs here: the folder that a run writes to, its exchange with the final one, cleaning up after a killed run, and the
lock that keeps two runs from one fund year. Does not belong here: what is written.

Where the file system can exchange two folders in one step there is no instant without a report. Elsewhere the old one
is renamed first; a run that is killed between the two renames is put right by the next.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import BusyError, JixiaoError, OutputError, Problem
from analysis.paths import FundYearPaths, Project

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def staging(paths: FundYearPaths) -> Iterator[Path]:
    """Lock the fund year and give a fresh folder beside the final one; it is gone afterwards unless swapped in.

    Raises
    ------
    BusyError
        When another run is writing this fund year.
    OutputError
        When the folder cannot be made.
    """
    folder = paths.reports.with_name(f".{paths.year}.new")
    with alone(paths.project, f"{paths.fund}.{paths.year}", f"{paths.label} 正由另一个运行写入"):
        with _refused(paths):
            paths.reports.parent.mkdir(parents=True, exist_ok=True)
            recover(paths)
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            # A fund's first run that fails leaves no empty folder either.
            with suppress(OSError):
                paths.reports.parent.rmdir()


def recover(paths: FundYearPaths) -> None:
    """Clean up after a run that was killed; whoever calls holds the fund year's lock."""
    fresh, earlier = (paths.reports.with_name(f".{paths.year}.{name}") for name in ("new", "old"))
    if earlier.exists() and not paths.reports.exists():
        earlier.rename(paths.reports)
    for folder in (fresh, earlier):
        if folder.exists():
            shutil.rmtree(folder)


def tidy(paths: FundYearPaths) -> None:
    """Remove what a run left that was killed just now; the next run of the fund year would do the same."""
    with suppress(JixiaoError, OSError), alone(paths.project, f"{paths.fund}.{paths.year}", ""):
        recover(paths)
        paths.reports.parent.rmdir()


def swap(fresh: Path, paths: FundYearPaths) -> None:
    """Put the fresh folder in the final one's place; the earlier one is removed last.

    Raises
    ------
    OutputError
        When the file system refuses; the earlier report stands then.
    """
    final = paths.reports
    earlier = final.with_name(f".{paths.year}.old")
    try:
        if not final.exists():
            fresh.rename(final)
        elif _exchanged(fresh, final):
            earlier = fresh
        else:
            final.rename(earlier)
            fresh.rename(final)
    except OSError as failure:
        if earlier.exists() and not final.exists():
            earlier.rename(final)
        raise unwritable(paths, failure) from None
    shutil.rmtree(earlier, ignore_errors=True)


def unwritable(paths: FundYearPaths, failure: OSError) -> OutputError:
    """Say that a report cannot be written: no right, no room, a file held open."""
    place = paths.reports.relative_to(paths.project.root).as_posix()
    advice = "检查目录权限和剩余空间，关闭打开的报告"
    return OutputError(Problem("报告目录无法写入", place, found=str(failure.strerror or failure), advice=advice))


@contextmanager
def alone(project: Project, name: str, what: str) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends.

    Parameters
    ----------
    project
        Whose reports are written.
    name
        Name of the lock: one for a fund year, one for a batch.
    what
        What to say when another process holds it.

    Raises
    ------
    BusyError
        When another process holds it.
    OutputError
        When the folder of reports cannot be written.
    """
    folder = project.reports / ".locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = FileLock(folder / f"{name}.lock", blocking=False).acquire()
    except Timeout:
        raise BusyError(Problem(what, advice="等它结束，或先停止它，再运行")) from None
    except OSError as failure:
        found = failure.strerror or str(failure)
        advice = "检查目录权限和剩余空间"
        raise OutputError(Problem("报告目录无法写入", "reports", found=found, advice=advice)) from None
    with held:
        yield


@contextmanager
def _refused(paths: FundYearPaths) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise unwritable(paths, failure) from None


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; tell whether the system could."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done: int = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
