"""Addresses of cells: written, read back, and said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.places import Source, corrected_place, human_place

CASES = {
    "分配方案.docx#表1!R5C4": "分配方案.docx 表1 第5行第4列",
    "目录清单.docx#正文!P12": "目录清单.docx 正文 第12段",
    "预算执行情况表.xlsx#预算执行情况表!C4": "预算执行情况表.xlsx “预算执行情况表”表 C4",
    "表.xlsx#一!二!AB12": "表.xlsx “一!二”表 AB12",
}


@pytest.mark.parametrize(("text", "words"), CASES.items())
def test_an_address_is_said_in_words(text: str, words: str) -> None:
    assert human_place(text) == words
    assert Source.parse(text).human() == words


@pytest.mark.parametrize("text", ["", "没有地址的说明", "文件#只有表", "文件!只有格"])
def test_text_that_is_no_address_comes_back_unchanged(text: str) -> None:
    assert human_place(text) == text


@pytest.mark.parametrize(("text", "words"), CASES.items())
def test_an_address_is_read_as_stored_and_as_said_in_words(text: str, words: str) -> None:
    assert str(Source.of(text)) == text
    assert str(Source.of(words)) == text


NAMES = st.text("附件2 分配方案.（）“”表 ", min_size=1).map(lambda name: f"{name.strip()}x.docx")


@given(NAMES, st.integers(1, 99), st.integers(1, 9999), st.integers(1, 99))
def test_every_place_of_a_text_document_is_read_back(file: str, table: int, row: int, column: int) -> None:
    source = Source(file, f"表{table}", f"R{row}C{column}")
    assert Source.of(source.human()) == source


@pytest.mark.parametrize(
    "text", ["", "没有地址的说明", "文件#只有表", "#!A1", "表.xlsx C7", "第3行第4列", "表1 第3行第4列"]
)
def test_other_text_is_no_address(text: str) -> None:
    assert Source.of(text) is None


def test_a_corrected_place_shows_what_stood_there() -> None:
    assert corrected_place("甲.docx 表1 第2行第3列", "6908") == "甲.docx 表1 第2行第3列（已更正，原文“6908”）"
    assert corrected_place("甲", None) == "甲（已更正，原为空白）"
    assert corrected_place("甲", f"一\n{'二' * 40}") == f"甲（已更正，原文“一{'二' * 19}……”）"


@given(st.text(), st.text(), st.text())
def test_an_address_survives_being_stored(file: str, part: str, cell: str) -> None:
    source = Source(file.replace("#", ""), part, cell.replace("!", ""))
    assert Source.parse(str(source)) == source


def test_addresses_are_ordered_by_file_part_and_cell() -> None:
    assert sorted([Source("b", "1", "A1"), Source("a", "2", "A1"), Source("a", "1", "B1")])[0].part == "1"
