"""Tables on the page: what stands in them is text, long ones become interactive for a person only, offline."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from html import unescape

import pandas as pd
import pytest

from analysis import tables
from analysis.desk import TableView, live, lookup
from analysis.desk.settings import settings

LIMITS = settings().tables


def remarks(count: int, text: str = "说明") -> TableView:
    rows = [{"place": f"文件.docx#表1!R{number}C1", "text": f"{text}{number}"} for number in range(1, count + 1)]
    return TableView("remarks", tables.frame("remarks", rows))


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.desk.frames.attended.is_attended", lambda: True)


def test_a_cell_is_text_and_never_markup() -> None:
    view = remarks(1, "<script>alert(1)</script>&")
    assert "<script>" not in view._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;1" in view._repr_html_()


@pytest.mark.usefixtures("person")
def test_a_cell_cannot_leave_an_interactive_table_either() -> None:
    shown = remarks(LIMITS.live_from, '"></table></script><script>alert(1)</script>')._repr_html_()
    assert "<script>alert" not in shown


def test_nobody_there_gets_a_plain_table_however_long() -> None:
    shown = remarks(500)._repr_html_()
    assert "<script" not in shown
    assert len(shown) < 100_000
    assert shown.count("<tr>") == 501


@pytest.mark.usefixtures("person")
def test_only_long_tables_are_interactive() -> None:
    assert "<script" not in remarks(LIMITS.live_from - 1)._repr_html_()
    assert "<script" in remarks(LIMITS.live_from)._repr_html_()


@pytest.mark.usefixtures("person")
def test_an_interactive_table_holds_all_it_needs_and_is_the_same_every_time() -> None:
    shown = remarks(LIMITS.live_from)._repr_html_()
    assert shown == remarks(LIMITS.live_from)._repr_html_()
    assert not re.search(r"(src|href)\s*=|https?://(?!www\.w3\.org)", shown)
    script, style = (gzip.decompress(b64decode(each)).decode() for each in re.findall(r'"(H4s[\w+/=]+)"', shown))
    assert "DataTable" in script
    assert ".dt-container" in style
    # The rows are in the page as they are: without a script they can still be read.
    assert f"说明{LIMITS.live_from}" in shown


@pytest.mark.usefixtures("person")
def test_controls_speak_chinese_and_filter_by_what_stands_there() -> None:
    values = ["警告", "提示"]
    rows = [
        {"place": values[number % 2], "text": "很长的说明" * 20 + str(number)} for number in range(LIMITS.live_from)
    ]
    shown = TableView("remarks", tables.frame("remarks", rows))._repr_html_()
    options = json.loads(unescape(re.search(r'data-options="([^"]*)"', shown)[1]))
    assert options["language"]["search"] == "查找："
    assert options["columnDefs"][0]["targets"] == 0, "two short values: a list of them"
    assert 1 not in [each["targets"] for each in options["columnDefs"]], "long texts: a condition"


def test_every_word_of_the_controls_is_chinese() -> None:
    def words(value: object):
        if isinstance(value, dict):
            for each in value.values():
                yield from words(each)
        else:
            yield str(value)

    said = [re.sub(r"_[A-Z]+_", "", word) for word in words(LIMITS.language)]
    assert len(said) > 40
    assert [word for word in said if re.search(r"[A-Za-z]", word)] == []


def test_more_rows_than_a_browser_bears_are_cut_and_said() -> None:
    view = remarks(LIMITS.most_rows + 1)
    assert f"只显示前{LIMITS.most_rows:,d}行" in view._repr_html_()
    assert len(view.frame) == LIMITS.most_rows + 1


def test_a_table_without_rows_says_its_name_and_prints() -> None:
    view = TableView("remarks", tables.frame("remarks", []))
    assert "读取说明" in view._repr_html_()
    assert "没有行" in str(view)
    assert len(view.where(text="x")) == 0


def test_blanks_are_blank_and_truths_are_words() -> None:
    row = {"indicator_id": "F-01", "level1": "产出", "level1_inherited": True, "scope": "fund"}
    said = TableView("indicators", tables.frame("indicators", [row])).labelled().iloc[0]
    assert said["一级指标承上行"] == "是"
    assert said["范围"] == "专项资金"
    assert said["分值（分）"] is None
    assert pd.isna(said["序号"])


def test_the_frame_of_a_cell_is_small() -> None:
    from markupsafe import Markup

    assert len(live.framed(Markup("<p>x</p>"))) < 2500


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("serverity", "severity"),
        ("严重程度", "severity"),
        ("SEVERITY", "severity"),
        ("advise", "advice"),
        ("xyz", None),
    ],
)
def test_near_names_by_letters_and_by_label(asked: str, found: str | None) -> None:
    known = {"severity": "程度", "advice": "处理建议", "message": "说明"}
    assert lookup.near(asked, known)[:1] == ([found] if found else [])


def test_where_nothing_is_near_everything_is_listed() -> None:
    problem = lookup.unknown("xyz", {"a": "甲", "b": ""}, "没有")
    assert problem.expected == "可用：a（甲）、b"
    assert lookup.unknown("xyz", {}, "没有").expected == ""
