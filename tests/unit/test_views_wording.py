"""Wording and dates of indicators: what a reviewer would mark, and what looks like it and is right."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import expressions, tables
from analysis.views import VIEWS
from analysis.views.moments import moments, outside

LABELS = {"stage": "阶段目标", "annual": "年度目标", "period": "总体目标（2025年）"}
YEAR = 2023

Targets = dict[str, str]


def dossier(
    name: str, targets: Targets, code: str = "效益/社会效益", project: str = "测试项目", year: int | None = YEAR
) -> dict[str, pd.DataFrame]:
    """Return the tables of one indicator, its targets read as the reader does."""
    indicator = {
        "indicator_id": "P01-01",
        "scope": "project",
        "project_no": 1,
        "name": name,
        "source": "表.docx#表1!R2C2",
    }
    indicator |= {"level1": code.split("/")[0], "level2": code.split("/")[1], "level_code": code}
    known = set(tables.dictionary()["targets"].columns) & set(expressions.COLUMNS)
    rows = []
    for place, (horizon, text) in enumerate(targets.items()):
        read = expressions.read_one(text, name)
        values = {column: getattr(read, column) for column in sorted(known)}
        values = {column: None if value == "" else value for column, value in values.items()}
        target = {"indicator_id": "P01-01", "horizon": horizon, "horizon_label": LABELS[horizon], "text": text}
        rows.append(target | values | {"source": f"表.docx#表1!R2C{place + 3}"})
    document = {"file": "表.docx", "kind": "target_table", "title": "目标表", "status": "测试", "sha256": "0" * 64}
    return {
        "indicators": tables.frame("indicators", [indicator]),
        "targets": tables.frame("targets", rows),
        "projects": tables.frame("projects", [{"no": 1, "name": project, "source": "表.docx#表1!R1C1"}]),
        "documents": tables.frame("documents", [document | {"fund_year": year}]),
    }


def faults(view: str, read: dict[str, pd.DataFrame], home: str = "targets") -> list[str]:
    return VIEWS[view].build(read, home)["fault"].tolist()


def only(annual: str) -> Targets:
    return {"annual": annual}


#: name, targets, the fault that is told or none.
SINGLE: tuple[tuple[str, Targets, str], ...] = (
    ("接入机构数量提升至1200家以上", only("2500家"), "name_figure"),
    ("接入机构数量提升至1200家以上", only("1200家"), ""),
    ("举办活动（含路演）不少于50场", {"stage": "20", "annual": "50"}, ""),
    ("举办活动（含路演）不少于50场", only("60"), "name_figure"),
    ("单户担保金额500万元及以下的占比", only("不低于50%"), ""),
    ("平台建设二期", only("1"), ""),
    ("走访企业（家次）", only("150家"), "other_unit"),
    ("举办活动（场）", only("10次"), ""),
    ("补助标准（元/人）", only("500元"), ""),
    ("补助标准（元/株）", only("≤28.40/株"), ""),
    ("贷款规模（亿元）", only("6000万元"), "other_scale"),
    ("贷款规模（亿元）", only("0.6亿元"), ""),
    ("贷款规模（亿元）", only("0.6"), ""),
    ("监测企业（家）", only("1万家"), ""),
    ("扶持企业数量", only("80%"), "other_dimension"),
    ("扶持企业数量", only("比上年增长10%"), ""),
    ("扶持企业覆盖率", only("500家"), "other_dimension"),
    ("项目评审效率", only("30个/天"), ""),
    ("识别模型数量", only("不少于8家"), "noun_unit"),
    ("识别模型数量", only("不少于8个"), ""),
    ("慰问活动", only("慰问30人"), ""),
    ("有效投诉次数", only("不少于2次"), "floor_for_ceiling"),
    ("有效投诉次数", only("不超过2次"), ""),
    ("受理投诉数量", only("不少于50件"), ""),
    ("事故应急演练次数", only("不少于2次"), ""),
    ("一般安全事件处理时间", only("不少于30分钟"), "floor_for_ceiling"),
    ("系统正常运行时间", only("不少于300天"), ""),
    ("学员满意度", only("不超过90%"), "ceiling_for_floor"),
    ("学员满意度", only("不低于90%"), ""),
    ("培训覆盖率", only("≤100%"), "capped_by_nature"),
    ("贷款增长率", only("≤100%"), ""),
    ("培训覆盖率", only("不低于105%"), "out_of_reach"),
    ("资金放大率", only("不低于105%"), ""),
    ("服务企业", only("2.5家"), "fraction"),
    ("平均每户走访次数", only("2.5次"), ""),
    ("服务企业", only("2.5万家"), ""),
)


@pytest.mark.parametrize(("name", "targets", "fault"), SINGLE)
def test_a_name_against_its_targets(name: str, targets: Targets, fault: str) -> None:
    assert faults("target_wording", dossier(name, targets)) == ([fault] if fault else [])


def test_a_floor_under_an_amount_of_cost_is_told_in_the_classes_of_cost_alone() -> None:
    targets = {"stage": "大于等于165万元", "annual": "330万元"}
    assert faults("target_wording", dossier("项目总费用", targets, "产出/成本")) == ["floor_for_ceiling"]
    assert faults("target_wording", dossier("带动投资", targets)) == []
    assert faults("target_wording", dossier("成本节约", targets, "产出/成本")) == []


def test_horizons_that_share_a_fault_make_one_row_and_are_cited_together() -> None:
    found = VIEWS["target_wording"].build(dossier("扶持企业数量", {"stage": "5%", "annual": "5%"}), "targets")
    assert found["stated"].tolist() == ["年度目标、阶段目标“5%”"]


ORDER: tuple[tuple[str, Targets, list[str]], ...] = (
    ("服务企业", {"annual": "不少于10家", "period": "不少于8家"}, ["above_period"]),
    ("服务企业", {"annual": "不少于10家", "period": "不少于30家"}, []),
    ("安全事故", {"annual": "5起", "period": "4起"}, []),
    ("单位能耗", {"annual": "5%", "period": "4%"}, []),
    ("有效投诉", {"stage": "不超过3次", "annual": "不超过2次"}, ["looser"]),
    ("响应时间", {"stage": "不超过60分钟", "annual": "不超过30分钟"}, []),
    ("举办活动", {"stage": "不少于10场", "annual": "不少于10场"}, ["flat"]),
    ("建成大厅", {"stage": "1个", "annual": "1个"}, []),
    ("入驻机构", {"stage": "80家", "annual": "80家"}, []),
    ("覆盖率", {"stage": "80%", "annual": "80%"}, []),
    # The period is the year itself unless some other target grows behind the year.
    ("举办活动", {"annual": "不少于10场", "period": "不少于10场"}, []),
)


@pytest.mark.parametrize(("name", "targets", "found"), ORDER)
def test_the_order_of_horizons(name: str, targets: Targets, found: list[str]) -> None:
    assert faults("target_order", dossier(name, targets)) == found


SETS: tuple[tuple[str, str, str, str], ...] = (
    ("提升金融招商能力", "金融招商能力提升", "效益/社会效益", "repeating"),
    ("平台建设", "平台上线", "效益/社会效益", ""),
    ("项目完成情况", "完成", "效益/社会效益", ""),
    ("控制在预算成本内", "控制在预算内", "产出/成本", ""),
    ("灾害防治能力", "不断提高", "效益/社会效益", "vague"),
    ("灾害防治能力", "提高到行业平均水平以上，通过验收", "效益/社会效益", ""),
    ("碳排放", "降低流通过程中的碳排放", "效益/生态效益", "vague"),
    ("路演", "1-2场（视场地建设进度）", "产出/数量", "unbinding"),
    ("电视播放情况", "重视情况反馈，播放30次", "产出/数量", ""),
    ("争取上级资金", "争取上级资金5000万元", "效益/经济效益", ""),
    ("报告字数", "8-10万字", "产出/质量", ""),
    ("成本可控", "支出100%", "产出/成本", "spending"),
    ("成本可控", "支出不超过100%", "产出/成本", ""),
)


@pytest.mark.parametrize(("name", "text", "code", "fault"), SETS)
def test_weak_targets(name: str, text: str, code: str, fault: str) -> None:
    assert faults("target_sets", dossier(name, only(text), code)) == ([fault] if fault else [])


NAMES: tuple[tuple[str, str, str, str], ...] = (
    ("验收合格率", "100%", "产出/数量", "misfit"),
    ("验收合格率", "100%", "产出/质量", ""),
    ("日常运维人数（人）", "5人", "产出/质量", "misfit"),
    ("系统使用覆盖率", "90%", "效益/经济效益", "misfit"),
    ("服务企业数量", "50家", "满意度/服务对象满意度", "misfit"),
    ("有效投诉数量", "2次", "满意度/服务对象满意度", ""),
    ("参保率、退费率", "90%", "效益/社会效益", "compound"),
    ("研讨、论坛等活动次数", "30次", "产出/数量", ""),
    ("单户1,000万元以下、费率1%以下的融资担保业务", "4亿元", "效益/经济效益", ""),
    ("资金到位率及时率", "100%", "效益/社会效益", ""),
    ("保理公司公司检查", "5家", "产出/数量", "doubled"),
    ("人工智能智能终端", "5个", "产出/数量", ""),
)


@pytest.mark.parametrize(("name", "text", "code", "fault"), NAMES)
def test_names_and_classes(name: str, text: str, code: str, fault: str) -> None:
    assert faults("indicator_sets", dossier(name, only(text), code), "indicators") == ([fault] if fault else [])


def test_a_compound_name_tells_what_its_target_leaves_out() -> None:
    read = dossier("投融资额、交易额", only("投融资额达到1亿元"))
    items = VIEWS["indicator_sets"].build(read, "indicators")["items"][0]
    assert "含2项内容：“投融资额”、“交易额”" in items
    assert "只有1个数值" in items


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("活动服务人次（家）", 1),
        ("贷款增速（亿元）", 1),
        ("服务企业数量（家）", 0),
        ("培训人次（人次）", 0),
        ("周转率（次）", 0),
    ],
)
def test_a_name_against_its_own_unit(name: str, found: int) -> None:
    assert len(faults("indicator_units", dossier(name, only("5")), "indicators")) == found


DATES: tuple[tuple[Targets, str], ...] = (
    ({"annual": "2021年12月前投入运行"}, "year"),
    ({"annual": "2023年12月前投入运行"}, ""),
    ({"annual": "2021年12月31日"}, "year"),
    ({"annual": "较2021年增长10%"}, ""),
    ({"annual": "支付2022年12月尾款"}, ""),
    ({"annual": "2022年度奖励全部兑现"}, ""),
    ({"annual": "2022年新增企业800家"}, "year"),
    ({"annual": "落实《2021—2022年规划》"}, ""),
    ({"annual": "2022年5月开工，2023年10月完工"}, ""),
    ({"annual": "2022—2024年完成"}, ""),
    ({"annual": "为2024年全面推广做好准备"}, ""),
    ({"period": "2025年底前完成"}, ""),
    ({"period": "2026年底前完成"}, "year"),
    ({"stage": "上半年完成采购；10月上线运营"}, "late_stage"),
    ({"stage": "6月底前上线运营"}, ""),
    ({"stage": "为10月上线做准备"}, ""),
    ({"stage": "每年12月发放"}, ""),
    ({"stage": "5月底前试运行", "annual": "4月底前正式运行"}, "order"),
    ({"annual": "9月完成采购；6月完成立项"}, ""),
    ({"annual": "6月完成采购；9月完成立项"}, "order"),
)


@pytest.mark.parametrize(("targets", "fault"), DATES)
def test_dates_of_targets(monkeypatch: pytest.MonkeyPatch, targets: Targets, fault: str) -> None:
    monkeypatch.setitem(LABELS, "stage", "阶段目标（6月底前）")
    assert faults("target_dates", dossier("完成时间", targets)) == ([fault] if fault else [])


def test_nothing_is_told_of_dates_where_the_fund_year_is_unknown() -> None:
    read = dossier("2021年新增机构", only("2021年12月前"), project="项目（2021年）", year=None)
    homes = {
        "target_dates": "targets",
        "text_dates": "projects",
        "name_dates": "projects",
        "document_dates": "documents",
    }
    assert [name for name, home in homes.items() if faults(name, read, home)] == []


def test_a_year_in_the_projects_own_name_is_told_at_the_name_alone() -> None:
    read = dossier("完成时间", only("2021年12月前"), project="安全服务（2021年）")
    assert faults("target_dates", read) == []
    assert faults("name_dates", read, "projects") == ["year"]
    assert faults("name_dates", dossier("完成时间", only("12月前"), project="保险（2022-2024年）"), "projects") == []


def test_the_end_of_a_stage_comes_from_the_objective_where_the_column_does_not_tell() -> None:
    read = dossier("完成时间", {"stage": "10月上线运营"})
    assert faults("target_dates", read) == []
    objective = {
        "project_no": 1,
        "horizon": "stage",
        "horizon_label": "阶段目标（6月底前）",
        "source": "表.docx#表1!R1C2",
    }
    read["objectives"] = tables.frame("objectives", [objective])
    found = VIEWS["target_dates"].build(read, "targets")
    assert found[["fault", "printed", "limit"]].to_numpy().tolist() == [["late_stage", "10月", "6月30日"]]


def _document(**values: Any) -> dict[str, pd.DataFrame]:
    record = {"file": "表.docx", "kind": "target_table", "title": "目标表", "status": "测试", "sha256": "0" * 64}
    return {"documents": tables.frame("documents", [record | {"fund_year": YEAR} | values])}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"title": "2022年绩效目标表"}, ["title"]),
        ({"title": "2022—2023年绩效目标表"}, []),
        ({"date": "2024-01-05"}, ["late_plan"]),
        ({"date": "2022-12-20"}, []),
        ({"kind": "fund_self_evaluation", "date": "2024-05-25"}, []),
        ({"kind": "fund_self_evaluation", "date": "2022-05-25"}, ["early_result"]),
    ],
)
def test_dates_of_documents(values: dict[str, Any], found: list[str]) -> None:
    assert faults("document_dates", _document(**values), "documents") == found


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("一期2023年8月10日、二期2023年11月13日通过验收", ["2023年8月10日", "2023年11月13日"]),
        ("第一季度立项，年底前完成", ["第一季度", "年底前"]),
        ("24小时内处理，3个月内整改", []),
        ("次年3月决算，去年12月立项", []),
        ("财预〔2020〕10号、《2021年计划》", []),
        ("10-12月推广", ["10-12月"]),
    ],
)
def test_dates_in_running_text(text: str, printed: list[str]) -> None:
    assert [moment.printed for moment in moments(text)] == printed


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="年月日号季度底末前后2023019-—~至上下半第一二，。；（）〔〕《》为较", max_size=30))
def test_no_text_breaks_the_search_for_dates(text: str) -> None:
    for moment in moments(text):
        assert moment.printed
        moment.begins(YEAR)
        moment.ends(YEAR)
        outside(moment, YEAR, YEAR)
