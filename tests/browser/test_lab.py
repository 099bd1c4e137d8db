"""An analyst's morning in JupyterLab, in Debian's Chromium: the start page, and the report from the menu.

Pictures are kept in the folder ``shots`` of pytest's temporary folder, for people to look at.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader
from support.lab import Lab, environment, started

from analysis.render.docx import to_docx
from analysis.render.html import to_html
from analysis.render.notebook import blocks_of
from analysis.render.pdf import to_pdf
from browser.lab_page import PATIENCE, SHORT_PATIENCE, LabPage, lab_page, text_of

pytestmark = pytest.mark.slow
START = "notebooks/00_explore.ipynb"
REPORT = "notebooks/30_report.ipynb"
NAMES = {kind: f"绩效评价报告（{kind}）" for kind in ("HTML", "PDF", "DOCX")}


@pytest.fixture(scope="module")
def lab(browser: Browser, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """``make lab``; without a browser it is not started."""
    with started(root, tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def desk(browser: Browser, lab: Lab, tmp_path: Path) -> Iterator[LabPage]:
    with lab_page(browser, lab, tmp_path / "shots") as page:
        yield page
    # The kernel was listened to, and neither it nor the server asked for another machine.
    assert any("ipykernel" in line for line in lab.watched)
    assert any("jupyter-lab" in line for line in lab.watched)
    assert lab.asked == []


def test_who_asks_another_machine_is_heard(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    # An address kept for documentation; nothing is sent.
    code = "import socket; socket.getaddrinfo('192.0.2.1', 80); socket.getaddrinfo('127.0.0.1', 80)"
    subprocess.run([sys.executable, "-c", code], env=environment(tmp_path, notes), check=True)
    told = Lab(tmp_path, "", notes, notes)
    assert told.asked == ["asked 192.0.2.1"]
    assert len(told.watched) == 1


def sees(place: Locator, words: str) -> None:
    """Wait until the words stand there; the kernel may first have to read a fund year."""
    expect(place).to_contain_text(words, timeout=PATIENCE)


def test_the_start_page_from_opening_to_another_year(desk: LabPage) -> None:
    # make lab opens it: the server's own address leads there.
    desk.open("/")
    assert desk.page.url.endswith(f"/lab/tree/{START}")
    # With these JupyterLab would offer news on its first start, and list extensions from the network.
    told = "JSON.parse(document.getElementById('jupyter-config-data').textContent).disabledExtensions"
    assert set(desk.page.evaluate(told)) >= {
        "@jupyterlab/apputils-extension:announcements",
        "@jupyterlab/extensionmanager-extension",
    }
    assert desk.run("Run All Cells") == []
    sees(desk.cell("start"), "91.43分")
    desk.shot("start")

    finds_rows(desk)
    filters_by_a_list(desk)
    moves_a_slider(desk)
    changes_the_year(desk)


def finds_rows(desk: LabPage) -> None:
    """A word in the search box leaves the rows that hold it, and says how many."""
    cell = desk.cell("indicators")
    rows, whole = all_rows(cell)
    wanted = [row for row in whole if "P02-" in row]
    assert 0 < len(wanted) < len(whole)
    cell.locator("input[type=search]").press_sequentially("P02-")
    sees(cell.locator(".dt-info"), f"（由 {len(whole)} 行中筛选）")
    expect(rows).to_have_count(len(wanted), timeout=SHORT_PATIENCE)
    assert rows.all_inner_texts() == wanted
    desk.shot("found")


def filters_by_a_list(desk: LabPage) -> None:
    """A choice from a column's list leaves the rows with this value."""
    cell = desk.cell("findings")
    rows, whole = all_rows(cell)
    sort = "完成情况"
    wanted = [row for row in whole if row.split("\t")[1].strip() == sort]
    assert 0 < len(wanted) < len(whole)
    cell.locator("th", has_text="类别").get_by_role("button", name="筛选").click()
    desk.page.locator(".dtcc-dropdown").get_by_role("button", name=sort).click()
    sees(cell.locator(".dt-info"), f"（由 {len(whole)} 行中筛选）")
    expect(rows).to_have_count(len(wanted), timeout=SHORT_PATIENCE)
    assert rows.all_inner_texts() == wanted
    desk.shot("filtered")


def all_rows(cell: Locator) -> tuple[Locator, list[str]]:
    """Show a table on one page; return its rows, and their texts, of which the caption and the foot give the number."""
    cell.locator("select").select_option(label="全部")
    rows = cell.locator("tbody tr")
    caption = cell.get_by_text(re.compile(r"；共\d+行")).first
    told = re.findall(r"；共(\d+)行", text_of(caption))[0]
    expect(cell.locator(".dt-info")).to_have_text(f"第 1 至 {told} 行，共 {told} 行", timeout=SHORT_PATIENCE)
    expect(rows).to_have_count(int(told), timeout=SHORT_PATIENCE)
    return rows, rows.all_inner_texts()


def moves_a_slider(desk: LabPage) -> None:
    """From 1.5 to 2.0 only the indicator at 183.5 % of its target, halved to 1.5 of 3 points, is full again."""
    cell = desk.cell("what-if-panel")
    result = cell.locator(".jixiao-whatif-panel")
    sees(result, "测算91.43分")
    handle = cell.locator("[role=slider]").first
    handle.focus()
    for _ in range(10):
        handle.press("ArrowRight")
    sees(result, '.threshold("2")')
    sees(result, "测算92.93分")
    sees(result, "测算，不是评价结果")
    desk.shot("slider")


def changes_the_year(desk: LabPage) -> None:
    """Choosing another year shows its card; the cells below, run again, tell of it; a year without results has none."""
    choose = desk.cell("choose")
    wanted = choose.locator("option", has_text="gd-finance 2024")
    expect(wanted).to_have_count(1, timeout=SHORT_PATIENCE)
    choose.locator("select").select_option(value=wanted.get_attribute("value"))
    sees(choose, "year = 2024")
    sees(choose, "2024年度")
    desk.shot("another-year")
    assert desk.run("Run Selected Cell and All Below", "documents") == []
    sees(desk.cell("documents"), "2024年")
    sees(desk.cell("scores"), "没有得分")
    desk.shot("another-year-below")


def test_the_report_from_the_menu(desk: LabPage, lab: Lab) -> None:
    desk.open(f"/lab/tree/{REPORT}")
    refused = desk.export(NAMES["PDF"])
    assert isinstance(refused, Page)
    words = text_of(refused)
    assert "没有导出：30_report.ipynb" in words
    assert "先从头运行报告笔记本" in words
    assert "Traceback" not in refused.content()
    refused.screenshot(path=desk.shots / "refused.png")
    refused.close()

    assert desk.run("Run All Cells") == []
    written = {kind: desk.export(name) for kind, name in NAMES.items()}
    # Each is what the writer makes of the notebook that was saved with it.
    blocks = blocks_of(nbformat.read(lab.root / REPORT, as_version=4))
    assert written["HTML"] == to_html(blocks).encode()
    assert written["PDF"] == to_pdf(blocks)
    assert written["DOCX"] == to_docx(blocks)
    pages = PdfReader(io.BytesIO(written["PDF"])).pages
    assert len(pages) > 20
    assert any("91.43" in page.extract_text() for page in pages)
    assert [download.suggested_filename for download in desk.downloads] == [
        f"30_report.{kind.lower()}" for kind in NAMES
    ]
    assert "Traceback" not in lab.log.read_text("utf-8")
