"""Attainment to scores: the cases of ``cases/scoring.yaml``, the tree of sums, and what a scheme refuses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from analysis import expressions, tables
from analysis.attainment import attain
from analysis.errors import RuleError
from analysis.exact import points
from analysis.execution import ExecutionTotal
from analysis.expressions import Role
from analysis.leaf_scores import qualitative_bands
from analysis.rules.loader import rule_book
from analysis.scoring import LISTED_PARTS, TOTAL, score_fund, score_projects
from analysis.vocabulary import Scope, Status

CASES = YAML(typ="safe").load((Path(__file__).parents[1] / "cases" / "scoring.yaml").read_text(encoding="utf-8"))
LEAF_FIELDS = {"title", "level1", "level2", "name", "points", "target", "actual", "score", "rule", "why"}
BOOK = rule_book("gd-finance", 2023)
SPENT = ExecutionTotal(Decimal(100), Decimal(100))
READ_FIELDS = ("kind", "comparator", "value", "upper", "unit", "date_to", "text")

Leaf = dict[str, str]


def titled(group: str) -> list[Any]:
    return [pytest.param(case, id=str(case.get("title", case.get("score")))) for case in CASES[group]]


def worked_out(text: str) -> Fraction:
    """Work out a printed sum: ``12 × 3811.75 ÷ 3834.29``, ``20 + 18.5``."""
    found = Fraction(0)
    for part in str(text).split(" + "):
        first, *steps = part.split(" ")
        product = Fraction(first)
        for sign, number in zip(steps[::2], steps[1::2], strict=True):
            assert sign in "×÷"
            product = product * Fraction(number) if sign == "×" else product / Fraction(number)
        found += product
    return found


def leaf(
    name: str, level1: str = "产出", level2: str = "数量", target: str = "≥5个", actual: str = "5个", full: str = "4"
) -> Leaf:
    return {"name": name, "level1": level1, "level2": level2, "target": target, "actual": actual, "points": full}


def fund_tables(leaves: list[Leaf]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fund's indicators and their attainment."""

    def read(text: str, role: Role) -> dict[str, Any]:
        reading = expressions.read_one(text, None, role)
        return {field: getattr(reading, field) for field in READ_FIELDS}

    indicators, targets, actuals = [], [], []
    for number, each in enumerate(leaves, start=1):
        key = {"indicator_id": f"F-{number:02d}", "source": f"自评表.xlsx#表!C{number}"}
        level1, level2 = each.get("level1", "产出"), each.get("level2", "数量")
        own = {"scope": "fund", "level1": level1, "level2": level2, "level_code": f"{level1}/{level2}"}
        indicators.append(key | own | {"name": each.get("name", "服务企业数量"), "points": each["points"]})
        targets.append(key | {"horizon": "annual", "horizon_label": "预期值"} | read(each["target"], "target"))
        actuals.append(key | {"as_of": "2023-12-31"} | read(each["actual"], "actual"))
    read_tables = {"indicators": indicators, "targets": targets, "actuals": actuals}
    frames = {name: tables.frame(name, rows) for name, rows in read_tables.items()}
    bands = qualitative_bands(BOOK)
    return frames["indicators"], attain(frames["targets"], frames["actuals"], frames["indicators"], bands)


def scored(leaves: list[Leaf], execution: ExecutionTotal = SPENT) -> list[dict[str, Any]]:
    return tables.records(score_fund(*fund_tables(leaves), execution, BOOK))


def projects(*numbers: int) -> pd.DataFrame:
    amounts = {"allocated_wan": "1", "withdrawn_wan": "0", "budget_wan": "1"}
    return tables.frame(
        "projects",
        [{"no": no, "name": f"项目{no}", "implementer": "单位", "source": "s"} | amounts for no in numbers],
    )


def given_scores(given: dict[int, dict[str, str]]) -> pd.DataFrame:
    rows = [
        {"project_no": no, "node": node, "score": score, "source": f"评分表.xlsx#表!{node}{no}"}
        for no, nodes in given.items()
        for node, score in nodes.items()
    ]
    return tables.frame("given_scores", rows)


@pytest.mark.parametrize("case", titled("leaves"))
def test_leaf_gets_the_score_and_the_reason_as_written(case: Leaf) -> None:
    assert set(case) <= LEAF_FIELDS, "a misspelt field would check nothing"

    found = scored([case])[-1]

    assert abs(Fraction(found["score"]) - worked_out(case["score"])) <= Fraction(1, 10**11)
    assert found["rule_id"] == case["rule"]
    assert found["why"] == case["why"]
    assert found["reference"] == BOOK.rule(case["rule"]).reference
    assert found["points"] == Decimal(case["points"])


@pytest.mark.parametrize("case", titled("execution"))
def test_execution_is_scored_in_proportion(case: Leaf) -> None:
    execution = ExecutionTotal(Decimal(case["budget"]), Decimal(case["paid"]))

    found = scored([leaf("资金支出率", "过程", "资金管理", "100%", "99.41%", "12")], execution)[-1]

    assert found["rule_id"] == case.get("rule", "execution_proportional")
    assert abs(Fraction(found["score"]) - worked_out(case["score"])) <= Fraction(1, 10**12)
    if "why" in case:
        assert found["why"] == case["why"]


def test_cases_apply_every_rule_of_a_leaf() -> None:
    scheme = BOOK.scheme(Scope.FUND)
    named = {scheme.met, scheme.not_met, scheme.over_attainment}
    named |= {scheme.qualitative, scheme.not_reported, scheme.pending}
    assert {case["rule"] for case in CASES["leaves"]} == named


@pytest.mark.parametrize("name", ["资金支出率", "预算执行率", "资金支付率"])
def test_execution_goes_by_the_amounts_and_not_by_the_filed_rate(name: str) -> None:
    half = ExecutionTotal(Decimal(100), Decimal(50))
    found = scored([leaf(name, "过程", "资金管理", "100%", "100%", "12")], half)[-1]
    assert found["score"] == Decimal(6)


def test_score_keeps_the_digits_that_print_drops() -> None:
    found = scored([leaf("数量", target="不少于3个", actual="1个")])[-1]
    assert points(found["score"]) == "1.33"
    assert found["score"] == Decimal("1.333333333332")


TREE = [
    leaf("资金支出率", "过程", "资金管理", "100%", "100%", "12"),
    leaf("监管有效性", "过程", "事项管理", "", "达成", "8"),
    leaf("服务企业", target="不少于50家", actual="40家", full="10"),
    leaf("上线产品", target="不少于3款", actual="1款", full="10"),
    leaf("验收合格率", level2="质量", target="≥90%", actual="100%", full="20"),
    leaf("融资额", "效益", "经济效益", "不低于135亿元", "247.76亿元", "40"),
]


def test_every_parent_is_the_sum_of_its_children() -> None:
    rows = scored(TREE)
    parents = {row["node"]: row for row in rows if row["indicator_id"] is None}
    assert len(parents) == 1 + 3 + 5
    for node, parent in parents.items():
        children = [row for row in rows if row["parent"] == node]
        assert children
        assert parent["score"] == sum(child["score"] for child in children)
        assert parent["points"] == sum(child["points"] for child in children)


def test_total_is_the_sum_of_the_leaves() -> None:
    rows = scored(TREE)
    expected = worked_out("12 + 8 + 10 × 40 ÷ 50 + 10 × 1 ÷ 3 + 20 + 40 × 0.5")
    assert rows[0]["node"] == TOTAL
    assert abs(Fraction(rows[0]["score"]) - expected) <= Fraction(1, 10**11)
    assert rows[0]["points"] == Decimal(100)
    assert rows[0]["grade"] == "中"


def test_parents_come_before_children_in_the_order_of_the_form() -> None:
    rows = scored(TREE)
    assert [row["node"] for row in rows] == [
        "总分",
        "过程",
        "过程/资金管理",
        "过程/资金管理/资金支出率",
        "过程/事项管理",
        "过程/事项管理/监管有效性",
        "产出",
        "产出/数量",
        "产出/数量/服务企业",
        "产出/数量/上线产品",
        "产出/质量",
        "产出/质量/验收合格率",
        "效益",
        "效益/经济效益",
        "效益/经济效益/融资额",
    ]
    seen: set[str] = set()
    for row in rows:
        assert row["parent"] is None or row["parent"] in seen
        seen.add(row["node"])


def test_rows_of_one_node_that_stand_apart_in_the_form_come_together() -> None:
    apart = [leaf("甲"), leaf("乙", level2="质量"), leaf("丙")]
    assert [row["node"] for row in scored(apart)] == [
        "总分",
        "产出",
        "产出/数量",
        "产出/数量/甲",
        "产出/数量/丙",
        "产出/质量",
        "产出/质量/乙",
    ]


def test_reason_of_a_sum_names_its_parts_and_marks_rounding() -> None:
    rows = {row["node"]: row for row in scored(TREE)}
    assert rows["产出/数量"]["why"] == "服务企业8 + 上线产品3.33 = 11.33（四舍五入）"
    assert rows["产出"]["why"] == "数量11.33 + 质量20 = 31.33（四舍五入）"
    assert rows["总分"]["why"] == "过程20 + 产出31.33 + 效益20 = 71.33（四舍五入）"
    assert rows["过程"]["why"] == "资金管理12 + 事项管理8 = 20"
    assert rows["总分"]["rule_id"] == "sum_of_parts"


def test_long_sum_is_counted_instead_of_listed() -> None:
    many = [leaf(f"指标{number}", full="1") for number in range(LISTED_PARTS + 1)]
    rows = {row["node"]: row for row in scored(many)}
    assert rows["产出/数量"]["why"] == "下级13项得分之和 = 13"
    few = {row["node"]: row for row in scored(many[:-1])}
    assert few["产出/数量"]["why"].count(" + ") == LISTED_PARTS - 1


def test_only_the_total_carries_a_grade() -> None:
    rows = scored(TREE)
    assert [row["node"] for row in rows if row["grade"] is not None] == [TOTAL]


def test_slash_inside_a_name_does_not_make_a_level() -> None:
    rows = scored([leaf("A/B测试次数", actual="5次", target="≥5次")])
    assert rows[-1]["node"] == "产出/数量/A／B测试次数"
    assert [row["parent"] for row in rows] == [None, "总分", "产出", "产出/数量"]


def test_indicators_of_projects_do_not_count_for_the_fund() -> None:
    indicators, attained = fund_tables([leaf("甲"), leaf("乙")])
    rows = tables.records(indicators)
    rows[1] |= {"scope": "project", "project_no": 1}
    found = tables.records(score_fund(tables.frame("indicators", rows), attained, SPENT, BOOK))
    assert [row["node"] for row in found] == ["总分", "产出", "产出/数量", "产出/数量/甲"]


def test_indicator_without_any_target_row_is_not_reported() -> None:
    indicators, _ = fund_tables([leaf("甲")])
    found = tables.records(score_fund(indicators, tables.frame("attainment", []), SPENT, BOOK))
    assert (found[-1]["score"], found[-1]["rule_id"]) == (Decimal(0), "not_reported")


def test_every_unknown_first_level_is_named_with_its_place() -> None:
    with pytest.raises(RuleError) as refused:
        scored([leaf("甲"), leaf("乙", level1="影响力"), leaf("丙", level1="投入")])
    assert [problem.found for problem in refused.value.problems] == ["影响力", "投入"]
    assert "一级指标不在指标体系内" in str(refused.value)
    assert "自评表.xlsx#表!C2" in str(refused.value)
    assert "产出" in refused.value.problems[0].expected


@pytest.mark.parametrize("case", CASES["grades"], ids=lambda case: f"{case['score']} {case['grade']}")
def test_grade_bands_include_their_lower_bound(case: Leaf) -> None:
    score = Decimal(case["score"])
    assert BOOK.grade(Scope.FUND, score) == case["grade"]
    assert BOOK.grade(Scope.PROJECT, score) == case["grade"]


@pytest.mark.parametrize("case", titled("projects"))
def test_project_total_is_the_sum_of_given_scores(case: dict[str, Any]) -> None:
    total, *nodes = tables.records(score_projects(projects(1), given_scores({1: case["given"]}), BOOK))
    assert Fraction(total["score"]) == worked_out(case["total"])
    assert (total["node"], total["grade"], total["why"]) == (TOTAL, case["grade"], case["why"])
    assert total["points"] == Decimal(100)
    assert {row["node"]: row["score"] for row in nodes} == {
        node: Decimal(score) for node, score in case["given"].items()
    }


def test_given_score_says_where_it_is_from() -> None:
    rows = tables.records(score_projects(projects(1), given_scores({1: CASES["projects"][1]["given"]}), BOOK))
    node = next(row for row in rows if row["node"] == "过程")
    assert node["why"] == "评分表载明18.50"
    assert (node["rule_id"], node["points"], node["parent"]) == ("given_score", Decimal(20), TOTAL)
    assert node["source"] == "评分表.xlsx#表!过程1"


def test_projects_keep_their_order_and_their_own_scores() -> None:
    full, none = CASES["projects"][0]["given"], CASES["projects"][2]["given"]
    rows = tables.records(score_projects(projects(2, 1), given_scores({1: full, 2: none}), BOOK))
    totals = [(row["project_no"], row["score"]) for row in rows if row["node"] == TOTAL]
    assert totals == [(2, Decimal(0)), (1, Decimal(100))]
    assert len(rows) == 2 * 5
    assert {row["scope"] for row in rows} == {"project"}


def test_every_unknown_node_of_the_score_sheet_is_refused_at_once() -> None:
    with pytest.raises(RuleError) as refused:
        score_projects(projects(1), given_scores({1: {"投入": "20", "影响": "5", "创新": "3"}}), BOOK)
    (problem,) = refused.value.problems
    assert problem.what == "评分表的评分项不在指标体系内"
    assert problem.found == "创新、影响"
    assert problem.expected == "投入、过程、产出、效益"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("达成预期指标", Status.MET),
        (" 达成 预期指标。", Status.MET),
        ("部分达成", Status.PARTLY_MET),
        ("未达成", Status.NOT_MET),
        ("正在推进", None),
        ("没有达成预期指标", None),
        ("", None),
    ],
)
def test_verdict_is_known_only_by_its_whole_words(words: str, status: Status | None) -> None:
    assert qualitative_bands(BOOK)(words) is status
