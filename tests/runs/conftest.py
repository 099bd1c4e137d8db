"""Whole runs by the command, in projects of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from analysis.paths import Project

COMMAND = (sys.executable, "-c", "from analysis.cli import main; main()")
#: A notebook's cells before the one that a test adds.
PARAMETERS = 'fund = "gd-finance"\nyear = 2023\nkind = "auto"'
START = "import analysis\n\nfy = analysis.start(globals())\nfy"


def environment(root: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "JIXIAO_ROOT": str(root), "COLUMNS": "160", **more}


def jixiao(*arguments: str, root: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    env = environment(root, **more)
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=600, env=env, check=False)


def begin(*arguments: str, root: Path, **more: str) -> subprocess.Popen[str]:
    """Begin a run."""
    env = environment(root, **more)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*COMMAND, *arguments], text=True, env=env, **streams)


def events(output: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


def ends(output: str) -> dict[str, dict[str, Any]]:
    """Return how each fund year ended."""
    return {f"{each['fund']}/{each['year']}": each for each in events(output) if each["event"] == "end"}


Root = Callable[..., Project]


@pytest.fixture
def small(tmp_path: Path, root: Path) -> Root:
    """Make a project with fund years that are quick to write: reviews of the district's targets under other names."""

    def make(*funds: str) -> Project:
        for name in ("expectations", "notebooks"):
            shutil.copytree(root / name, tmp_path / name)
        for fund in funds:
            shutil.copytree(root / "data/raw/gzkfq-finance", tmp_path / "data/raw" / fund)
            manifest = tmp_path / "data/raw" / fund / "2024/MANIFEST.yaml"
            text = manifest.read_text(encoding="utf-8")
            manifest.write_text(text.replace("fund: gzkfq-finance", f"fund: {fund}"), encoding="utf-8")
        return Project(tmp_path)

    return make


def put_cell(project: Project, source: str, notebook: str = "10_validate.ipynb") -> None:
    """Let a notebook do something else: its parameters, the fund year, then this cell."""
    cells: Sequence[Any] = (
        v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        v4.new_code_cell(START),
        v4.new_markdown_cell("## 试验\n\n一格。"),
        v4.new_code_cell(source),
    )
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), project.notebooks / notebook)
