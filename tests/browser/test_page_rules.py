"""What the file itself keeps to: its policy, no network, its size, and the order on paper."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from support.dossiers import FINAL, TARGET_REVIEW, earlier, generate, write

from analysis import pipeline
from analysis.render import wording
from analysis.render.html import to_html
from analysis.render.html.view import tables_of
from analysis.render.pdf import to_pdf
from analysis.report.blocks import Blocks, Contents, Heading, Picture, Table
from browser.conftest import YEARS, Open

KINDS = pytest.mark.parametrize("year", YEARS)
THREE_MEGABYTES = 3_000_000


class TestPolicy:
    #: What somebody might get into the file; each would set ``window.reached`` or change the look.
    INJECTED = (
        "<script>window.reached = 1</script>",
        '<img alt="" src="data:,x" onerror="window.reached = 2">',
        '<script src="data:text/javascript,window.reached=3"></script>',
        "<style>main { display: none }</style>",
        '<iframe srcdoc="<script>parent.reached = 4</script>"></iframe>',
    )

    @pytest.mark.parametrize("markup", INJECTED, ids=["script", "handler", "data-script", "style", "frame"])
    def test_what_was_written_into_the_file_has_no_effect(self, browser, reports, tmp_path, markup):
        path = tmp_path / "changed.html"
        text = reports[2024].path.read_text(encoding="utf-8")
        path.write_text(text.replace("</main>", f"{markup}</main>"), encoding="utf-8")
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_timeout(200)
        assert page.evaluate("window.reached") is None
        assert page.locator("main").is_visible()
        assert page.locator(".tools").count() > 0, "the report's own script still runs"
        assert refused
        assert all("Content Security Policy" in message for message in refused)
        page.close()

    def test_a_script_added_while_reading_does_not_run_either(self, browser, reports):
        page = browser.new_page()
        page.goto(reports[2024].path.as_uri())
        page.evaluate(
            """(() => { const item = document.createElement("script"); item.textContent = "window.reached = 5";
                 document.body.append(item); document.body.setAttribute("onclick", "window.reached = 6"); })()"""
        )
        page.locator("h1").click()
        assert page.evaluate("window.reached") is None
        page.close()

    def test_the_pages_style_counts(self, open_page: Open):
        page = open_page(2024)
        assert page.evaluate("getComputedStyle(document.querySelector('.side')).position") == "static"
        assert page.evaluate("getComputedStyle(document.querySelector('.toc.wide')).position") == "sticky"
        widths = page.locator("#findings thead th").evaluate_all("items => items.map(item => item.offsetWidth)")
        assert widths[4] > 2 * widths[1], "columns are as wide as the layout says"

    def test_with_scripts_forbidden_the_report_is_there(self, open_page: Open):
        page = open_page(2023, java_script_enabled=False)
        assert page.locator("#findings tbody tr").count() > 10
        assert page.locator(".tools").count() == 0


class TestSize:
    @KINDS
    def test_a_report_is_light(self, reports, year):
        assert 100_000 < reports[year].path.stat().st_size < THREE_MEGABYTES

    @pytest.mark.slow
    @pytest.mark.parametrize("documents", [FINAL, TARGET_REVIEW], ids=["final", "review"])
    def test_a_report_of_sixty_projects_is_still_light(self, root: Path, tmp_path: Path, documents):
        shutil.copytree(root / "expectations", tmp_path / "expectations")
        (tmp_path / "data" / "raw").mkdir(parents=True)
        year = generate(4, 60, 600)
        paths = write(year, tmp_path, documents)
        write(earlier(year), tmp_path)
        blocks = pipeline.describe(paths, pipeline.evaluate(paths)).blocks
        assert max(len(table.rows) for table in tables_of(blocks)) >= 600
        assert len(to_html(blocks).encode("utf-8")) < THREE_MEGABYTES


class TestPaper:
    @pytest.mark.slow
    @KINDS
    def test_the_browser_prints_the_pdfs_order_and_every_row(self, open_page: Open, reports, year):
        blocks = reports[year].blocks
        page = open_page(year)
        page.get_by_role("searchbox", name="查找指标和发现").fill("没有这样的行")
        page.get_by_role("button", name="收起全部依据").click()
        page.locator("main p .value").first.focus()
        printed, official = words(page.pdf(prefer_css_page_size=True)), words(to_pdf(blocks))
        marks = marks_of(blocks)
        assert len(marks) > 25
        assert in_order(printed, marks) == marks
        assert in_order(official, marks) == marks
        assert printed.index("摘要") < printed.index("目录") < printed.index("一、")
        for finding in next(table for table in tables_of(blocks) if table.anchor == "findings").rows:
            assert squeezed(finding[0].inlines[0].text) in printed
        for source in {wording.source_line(block.source) for block in blocks if isinstance(block, Table | Picture)}:
            assert squeezed(source) in printed
        for control in ("显示全部行", "在表A-1中查找", "展开全部依据", "Tab键", "跳到正文", "的数据"):
            assert control not in printed
        # What was folded and filtered on the screen is so again.
        assert page.locator("details.evidence[open]").count() == 0
        assert page.locator("#findings tbody tr:not([hidden])").count() == 0


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words(pdf: bytes) -> str:
    """Return the text of all pages without blanks and page numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return squeezed("".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))


def marks_of(blocks: Blocks) -> list[str]:
    """Return the headings and captions behind the contents, in the order of the report."""
    contents = next(place for place, block in enumerate(blocks) if isinstance(block, Contents))
    found = []
    for block in blocks[contents:]:
        if isinstance(block, Heading):
            found.append(squeezed(block.text))
        elif isinstance(block, Table | Picture):
            found.append(squeezed(f"{wording.caption_number(block)}{block.title}"))
    return found


def in_order(text: str, marks: list[str]) -> list[str]:
    """Return the marks up to the first one that does not follow its forerunner in the text behind the contents."""
    place = text.index(marks[-1], text.index("目录"))
    for number, mark in enumerate(marks):
        place = text.find(mark, place + 1)
        if place < 0:
            return marks[:number]
    return marks
