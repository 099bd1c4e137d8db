"""The index of all reports in a real browser: what assistive technology needs, finding, filtering, sorting."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from analysis.render.index import Failed, write_index
from browser.conftest import NARROW, WIDE

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: f"{size[0]}px")
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])

#: Fund, year, kind, score, grade, warnings.
RUNS = (
    ("a-fund", 2022, "target_review", None, "", 5),
    ("a-fund", 2023, "final", 91.43, "优", 21),
    ("a-fund", 2024, "midterm", None, "", 0),
    ("b-fund", 2023, "final", 78.5, "中", 9),
    ("b-fund", 2024, "target_review", None, "", 100),
)
NAMES = {"a-fund": "甲省促进经济高质量发展专项资金（金融发展方向）", "b-fund": "乙区项目支出"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = tmp_path_factory.mktemp("index")
    for fund, year, kind, score, grade, warnings in RUNS:
        folder = reports / fund / str(year)
        folder.mkdir(parents=True)
        for name in ("report.html", "report.pdf", "scores.xlsx"):
            (folder / name).write_text("<!doctype html><title>x</title>", encoding="utf-8")
        record = {
            "fund": fund,
            "fund_name": NAMES[fund],
            "year": year,
            "kind": kind,
            "findings": {"critical": 0, "warning": warnings, "info": 3},
            "accepted": 1,
            "outputs": [{"path": path.name, "sha256": "0"} for path in sorted(folder.iterdir())],
        }
        record |= {"score": score, "grade": grade} if score else {}
        (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (reports / "b-fund" / "2023" / "report.pdf").unlink()
    return write_index(reports, [Failed("c-fund", 2024, "文件不全")])


@pytest.fixture
def opened(browser: Browser, index: Path) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    contexts = []

    def open_index(size: tuple[int, int] = WIDE, script: bool = True) -> Page:
        contexts.append(browser.new_context(viewport={"width": size[0], "height": size[1]}))
        page = contexts[-1].new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        path = index
        if not script:
            path = index.with_name("bare.html")
            text = re.sub(r"<script>.*?</script>", "", index.read_text(encoding="utf-8"), flags=re.DOTALL)
            path.write_text(text, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_index
    for context in contexts:
        context.close()
    assert complaints == []


def years(page: Page) -> list[str]:
    return [row.inner_text().split("\n")[-1] for row in page.locator("tr.year:visible th").all()]


def warnings(page: Page) -> list[str]:
    return page.locator("tr.year:visible td:nth-child(6)").all_inner_texts()


@SIZES
@BOTH
def test_axe_finds_nothing(opened, size, script):
    page = opened(size, script)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert page.locator("tr.year").count() == len(RUNS)


@SIZES
def test_axe_finds_nothing_while_rows_are_sorted_and_hidden(opened, size):
    page = opened(size)
    page.get_by_role("button", name="得分").click()
    page.get_by_role("searchbox").fill("乙区")
    assert Axe().run(page).response["violations"] == []


def test_without_the_script_no_control_is_shown(opened):
    page = opened(script=False)
    assert page.locator("input, select, button").count() == 0
    assert page.get_by_text("c-fund/2024").is_visible()


def test_finding_by_fund_code_year_and_kind(opened):
    page = opened()
    box = page.get_by_role("searchbox", name="查找")
    state = page.get_by_role("status")
    for words, met in (("乙区", 2), ("B-FUND ２０２３", 1), ("中期", 1), ("甲省 年度", 3), ("没有", 0)):
        box.fill(words)
        assert page.locator("tr.year:visible").count() == met, words
        told = f"显示{met}个资金年度，共5个" if met else "没有符合的资金年度，共5个"
        assert state.inner_text() == told
    assert page.locator("tr.fund:visible").count() == 0
    box.press("Escape")
    assert (page.locator("tr.year:visible").count(), page.locator("tr.fund:visible").count()) == (5, 2)


def test_filters_by_kind_and_grade(opened):
    page = opened()
    page.get_by_role("combobox", name="报告").select_option(label="绩效评价（2）")
    assert years(page) == ["2023年度", "2023年度"]
    page.get_by_role("combobox", name="等级").select_option(label="中（1）")
    assert warnings(page) == ["9"]
    page.get_by_role("button", name="显示全部").click()
    assert len(years(page)) == 5


def test_sorting_names_the_fund_in_every_row_and_can_be_undone(opened):
    page = opened()
    grouped = years(page)
    assert grouped == ["2024年度", "2023年度", "2022年度", "2024年度", "2023年度"]
    button = page.get_by_role("button", name="警告")
    button.focus()
    page.keyboard.press("Enter")
    assert warnings(page) == ["100", "21", "9", "5", "0"]
    head = page.locator("thead th", has_text="警告")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator("tr.year").first.inner_text().startswith(NAMES["b-fund"])
    page.keyboard.press("Enter")
    assert warnings(page) == ["0", "5", "9", "21", "100"]
    assert head.get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="按资金分组").click()
    assert years(page) == grouped
    assert page.locator("th[aria-sort], .of").count() == 0


def test_what_has_no_score_comes_last_both_ways(opened):
    page = opened()
    button = page.get_by_role("button", name="得分")
    for _ in range(2):
        button.click()
        scores = page.locator("tr.year td:nth-child(3)").all_inner_texts()
        assert scores[2:] == ["–"] * 3
    assert scores[:2] == ["78.50", "91.43"]


def test_links_lead_to_the_reports(opened):
    page = opened()
    page.get_by_role("link", name="2023年度").first.click()
    assert page.url.endswith("/a-fund/2023/report.html")
