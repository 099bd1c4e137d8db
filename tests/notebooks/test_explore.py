"""The start page: it runs for every fund year, shows a person more than a batch, and answers mistakes in Chinese."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import papermill
import pytest

from analysis.paths import Project

ROOT = Path(__file__).resolve().parents[2]
PAGE = "00_explore.ipynb"
pytestmark = pytest.mark.slow

#: What only an interactive table has.
LIVE = 'class="jixiao-live"'
FUND_YEARS = [("gd-finance", 2022), ("gd-finance", 2023), ("gd-finance", 2024), ("gzkfq-finance", 2024)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the project for the whole module: a fund year is read and checked once."""
    made = tmp_path_factory.mktemp("explore")
    for name in ("data/raw", "expectations", "notebooks"):
        shutil.copytree(ROOT / name, made / name)
    return made


@pytest.fixture
def project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("JIXIAO_ROOT", str(folder))
    return Project(folder)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the trace that JupyterLab leaves in a kernel."""
    monkeypatch.setenv("JPY_SESSION_NAME", PAGE)


def shown(notebook, cell: str, kind: str = "text/html") -> str:
    outputs = next(each for each in notebook.cells if each.id == cell).outputs
    return "".join(str(output.get("data", {}).get(kind, "")) for output in outputs)


def run(project: Project, *codes: str):
    """Run cells one after the other as JupyterLab does, and return each cell's outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in codes])
    client = nbclient.NotebookClient(
        notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(project.root)}}
    )
    client.execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize(("fund", "year"), FUND_YEARS)
def test_it_runs_for_every_fund_year_with_nothing_but_the_parameters(project: Project, fund: str, year: int) -> None:
    done = papermill.execute_notebook(
        str(project.notebooks / PAGE),
        None,
        parameters={"fund": fund, "year": year},
        cwd=str(project.root),
        progress_bar=False,
    )
    assert f"{year}年度" in shown(done, "start")
    assert "行" in shown(done, "documents")
    assert "plan.budget" in shown(done, "trace", "text/plain")
    # Nothing was scored in a year of targets only; the cells say so instead of failing.
    assert ("没有得分" in shown(done, "scores")) == (year != 2023)
    assert ("没有得分" in shown(done, "why")) == (year != 2023)
    text = json.dumps(done, ensure_ascii=False)
    assert LIVE not in text.replace('\\"', '"')
    assert "<script" not in text
    assert "widget-view" not in text
    # The bundle of an interactive table alone is a quarter of a megabyte.
    assert [cell.id for cell in done.cells if len(json.dumps(cell.get("outputs", []))) > 250_000] == []


@pytest.mark.usefixtures("nobody")
def test_two_runs_of_a_batch_are_the_same(project: Project) -> None:
    def outputs() -> list[str]:
        done = papermill.execute_notebook(
            str(project.notebooks / PAGE),
            None,
            parameters={"fund": "gd-finance", "year": 2024},
            cwd=str(project.root),
            progress_bar=False,
        )
        return [json.dumps(cell.get("outputs", []), sort_keys=True) for cell in done.cells]

    assert outputs() == outputs()


@pytest.mark.usefixtures("person")
def test_a_person_gets_interactive_tables_and_a_drop_down(project: Project) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / PAGE, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(project.root)}}).execute()
    assert LIVE in shown(notebook, "indicators")
    assert LIVE in shown(notebook, "findings")
    assert LIVE not in shown(notebook, "projects"), "13 rows are read at a glance"
    assert shown(notebook, "choose", "application/vnd.jupyter.widget-view+json")
    assert "91.43分" in shown(notebook, "start")


@pytest.mark.usefixtures("person")
def test_a_mistake_shows_the_chinese_message_first_and_the_stack_folded(project: Project) -> None:
    _, unknown, never_added, fault = run(
        project,
        'import analysis\nfy = analysis.open("gd-finance", 2023)',
        'fy.why("F-3")',
        'analysis.open("gd-finance", 2030)',
        "1 / 0",
    )
    for outputs, words in ((unknown, ("F-3", "F-03")), (never_added, ("gd-finance/2030", "jixiao add"))):
        error, folded = outputs
        # The cell counts as failed, and what papermill relays is the message.
        assert (error.output_type, error.ename) == ("error", "NotFoundError")
        assert error.evalue.startswith("未找到：")
        assert "\n".join(error.traceback) == error.evalue
        assert [word for word in words if word not in error.evalue] == []
        assert folded.data["text/html"].startswith("<details")
        assert "Traceback (most recent call last)" in folded.data["text/html"]
    # A fault of the program keeps its stack in the open.
    assert [output.output_type for output in fault] == ["error"]
    assert "ZeroDivisionError" in "\n".join(fault[0].traceback)


@pytest.mark.usefixtures("nobody")
def test_a_batch_shows_the_message_alone(project: Project) -> None:
    (outputs,) = run(project, 'import analysis\nanalysis.open("gd-finance", 2030)')
    assert [output.output_type for output in outputs] == ["error"]
    assert outputs[0].evalue.startswith("未找到：")
    assert "Traceback" not in "\n".join(outputs[0].traceback)


@pytest.mark.usefixtures("person")
def test_a_batch_started_from_within_a_notebook_stays_small(project: Project) -> None:
    """A kernel that papermill starts inherits the trace of the notebook that it was started from."""
    done = papermill.execute_notebook(
        str(project.notebooks / "10_validate.ipynb"),
        None,
        parameters={"fund": "gd-finance", "year": 2023},
        cwd=str(project.root),
        progress_bar=False,
    )
    assert "<script" not in json.dumps(done, ensure_ascii=False)


def test_a_terminal_shows_the_message_alone(project: Project, tmp_path: Path) -> None:
    code = 'import analysis; analysis.open("gd-finance", 2030)'
    own = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "IPython", "-c", code], cwd=project.root, capture_output=True, text=True, env=own
    )
    told = done.stdout + done.stderr
    assert done.returncode != 0
    assert told.strip().startswith("未找到：")
    assert "Traceback" not in told
    assert "<details" not in told
