"""What assistive technology and a narrow screen need, on both kinds of report, with and without the script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.conftest import NARROW, WIDE, YEARS, Open

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: f"{size[0]}px")
KINDS = pytest.mark.parametrize("year", YEARS)
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']} ({fault['impact']}): {fault['nodes'][0]['target']}" for fault in found]


@KINDS
@SIZES
@BOTH
def test_axe_finds_nothing(open_page: Open, year, size, script):
    assert faults(open_page(year, size, script)) == []


@SIZES
def test_axe_finds_nothing_while_the_page_is_used(open_page: Open, size):
    page = open_page(2023, size)
    page.locator("#findings .tools select").first.select_option(index=1)
    page.locator("#findings .tools input").fill("没有这样的行")
    page.locator("details").evaluate_all("items => items.forEach(item => { item.open = true; })")
    page.locator("main p .value").first.focus()
    assert page.locator(".origin").is_visible()
    assert faults(page) == []


def test_axe_can_find_something(open_page: Open):
    page = open_page()
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('img').removeAttribute('alt')")
    assert [fault.split(" ")[0] for fault in faults(page)] == ["html-has-lang", "image-alt"]


@KINDS
@BOTH
def test_a_narrow_page_does_not_scroll_sideways(open_page: Open, year, script):
    page = open_page(year, NARROW, script)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW[0]
    page.evaluate("scrollTo(500, 0)")
    assert page.evaluate("scrollX") == 0
    wide = page.evaluate(
        """[...document.querySelectorAll("main table, main img")]
             .filter(item => item.offsetParent && item.getBoundingClientRect().width > innerWidth)
             .map(item => item.closest(".scroll"))
             .map(box => [box.getAttribute("role"), box.tabIndex, box.getAttribute("aria-label").trim() !== ""])"""
    )
    assert len(wide) >= 10
    assert {tuple(item) for item in wide} == {("region", 0, True)}


@KINDS
def test_drawings_keep_their_size_on_a_narrow_page(open_page: Open, year):
    """Letters of a drawing are 9 points; they are never set smaller."""
    sizes = open_page(year, NARROW).evaluate(
        "[...document.querySelectorAll('main img')].map(image => image.width / image.naturalWidth)"
    )
    assert len(sizes) >= 2
    assert min(sizes) >= 1


@SIZES
def test_the_keyboard_reaches_the_text_first_and_sees_where_it_is(open_page: Open, size):
    page = open_page(2023, size)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "跳到正文"
    box = link.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, style, width = page.evaluate(
            """(() => { const item = document.activeElement, look = getComputedStyle(item);
                 const name = item.tagName + (item.classList[0] || "");
                 return [name, look.outlineStyle, parseFloat(look.outlineWidth)]; })()"""
        )
        assert (style, width >= 2) == ("solid", True), name
        seen.add(name)
    assert seen >= {"SPANvalue", "A"}


@KINDS
def test_a_figure_reached_by_key_is_not_covered(open_page: Open, year):
    page = open_page(year, NARROW)
    page.locator("main").focus()
    met = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        spot = page.evaluate(
            """(() => { const item = document.activeElement, box = item.getBoundingClientRect();
                 if (!item.matches(".value")) return null;
                 return document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === item; })()"""
        )
        assert spot is not False
        met += spot is True
    assert met > 10
