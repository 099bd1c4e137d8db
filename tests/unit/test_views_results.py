"""Views on sums, completeness, results and points: what must be found, and the near misses that must not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from clean_dossier import Tables, add, clean, put, row_of
from faults_results import ONE, OTHER, WHOLE, _evidence, _form, _missed, _of, _results, _same_promise, _survey

from analysis import tables
from analysis.views import VIEWS


def rows(read: Tables, view: str, home: str) -> list[dict[str, Any]]:
    return tables.records(VIEWS[view].build(read, home))


def spoilt(*plants: Any) -> Tables:
    read = clean()
    for plant in plants:
        plant(read)
    return read


@pytest.mark.parametrize(
    ("share", "excess"),
    [
        pytest.param(("甲业务规模占比", "75%", "75", "%"), "0", id="exact"),
        pytest.param(("甲业务规模占比", "75.0%", "75.0", "%"), "0", id="another digit"),
        pytest.param(("甲业务规模占比", "75.02%", "75.02", "%"), "0", id="within the rounding of part and whole"),
        pytest.param(("甲业务规模占比", "76%", "76", "%"), "0.287250062328", id="beyond it"),
    ],
)
def test_a_share_may_use_all_the_rounding_of_its_part_and_whole(share: tuple[str, str, str, str], excess: str) -> None:
    # 150.0 亿元 may be 149.95 to 150.05, 200 亿元 may be 199.5 to 200.5: 74.788 % to 75.213 %.
    (row,) = rows(spoilt(_results(WHOLE, ONE, share)), "result_shares", "results")
    assert abs(row["excess"] - Decimal(excess)) < Decimal("0.001")


def test_parts_are_added_only_where_their_shares_leave_nothing_out() -> None:
    shares = ("甲业务规模占比", "75%", "75", "%"), ("乙业务规模占比", "25%", "25", "%")
    short = ("乙业务规模合计", "49.0亿元", "4900000000", "元")
    assert rows(spoilt(_results(WHOLE, ONE, short)), "result_sums", "results") == []
    assert rows(spoilt(_results(WHOLE, ONE, OTHER, *shares)), "result_sums", "results")[0]["excess"] == 0
    # Apart by 1 亿元, of which the printing of the three figures explains 0.5 + 0.05 + 0.05.
    (row,) = rows(spoilt(_results(WHOLE, ONE, short, *shares)), "result_sums", "results")
    assert (row["apart"], row["excess"]) == (Decimal("1E+8"), Decimal("4E+7"))


def test_the_same_parts_are_added_in_their_other_unit() -> None:
    shares = ("甲业务规模占比", "75%", "75", "%"), ("乙业务规模占比", "25%", "25", "%")
    counts = ("报送业务", "100笔", "100", "笔"), ("甲业务", "61笔", "61", "笔"), ("乙业务", "40笔", "40", "笔")
    found = rows(spoilt(_results(WHOLE, ONE, OTHER, *shares, *counts)), "result_sums", "results")
    assert [(row["item"], row["apart"], row["excess"]) for row in found] == [
        ("规模合计", 0, 0),
        ("报送业务", Decimal(1), Decimal(1)),
    ]


@pytest.mark.parametrize(("told", "excess"), [("20%", 0), ("20.1%", 0), ("22%", 1)])
def test_growth_follows_from_two_levels(told: str, excess: int) -> None:
    levels = ("规模", "120.0亿元", "12000000000", "元"), ("上年规模", "100.0亿元", "10000000000", "元")
    growth = ("规模同比增长", told, told.rstrip("%"), "%")
    (row,) = rows(spoilt(_results(*levels, growth)), "result_growth", "results")
    assert bool(row["excess"] > 0) is bool(excess)
    assert row["computed"] == 20


def test_a_growth_without_last_years_level_is_not_judged() -> None:
    told = ("规模", "120.0亿元", "12000000000", "元"), ("规模同比增长", "50%", "50", "%")
    assert rows(spoilt(_results(*told)), "result_growth", "results") == []


@pytest.mark.parametrize(("heard", "needed"), [("50", 51), ("51", 51), ("163", 51)])
def test_a_sample_is_held_against_the_least_whole_number(heard: str, needed: int) -> None:
    # 5 % of 1001 are 50.05: 51 must be heard.
    (row,) = rows(spoilt(_survey(heard)), "samples", "actuals")
    assert (row["heard"], row["needed"]) == (Decimal(heard), needed)


def test_a_sample_told_twice_or_of_unknown_people_is_not_judged() -> None:
    twice = spoilt(_survey("50"), _of("actuals", {"evidence": "发放100份，回收50份"}, indicator_id="P01-02"))
    assert rows(twice, "samples", "actuals") == []
    nobody = spoilt(_survey("50"), _of("indicators", {"name": "其他数量"}, indicator_id="P01-01"))
    assert rows(nobody, "samples", "actuals") == []


def test_the_fund_may_tell_the_sample_of_those_whom_a_project_serves() -> None:
    fund = _of("indicators", {"name": "测试服务企业数量"}, indicator_id="F-02")
    same = _of("actuals", {"text": "1001家", "value": "1001", "unit": "家"}, indicator_id="F-02")
    silent = _of("actuals", {"evidence": None}, indicator_id="P01-02")
    heard = _of("actuals", {"evidence": "回收163张"}, indicator_id="F-03")
    for name, count in (("测试服务企业的满意度", 1), ("社会公众满意度", 0)):
        asked = _of("indicators", {"name": name}, indicator_id="F-03")
        assert len(rows(spoilt(_survey("1"), fund, same, silent, heard, asked), "samples", "actuals")) == count


@pytest.mark.parametrize(
    ("text", "value", "comparator", "apart"),
    [
        pytest.param("80个", "80", "unstated", False, id="the same"),
        pytest.param("79个", "79", "unstated", True, id="another figure"),
        pytest.param("超79个", "79", ">", False, id="a lower bound below"),
        pytest.param("超81个", "81", ">", True, id="a lower bound above"),
        pytest.param("约79个", "79", "≈", False, id="about"),
    ],
)
def test_both_levels_agree_as_far_as_their_words_say(text: str, value: str, comparator: str, apart: bool) -> None:
    plants = _same_promise(text, value), _of("actuals", {"comparator": comparator}, indicator_id="P01-01")
    (row,) = rows(spoilt(*plants), "both_levels", "actuals")
    assert (row["excess"] > 0) is apart


def test_a_result_that_only_the_fund_reports_is_told_with_the_gap() -> None:
    read = spoilt(_same_promise(None, None))
    row = rows(read, "unreported", "indicators")[0]
    assert row["elsewhere"] == "其中“服务机构数量”在专项资金绩效自评表的“服务机构数量”一项中为80个。"
    put(read, "targets", row_of(read, "targets", indicator_id="F-02", horizon="annual"), value="78")
    assert rows(read, "unreported", "indicators")[0]["elsewhere"] == "", "another target is another promise"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("甲、乙、丙共12个", [(12, 3)]),
        ("见名单：甲、乙，共2个", [(2, 2)]),
        ("甲、乙等，共12个", [(12, 12)]),
        ("甲和乙、丙共12个", [(12, 12)]),
        ("甲共3个，乙共9个", []),
        ("共1.2万个", [(12000, 12000)]),
        ("共12家", []),
    ],
)
def test_evidence_is_counted_only_where_it_can_be(evidence: str, expected: list[tuple[int, int]]) -> None:
    found = rows(spoilt(_evidence("P01-01", evidence)), "evidence_counts", "actuals")
    assert [(row["told"], row["listed"]) for row in found] == expected


def test_full_points_need_targets_that_were_met() -> None:
    read = spoilt(_missed)
    found = {
        (row["project_no"], row["node"]): row["missed"] for row in rows(read, "full_though_missed", "given_scores")
    }
    assert found[1, "产出"] == 1
    assert found[1, "效益"] == 0
    put(read, "given_scores", row_of(read, "given_scores", project_no=1, node="产出"), score="29.5")
    assert (1, "产出") not in {(r["project_no"], r["node"]) for r in rows(read, "full_though_missed", "given_scores")}


def test_satisfaction_counts_with_the_benefit_where_it_has_no_node() -> None:
    read = clean()
    values = {"indicator_id": "P01-03", "status": "not_met", "target_text": "不少于10个", "actual_text": "8个"}
    add(read, "attainment", 0, **values)
    found = {
        (row["project_no"], row["node"]): row["missed"] for row in rows(read, "full_though_missed", "given_scores")
    }
    assert found[1, "效益"] == 1


def test_one_cell_with_two_contradictions_is_one_row_that_names_both() -> None:
    read = clean()
    wrong = {"declared": "9", "computed": "13", "difference": "-4", "tolerance": "0", "excess": "4", "unit": "个"}
    put(read, "reconciliation", 0, basis="甲之和", **wrong)
    add(read, "reconciliation", 0, basis="乙之和", source=read["reconciliation"]["source"][0])
    add(
        read,
        "reconciliation",
        0,
        basis="丙之和",
        source=read["reconciliation"]["source"][0],
        computed="12",
        difference="-3",
    )
    (row,) = rows(read, "declared_cells", "reconciliation")
    assert row["against"] == "甲之和、乙之和均为13个，相差4个；丙之和为12个，相差3个"


def test_a_class_marked_as_not_fitting_is_no_gap_in_cost_and_a_blank_one_is() -> None:
    read = clean()
    assert rows(read, "cost_gaps", "indicators") == []
    put(read, "vacancies", 0, mark=None)
    assert rows(read, "cost_gaps", "indicators")[0]["projects"] == "项目1"
    read["vacancies"] = read["vacancies"].iloc[:0]
    assert rows(read, "cost_gaps", "indicators") == [], "forms that do not know the class ask for none"


@pytest.mark.parametrize(
    ("points", "differing"),
    [
        pytest.param(("50", "30", "10"), 0, id="the national default"),
        pytest.param(("40", "40", "10"), 1, id="other weights"),
        pytest.param(("49", "30", "10"), 0, id="no full hundred, which is another matter"),
    ],
)
def test_weights_are_held_against_practice(points: tuple[str, str, str], differing: int) -> None:
    levels = ("产出/数量", "效益/社会效益", "满意度/服务对象满意度")
    found = rows(spoilt(_form(*zip(levels, points, strict=True))), "form_weights", "filed_scores")
    assert len(found) == differing
