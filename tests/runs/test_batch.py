"""Many fund years in one command: side by side, apart from each other, resumable, never half."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from analysis.errors import BatchError, BusyError, CheckFailedError, OutputError, WorkerError
from analysis.paths import Project
from analysis.provenance import sha256_of
from analysis.runs.staging import alone
from runs.conftest import COMMAND, Root, begin, ends, environment, events, jixiao, put_cell

pytestmark = pytest.mark.slow


def hashes(project: Project, label: str) -> dict[str, str]:
    """Hash a report, all but the record of its run."""
    folder = project.reports / label
    return {path.name: sha256_of(path) for path in sorted(folder.iterdir()) if path.name != "run.json"}


def is_whole(folder: Path) -> bool:
    """Tell whether a report is exactly what its own record says."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    named = {each["path"]: each["sha256"] for each in record["outputs"]}
    found = {path.name for path in folder.iterdir()} - {"run.json"}
    return found == set(named) and all(sha256_of(folder / name) == value for name, value in named.items())


def test_one_failed_year_stops_no_other_and_nothing_is_done_twice(small: Root):
    """The course of a batch: a broken year, a rerun, a change, a forced rerun, a cold rerun."""
    from support.edits import edit_xlsx

    project = small("f-a", "f-b", "f-c")
    broken = project.fund_year("f-b", 2024)
    document = next(path.name for path in broken.raw.glob("*.xlsx"))
    before = (broken.raw / document).read_bytes()
    edit_xlsx(broken, document, {"B8": "八百五十五万"})
    done = jixiao("run", "--all", "--jobs", "2", root=project.root)
    assert done.returncode == BatchError.exit_code, done.stderr
    assert "3份报告中有1份没有写出；现为：f-b/2024" in done.stderr
    assert "Traceback" not in done.stderr
    assert "f-b/2024 → 10_validate.ipynb → 第" in done.stdout
    assert document in done.stdout
    assert "完成2份，没有变化0份，失败1份" in done.stdout
    assert "用时最多的步骤：" in done.stdout
    assert is_whole(project.reports / "f-a/2024")
    assert not (project.reports / "f-b").exists()
    index = (project.reports / "index.html").read_text(encoding="utf-8")
    assert "f-a/2024/report.html" in index
    assert "f-b/2024/report.html" not in index

    (broken.raw / document).write_bytes(before)
    jixiao("seal", "f-b", "2024", root=project.root)
    first = hashes(project, "f-a/2024")
    (project.fund_year("f-c", 2024).prose).write_text("## 背景\n\n另有背景。\n", encoding="utf-8")
    again = ends(jixiao("run", "--all", "--log-format", "json", root=project.root).stdout)
    assert again["f-a/2024"]["state"] == "unchanged"
    assert again["f-b/2024"]["state"] == "done"
    (project.reports / "f-a/2024/report.docx").write_bytes(b"changed by hand")
    (project.fund_year("f-c", 2024).prose).unlink()
    third = ends(
        jixiao("run", "f-a/2024", "f-b/2024", "--log-format", "json", root=project.root, JIXIAO_FORK="0").stdout
    )
    assert {name: each["state"] for name, each in third.items()} == {"f-a/2024": "done", "f-b/2024": "unchanged"}
    assert hashes(project, "f-a/2024") == first, "a cold run gives the same bytes as a warm one"
    assert set(third["f-a/2024"]["seconds"]) >= {"10_validate", "30_report", "html", "pdf", "docx", "xlsx"}


def test_a_failure_names_notebook_cell_document_and_cell_of_the_document(project: Project, paths):
    from support.edits import edit_xlsx

    edit_xlsx(paths, "预算执行情况表.xlsx", {"D5": -1})
    done = jixiao("run", "gd-finance/2023", "gzkfq-finance/2024", "--log-format", "json", root=project.root)
    assert done.returncode == BatchError.exit_code
    failed = ends(done.stdout)["gd-finance/2023"]
    assert failed["exit_code"] == CheckFailedError.exit_code
    assert failed["notebook"] == "10_validate.ipynb"
    assert failed["cell"].endswith("格“能否继续”")
    assert "预算执行情况表.xlsx" in failed["error"]
    assert "D5" in failed["error"]
    assert ends(done.stdout)["gzkfq-finance/2024"]["state"] == "done"
    assert {each["event"] for each in events(done.stdout)} == {"step", "end"}


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("import time; time.sleep(600)", WorkerError.exit_code, ("超过时限", "30秒", "--time-limit")),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", WorkerError.exit_code, ("突然终止", "内存不足")),
        ("raise MemoryError", WorkerError.exit_code, ("内存不足", "--jobs", "10_validate.ipynb", "第4格“试验”")),
        ("1 / 0", 1, ("程序错误", "ZeroDivisionError", "10_validate.ipynb", "Traceback")),
    ],
)
def test_sudden_ends(small: Root, source, code, words):
    project = small("f-a")
    put_cell(project, source)
    earlier = project.reports / "f-a/2024"
    earlier.mkdir(parents=True)
    (earlier / "report.html").write_text("earlier", encoding="utf-8")
    done = jixiao("run", "f-a", "2024", "--time-limit", "30", root=project.root)
    assert done.returncode == code, done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert [path.name for path in earlier.parent.rglob("*")] == ["2024", "report.html"]


def test_a_worker_that_is_killed(small: Root):
    """As the system does when memory runs out."""
    project = small("f-a")
    put_cell(project, "import time; time.sleep(600)")
    with begin("run", "f-a", "2024", root=project.root) as running:
        assert "核对文件" in running.stdout.readline()
        server = next(
            each for each in psutil.Process(running.pid).children() if "analysis.warm.server" in each.cmdline()
        )
        # The worker is the first process that was forked; its kernel is the second.
        workers: list[psutil.Process] = []
        while not workers:
            workers = sorted(server.children(), key=lambda each: each.create_time())
        workers[0].kill()
        assert running.wait(120) == WorkerError.exit_code
        assert "被系统终止；现为：可能内存不足" in running.stderr.read()


def test_a_disk_that_is_full(small: Root):
    """The system refuses to write on in the middle of a file, here by a limit on the size of files."""
    project = small("f-a")
    earlier = project.reports / "f-a/2024"
    earlier.mkdir(parents=True)
    (earlier / "report.html").write_text("earlier", encoding="utf-8")
    limit = 200_000
    done = subprocess.run(
        [*COMMAND, "run", "f-a", "2024"],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment(project.root),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == OutputError.exit_code, done.stderr
    assert "无法写入" in done.stderr
    assert "空间" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in earlier.parent.rglob("*")] == ["2024", "report.html"]


def test_stopping_by_hand(small: Root):
    project = small("f-a", "f-b")
    put_cell(project, "import time; time.sleep(600)")
    with begin("run", "--all", "--log-format", "json", root=project.root) as running:
        for line in running.stdout:
            if json.loads(line).get("step") == "核对文件":
                break
        started = [each.pid for each in psutil.Process(running.pid).children(recursive=True)]
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
        assert {json.loads(line)["state"] for line in running.stdout if '"end"' in line} == {"stopped"}
        assert "再次运行时接着做" in running.stderr.read()
    assert started
    assert not [pid for pid in started if psutil.pid_exists(pid)]
    assert [path for path in project.reports.rglob("*") if ".locks" not in path.parts and path.name != ".locks"] == []


def test_two_batches_on_one_folder(small: Root):
    project = small("f-a", "f-b")
    with alone(project, "batch", "-"):
        done = jixiao("run", "--all", root=project.root)
    assert done.returncode == BusyError.exit_code
    assert "另一个批量运行正在写入 reports 目录" in done.stderr
    with alone(project, "f-a.2024", "-"):
        done = jixiao("run", "f-a/2024", root=project.root)
    assert done.returncode == BusyError.exit_code
    assert "f-a/2024 正由另一个运行写入" in done.stderr


def test_killed_at_any_moment(small: Root):
    """The command is killed six times, at moments drawn by a fixed seed, each time on the way to a new report.

    After every kill each fund year has a whole report, the old one or the new one; the last run finishes the rest.
    """
    project = small("f-a", "f-b")
    assert jixiao("run", "--all", root=project.root).returncode == 0
    rng = random.Random(11)
    seen = set()
    for number in range(6):
        for fund in ("f-a", "f-b"):
            project.fund_year(fund, 2024).prose.write_text(f"## 审核结论\n\n第{number}次。\n", encoding="utf-8")
        with begin("run", "--all", root=project.root) as running:
            time.sleep(rng.uniform(0.5, 12))
            running.send_signal(signal.SIGKILL)
        time.sleep(0.2)
        for fund in ("f-a", "f-b"):
            assert is_whole(project.reports / fund / "2024"), (number, fund)
            seen.add(hashlib.sha256((project.reports / fund / "2024/report.html").read_bytes()).hexdigest())
    assert jixiao("run", "--all", root=project.root).returncode == 0
    for fund in ("f-a", "f-b"):
        assert "第5次" in (project.reports / fund / "2024/report.html").read_text(encoding="utf-8")
        assert sorted(path.name for path in (project.reports / fund).iterdir()) == ["2024"]


@pytest.mark.skipif(sys.platform == "win32" or not Path("/dev/ptmx").exists(), reason="no terminals")
def test_in_a_terminal_a_live_table_is_shown(small: Root):
    import pty

    project = small("f-a", "f-b")
    put_cell(project, "raise RuntimeError('到此为止')")
    master, slave = pty.openpty()
    env = environment(project.root, TERM="xterm", LINES="40")
    with subprocess.Popen([*COMMAND, "run", "--all"], stdout=slave, stderr=slave, env=env):
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    os.close(master)
    text = shown.decode()
    assert "核对文件" in text
    assert "2/2份（失败2）" in text
    assert "运行结果" in text


def test_a_matrix_file(small: Root, tmp_path: Path):
    project = small("f-a", "f-b")
    put_cell(project, "raise RuntimeError('到此为止')")
    (tmp_path / "清单.csv").write_text("fund,year\nf-b,2024\nf-x,2024\n", encoding="utf-8")
    done = jixiao("run", "--matrix", str(tmp_path / "清单.csv"), "--log-format", "json", root=project.root)
    ended = ends(done.stdout)
    assert {name: each["exit_code"] for name, each in ended.items()} == {"f-b/2024": 1, "f-x/2024": 3}
    assert "没有这个专项资金" in ended["f-x/2024"]["error"]


def test_years_of_one_fund_share_what_was_read(project: Project):
    """Side by side, the years of a fund read their earlier years once, and give what they give one by one."""
    shutil.rmtree(project.raw / "gzkfq-finance")
    done = jixiao("run", "--all", "--jobs", "3", "--log-format", "json", root=project.root)
    assert done.returncode == 0, done.stdout
    side_by_side = {year: hashes(project, f"gd-finance/{year}") for year in (2022, 2023, 2024)}
    shutil.rmtree(project.reports)
    shutil.rmtree(project.processed)
    for year in ("2024", "2023", "2022"):
        assert jixiao("run", "gd-finance", year, root=project.root).returncode == 0
    assert {year: hashes(project, f"gd-finance/{year}") for year in (2022, 2023, 2024)} == side_by_side
