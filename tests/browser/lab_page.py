"""A page of JupyterLab, driven as an analyst does: by its menus, and by what stands in the cells."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, TimeoutError
from support.lab import TOKEN, Lab

SIZE = {"width": 1400, "height": 1000}
#: Reading a fund year and writing a PDF take seconds; a busy machine takes many times as long.
PATIENCE = 240_000
#: For everything that needs no kernel.
SHORT_PATIENCE = 30_000
#: JupyterLab's own questions to the network, which our settings leave out.
ASKS_OUTSIDE = ("/lab/api/update", "/lab/api/news", "/lab/api/extensions")

IDLE = "() => jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'"
#: The failed cells once one failed; an empty list once every cell from a place on has run since; nothing before.
RAN = """([first, since]) => {
  const cells = jupyterapp.shell.currentWidget.content.widgets.slice(first).filter(cell => cell.model.type === "code");
  const failed = cells.filter(cell => cell.model.executionCount > since)
    .flatMap(cell => cell.model.outputs.toJSON().filter(each => each.output_type === "error")
    .map(each => `${cell.model.id}: ${each.evalue}`));
  if (failed.length) return {failed};
  const done = cells.every(cell => cell.model.executionCount > since && cell.model.executionState === "idle");
  return done && cells.length ? {failed: []} : null;
}"""
COUNT = """() =>
  Math.max(0, ...jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.executionCount || 0))"""
#: Bring a cell into view and mark it, so that it can be found.
SHOW = """async id => {
  const notebook = jupyterapp.shell.currentWidget.content;
  const place = notebook.widgets.findIndex(cell => cell.model.id === id);
  notebook.widgets[place].node.dataset.cell = id;
  await notebook.scrollToItem(place, "start");
  return place;
}"""


@dataclass
class LabPage:
    """One page, and what happened on it and on the pages that it opened."""

    page: Page
    lab: Lab
    shots: Path
    asked: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    downloads: list[Download] = field(default_factory=list)
    opened: list[Page] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open an address of the server, and wait for the kernel of its notebook."""
        self.page.goto(f"{self.lab.address}{path}?token={TOKEN}")
        self.page.wait_for_function("() => window.jupyterapp", timeout=PATIENCE)
        self.page.wait_for_function(IDLE, timeout=PATIENCE)

    def menu(self, *names: str) -> None:
        """Choose from the menus; all but the last name open one."""
        last = self.page.locator(".lm-Menu-item").get_by_text(names[-1], exact=True)
        end = time.monotonic() + PATIENCE / 1000
        while not self._opens(names[:-1], last):
            # An open menu does not change: formats that the server lists later stand in the next one.
            assert time.monotonic() < end, f"the menu does not offer {names[-1]}"
            for _ in names:
                self.page.keyboard.press("Escape")
        self.shot("-".join(names))
        last.click()

    def _opens(self, names: Sequence[str], last: Locator) -> bool:
        """Open the menus, and tell whether the last one holds the choice."""
        self.page.locator(".lm-MenuBar-item", has_text=names[0]).click()
        for name in names[1:]:
            self.page.locator(".lm-Menu-item").get_by_text(name, exact=True).hover()
        try:
            last.wait_for(timeout=2_000)
        except TimeoutError:
            return False
        return True

    def run(self, choice: str, first: str | None = None) -> list[str]:
        """Choose from the menu Run, wait for all cells from the first on, and return the errors."""
        place = 0
        if first is not None:
            cell = self.cell(first)
            cell.locator(".jp-InputArea").click()
            place = self.page.evaluate(SHOW, first)
        since = self.page.evaluate(COUNT)
        self.menu("Run", choice)
        ran = self.page.wait_for_function(RAN, arg=[place, since], timeout=PATIENCE)
        return ran.evaluate("result => result.failed")

    def cell(self, name: str) -> Locator:
        """Bring a cell into view."""
        self.page.evaluate(SHOW, name)
        cell = self.page.locator(f'[data-cell="{name}"]')
        cell.wait_for()
        return cell

    def export(self, name: str) -> bytes | Page:
        """Export by the menu; return the file, or the page that was shown in its place."""
        files, pages = len(self.downloads), len(self.opened)
        self.menu("File", "Save and Export Notebook As", name)
        self._until(lambda: len(self.downloads) > files or self._shown(pages))
        if len(self.downloads) > files:
            return Path(self.downloads[-1].path()).read_bytes()
        return self.opened[-1]

    def shot(self, name: str) -> None:
        """Take a picture for people to look at."""
        self.page.screenshot(path=self.shots / f"{len(list(self.shots.iterdir())):02}-{name}.png")

    def _shown(self, pages: int) -> bool:
        """Tell whether a page was opened that holds something; one that becomes a download stays empty."""
        return len(self.opened) > pages and self.opened[-1].url.startswith("http") and self.opened[-1].title() != ""

    def _until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while not holds():
            assert time.monotonic() < end, "nothing was exported"
            # Lets events come in.
            self.page.wait_for_timeout(50)


@contextmanager
def lab_page(browser: Browser, lab: Lab, shots: Path) -> Iterator[LabPage]:
    """Open a page without an address; it must not complain, or ask anybody but the server, until it is closed."""
    context: BrowserContext = browser.new_context(viewport=SIZE, accept_downloads=True)
    context.set_default_timeout(SHORT_PATIENCE)
    shots.mkdir(parents=True, exist_ok=True)
    driven = LabPage(context.new_page(), lab, shots)

    def listen(page: Page) -> None:
        page.on("download", lambda download: driven.downloads.append(download))
        page.on("pageerror", lambda error: driven.failures.append(str(error)))

    def opened(page: Page) -> None:
        driven.opened.append(page)
        listen(page)

    context.on("request", lambda request: driven.asked.append(request.url))
    context.on("page", opened)
    listen(driven.page)
    try:
        yield driven
    finally:
        driven.shot("last")
        context.close()
    own = (lab.address, lab.address.replace("http", "ws", 1), "data:", "blob:", "about:")
    assert [url for url in driven.asked if not url.startswith(own)] == []
    assert [url for url in driven.asked if any(part in url for part in ASKS_OUTSIDE)] == []
    assert driven.failures == []


def text_of(found: Any) -> str:
    """Return the text of a page or of a part of it."""
    return str(found.locator("body").inner_text() if isinstance(found, Page) else found.inner_text())
