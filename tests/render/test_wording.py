"""What every writer prints alike, and the convention of merged cells."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample

from analysis.errors import OutputError
from analysis.render import wording
from analysis.render.columns import breakable, lay_out
from analysis.render.heights import row_height, row_heights, text_width
from analysis.render.spans import check_spans
from analysis.report.blocks import Cell, Heading
from analysis.vocabulary import Severity, Status


@pytest.mark.parametrize(("number", "mark"), [(1, "①"), (10, "⑩"), (20, "⑳"), (21, "（21）"), (100, "（100）")])
def test_ordinals(number, mark):
    assert wording.ordinal(number) == mark


@pytest.mark.parametrize(("number", "printed"), [("2-1", "表2-1"), ("附1-1", "表附1-1"), ("A-1", "表A-1"), ("", "")])
def test_caption_number(number, printed):
    assert wording.caption_number(replace(sample.score_table(), number=number)) == printed


def test_picture_caption_number():
    assert wording.caption_number(sample.figure()) == "图1-1"


@pytest.mark.parametrize(
    ("texts", "padding"),
    [
        (["3,834.29", "12", "0.5", "–"], ["", ".00", "0", ".00"]),
        (["99.41%", "183.5%", "100%", "–", "未填报"], ["", "0", ".00", ".00%", ""]),
        (["1", "20"], ["", ""]),
        (["99%", "1"], ["", "%"]),
        ([], []),
    ],
)
def test_decimal_padding(texts, padding):
    assert wording.decimal_padding(texts) == padding


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3,834.29万元", ("3,834.29", "万元")),
        ("99.41%", ("99.41%", "")),
        ("优", ("优", "")),
        ("17项", ("17", "项")),
    ],
)
def test_split_unit(text, parts):
    assert wording.split_unit(text) == parts


@pytest.mark.parametrize("status", Status)
def test_status_is_known_with_and_without_sign(status):
    assert wording.status_of(status.label) is status
    assert wording.status_of(f"{status.sign} {status.label}") is status
    assert wording.status_of(f"{status.label}了") is None


def test_severity_is_known():
    assert wording.severity_of("严重") is Severity.CRITICAL
    assert wording.severity_of("不严重") is None


def test_clean_drops_only_what_cannot_be_printed():
    assert wording.clean("a\x00b\x0bc\td\r\ne\ud800\u202ef中①") == "abc d\nef中①"


def test_title_breaks_where_a_reader_would():
    assert wording.title_lines(sample.cover().title, 20) == [
        "2023年度",
        "广东省促进经济高质量发展专项资金",
        "（金融服务实体经济）绩效评价报告",
    ]
    assert wording.title_lines("第一行\n第二行", 20) == ["第一行", "第二行"]


@pytest.mark.parametrize("title", ["", "某（甲", "（甲）乙", "年度", "甲年度（乙）丙（丁）"])
def test_title_lines_lose_nothing(title):
    assert "".join(wording.title_lines(title, 3)) == title


def test_outline_never_skips_a_level():
    headings = [Heading(level, "x", str(number)) for number, level in enumerate((2, 4, 1, 3, 3, 2))]
    assert wording.depths(headings) == [1, 2, 1, 2, 3, 2]


def test_notes_and_source():
    assert wording.note_lines(("甲",)) == ["注：甲"]
    assert wording.note_lines(("甲", "乙")) == ["注：1. 甲", "　　2. 乙"]
    assert wording.note_lines(()) == []
    assert wording.source_line("附件2") == "资料来源：附件2"
    assert wording.source_line("数据来源：附件2") == "数据来源：附件2"


def test_spans_of_the_sample_agree():
    for table in (sample.score_table(), sample.wide_table(), sample.nasty_table()):
        check_spans(table)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (sample.cell("甲", rowspan=3), sample.COVERED, "超出表格"),
        (sample.cell("甲", rowspan=2), sample.cell("乙"), "不符"),
        (sample.cell("甲"), sample.COVERED, "不符"),
    ],
)
def test_contradicting_spans_are_refused(first, second, words):
    table = sample.nasty_table()
    rest = (sample.cell("x"), sample.cell("y"))
    with pytest.raises(OutputError, match=words) as caught:
        check_spans(replace(table, rows=((first, *rest), (second, *rest))))
    assert "表1-2" in str(caught.value)


def test_columns_keep_figures_whole():
    table = sample.score_table()
    layout = lay_out(table)
    assert sum(layout.widths) == pytest.approx(442)
    for number in (3, 4):
        for text in wording.column_texts(table, number):
            assert text_width(text, layout.size) <= layout.room(number)


def test_a_short_label_never_breaks():
    table = sample.wide_table()
    layout = lay_out(table)
    assert sum(layout.widths) == pytest.approx(638)
    assert all(text_width(column.label, layout.size) <= layout.room(x) for x, column in enumerate(table.columns))


def test_long_words_may_break_and_short_ones_not():
    assert breakable("short 中文 words", 100, 10) == "short 中文 words"
    assert breakable("aaaa_bbbb", 30, 10) == "aaaa_\u200bbbbb"
    assert breakable("A" * 4, 10, 10) == "A\u200bA\u200bA\u200bA"


def test_row_height_grows_with_text():
    table = sample.nasty_table()
    layout = lay_out(table)
    tall = (sample.cell("很长的中文" * 400), sample.cell(""), sample.cell(""))
    assert row_height(tall, layout) > 420 > row_height(table.rows[2], layout)


@pytest.mark.parametrize("make", [sample.score_table, sample.wide_table, sample.nasty_table])
def test_all_rows_measured_together_are_as_tall_as_each_by_itself(make):
    """Merged cells, cells over several columns and rows of nothing but covered cells among them."""
    table = make()
    table = replace(table, rows=(*table.rows, tuple(Cell((), rowspan=0) for _ in table.columns)))
    heights = row_heights(table, lay_out(table))
    assert heights == [row_height(row, lay_out(table)) for row in table.rows]
    assert heights[-1] == 0 < min(heights[:-1])
