"""What Jupyter's server is told of the reports; the menu itself is chosen from in tests/browser/test_lab.py."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from nbconvert.exporters import get_exporter

from analysis import lab
from analysis.errors import OutputError, Problem
from analysis.lab import menu

NAMES = {f"jixiao_{kind.lower()}": f"绩效评价报告（{kind}）" for kind in ("DOCX", "HTML", "PDF")}


def test_our_formats_come_first_and_under_chinese_names():
    listed = list(menu.formats())
    assert listed[:3] == list(NAMES.values())
    # Not a second time under the short name, and JupyterLab's own are still there.
    assert set(listed).isdisjoint(NAMES)
    assert {"html", "markdown", "notebook", "script"} <= set(listed)


def test_a_name_of_the_menu_and_a_short_one_mean_the_same():
    known = menu._exporters()
    assert {name: known[name] for name in NAMES} == {name: known[shown] for name, shown in NAMES.items()}
    assert known["jixiao_pdf"] is get_exporter("jixiao_pdf")
    assert "html" not in known


@pytest.mark.parametrize(
    ("address", "format_", "path"),
    [
        ("/base/nbconvert/jixiao_pdf/notebooks/a.ipynb", "jixiao_pdf", "/notebooks/a.ipynb"),
        (
            f"/base/nbconvert/{quote(NAMES['jixiao_pdf'])}/{quote('报告')}.ipynb",
            quote(NAMES["jixiao_pdf"]),
            f"/{quote('报告')}.ipynb",
        ),
        ("/base/nbconvert/html/notebooks/a.ipynb", None, None),
        ("/base/nbconvert/html/%E6%8A%A5.ipynb", None, None),
    ],
)
def test_only_our_addresses_are_answered(address, format_, path):
    pattern = {kind.__name__: pattern for pattern, kind in menu.handlers("/base/")}["_Report"]
    match = re.fullmatch(pattern, address)
    assert (match and match["format"], match and match["path"]) == (format_, path)


def test_the_page_tells_every_problem_and_escapes_what_it_quotes():
    error = OutputError([Problem("甲", "第3个单元格", found="<b>x</b>", advice="重新运行"), Problem("乙")])
    page = menu._page(error, "a<b>.ipynb")
    assert [word for word in ("甲", "第3个单元格", "重新运行", "乙") if word not in page] == []
    assert "<b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert page.count("<dt>位置</dt>") == 1


def test_the_server_is_told_which_module_to_load():
    assert lab._jupyter_server_extension_points() == [{"module": lab.__name__}]
