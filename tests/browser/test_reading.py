"""How a reviewer reads the report: contents, find boxes, filters, where a figure comes from; by keyboard and touch."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Locator, Page

from analysis.render.html.view import tables_of
from analysis.report.blocks import Table, Value, plain_text
from analysis.vocabulary import Family, Severity
from browser.conftest import NARROW, WIDE, YEARS, Open, Written

KINDS = pytest.mark.parametrize("year", YEARS)

#: The rows that are shown, each as the words over all of its columns, with merged cells repeated; None marks a hole.
ROWS = """table => {
  const rows = [...table.querySelectorAll("tbody > tr:not(.total)")].filter(row => !row.hidden);
  const width = table.querySelectorAll("col").length;
  const cells = rows.map(() => Array(width).fill(null));
  rows.forEach((row, y) => [...row.cells].forEach(cell => {
    const x = cells[y].indexOf(null);
    for (let down = 0; down < cell.rowSpan; down += 1)
      for (let right = 0; right < cell.colSpan; right += 1) cells[y + down][x + right] = cell.innerText.trim();
  }));
  return cells;
}"""


def rows_of(table: Locator) -> list[tuple[str | None, ...]]:
    return [tuple(row) for row in table.locator("table").evaluate(ROWS)]


def block(written: Written, anchor: str) -> Table:
    return next(table for table in tables_of(written.blocks) if table.anchor == anchor)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


class TestContents:
    @KINDS
    @pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
    def test_the_section_being_read_is_marked(self, open_page: Open, year, size):
        page = open_page(year, size)
        marked = page.locator('.toc a[aria-current="location"]')
        assert marked.count() == 0
        for name in ("摘要", "附录A 核查发现", "附录D 方法说明"):
            page.get_by_role("heading", name=name, exact=True).evaluate("item => item.scrollIntoView()")
            page.wait_for_function(
                "name => document.querySelector('.toc a[aria-current]')?.textContent === name", arg=name
            )
            assert set(marked.all_text_contents()) == {name}
            assert page.locator(".where").text_content() == name
            shown = marked.first if size == WIDE else page.locator(".where")
            box = shown.bounding_box()
            assert 0 <= box["y"] <= size[1] - box["height"], "the contents stay in view, and the mark in them"

    def test_without_the_script_the_browser_marks_it(self, open_page: Open):
        page = open_page(script=False)
        page.get_by_role("heading", name="附录A 核查发现").evaluate("item => item.scrollIntoView()")
        look = "item => getComputedStyle(item).backgroundColor"
        looks = page.locator(".toc.wide a").evaluate_all(f"items => items.map({look})")
        names = page.locator(".toc.wide a").all_text_contents()
        assert [name for name, look in zip(names, looks, strict=True) if look == "rgb(230, 239, 240)"] == [
            "附录A 核查发现"
        ]

    def test_narrow_contents_open_by_key_and_close_on_choosing(self, open_page: Open):
        page = open_page(size=NARROW)
        page.locator(".toc.narrow summary").focus()
        press(page, "Enter")
        link = page.locator(".toc.narrow").get_by_role("link", name="附录A 核查发现")
        assert link.is_visible()
        link.focus()
        press(page, "Enter")
        assert not link.is_visible()
        assert page.url.endswith("#appendix-findings")


class TestFinding:
    @KINDS
    def test_tables_of_indicators_and_findings_have_a_box_and_others_none(self, open_page: Open, year):
        found = set(open_page(year).locator(".tools").evaluate_all("items => items.map(item => item.parentElement.id)"))
        final, review = {"project_targets", "attainment", "score_sheet"}, {"review_targets", "series"}
        assert found == {"findings"} | (final if year == 2023 else review)

    def test_rows_are_found_while_typing_and_merged_cells_stay_with_them(self, open_page: Open):
        page = open_page()
        table = page.locator("#score_sheet")
        before = rows_of(table)
        assert len({row[0] for row in before}) > 2
        page.get_by_label("在表附1-1中查找").focus()
        page.keyboard.type("再担保")
        wanted = [row for row in before if "再担保" in "".join(filter(None, row))]
        assert 1 < len(wanted) < len(before)
        assert rows_of(table) == wanted
        assert table.get_by_role("status").inner_text() == f"显示{len(wanted)}行，共{len(before)}行"
        assert table.locator("tr.total").is_hidden()
        press(page, "Escape")
        assert rows_of(table) == before
        assert table.get_by_role("status").inner_text() == ""
        assert table.locator("tr.total").is_visible()

    @pytest.mark.parametrize(
        ("typed", "meant"), [("１６,２８８", "16,288"), ("16288户次", "16288户次"), ("效益 满意度", "满意度")]
    )
    def test_forms_of_writing_make_no_difference(self, open_page: Open, typed, meant):
        page = open_page()
        table = page.locator("#score_sheet")
        before = rows_of(table)
        page.get_by_label("在表附1-1中查找").fill(typed)
        assert {row for row in before if meant in "".join(filter(None, row))} >= set(rows_of(table)) > set()

    @KINDS
    def test_every_state_of_a_table_is_a_whole_table(self, open_page: Open, year):
        page = open_page(year)
        for table in page.locator("[data-find]").all():
            before = rows_of(table)
            words = {row[0] for row in before} | {before[len(before) // 2][1], before[-1][2], "没有这样的行"}
            for word in sorted(filter(None, words)):
                table.locator("input").fill(word)
                after = rows_of(table)
                assert None not in {cell for row in after for cell in row}
                assert [row for row in before if row in set(after)] == after
            table.get_by_role("button", name="显示全部行").click()
            assert rows_of(table) == before

    def test_one_box_looks_through_all_tables(self, open_page: Open):
        page = open_page()
        before = {name: rows_of(page.locator(name)) for name in ("#attainment", "#score_sheet")}
        page.get_by_role("searchbox", name="查找指标和发现").focus()
        page.keyboard.type("再担保")
        links = page.locator(".search a")
        assert {"#attainment", "#score_sheet", "#findings"} <= set(
            links.evaluate_all("items => items.map(item => item.hash)")
        )
        for name, rows in before.items():
            assert rows_of(page.locator(name)) == [row for row in rows if "再担保" in "".join(filter(None, row))]
        page.keyboard.press("Tab")
        first = page.locator(":focus").get_attribute("href")
        press(page, "Enter")
        assert page.url.endswith(first)
        page.get_by_role("searchbox", name="查找指标和发现").focus()
        press(page, "Escape")
        assert rows_of(page.locator("#score_sheet")) == before["#score_sheet"]
        assert links.count() == 0

    def test_without_the_script_there_are_no_controls_and_all_rows(self, open_page: Open, reports):
        page = open_page(script=False)
        assert page.locator("input, select, button").count() == 0
        assert len(rows_of(page.locator("#findings"))) == len(block(reports[2023], "findings").rows)


class TestFilter:
    @KINDS
    def test_findings_by_severity_and_by_family_with_the_keyboard(self, open_page: Open, reports, year):
        page = open_page(year)
        findings = page.locator("#findings")
        printed = [[plain_text(cell.inlines) for cell in row] for row in block(reports[year], "findings").rows]
        severities, families = Counter(row[1] for row in printed), Counter(row[2] for row in printed)
        assert set(severities) <= {severity.label for severity in Severity}
        assert set(families) <= {family.label for family in Family}
        findings.get_by_label("程度").focus()
        press(page, "ArrowDown")
        severity = findings.get_by_label("程度").input_value()
        assert [row[1] for row in rows_of(findings)] == [severity] * severities[severity]
        press(page, "Tab", "ArrowDown", "ArrowDown")
        family = findings.get_by_label("类别").input_value()
        assert family in families
        both = [row for row in printed if row[1:3] == [severity, family]]
        assert [list(row[:3]) for row in rows_of(findings)] == [row[:3] for row in both]
        labels = findings.get_by_label("类别").locator("option").all_text_contents()
        assert labels[1:] == [f"{name}（{count}）" for name, count in families.items()]
        press(page, "Escape")
        assert len(rows_of(findings)) == len(printed)


class TestOrigin:
    @KINDS
    def test_every_bound_figure_can_be_asked(self, open_page: Open, reports, year):
        shown = (
            open_page(year)
            .locator("main .value")
            .evaluate_all("items => items.map(item => [item.tabIndex, item.getAttribute('aria-description')])")
        )
        cells = [cell for table in tables_of(reports[year].blocks) for row in table.rows for cell in row]
        bound = [item for cell in cells for item in cell.inlines if isinstance(item, Value) and item.sources]
        assert len(shown) > len(bound) > 50
        assert {tab for tab, _ in shown} == {0}
        descriptions = {words for _, words in shown}
        for value in bound:
            lines = (("计算", value.formula), ("来源", value.sources))
            assert "\n".join(f"{name}：{words}" for name, words in lines if words) in descriptions

    def test_focus_shows_formula_and_cell_as_text_and_escape_hides_them(self, open_page: Open):
        page = open_page()
        panel = page.locator(".origin")
        assert panel.is_hidden()
        figure = page.locator("main p .value", has_text="91.43").first
        figure.focus()
        words = panel.inner_text()
        assert words.startswith("91.43")
        assert "计算：" in words
        assert "来源：专项资金绩效自评表.xlsx “绩效自评表”表 " in words
        press(page, "Tab")
        assert not panel.inner_text().startswith("91.43")
        press(page, "Escape")
        assert panel.is_hidden()

    def test_pointing_shows_it_and_the_pointer_may_move_onto_it(self, open_page: Open):
        page = open_page()
        panel = page.locator(".origin")
        page.locator("main p .value").first.hover()
        assert panel.is_visible()
        page.locator(".origin-words").hover()
        page.wait_for_timeout(600)
        assert panel.is_visible()
        page.mouse.move(700, 60)
        panel.wait_for(state="hidden", timeout=2000)

    def test_a_tap_keeps_it_until_it_is_closed(self, open_page: Open):
        page = open_page(size=NARROW, has_touch=True)
        panel = page.locator(".origin")
        page.locator("main p .value").first.tap()
        page.wait_for_timeout(500)
        assert "来源：" in panel.inner_text()
        panel.get_by_role("button", name="关闭").tap()
        assert panel.is_hidden()

    @pytest.mark.parametrize("way", ["focus", "hover"])
    def test_without_the_script_the_style_shows_it(self, open_page: Open, way):
        figure = open_page(script=False).locator("main p .value").first
        content = "item => getComputedStyle(item, '::after').content"
        assert figure.evaluate(content) == "none"
        getattr(figure, way)()
        assert "来源：" in figure.evaluate(content)
