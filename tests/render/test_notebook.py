"""Blocks out of an executed notebook, its canonical form, and the exporters that rest on both."""

from __future__ import annotations

import copy
import io
import json
import logging

import nbformat
import pypdf
import pytest
from nbconvert.exporters import get_exporter
from nbconvert.nbconvertapp import NbConvertApp
from nbformat import v4

from analysis.errors import OutputError
from analysis.render.exporters import HtmlReportExporter, PdfReportExporter
from analysis.render.html import fragment, to_html
from analysis.render.notebook import blocks_of, normalise, write_notebook
from analysis.report.blocks import MIME, to_json


def executed(*groups, run: int = 1):
    """Return a notebook as papermill leaves it: one cell a group of blocks, with times that differ by run."""
    stamp = f"2024-06-30T08:00:0{run}.000000+00:00"
    papermill = {
        "duration": 0.1 * run,
        "start_time": stamp,
        "end_time": stamp,
        "exception": False,
        "status": "completed",
    }
    injected = v4.new_code_cell(
        '# Parameters\nfund = "\\u4e2d\\u6587\\xe9"\npath = "C:\\\\u4e2d"\nmark = "\\u200b\\U0001f600"\n',
        metadata={"tags": ["injected-parameters"]},
    )
    injected["id"] = f"random{run}"
    injected["execution_count"] = 2 * run
    cells = [v4.new_markdown_cell("# 报告", id="intro"), injected]
    for number, group in enumerate(groups):
        cell = v4.new_code_cell(f"show({number})", id=f"cell-{number}", execution_count=number + 3 * run)
        pieces = ["正在", "运行\n"] if run == 1 else ["正在运行\n"]
        cell["outputs"] = [
            *(v4.new_output("stream", name="stdout", text=piece) for piece in pieces),
            v4.new_output("stream", name="stderr", text="提醒"),
            v4.new_output(
                "execute_result",
                data={MIME: to_json(group), "text/html": fragment(group), "text/plain": f"<Blocks at 0x7f00{run}>"},
                execution_count=number + 3 * run,
            ),
        ]
        cells.append(cell)
    for cell in cells:
        cell.metadata["papermill"] = dict(papermill)
        cell.metadata["execution"] = {"iopub.status.busy": stamp}
    notebook = v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["papermill"] = papermill | {
        "input_path": "/a/in.ipynb",
        "output_path": f"/b/{run}.ipynb",
        "parameters": {"fund": "中文"},
        "default_parameters": {},
        "environment_variables": {"HOST": "x"},
        "version": "2.7.0",
    }
    notebook.metadata["widgets"] = {"state": run}
    return nbformat.from_dict(notebook)


@pytest.fixture
def notebook(report):
    return executed(report[:4], report[4:])


def test_blocks_come_back_in_order(notebook, report):
    assert blocks_of(notebook) == report


def test_blocks_come_back_from_the_written_file(notebook, report, tmp_path):
    write_notebook(normalise(notebook), tmp_path / "a.ipynb")
    assert blocks_of(nbformat.read(tmp_path / "a.ipynb", as_version=4)) == report


@pytest.mark.parametrize("groups", [(), ((),)])
def test_a_notebook_without_blocks_says_what_to_do(groups):
    with pytest.raises(OutputError, match="没有报告内容") as caught:
        blocks_of(executed(*groups))
    assert "30_report.ipynb" in str(caught.value)


@pytest.mark.parametrize(
    "form", [{"version": 99, "blocks": []}, {"version": 1}, {"version": 1, "blocks": [{"type": "X"}]}, "{", 3]
)
def test_unreadable_blocks_name_the_cell(notebook, form):
    notebook.cells[2].outputs[-1]["data"][MIME] = form
    with pytest.raises(OutputError, match="第3个单元格"):
        blocks_of(notebook)


def test_two_runs_give_one_file(report, tmp_path):
    for run in (1, 2):
        write_notebook(normalise(executed(report[:4], report[4:], run=run)), tmp_path / f"{run}.ipynb")
    text = (tmp_path / "1.ipynb").read_bytes()
    assert text == (tmp_path / "2.ipynb").read_bytes()
    for trace in (b"2024-06-30T", b"duration", b"/a/in", b"HOST", b"0x7f", b"random", b"widgets"):
        assert trace not in text


def test_normal_form(notebook, tmp_path):
    before = copy.deepcopy(notebook)
    result = normalise(notebook)
    assert notebook == before
    nbformat.validate(result)
    assert result.metadata.papermill == {"parameters": {"fund": "中文"}}
    assert result.cells[1].id == "injected-parameters"
    assert [cell.execution_count for cell in result.cells[1:]] == [1, 2, 3]
    assert [output.output_type for output in result.cells[2].outputs] == ["stream", "stream", "execute_result"]
    assert result.cells[2].outputs[0].text == "正在运行\n"
    assert result.cells[2].outputs[1].name == "stderr"
    assert normalise(result) == result
    write_notebook(result, tmp_path / "a.ipynb")
    text = (tmp_path / "a.ipynb").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "报告" in text
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_parameters_are_written_as_characters(notebook):
    source = normalise(notebook).cells[1].source
    assert 'fund = "中文é"' in source
    assert r'path = "C:\\u4e2d"' in source
    assert "\\u200b😀" in source
    compile(source, "cell", "exec")


@pytest.mark.parametrize(
    ("name", "kind", "extension", "mimetype"),
    [
        ("jixiao_html", HtmlReportExporter, ".html", "text/html"),
        ("jixiao_pdf", PdfReportExporter, ".pdf", "application/pdf"),
    ],
)
def test_exporters_are_registered(name, kind, extension, mimetype):
    assert get_exporter(name) is kind
    assert kind().file_extension == extension
    assert kind.output_mimetype == mimetype
    assert kind.export_from_notebook.startswith("绩效评价报告")


def test_exporters_write_what_the_writers_write(notebook, report, pdf):
    assert HtmlReportExporter().from_notebook_node(notebook)[0] == to_html(report)
    assert PdfReportExporter().from_notebook_node(notebook)[0] == pdf


@pytest.mark.parametrize("kind", [HtmlReportExporter, PdfReportExporter])
def test_an_empty_notebook_is_our_error(kind):
    with pytest.raises(OutputError, match="没有报告内容"):
        kind().from_notebook_node(executed())


@pytest.mark.slow
def test_the_command_line(notebook, tmp_path, monkeypatch, caplog):
    monkeypatch.chdir(tmp_path)
    write_notebook(notebook, tmp_path / "report.ipynb")
    write_notebook(executed(), tmp_path / "empty.ipynb")
    for name in ("html", "pdf"):
        NbConvertApp.clear_instance()
        NbConvertApp.launch_instance(["--to", f"jixiao_{name}", "report.ipynb"])
    assert len(pypdf.PdfReader(io.BytesIO((tmp_path / "report.pdf").read_bytes())).pages) > 5
    assert "绩效评价报告" in (tmp_path / "report.html").read_text(encoding="utf-8")
    NbConvertApp.clear_instance()
    application = NbConvertApp.instance()
    application.log.propagate = True
    application.initialize(["--to", "jixiao_pdf", "empty.ipynb"])
    with caplog.at_level(logging.ERROR), pytest.raises(SystemExit) as stopped:
        application.start()
    assert stopped.value.code == OutputError.exit_code
    assert "没有报告内容" in caplog.text
    assert "Traceback" not in caplog.text
    NbConvertApp.clear_instance()
