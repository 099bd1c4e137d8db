"""Readings of target and actual texts: the table of cases, and what must hold for any text at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis.errors import RuleError
from analysis.expressions import COLUMNS, Confidence, Reading, format_reading, read, read_one
from analysis.expressions.lexicon import Words, lexicon
from analysis.strict import load_model
from analysis.vocabulary import Comparator, ExpressionKind

# One table of cases that were made for the rules, and one of cells as forms of many places print them.
TABLES = sorted((Path(__file__).parents[1] / "cases").glob("expressions*.yaml"))
GROUPS: dict[str, list[dict[str, Any]]] = {
    f"{table.stem}: {group}": cases
    for table in TABLES
    for group, cases in YAML(typ="safe", pure=True).load(table.read_text(encoding="utf-8")).items()
}
CASES = [
    pytest.param(case, id=f"{group}-{number}") for group, cases in GROUPS.items() for number, case in enumerate(cases)
]
TEXTS = [case["text"] for cases in GROUPS.values() for case in cases]
DEFAULTS = {
    "comparator": "unstated",
    "value": None,
    "upper": None,
    "unit": "",
    "multiplier": 1,
    "cumulative": False,
    "confidence": "high",
    "date_from": "",
    "date_to": "",
    "parts": [],
}
INPUTS = {"text", "name", "role", "why"}


def told(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind.value,
        "comparator": reading.comparator.value,
        "value": None if reading.value is None else str(reading.value),
        "upper": None if reading.upper is None else str(reading.upper),
        "unit": reading.unit,
        "multiplier": reading.multiplier,
        "cumulative": reading.cumulative,
        "confidence": reading.confidence.value,
        "date_from": reading.date_from,
        "date_to": reading.date_to,
        "parts": [format_reading(part) for part in reading.parts],
    }


class TestTable:
    def test_holds_enough_cases_and_every_kind(self):
        assert len(TABLES) == 2
        assert len(CASES) >= 2900
        assert {case["kind"] for cases in GROUPS.values() for case in cases} == {kind.value for kind in ExpressionKind}

    def test_no_case_stands_twice(self):
        asked = [(case["text"], case.get("name"), case.get("role")) for cases in GROUPS.values() for case in cases]
        assert len(asked) == len(set(asked))

    @pytest.mark.parametrize("case", CASES)
    def test_reads_as_expected(self, case):
        assert set(case) <= INPUTS | set(DEFAULTS) | {"kind"}
        expected = DEFAULTS | {key: value for key, value in case.items() if key not in INPUTS}
        assert told(read_one(case["text"], case.get("name"), case.get("role", "target"))) == expected

    @pytest.mark.parametrize("case", CASES)
    def test_printing_is_stable(self, case):
        role = case.get("role", "target")
        printed = format_reading(read_one(case["text"], case.get("name"), role))
        assert format_reading(read_one(printed, role=role)) == printed

    @pytest.mark.parametrize("case", CASES)
    def test_full_width_changes_nothing(self, case):
        wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in case["text"])
        role = case.get("role", "target")
        assert read_one(wide, case.get("name"), role) == read_one(case["text"], case.get("name"), role)


# Texts that look like cells: the pieces of the grammar in any order.
PIECES = st.sampled_from(
    [
        "≥",
        "不低于",
        "达到",
        "超",
        "约",
        "近",
        "累计",
        "50",
        "1,200",
        "0.9",
        "12",
        "2023",
        "三",
        "百",
        "万",
        "亿",
        "家",
        "元",
        "%",
        "‰",
        "个",
        "工作日",
        "以上",
        "内",
        "左右",
        "多",
        "余",
        "和",
        "、",
        "；",
        "，",
        "。",
        "至",
        "-",
        "—",
        "/",
        "年",
        "月",
        "日",
        "底",
        "前",
        "（",
        "）",
        "第",
        "每",
        "完成",
        "满意度",
        "不",
        "未",
        "SM2",
        "5G",
        "\n",
        " ",
        "比",
        "20",
        "6",
        ".",
        ":",
        "“",
        "”",
        "起",
        "上半年",
        "其中",
        "一年",
        "半年",
        "两次",
        "各",
        "生",
        "千人",
        "岁",
        "老人",
        "指标1：",
        "（含",
        "（以上）",
        "计划",
        "剩余",
        "增长",
        "下降",
        "率",
        "〉",
        "#",
        "次",
        "每月15日",
    ]
)
CELLS = st.lists(PIECES, min_size=1, max_size=9).map("".join)
ANYTHING = st.one_of(st.text(max_size=40), CELLS, st.sampled_from(TEXTS))
NAMES = st.sampled_from(
    [
        None,
        "",
        "服务企业数量（家）",
        "金额（万元）",
        "完成率（%）",
        "满意度",
        "项目（二期）",
        "累计数（户次）",
        "种植数量（≥**株）",
        "受益人数≥**人",
        "死亡率（/10万）",
        "完成时间",
        "旅游收入增长率",
    ]
)
ROLES = st.sampled_from(["target", "actual"])
VALUES = st.one_of(
    ANYTHING,
    st.none(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.binary(),
)


class TestAnyText:
    @settings(max_examples=600)
    @given(VALUES, NAMES, ROLES)
    def test_never_raises_and_keeps_its_promises(self, value, name, role):
        reading = read_one(value, name, role)
        has_figure = reading.kind in (ExpressionKind.QUANTITY, ExpressionKind.RANGE)
        assert (reading.value is not None) == (has_figure or reading.kind is ExpressionKind.BOOLEAN)
        assert (reading.upper is not None) == (reading.kind is ExpressionKind.RANGE)
        assert reading.upper is None or reading.value <= reading.upper
        assert (reading.confidence is Confidence.NONE) == (reading.kind is ExpressionKind.UNREAD)
        assert (reading.confidence is Confidence.LOW) == bool(reading.doubts)
        assert (len(reading.parts) > 1) == (reading.kind is ExpressionKind.COMPOUND)
        assert reading.multiplier > 0

    @settings(max_examples=600)
    @given(ANYTHING, NAMES, ROLES)
    def test_printing_is_stable(self, text, name, role):
        printed = format_reading(read_one(text, name, role))
        assert format_reading(read_one(printed, role=role)) == printed

    @settings(max_examples=300)
    @given(ANYTHING, st.data())
    def test_white_space_changes_nothing(self, text, data):
        # Between two figures white space separates, so that 100 200 never becomes 100200.
        free = [
            place
            for place in range(len(text) + 1)
            if not (
                text[:place].rstrip()[-1:] in "0123456789.,，．" and text[place:].lstrip()[:1] in "0123456789.,，．"
            )
            and not (text[:place] + "x").isspace()
        ]
        place = data.draw(st.sampled_from(free or [0]))
        space = data.draw(st.sampled_from([" ", "\u3000", "\xa0", "\t", "  "]))
        assert read_one(text[:place] + space + text[place:]) == read_one(text)

    @settings(max_examples=300)
    @given(ANYTHING, NAMES, ROLES)
    def test_a_closing_full_stop_changes_nothing(self, text, name, role):
        assert read_one(f"{text}。", name, role) == read_one(text, name, role)

    @settings(max_examples=600)
    @given(st.data())
    def test_a_plain_target_is_read_exactly(self, data):
        known = lexicon()
        words = known.words.before | {Comparator.UNSTATED: ("", "满意度", "目前已完成", "全年")}
        comparator = data.draw(st.sampled_from(sorted(words)))
        word = data.draw(st.sampled_from(words[comparator]))
        number = data.draw(st.sampled_from(["5", "98.50", "1,200", "0.35", "300"]))
        scale = data.draw(st.sampled_from(["", "万", "亿"]))
        # 万分 begins a fraction.
        counted = [unit for unit in known.units if "\u4e00" <= unit[0] <= "\u9fff" and unit[0] != "分"]
        # 近5年 is the last five years.
        taken = known.words.not_with.get(word, ())
        unit = data.draw(st.sampled_from([unit for unit in counted if scale or not unit.startswith(taken)]))
        reading = read_one(f"{word}{number}{scale}{unit}")
        value = Decimal(number.replace(",", "")) * known.words.scales.get(scale, 1)
        assert (reading.comparator, reading.value, reading.unit) == (comparator, value, known.units[unit])

    @given(
        st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)])
    )
    def test_value_is_exact(self, number, scale):
        reading = read_one(f"不低于{number}{scale[0]}元")
        assert (reading.comparator, reading.value) == (Comparator.AT_LEAST, number * scale[1])
        assert reading.confidence is Confidence.HIGH


class TestColumns:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(VALUES, NAMES), max_size=12), ROLES)
    def test_equals_reading_one_by_one(self, rows, role):
        index = pd.Index([f"r{number % 5}" for number in range(len(rows))])
        texts = pd.Series([text for text, _ in rows], index=index, dtype="object")
        names = pd.Series([name for _, name in rows], index=index, dtype="object")
        frame = read(texts, names=names, role=role)
        assert frame.index.equals(index)
        assert tuple(frame.columns) == COLUMNS
        for (text, name), row in zip(rows, frame.itertuples(index=False), strict=True):
            reading = read_one(text, name, role)
            assert tuple(row) == tuple(getattr(reading, column) for column in COLUMNS)

    def test_dtypes(self):
        frame = read(pd.Series(["≥5个", None], dtype="str"))
        assert [str(dtype) for dtype in frame.dtypes] == [
            "str", "str", "object", "object", "str", "int64", "bool", "str", "str", "str",
        ]  # fmt: skip
        assert frame.loc[0, "value"] == Decimal(5)
        assert frame.loc[1, "value"] is None

    def test_empty_column(self):
        frame = read(pd.Series([], dtype="str"), names=pd.Series([], dtype="str"))
        assert len(frame) == 0
        assert tuple(frame.columns) == COLUMNS

    @pytest.mark.parametrize("column", [[1, True, 1.0, "1"], [np.int64(3), np.float64("nan"), pd.NA, pd.NaT]])
    def test_values_of_other_types_keep_apart(self, column):
        frame = read(pd.Series(column, dtype="object"))
        assert frame["kind"].tolist() == [read_one(value).kind.value for value in column]

    def test_numeric_column(self):
        assert read(pd.Series([0.95, np.nan]))["kind"].tolist() == ["quantity", "none"]

    def test_categorical_column(self):
        frame = read(pd.Series(["5家", "5家", None], dtype="category"))
        assert frame["value"].tolist() == [Decimal(5), Decimal(5), None]

    def test_names_must_match(self):
        with pytest.raises(ValueError, match="index"):
            read(pd.Series(["1"]), names=pd.Series(["（个）"], index=[7]))

    @pytest.mark.parametrize("call", [lambda: read_one("1", role="actuals"), lambda: read(pd.Series(["1"]), role="")])
    def test_role_is_checked(self, call):
        with pytest.raises(ValueError, match="role"):
            call()


class TestWords:
    def test_no_word_means_two_things(self):
        words = lexicon().words
        for group in (words.before, words.after, words.signs):
            listed = [word for line in group.values() for word in line]
            assert len(listed) == len(set(listed))
        answers = [*words.blank, *words.yes, *words.no, *words.qualitative]
        assert len(answers) == len(set(answers))

    def test_every_listed_unit_is_read_with_confidence(self):
        read_units = {spelling: read_one(f"≥3{spelling}") for spelling in lexicon().units}
        wrong = {
            spelling: reading
            for spelling, reading in read_units.items()
            if reading.unit != lexicon().units[spelling] or reading.confidence is not Confidence.HIGH
        }
        assert wrong == {}
        assert len(read_units) > 100

    def test_every_comparator_word_is_read(self):
        words = lexicon().words
        for comparator, listed in words.before.items():
            for word in listed:
                assert read_one(f"{word}30家").comparator is comparator, word
        for comparator, listed in words.after.items():
            for word in listed:
                assert read_one(f"30家{word}").comparator is comparator, word

    @pytest.mark.parametrize(("word", "other"), sorted(lexicon().words.or_equal.items()))
    def test_an_included_limit_makes_a_strict_word_another(self, word, other):
        for remark in ("(含)", "（含5%）"):
            reading = read_one(f"{word}5%{remark}")
            assert reading == read_one(f"{other}5%")
            assert reading.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)

    def test_a_broken_word_file_is_refused(self):
        with pytest.raises(RuleError, match="缺少必填项"):
            load_model("signs: {}", Words, "words.yaml", RuleError)
