"""The command: what it prints, its exit codes, what it writes, and what it leaves alone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis import cli, errors
from analysis.runs.report import PRODUCTS

ROOT = Path(__file__).resolve().parents[1]
runner = CliRunner()
#: Everything but the run's own record, which holds its seconds.
REPEATABLE = [name for name in PRODUCTS if name != "run.json"]


def jixiao(*arguments: str, root: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JIXIAO_ROOT": str(root or ROOT), "COLUMNS": "120"}
    command = [sys.executable, "-c", "from analysis.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)


def test_help_imports_nothing_heavy():
    """What makes --help slow is imports; none of the heavy ones may happen."""
    code = (
        "import sys\nfrom analysis import cli\nsys.argv = ['jixiao', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print('HEAVY', sorted({'pandas','numpy','great_expectations','papermill','nbconvert','matplotlib','typst',"
        "'openpyxl','docx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "HEAVY []" in done.stdout
    assert all(command in done.stdout for command in ("run", "check", "trace", "seal", "add", "prose"))


def test_every_command_has_help_and_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in cli.app.registered_commands]
    assert sorted(names) == ["add", "check", "prose", "run", "seal", "trace"]
    for name in names:
        assert runner.invoke(cli.app, [name, "--help"]).exit_code == 0
        assert f"jixiao {name}" in readme


def test_exit_codes_stand_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for code in errors.EXIT_CODES:
        assert re.search(rf"^\| *`?{code}`? *\|", readme, re.M), code


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "gd-finance", "二零二三"), 2, "year"),
        (("check", "nowhere", "2023"), 3, "没有这个专项资金"),
        (("run", "gd-finance", "2022", "--kind", "final"), 3, "不能作绩效评价"),
        (("trace", "gd-finance", "2023", "fund.scroe"), 3, "fund.score"),
        (("trace", "gd-finance", "2022", "fund.score", "--kind", "yearly"), 2, "yearly"),
        (("run",), 2, "--all"),
        (("run", "gd-finance", "2023", "--jobs", "-2"), 2, "--jobs"),
        (("run", "gd-finance", "2023", "--time-limit", "0"), 2, "--time-limit"),
    ],
)
def test_a_users_mistake_ends_with_a_message_and_its_code(arguments, code, words, project):
    done = jixiao(*arguments, root=project.root)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project.root / "reports").exists() or list((project.root / "reports").rglob("*.*")) == []


def test_trace_reaches_the_cells(project):
    done = jixiao("trace", "gd-finance", "2023", "99.41%", root=project.root)
    assert done.returncode == 0
    assert "execution.rate = 99.41%" in done.stdout
    assert "3,811.75 ÷ 3,834.29 = 99.41%" in done.stdout
    assert "预算执行情况表.xlsx “预算执行情况表”表 D12：“49.29”" in done.stdout


def test_check_as_json_and_critical_exit_code(paths):
    from support.edits import edit_xlsx

    done = jixiao("check", "gd-finance", "2023", "--json", root=paths.project.root)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(found[0]) == {
        *("id", "code", "family", "severity", "status", "reason", "place", "locator"),
        *("found", "expected", "difference", "message", "advice", "reference"),
    }
    assert {item["severity"] for item in found} == {"warning", "info"}
    edit_xlsx(paths, "预算执行情况表.xlsx", {"D5": -1})
    done = jixiao("check", "gd-finance", "2023", "--json", root=paths.project.root)
    assert done.returncode == 6
    assert next(item["severity"] for item in json.loads(done.stdout)) == "critical"


def test_a_strict_check_asks_for_every_warning(project, tmp_path):
    """Each warning is accepted with a reason; then the strict check passes, and says what was accepted."""
    from support.declared import correct

    paths = project.fund_year("gd-finance", 2024)
    done = jixiao("check", "gd-finance", "2024", "--strict", "--json", root=project.root)
    assert done.returncode == errors.OpenWarningError.exit_code == 11
    assert "处警告待处理" in done.stderr
    found = json.loads(done.stdout)
    (tmp_path / "earlier.json").write_text(done.stdout, encoding="utf-8")
    warnings = [item["id"] for item in found if item["severity"] == "warning"]
    correct(paths, accepted=tuple((name, f"已核实{name}") for name in warnings))
    against = ("--against", str(tmp_path / "earlier.json"))
    done = jixiao("check", "gd-finance", "2024", "--strict", *against, root=project.root)
    assert done.returncode == 0, done.stderr
    assert f"警告0处（另有{len(warnings)}处已接受）" in done.stdout
    assert "已接受：" in done.stdout
    assert f"新增0处，仍在{len(found)}处，消失0处" in done.stdout
    correct(paths, accepted=(("REC-13-000000", "已核实"),))
    done = jixiao("check", "gd-finance", "2024", "--min-severity", "warning", "--json", *against, root=project.root)
    assert done.returncode == 0
    assert [item["id"] for item in json.loads(done.stdout)] == warnings
    done = jixiao("check", "gd-finance", "2024", "--family", "structure", root=project.root)
    assert "已接受的发现REC-13-000000" in done.stdout


def test_a_broken_correction_has_its_own_code(project):
    from support.declared import cell, correct

    paths = project.fund_year("gd-finance", 2022)
    correct(paths, cell("附件2 分配方案.docx#表1!R13C6", 6900, "6673.48"))
    done = jixiao("check", "gd-finance", "2022", root=project.root)
    assert done.returncode == errors.CorrectionError.exit_code == 10
    assert "附件2 分配方案.docx 表1 第13行第6列" in done.stderr
    assert "现为：6908" in done.stderr
    assert "Traceback" not in done.stderr


def test_seal_prints_what_changed(paths):
    import openpyxl

    path = paths.raw / "项目评分表.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook.worksheets[0]["C3"] = 18
    workbook.save(path)
    done = jixiao("seal", "gd-finance", "2023", root=paths.project.root)
    assert done.returncode == 0
    assert "改动：项目评分表.xlsx" in done.stdout
    assert "没有改动" in jixiao("seal", "gd-finance", "2023", root=paths.project.root).stdout


@pytest.mark.slow
class TestRun:
    """A whole run in a copy of the project."""

    def test_two_runs_give_the_same_bytes_and_keep_the_prose(self, project, paths):
        paths.prose.write_text("## 典型做法\n\n按月*核对*资金进度。\n\n- <script>甲</script>\n", encoding="utf-8")
        hashes = []
        for _ in range(2):
            done = jixiao("run", "gd-finance", "2023", "--force", root=project.root)
            assert done.returncode == 0, done.stderr
            files = [paths.reports / name for name in REPEATABLE]
            hashes.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
        assert hashes[0] == hashes[1]
        assert "已写出 reports/gd-finance/2023/report.pdf" in done.stdout
        html = (paths.reports / "report.html").read_text(encoding="utf-8")
        assert "资金进度" in html
        assert "&lt;script&gt;甲" in html
        self.check_record(paths, hashes[0])

    def check_record(self, paths, hashes):
        run = json.loads((paths.reports / "run.json").read_text(encoding="utf-8"))
        assert (run["fund"], run["year"], run["kind"]) == ("gd-finance", 2023, "final")
        assert (run["score"], run["grade"]) == (91.43, "优")
        assert len(run["inputs"]) == 6
        outputs = {item["path"]: item["sha256"] for item in run["outputs"]}
        assert [outputs[name] for name in REPEATABLE] == hashes
        assert set(run["findings"]) == {"critical", "warning", "info"}
        assert {"id": "over_attainment", "status": "inferred"} in run["rules"]
        assert run["versions"]["pandas"]
        assert set(run["seconds"]) == {"10_validate", "20_score", "30_report", "html", "pdf", "docx", "xlsx"}
        assert sorted(path.name for path in paths.reports.parent.iterdir()) == ["2023"]

    def test_a_failed_run_names_the_cell_and_keeps_the_earlier_report(self, project, paths):
        from support.edits import edit_xlsx

        paths.reports.mkdir(parents=True)
        (paths.reports / "report.html").write_text("earlier", encoding="utf-8")
        edit_xlsx(paths, "预算执行情况表.xlsx", {"D5": -1})
        done = jixiao("run", "gd-finance", "2023", root=project.root)
        assert done.returncode == 6
        assert "D5" in done.stderr
        assert "Traceback" not in done.stderr
        assert [path.name for path in paths.reports.parent.rglob("*")] == ["2023", "report.html"]
        assert (paths.reports / "report.html").read_text(encoding="utf-8") == "earlier"

    def test_a_folder_that_cannot_be_written(self, project, paths):
        paths.project.root.joinpath("reports").write_text("a file where the folder should be", encoding="utf-8")
        done = jixiao("run", "gd-finance", "2023", root=project.root)
        assert done.returncode == 8
        assert "报告目录无法写入" in done.stderr
        assert "Traceback" not in done.stderr


def test_add_shows_what_was_read_and_registers_it(project, tmp_path):
    received = sorted((ROOT / "data/raw/gd-finance/2022").glob("*.docx"))
    (tmp_path / "名单.txt").write_text("只是文字", encoding="utf-8")
    done = jixiao("add", "gd-finance", "2025", *map(str, received), str(tmp_path / "名单.txt"), root=project.root)
    assert done.returncode == 4, "one file could not be taken in"
    assert "附件2 分配方案.docx　新增　分配方案" in done.stdout
    assert "项目9行" in done.stdout
    assert "名单.txt　未登记" in done.stdout
    assert "问题：" in done.stdout
    assert done.stdout.rstrip().endswith("清单 data/raw/gd-finance/2025/MANIFEST.yaml")
    assert "Traceback" not in done.stderr
    again = jixiao("add", "gd-finance", "2025", str(received[0]), root=project.root)
    assert again.returncode == 0
    assert "已登记，内容相同" in again.stdout
    assert again.stdout.rstrip().endswith("1个文件，没有登记任何文件，此前已登记1个，问题0处")
    checked = jixiao("check", "gd-finance", "2025", root=project.root)
    assert checked.returncode == 0
    assert "6,908" in checked.stdout


def test_add_shows_what_was_read_before_it_asks_for_names(project, tmp_path):
    from support.edits import write_xlsx

    plan = tmp_path / "方案.xlsx"
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], [1, "甲", "乙", 10]])
    done = jixiao("add", "new-fund", "2025", str(plan), str(tmp_path), root=project.root)
    assert done.returncode == 2
    assert "方案.xlsx　尚未登记　分配方案" in done.stdout
    assert "项目1行" in done.stdout
    assert "是目录，不是文件" in done.stdout
    assert done.stdout.rstrip().endswith("2个文件，没有登记任何文件")
    assert "--fund-name" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project.raw / "new-fund").exists()
    nothing = jixiao("add", "new-fund", "2025", str(tmp_path), root=project.root)
    assert nothing.returncode == 4
    assert nothing.stdout.rstrip().endswith("1个文件，没有登记任何文件，问题1处")


def test_check_needs_no_rules_while_nothing_was_reported(project):
    done = jixiao("check", "gzkfq-finance", "2024", root=project.root)
    assert done.returncode == 0
    assert "严重0处" in done.stdout
