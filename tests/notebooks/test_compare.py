"""The notebook that compares runs under plain papermill and exports; wrong parameters stop with a clear message."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.report.blocks import MIME

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def papermill(target: Path, *parameters: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", "notebooks/40_compare.ipynb", str(target), *parameters]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def outputs(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


@pytest.mark.parametrize(
    ("funds", "said"),
    [
        ("funds: [gd-finance]", "广东省促进经济高质量发展专项资金（金融发展）绩效对比报告"),
        ("funds: []", "专项资金绩效对比报告"),
    ],
    ids=["years of a fund", "all funds"],
)
def test_it_runs_and_exports(tmp_path, funds, said):
    executed = tmp_path / "compare.ipynb"
    done = papermill(executed, "-y", funds)
    assert done.returncode == 0, done.stderr
    shown = [output for output in outputs(executed) if MIME in output.get("data", {})]
    assert len(shown) >= 9
    assert not [output for output in outputs(executed) if output["output_type"] in ("error", "stream")]
    for name, ending in (("jixiao_html", "html"), ("jixiao_pdf", "pdf"), ("jixiao_docx", "docx")):
        command = [sys.executable, "-m", "nbconvert", "--to", name, str(executed)]
        exported = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert exported.returncode == 0, exported.stderr
        assert executed.with_suffix(f".{ending}").stat().st_size > 50_000
    assert said in executed.with_suffix(".html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (("-y", "fudns: [gd-finance]"), ("没有这个参数", "fudns", "funds")),
        ((), ("缺少参数", "funds: [gd-finance]")),
        (("-p", "funds", "gd-finance"), ("参数取值有误", "funds", "列表")),
        (("-y", "funds: [gd-finanse]"), ("没有这个资金的文件", "gd-finance", "jixiao add")),
        (("-y", "{funds: [gd-finance], years: [2031]}"), ("没有登记过这个年度的文件", "jixiao add gd-finance 2031")),
    ],
    ids=["unknown", "none", "mistyped", "unknown fund", "unknown year"],
)
def test_wrong_parameters_stop_with_a_clear_message(tmp_path, parameters, words):
    done = papermill(tmp_path / "out.ipynb", *parameters)
    assert done.returncode != 0
    assert [word for word in words if word not in done.stderr] == [], done.stderr[-2000:]
    (raised,) = [output for output in outputs(tmp_path / "out.ipynb") if output["output_type"] == "error"]
    assert "Traceback" not in "\n".join(raised["traceback"])
