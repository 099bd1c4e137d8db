"""Real reports of both kinds in Debian's Chromium: with the script, and with the script cut out of the file."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from analysis import pipeline
from analysis.paths import Project
from analysis.render.html import to_html
from analysis.report.blocks import Blocks

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDE, NARROW = (1280, 900), (390, 844)
#: A final evaluation and a target review.
YEARS = (2023, 2024)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker drives the browser, so that two of them do not fight for the machine."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Written:
    """A report as blocks and as files."""

    blocks: Blocks
    path: Path
    #: The same file without its script.
    bare: Path


@pytest.fixture(scope="session")
def reports(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Written]:
    """Both reports, by year."""
    folder = tmp_path_factory.mktemp("reports")
    for name in ("data/raw", "expectations"):
        shutil.copytree(root / name, folder / name)
    written = {}
    for year in YEARS:
        paths = Project(folder).fund_year("gd-finance", year)
        blocks = pipeline.describe(paths, pipeline.evaluate(paths)).blocks
        html = to_html(blocks)
        bare, count = re.subn(r"<script>.*?</script>", "", html, flags=re.DOTALL)
        assert count == 1
        written[year] = Written(blocks, folder / f"{year}.html", folder / f"{year}-bare.html")
        written[year].path.write_text(html, encoding="utf-8")
        written[year].bare.write_text(bare, encoding="utf-8")
    return written


# Of a module only: while it is open, no other test of the worker could run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        # Where everything must hold, nothing is passed over.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, reports: dict[int, Written]) -> Iterator[Open]:
    """Open a report; at the end no page may have complained, or asked for anything but its own file."""
    complaints: list[str] = []
    asked: list[str] = []
    with ExitStack() as stack:

        def opened(
            year: int = 2023,
            size: tuple[int, int] = WIDE,
            script: bool = True,
            path: Path | None = None,
            **options: bool,
        ) -> Page:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
            stack.callback(context.close)
            context.set_default_timeout(5_000)
            page = context.new_page()
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto((path or (reports[year].path if script else reports[year].bare)).as_uri())
            return page

        yield opened
    assert complaints == []
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
