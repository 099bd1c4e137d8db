"""Blocks as JupyterLab shows them: its style for tables must not bend ours."""

from __future__ import annotations

import nbformat
from nbconvert import HTMLExporter

from analysis.render.html import fragment
from analysis.render.html.view import tables_of
from browser.conftest import WIDE

LOOK = """cells => cells.map(cell => {
  const look = getComputedStyle(cell), row = getComputedStyle(cell.parentElement);
  return [look.textAlign, row.backgroundColor];
})"""


def test_tables_look_the_same_in_a_notebook(browser, reports, tmp_path):
    blocks = reports[2023].blocks
    table = next(table for table in tables_of(blocks) if table.anchor == "attainment")
    output = nbformat.v4.new_output("display_data", {"text/html": fragment(blocks)})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    html, _ = HTMLExporter(template_name="lab").from_notebook_node(notebook)
    assert "jp-RenderedHTMLCommon" in html
    path = tmp_path / "notebook.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    # JupyterLab's export asks for scripts from outside, which this test has no use for.
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="domcontentloaded")
    shown = page.locator(".jixiao section.table", has_text=table.title).first
    aligns = {"left": "left", "right": "right", "center": "center", "decimal": "right"}
    wanted = [aligns[column.align] for column in table.columns]
    rows = shown.locator("tbody tr")
    assert rows.count() == len(table.rows)
    for number, row in enumerate(rows.all()):
        looks = row.locator("th, td").evaluate_all(LOOK)
        assert [align for align, _ in looks] == wanted[-len(looks) :]
        assert {colour for _, colour in looks} == {"rgba(0, 0, 0, 0)"}, number
    head = shown.locator("thead th").first.evaluate("cell => getComputedStyle(cell).backgroundColor")
    assert head == "rgb(238, 244, 245)"
    widths = shown.locator("thead th").evaluate_all("cells => cells.map(cell => cell.offsetWidth)")
    assert widths[1] == max(widths)
    assert page.locator(".jixiao details.data:not([open])").count() == len(page.locator(".jixiao figure").all()) > 1
    context.close()
