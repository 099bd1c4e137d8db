"""The notebooks run under plain papermill, without our command, and stop clearly on wrong parameters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def papermill(notebook: str, target: Path, *parameters: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", f"notebooks/{notebook}", str(target), *parameters]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def test_the_report_notebook_runs_and_exports(tmp_path):
    executed = tmp_path / "out.ipynb"
    done = papermill("30_report.ipynb", executed, "-p", "fund", "gd-finance", "-p", "year", "2023")
    assert done.returncode == 0, done.stderr
    assert "91.43" in executed.read_text(encoding="utf-8")
    for name, ending in (("jixiao_html", "html"), ("jixiao_pdf", "pdf")):
        command = [sys.executable, "-m", "nbconvert", "--to", name, str(executed)]
        exported = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert exported.returncode == 0, exported.stderr
        assert executed.with_suffix(f".{ending}").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (("-p", "fnud", "gd-finance", "-p", "year", "2023"), ("没有这个参数", "fnud", "fund")),
        (("-p", "fund", "gd-finance"), ("缺少参数", "year")),
        ((), ("缺少参数", "fund", "year")),
        (("-p", "fund", "gd-finance", "-p", "year", "二〇二三"), ("参数取值有误", "year", "整数")),
        (("-p", "fund", "gd-finance", "-p", "year", "1999"), ("没有这个年度的文件", "gd-finance/1999", "2023")),
    ],
    ids=["unknown", "missing", "none", "mistyped", "unknown year"],
)
def test_wrong_parameters_stop_with_a_clear_message(tmp_path, parameters, words):
    done = papermill("10_validate.ipynb", tmp_path / "out.ipynb", *parameters)
    assert done.returncode != 0
    assert [word for word in words if word not in done.stderr] == [], done.stderr[-2000:]
    saved = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))
    raised = [o for c in saved["cells"] for o in c.get("outputs", []) if o["output_type"] == "error"]
    # The failing cell shows our message and no stack of frames.
    assert len(raised) == 1
    assert "Traceback" not in "\n".join(raised[0]["traceback"])


def test_every_notebook_runs_top_to_bottom_for_an_analyst(tmp_path):
    """In JupyterLab nobody passes parameters: the values in the first cell apply."""
    for notebook in ("10_validate.ipynb", "20_score.ipynb"):
        target = tmp_path / notebook
        done = papermill(notebook, target, "-p", "fund", "gd-finance", "-p", "year", "2023")
        assert done.returncode == 0, done.stderr
        cells = json.loads(target.read_text(encoding="utf-8"))["cells"]
        shown = [c for c in cells if c["cell_type"] == "code" and c["outputs"]]
        assert len(shown) >= 5
