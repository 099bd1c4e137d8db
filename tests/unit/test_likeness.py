"""How alike names are: one name spelt in two ways, and names that only look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.likeness import best_pairs, core, is_same, likeness, numbers, years

SAME = [
    ("省地方金融监督管理局", "省地方金融监管局"),
    ("广东省地方金融监督管理局（办公室、监管三处）", "省地方金融监管局"),
    ("珠海市金融工作局", "珠海市金融局"),
    ("开发区金融工作局", "广州开发区金融局"),
    ("基地建设项目", "基地建设"),
    ("“信息系统安全运营服务（2024年）”项目", "信息系统安全运营服务（2024 年）项目"),
    ("区域性股权市场 建设集中托管平台", "区域性股权市场建设集中托管平台"),
    ("非现场监管系统开发（二期）项目", "非现场监管系统开发二期"),
]
APART = [
    ("非现场监管系统开发（一期）", "非现场监管系统开发（二期）"),
    ("科技专板1", "科技专板2"),
    ("珠海市金融工作局", "佛山市金融工作局"),
    ("广东省地方金融监督管理局", "广州市地方金融监督管理局"),
    ("省地方金融监管局", "广州市地方金融监管局"),
    ("普惠融资担保（甲市）股份有限公司", "普惠融资担保（乙市）股份有限公司"),
    ("天河区财政局", "越秀区财政局"),
    ("普惠金融融资再担保保费补助项目", "国家融资担保基金项下再担保费补助项目"),
    ("金融", "粤港澳大湾区科技创新金融支持平台"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert is_same(one, other), likeness(one, other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_look_alike(one: str, other: str) -> None:
    assert not is_same(one, other), likeness(one, other)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("金融局（办公室）", "金融局"),
        ("平台开发（二期）项目", "平台开发"),
        ("担保（潮州）公司", "担保潮州公司"),
        ("平台运维（2024年）项目", "平台运维"),
        ("项目", "项目"),
        ("", ""),
    ],
)
def test_what_a_name_is_held_together_by(name: str, bare: str) -> None:
    assert core(name) == bare


def test_places_are_passed_over_where_one_name_leaves_them_out() -> None:
    assert likeness("广东省中小企业融资平台", "省中小企业融资平台") == likeness(
        "省中小企业融资平台", "广东省中小企业融资平台"
    )
    assert is_same("广东省中小企业融资平台", "省中小企业融资平台")
    assert is_same("广东省中小企业融资平台", "中小企业融资平台")


def test_words_with_the_sign_of_a_place_are_no_places() -> None:
    assert is_same("企业上市奖励", "企业上市的奖励")
    assert is_same("城市更新改造", "老城市更新改造")


def test_years_and_numbers_are_told_apart() -> None:
    assert years("升级改造（2023年）和2024年度运维") == (2023, 2024)
    assert numbers("第二期（2023年）3个") == ("二", "3")
    assert likeness("运维（2023年）", "运维（2024年）") == 1


def test_pairs_are_made_one_to_one_and_the_most_alike_first() -> None:
    found = best_pairs(["服务企业", "企业数"], ["企业数量", "服务企业数量"])
    assert [(pair.left, pair.right) for pair in found] == [(0, 1), (1, 0)]
    assert best_pairs([], ["甲"]) == []
    assert best_pairs(["甲乙"], ["丙丁"]) == []


_NAMES = st.text(alphabet="省市金融局平台（）二三期项目2024年", max_size=12)


@given(_NAMES, _NAMES)
def test_likeness_is_symmetrical_bounded_and_the_same_in_lists(one: str, other: str) -> None:
    alike = likeness(one, other)
    assert 0 <= alike <= 1
    assert alike == likeness(other, one)
    pairs = best_pairs([one], [other], least=0.0)
    assert pairs[0].likeness == pytest.approx(alike)
