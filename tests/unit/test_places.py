"""Addresses of cells: written, read back, and said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.places import Source, human_place

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


@given(st.text(), st.text(), st.text())
def test_an_address_survives_being_stored(file: str, part: str, cell: str) -> None:
    source = Source(file.replace("#", ""), part, cell.replace("!", ""))
    assert Source.parse(str(source)) == source


def test_addresses_are_ordered_by_file_part_and_cell() -> None:
    assert sorted([Source("b", "1", "A1"), Source("a", "2", "A1"), Source("a", "1", "B1")])[0].part == "1"
