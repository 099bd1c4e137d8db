"""The readers at their edges: levels, horizons, notes, unit rows, coded strings; every problem with its cell."""

from __future__ import annotations

from typing import Any

import pytest
from support.grids import ABOVE, LEFT, grid

from analysis.documents.collector import Collector
from analysis.documents.department_reader import read_department_targets
from analysis.documents.grid import Grid
from analysis.documents.plan_readers import read_allocation_plan, read_catalogue
from analysis.documents.recognise import recognise
from analysis.documents.target_readers import read_target_table

LEVELS = ["目标", LEFT, "指标内容及口径", "阶段目标", "年度目标"]
PLAN = ["序号", "项目名称", "实施单位", "主要绩效目标", "分配金额（万元）"]
DEPARTMENT = ["项目名称（资金使用单位）", "总计", "财政拨款", "绩效目标", "绩效指标"]
CODED = "1、1-产出指标；11-数量指标；活动场次；实施周期指标值:≥9场；年度指标值:≥3场。"


def read(sheet: Grid, reader: Any, layout: str, year: int = 2024) -> Collector:
    header = recognise(sheet)
    assert header is not None
    assert header.layout == layout
    out = Collector(year)
    reader(sheet, header, out)
    return out


def targets(*rows: list[Any], header: list[str] = LEVELS, captions: tuple[str, ...] = ("1. 甲项目",)) -> Collector:
    return read(grid(header, *rows, captions=captions), read_target_table, "target_table")


def department(*rows: list[Any]) -> Collector:
    sheet = grid(["单位：万元", *[""] * 4], DEPARTMENT, *rows)
    return read(sheet, read_department_targets, "department_targets")


def column(out: Collector, table: str, *names: str) -> list[Any]:
    rows = [tuple(row[name] for name in names) for row in out.records.get(table, [])]
    return [row[0] for row in rows] if len(names) == 1 else rows


def said(out: Collector) -> str:
    return "\n".join(str(problem) for problem in out.problems)


class TestLevels:
    def test_merged_and_blank_levels_run_on(self) -> None:
        out = targets(
            ["产出指标", "数量指标", "甲", "1个", "2个"],
            [ABOVE, ABOVE, "乙", "1个", "2个"],
            ["", "质量指标", "丙", "1个", "2个"],
            ["", "", "丁", "1个", "2个"],
        )
        assert column(out, "indicators", "level2", "level1_inherited", "level2_inherited") == [
            ("数量指标", False, False),
            ("数量指标", True, True),
            ("质量指标", True, False),
            ("质量指标", True, True),
        ]
        assert set(column(out, "indicators", "level1")) == {"产出指标"}

    def test_a_second_level_does_not_run_on_under_a_new_first_level(self) -> None:
        out = targets(["产出指标", "数量指标", "甲", "1个", "2个"], ["效益指标", "", "乙", "1个", "2个"])
        assert column(out, "indicators", "level2") == ["数量指标", None]

    def test_a_class_that_nobody_knows_has_no_code(self) -> None:
        assert column(targets(["产出指标", "奇妙指标", "甲", "1个", "2个"]), "indicators", "level_code") == [None]

    def test_levels_in_columns_of_their_own(self) -> None:
        out = targets(
            ["产出指标", "数量指标", "甲", "1个", "2个"],
            header=["一级指标", "二级指标", "三级指标", "阶段目标", "年度目标"],
        )
        assert column(out, "indicators", "level_code") == ["产出/数量"]

    def test_a_form_without_level_columns_is_refused(self) -> None:
        out = targets(["甲", "1个", "2个"], header=["指标内容及口径", "阶段目标", "年度目标"])
        assert "没有分出一级指标和二级指标" in said(out)


class TestTargets:
    def test_columns_in_any_order(self) -> None:
        out = targets(
            ["产出指标", "数量指标", "甲", "9个", "3个"],
            header=["目标", LEFT, "指标内容及口径", "总体目标（2026年）", "阶段目标（2024年）"],
        )
        assert column(out, "targets", "horizon", "text") == [("period", "9个"), ("annual", "3个")]

    def test_in_a_projects_last_year_the_words_decide(self) -> None:
        out = targets(
            ["产出指标", "数量指标", "甲", "3个", "9个"],
            header=["目标", LEFT, "指标内容及口径", "年度目标（2024年）", "实施周期目标（2024年）"],
        )
        assert ("annual", "3个") in column(out, "targets", "horizon", "text")
        assert ("period", "9个") in column(out, "targets", "horizon", "text")

    def test_two_columns_of_one_horizon_are_refused(self) -> None:
        out = targets(
            ["产出指标", "数量指标", "甲", "9个", "3个"],
            header=["目标", LEFT, "指标内容及口径", "年度目标", "年度目标（2024年）"],
        )
        assert "与另一栏相同" in said(out)
        assert not out.records

    def test_a_target_merged_over_two_horizons_holds_for_both(self) -> None:
        out = targets(["产出指标", "数量指标", "甲", "不低于85%", LEFT])
        assert column(out, "targets", "text", "source") == [("不低于85%", "预算执行.xlsx#Sheet1!R2C4")] * 2

    def test_values_without_a_name_are_refused_and_marks_are_not(self) -> None:
        out = targets(["产出指标", "数量指标", "", "1个", ""], [ABOVE, "质量指标", "", "/", "—"])
        assert "有目标值而没有指标名称" in said(out)
        assert column(out, "vacancies", "level2", "mark") == [("质量指标", "/")]

    def test_a_form_that_names_no_project_is_refused(self) -> None:
        out = targets(["产出指标", "数量指标", "甲", "1个", "2个"], captions=("附件3", "绩效目标表"))
        assert "无法确定属于哪个项目" in said(out)
        assert not out.records

    def test_a_header_typed_again_is_no_indicator(self) -> None:
        row = ["产出指标", "数量指标", "甲", "1个", "2个"]
        assert column(targets(row, LEVELS, ["效益指标", "经济效益", "乙", "1个", "2个"]), "indicators", "name") == [
            "甲",
            "乙",
        ]


class TestPlan:
    def test_promises_are_kept_with_their_project(self) -> None:
        out = read(
            grid(PLAN, ["1", "甲", "某局", "培训4场以上", "330"], ["合计", LEFT, LEFT, LEFT, "330"]),
            read_allocation_plan,
            "allocation_plan",
        )
        assert [(p.project_no, p.field, p.cell.text) for p in out.promises] == [(1, "主要绩效目标", "培训4场以上")]
        assert column(out, "declared", "concept", "text") == [("plan_total", "330")]

    @pytest.mark.parametrize(
        "note", [["注：以合同为准", *[LEFT] * 4], ["注：以合同为准", "", "", "", ""]], ids=["over", "first"]
    )
    def test_a_note_below_the_table_is_no_project(self, note: list[str]) -> None:
        out = read(grid(PLAN, ["1", "甲", "某局", "", "330"], note), read_allocation_plan, "allocation_plan")
        assert column(out, "projects", "no") == [1]
        assert not out.problems

    def test_of_several_tasks_only_the_total_is_declared(self) -> None:
        header = ["专项资金名称", "政策任务", "资金额度（万元）"]
        one = read(grid(header, ["甲资金", "任务一", "10"]), read_catalogue, "catalogue")
        two = read(
            grid(header, ["甲资金", "任务一", "10"], [ABOVE, "任务二", "5"], ["合计", LEFT, "15"]),
            read_catalogue,
            "catalogue",
        )
        assert column(one, "declared", "concept") == ["task_total"]
        assert column(two, "declared", "concept") == ["catalogue_total"]
        assert column(two, "policy_tasks", "fund_name", "task") == [("甲资金", "任务一"), ("甲资金", "任务二")]


class TestDepartment:
    def test_units_and_their_projects(self) -> None:
        out = department(
            ["合计", "16.00", "16.00", "", ""],
            ["甲局", "15.00", "15.00", "", ""],
            ["项目一", "1,0.00", "10.00", "做好", CODED],
            ["项目二", "5.00", "5.00", "做好", CODED],
            ["乙中心", "1.00", "1.00", "", ""],
            ["项目三", "1.00", "1.00", "做好", CODED],
        )
        assert "金额不是数字" in said(out), "1,0.00 is no amount"
        assert column(out, "projects", "name", "implementer") == [("项目二", "甲局"), ("项目三", "乙中心")]

    def test_a_project_without_targets_is_no_unit(self) -> None:
        out = department(
            ["甲局", "15.00", "15.00", "", ""],
            ["项目一", "10.00", "10.00", "做好", CODED],
            ["项目二", "5.00", "5.00", "", ""],
            ["乙中心", "1.00", "1.00", "", ""],
            ["项目三", "1.00", "1.00", "做好", CODED],
        )
        assert column(out, "projects", "name", "implementer") == [
            ("项目一", "甲局"),
            ("项目二", "甲局"),
            ("项目三", "乙中心"),
        ]

    def test_a_unit_whose_subtotal_is_wrong_is_still_a_unit(self) -> None:
        out = department(
            ["甲局", "10.00", "10.00", "", ""],
            ["项目一", "10.00", "10.00", "做好", CODED],
            ["乙中心", "9.00", "9.00", "", ""],
            ["项目三", "1.00", "1.00", "做好", CODED],
        )
        assert column(out, "projects", "implementer") == ["甲局", "乙中心"]
        assert ("unit_total", "乙中心") in column(out, "declared", "concept", "subject")

    def test_both_horizons_of_a_coded_string(self) -> None:
        second = "2、3-满意度指标；31-服务对象满意度；满意度；实施周期指标值:无；年度指标值:≥90%。"
        out = department(["项目一", "10.00", "10.00", "做好", CODED + second])
        assert column(out, "indicators", "name", "code", "level_code") == [
            ("活动场次", "11", "产出/数量"),
            ("满意度", "31", "满意度/服务对象满意度"),
        ]
        assert column(out, "targets", "horizon", "text") == [
            *(("period", "≥9场"), ("annual", "≥3场")),
            *(("period", "无"), ("annual", "≥90%")),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            f"前言。{CODED}",
            "1、产出指标；活动场次；≥3场",
            f"{CODED}2、1-产出指标；活动场次；年度指标值:3场。",
        ],
        ids=["before", "no codes", "half an item"],
    )
    def test_no_part_of_a_coded_string_is_lost(self, text: str) -> None:
        assert "有一段无法读取" in said(department(["项目一", "10.00", "10.00", "做好", text]))

    def test_words_behind_a_value_stay_with_it(self) -> None:
        out = department(["项目一", "10.00", "10.00", "做好", f"{CODED}另有一项。"])
        assert column(out, "targets", "text") == ["≥9场", "≥3场。另有一项"]
