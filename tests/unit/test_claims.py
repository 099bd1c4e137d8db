"""Claims of promise texts: the table of cases, the published plan, and what must hold for any text at all."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis.claims import CLAIM_COLUMNS, Claim, claims, read_claims
from analysis.claims.alignment import fold_with_places
from analysis.documents.grids import read_grids
from analysis.expressions import Confidence, Doubt, format_reading
from analysis.expressions.lexicon import lexicon
from analysis.vocabulary import Comparator, ExpressionKind

TESTS = Path(__file__).parents[1]
TABLE = YAML(typ="safe", pure=True).load((TESTS / "cases" / "claims.yaml").read_text(encoding="utf-8"))
PLAN: list[list[str]] = TABLE.pop("plan_2024")
CASES: list[dict[str, Any]] = [case for group in TABLE.values() for case in group]
TEXTS = [case["text"] for case in CASES]
RAW = TESTS.parent / "data" / "raw"
NUMERALS = "零〇一二两三四五六七八九十百千万亿"


def shown(claim: Claim) -> str:
    mark = "" if claim.reading.confidence is Confidence.HIGH else f" ({claim.reading.confidence.value})"
    return f"{claim.subject} | {format_reading(claim.reading)}{mark}"


def told(text: object) -> list[tuple[Any, ...]]:
    return [(claim.subject, claim.reading, re.sub(r"\s", "", claim.text)) for claim in claims(text)]


def plan_texts(path: Path) -> list[str]:
    texts = []
    for grid in read_grids(path):
        heads = [re.sub(r"\s", "", cell.text) for cell in grid.rows[0]]
        column = heads.index("主要绩效目标")
        texts += [row[column].text for row in grid.rows[1:] if row[column].text and not row[column].covered]
    return texts


class TestTable:
    def test_holds_enough_cases_and_none_twice(self):
        assert len(TEXTS) == len(set(TEXTS)) >= 60

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:20])
    def test_reads_as_expected(self, case):
        assert [shown(claim) for claim in claims(case["text"])] == case["claims"]

    @pytest.mark.parametrize("text", TEXTS)
    def test_full_width_changes_nothing(self, text):
        wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
        assert [claim[:2] for claim in told(wide)] == [claim[:2] for claim in told(text)]

    def test_the_published_plan(self):
        texts = plan_texts(RAW / "gd-finance" / "2024" / "附件2 分配方案.docx")
        assert [[shown(claim) for claim in claims(text)] for text in texts] == PLAN


class TestWhatOneStatementTakesFromAnother:
    def test_a_date_before_a_colon_holds_for_the_whole_list_and_no_further(self):
        found = claims("6月底前：1.接入机构50家；\n2.培训30人；另办展览2场")
        assert [claim.reading.date_to for claim in found] == ["--06-30", "--06-30", ""]

    def test_a_date_ends_with_its_sentence(self):
        found = claims("2024年新增企业20家、机构3家；培训30人")
        assert [claim.reading.date_from for claim in found] == ["2024", "2024", ""]

    def test_cumulative_reaches_over_a_list_and_not_over_a_comma(self):
        found = claims("累计对接机构600家、上线产品900款，撮合授信10亿元")
        assert [claim.reading.cumulative for claim in found] == [True, True, False]

    @pytest.mark.parametrize(
        ("text", "doubted"),
        [
            ("占比80%、50%以上", [True, False]),
            ("不低于80%、90%", [False, True]),
            ("产品50款、机构20家以上", [False, False]),
            ("占比80%，满意度90%以上", [False, False]),
        ],
    )
    def test_a_comparator_that_may_reach_further_is_doubted(self, text, doubted):
        assert [Doubt.COMPARATORS in claim.reading.doubts for claim in claims(text)] == doubted

    def test_respectively_gives_its_comparator_to_every_figure(self):
        found = claims("线上、线下活动分别不少于5场、10场")
        assert {claim.reading.comparator for claim in found} == {Comparator.AT_LEAST}

    def test_a_figure_for_each_of_several_is_one_claim_each_with_one_text(self):
        found = claims("甲、乙、丙各12份")
        assert [claim.subject for claim in found] == ["甲", "乙", "丙"]
        assert {(claim.text, claim.start, claim.end) for claim in found} == {("甲、乙、丙各12份", 0, 9)}

    def test_a_remark_is_kept_with_low_confidence(self):
        outer, inner = claims("投资（含税）3亿元（其中补助1亿元）")
        assert (outer.text, inner.text) == ("投资（含税）3亿元", "其中补助1亿元")
        assert Doubt.REMARK in inner.reading.doubts


PIECES = st.sampled_from([
    "服务企业", "满意度", "举办", "活动", "新增", "报告", "不少于", "超", "约", "达到", "累计", "5", "12",
    "1,200", "0.8", "三", "百", "万", "亿", "家", "元", "%", "场", "个工作日", "以上", "内", "余", "和", "及",
    "各", "均", "分别", "其中", "、", "，", "；", "。", "：", "（", "）", "“", "”", "1.", "2、", "①",
    "6月底前", "2024年", "全年", "由", "提高到", "的", "占比", "SM2", "附件", "一次", "百分之五", "-", "上述",
    "\n", " ",
])  # fmt: skip
LIKE_PROMISES = st.lists(PIECES, min_size=1, max_size=16).map("".join)
ANYTHING = st.one_of(st.text(max_size=60), LIKE_PROMISES, st.sampled_from(TEXTS))
VALUES = st.one_of(ANYTHING, st.none(), st.floats(), st.integers(), st.booleans(), st.decimals(), st.dates())


class TestAnyText:
    @settings(max_examples=800, deadline=None)
    @given(VALUES)
    def test_never_raises(self, value):
        assert all(isinstance(claim, Claim) for claim in claims(value))

    @settings(max_examples=800, deadline=None)
    @given(ANYTHING)
    def test_texts_are_where_they_say_in_order_and_apart(self, text):
        found = claims(text)
        for claim in found:
            assert text[claim.start : claim.end] == claim.text
            assert claim.reading.kind is not ExpressionKind.NONE
        places = list(dict.fromkeys((claim.start, claim.end) for claim in found if claim.text))
        assert all(end <= start for (_, end), (start, _) in pairwise(places))

    @settings(max_examples=300, deadline=None)
    @given(ANYTHING, st.data())
    def test_blanks_change_nothing_but_places(self, text, data):
        # Between figures a blank separates, so that 100 200 never becomes 100200.
        signs = "0123456789.,，．"
        free = [
            place
            for place in range(len(text) + 1)
            if not (text[:place].rstrip()[-1:] in signs and text[place:].lstrip()[:1] in signs)
        ]
        place = data.draw(st.sampled_from(free or [0]))
        blank = data.draw(st.sampled_from([" ", "\u3000", "\xa0", "\t", "  "]))
        assert told(text[:place] + blank + text[place:]) == told(text)

    @settings(max_examples=300, deadline=None)
    @given(st.one_of(st.text(max_size=60), LIKE_PROMISES))
    def test_no_digit_no_claim(self, text):
        bare = "".join(sign for sign in text if not sign.isnumeric() and sign not in NUMERALS)
        assert claims(bare) == ()

    @settings(max_examples=300, deadline=None)
    # Behind a list that a colon opens the next items belong to it.
    @given(st.sampled_from([text for text in TEXTS if "：1." not in text]), st.sampled_from(TEXTS))
    def test_two_sentences_give_the_claims_of_both(self, first, second):
        assert told(f"{first}；{second}") == told(first) + told(second)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40) | LIKE_PROMISES)
    def test_every_folded_sign_has_a_place(self, text):
        folded, places = fold_with_places(text, lexicon())
        assert len(folded) == len(places)
        assert all(0 <= start <= end <= len(text) for start, end in places)
        assert places == sorted(places)

    @pytest.mark.parametrize(
        "unit", ["服务5家，", "5家", "超5家和", "（5家", "“5家", "由5%的", "1.5家；\n", "\n", "：5家", "甲、"]
    )
    def test_a_text_as_long_as_a_cell_may_be_is_read_to_its_end(self, unit):
        text = (unit * 4000)[:4000]
        found = claims(text)
        assert all(claim.text == text[claim.start : claim.end] for claim in found)
        assert not found or found[-1].end > 3900


class TestColumns:
    def test_one_row_a_claim(self):
        texts = pd.Series(
            ["服务企业80家，信贷6000万元", None, "按时完成", "服务企业80家，信贷6000万元"], index=list("abcd")
        )
        frame = read_claims(texts)
        assert tuple(frame.columns) == CLAIM_COLUMNS
        assert frame["row"].tolist() == ["a", "a", "d", "d"]
        assert frame["position"].tolist() == [1, 2, 1, 2]
        assert frame["subject"].tolist() == ["服务企业", "信贷"] * 2
        assert frame["value"].tolist() == [Decimal(80), Decimal(60_000_000)] * 2
        assert frame["multiplier"].tolist() == [1, 10_000] * 2

    def test_dtypes_do_not_depend_on_the_rows(self):
        full = read_claims(pd.Series(["服务企业80家"]))
        empty = read_claims(pd.Series([], dtype="str"))
        assert len(empty) == 0
        assert tuple(empty.columns) == CLAIM_COLUMNS
        assert empty.dtypes.drop("row").equals(full.dtypes.drop("row"))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(VALUES, max_size=8))
    def test_equals_reading_one_by_one(self, values):
        frame = read_claims(pd.Series(values, dtype="object"))
        expected = [(row, claim.subject, claim.text) for row, value in enumerate(values) for claim in claims(value)]
        assert list(zip(frame["row"], frame["subject"], frame["text"], strict=True)) == expected

    def test_labels_of_several_levels(self):
        index = pd.MultiIndex.from_tuples([("甲", 1), ("乙", 2)])
        assert read_claims(pd.Series([np.nan, "新增3家"], index=index))["row"].tolist() == [("乙", 2)]
