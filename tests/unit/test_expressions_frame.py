"""Columns give what single cells give, however many cells share a reading."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis.expressions import COLUMNS, frame, read, read_one
from analysis.expressions.grammar import read_text
from analysis.expressions.lexicon import lexicon
from analysis.expressions.reading import ROLES
from analysis.expressions.shapes import shapes_of

CASES = Path(__file__).parents[1] / "cases"
LOADER = YAML(typ="safe", pure=True)
WORDS = lexicon().words

NAMES = [
    "",
    "服务企业数量（家）",
    "融资金额（亿元）",
    "完成率（%）",
    "满意度",
    "累计服务（万人次）",
    "单价（元/亩）",
    "天数（天）",
]
NAMES += ["资金支出率", "占比", "项目（二期）"]
#: Numbers at every edge of the rules that look at digits: shares, years, months, days, telephone and account numbers.
EDGES = "0 1 2 4 5 9 10 11 12 13 28 29 30 31 32 99 100 101 110 199 365 999 1000 1001 1234 1899 1900 1989 1990 1999 2000"
EDGES += " 2022 2023 2049 2050 2099 2100 9999 10000 12345 19991 20231 20233 123456 199912 202300 202306 202312 202313"
EDGES += " 1234567 12345678 20230630 20231231 20231232 20239999 123456789 9999999999 12345678901 123456789012345678"
EDGES += " 1234567890123456789 00 01 007 0100 0.5 0.87 0.99 1.0 1.00 1.5 1.05 2.0 12.0 99.99 100.0 100.5 2023.1 2023.12"
EDGES += " 2023.13 1999.5 12345.6 247.76 1234.5678 1234.56789 10.10 -5 1,234 12,000 1,23 ３０ 三十"
NUMBERS = EDGES.split()
AROUND = [
    "",
    "不少于",
    "≥",
    ">=",
    "约",
    "近",
    "达到",
    "完成",
    "累计服务",
    "新增",
    "第",
    "前",
    "每月",
    "共",
    "较上年增长",
    "从",
    "第三方",
]
AROUND += [
    "2023年",
    "6月",
    "(",
    "（",
    "《",
    "1.",
    "1、",
    "①",
    "-",
    "±",
    "A",
    "5×",
    "12345热线",
    "SM",
    "三",
    "百分之",
    "上",
]
BEHIND = [
    "",
    "家",
    "万元",
    "亿元",
    "%",
    "‰",
    "个百分点",
    "人次",
    "千克",
    "千米",
    "月",
    "年",
    "日",
    "号",
    "日前",
    "天",
    "级",
    "版",
    "季度",
]
BEHIND += [
    "多家",
    "余",
    "余万",
    "万余家",
    "以上",
    "左右",
    "家以上",
    "家企业",
    "次/月",
    "GB",
    "G",
    "周岁",
    "分",
    "分之一",
    "项、",
    "）",
    ")",
]
BEHIND += [
    "，覆盖全省",
    "。",
    ".",
    "、",
    "家，同比增长",
    "家；",
    "-",
    "至",
    "×3",
    ":1",
    "/2",
    "热线",
    "楼",
    "亿",
    "十万",
    "期",
    "m2",
    "个月",
]


#: Texts whose digits the grammar looks at, or that hold more than one plain number.
UNSHARED = ["2023家", "202306", "20230630", "0家", "1", "100%", "007家", "1.5%", "6月", "3年", "15日", "8号", "2季度"]
UNSHARED += ["第8家", "1,234家", "8-9家", "8家9户", "-5%", "A8", "(8家)", "8次/月", "三批8家", "8 家", "８家"]
UNSHARED += ["服务12345热线", "12345678901家"]


def all_texts() -> list[str]:
    """Every text of the cases, targets and actuals."""
    files = [LOADER.load(path.read_text("utf-8")) for path in sorted(CASES.glob("expressions*.yaml"))]
    texts = [str(case["text"]) for groups in files for group in groups.values() for case in group]
    pairs = LOADER.load((CASES / "attainment.yaml").read_text("utf-8"))
    texts += [str(case[side]) for group in pairs.values() for case in group for side in ("target", "actual")]
    return sorted(set(texts))


TEXTS = all_texts()
numbers = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(0, 10**7).map(str),
    st.integers(1980, 2060).map(str),
    st.decimals(0, 10**5, places=2, allow_nan=False).map(str),
)
phrases = st.tuples(st.sampled_from(AROUND), st.sampled_from(AROUND), numbers, st.sampled_from(BEHIND)).map("".join)
doubled = st.tuples(phrases, st.sampled_from(["", "，", "；", "和", "-"]), phrases).map("".join)


@st.composite
def with_other_digits(draw: st.DrawFn) -> list[str]:
    """Draw a text of the cases with several other choices of its digits, some of the same length."""
    text = draw(st.sampled_from(TEXTS))
    run = re.compile("[0-9]+")

    def of_same_length(found: re.Match[str]) -> str:
        return draw(st.text("0123456789", min_size=len(found.group()), max_size=len(found.group())))

    same = [run.sub(of_same_length, text) for _ in range(3)]
    return [text, *same, run.sub(lambda _: draw(st.sampled_from(NUMBERS)), text)]


def assert_alike(texts: list[str], name: str, role: Any) -> None:
    """Hold a column against its cells, one by one."""
    columns = read(pd.Series(texts, dtype="str"), names=pd.Series([name] * len(texts), dtype="str"), role=role)
    for text, row in zip(texts, columns.itertuples(index=False), strict=True):
        reading = read_one(text, name, role)
        told = [
            repr(getattr(reading, column)) for column in COLUMNS if column not in ("kind", "comparator", "confidence")
        ]
        assert [
            repr(getattr(row, column)) for column in COLUMNS if column not in ("kind", "comparator", "confidence")
        ] == told
        assert (row.kind, row.comparator, row.confidence) == (reading.kind, reading.comparator, reading.confidence), (
            text
        )


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(phrases, doubled), min_size=1, max_size=8), st.sampled_from(NAMES), st.sampled_from(ROLES))
def test_column_of_figures_reads_like_its_cells(texts: list[str], name: str, role: str) -> None:
    assert_alike(texts, name, role)


@settings(max_examples=250, deadline=None)
@given(with_other_digits(), st.sampled_from(NAMES), st.sampled_from(ROLES))
def test_known_text_with_other_digits_reads_like_its_cells(texts: list[str], name: str, role: str) -> None:
    assert_alike(texts, name, role)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(AROUND), st.sampled_from(BEHIND), st.lists(numbers, min_size=2, max_size=12), st.sampled_from(NAMES)
)
@example("不少于", "家", ["00", "10", "99", "2023", "8241", "9999"], "")
@example("", "", ["2022", "2023", "8241", "202306", "202313", "824113"], "服务企业数量（家）")
@example("", "", ["1", "2", "99", "100", "101", "999"], "满意度")
@example("", "", ["0.5", "1.5", "9.5"], "完成率（%）")
@example("", "热线", ["12345", "54321"], "")
@example("", "级", ["12345", "54321", "3", "4"], "")
def test_numbers_of_one_wording_read_like_their_cells(before: str, after: str, figures: list[str], name: str) -> None:
    """The column holds nothing but one wording, so that everything that may share a reading does."""
    for role in ROLES:
        assert_alike([f"{before}{figure}{after}" for figure in figures], name, role)


@pytest.mark.parametrize("role", ROLES)
def test_every_case_reads_alike_under_every_name(role: str) -> None:
    """In one column, where readings of the same text under other names are at hand."""
    rows = [(text, name) for text in TEXTS for name in NAMES[:4]]
    texts, names = (pd.Series(column, dtype="str") for column in zip(*rows, strict=True))
    columns = read(texts, names=names, role=role)
    found = list(columns.itertuples(index=False, name=None))
    expected = [tuple(getattr(read_one(*row, role), column) for column in COLUMNS) for row in rows]
    assert found == expected


def test_texts_with_many_numbers_are_read_once_a_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise nothing above would speak of sharing at all."""
    asked: list[str] = []

    def counted(text: str, *others: Any) -> Any:
        asked.append(text)
        return read_text(text, *others)

    monkeypatch.setattr(frame, "read_text", counted)
    texts = [f"不少于{number}家" for number in range(2100, 9100)] + [
        f"{number / 100:.2f}%" for number in range(200, 9000)
    ]
    columns = read(pd.Series(texts, dtype="str"))
    assert [str(value) for value in columns["value"][:2]] == ["2100", "2101"]
    assert str(columns["value"].iloc[-1]) == "89.99"
    assert len(asked) == 3


@pytest.mark.parametrize(
    "text",
    UNSHARED,
)
def test_where_digits_may_matter_nothing_is_shared(text: str) -> None:
    assert shapes_of([text])[1] == [None]


def test_word_of_the_lexicon_with_digits_is_never_part_of_a_shape() -> None:
    numbered = [word for word in (*WORDS.names, *WORDS.qualitative) if any(sign.isdigit() for sign in word)]
    assert numbered
    assert shapes_of(numbered)[1] == [None] * len(numbered)


def test_shared_key_is_no_other_text_s_key() -> None:
    keys, _ = shapes_of(["8241家", "0000家", "不少于9家", "不少于0家", " 8241家"])
    assert len(set(keys)) == len(keys)
