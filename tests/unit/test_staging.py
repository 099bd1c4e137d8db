"""A report's folder appears whole or not at all, whatever happens in between."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.errors import BusyError, OutputError
from analysis.paths import FundYearPaths, Project
from analysis.runs import staging as rooms
from analysis.runs.staging import alone, recover, staging, swap


@pytest.fixture
def place(tmp_path: Path) -> FundYearPaths:
    return Project(tmp_path).fund_year("a", 2023)


def write(folder: Path, text: str) -> None:
    for name in ("一.txt", "二.txt"):
        (folder / name).write_text(text, encoding="utf-8")


def texts(folder: Path) -> set[str]:
    return {path.read_text(encoding="utf-8") for path in folder.iterdir()}


def left_over(place: FundYearPaths) -> list[str]:
    return sorted(path.name for path in place.reports.parent.iterdir() if path != place.reports)


@pytest.mark.parametrize("in_one_step", [True, False])
def test_the_new_report_takes_the_old_ones_place(place, monkeypatch, in_one_step):
    if not in_one_step:
        monkeypatch.setattr(rooms, "_exchanged", lambda *_: False)
    for text in ("旧", "新"):
        with staging(place) as folder:
            write(folder, text)
            swap(folder, place)
        assert texts(place.reports) == {text}
        assert left_over(place) == []


def test_a_failed_run_leaves_the_earlier_report(place):
    with staging(place) as folder:
        write(folder, "旧")
        swap(folder, place)
    with pytest.raises(UnicodeEncodeError), staging(place) as folder:
        write(folder, "新\ud800")
    assert texts(place.reports) == {"旧"}
    assert left_over(place) == []


def test_a_first_run_that_fails_leaves_no_folder(place):
    with pytest.raises(ZeroDivisionError), staging(place):
        raise ZeroDivisionError
    assert not place.reports.parent.exists()


def test_what_a_killed_run_left_is_put_right(place):
    """Killed between the two renames: the old report waits under its other name."""
    place.reports.parent.mkdir(parents=True)
    for name, text in ((".2023.old", "旧"), (".2023.new", "半份")):
        place.reports.with_name(name).mkdir()
        write(place.reports.with_name(name), text)
    recover(place)
    assert texts(place.reports) == {"旧"}
    assert left_over(place) == []


def test_two_runs_of_one_fund_year(place):
    with staging(place), pytest.raises(BusyError, match="a/2023 正由另一个运行写入"), staging(place):
        pass
    other = place.project.fund_year("a", 2024)
    with staging(place) as one, staging(other) as two:
        assert one != two


def test_a_folder_that_refuses(place):
    place.project.reports.parent.mkdir(parents=True, exist_ok=True)
    place.project.reports.write_text("一个文件挡在这里", encoding="utf-8")
    with pytest.raises(OutputError, match="报告目录无法写入"), staging(place):
        pass


_WRITER = """
import sys
from pathlib import Path
from analysis.paths import Project
from analysis.runs import staging as rooms
if sys.argv[2] == "renames":
    rooms._exchanged = lambda *_: False
place = Project(Path(sys.argv[1])).fund_year("a", 2023)
for number in range(10**9):
    with rooms.staging(place) as folder:
        for name in ("一.txt", "二.txt"):
            (folder / name).write_text(str(number), encoding="utf-8")
        rooms.swap(folder, place)
    if number == 0:
        print("begun", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("way", ["exchange", "renames"])
def test_kill_at_any_moment_leaves_one_whole_report(place, way):
    """A process that does nothing but replace the report is killed thirty times, at moments drawn by a fixed seed."""
    if way == "exchange" and not _can_exchange(place.project.root):
        pytest.skip("this file system cannot exchange folders")
    rng = random.Random(7)
    missing = 0
    for _ in range(30):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(place.project.root), way], stdout=subprocess.PIPE
        ) as process:
            process.stdout.readline()
            time.sleep(rng.uniform(0, 0.02))
            process.send_signal(signal.SIGKILL)
        missing += not place.reports.exists()
        if way == "exchange":
            assert place.reports.exists()
        recover(place)
        assert len(texts(place.reports)) == 1
        assert len(list(place.reports.iterdir())) == 2
        assert left_over(place) == []
    assert missing < 30


def _can_exchange(root: Path) -> bool:
    one, two = root / "one", root / "two"
    one.mkdir()
    two.mkdir()
    try:
        return rooms._exchanged(one, two)
    finally:
        shutil.rmtree(one)
        shutil.rmtree(two)


def test_a_lock_ends_with_its_process(place):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom analysis.paths import Project\n"
        "from analysis.runs.staging import alone\n"
        "with alone(Project(Path(sys.argv[1])), 'batch', '忙'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place.project.root)], stdout=subprocess.PIPE, env={**os.environ}
    ) as process:
        process.stdout.readline()
        with pytest.raises(BusyError, match="目录正在使用：忙"), alone(place.project, "batch", "忙"):
            pass
        process.kill()
    with alone(place.project, "batch", "忙"):
        pass
