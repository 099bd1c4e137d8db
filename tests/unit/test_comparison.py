"""Years side by side: every case is a small pair of fund years that a domain reader can check by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from analysis import tables
from analysis.comparison import compare
from analysis.facts.earlier import is_laxer

Read = dict[str, pd.DataFrame]
Rows = list[dict[str, Any]]


def project(no: int, name: str, body: str = "甲单位", amount: str = "100") -> dict[str, Any]:
    money = {"allocated_wan": amount, "withdrawn_wan": "0", "budget_wan": amount}
    return {"no": no, "name": name, "implementer": body, **money, "source": f"分配方案.docx#表1!R{no + 1}C2"}


def year(projects: Rows, indicators: Rows = (), claims: Rows = (), results: Rows = (), aliases: Rows = ()) -> Read:  # type: ignore[assignment]
    """Build a year; an indicator is (id, project or None, name, target text, value, unit, actual value or None)."""
    rows: dict[str, Rows] = {"projects": projects, "indicators": [], "targets": [], "actuals": []}
    for ident, no, name, text, value, unit, actual in indicators:
        levels = {
            "level1": "产出",
            "level2": "数量",
            "level_code": "产出/数量",
            "scope": "fund" if no is None else "project",
        }
        place = f"绩效目标表.docx#表{no or 9}!R{ident[-1]}C"
        rows["indicators"].append(
            {"indicator_id": ident, "project_no": no, "name": name, **levels, "source": f"{place}3"}
        )
        reading = {"kind": "quantity" if value else "qualitative", "unit": unit, "cumulative": "累计" in text}
        comparator = "<=" if "不超过" in text else ">="
        target = {"indicator_id": ident, "horizon": "annual", "horizon_label": "年度目标", "text": text, "value": value}
        rows["targets"].append({**target, **reading, "comparator": comparator, "source": f"{place}5"})
        if actual is not None:
            told = {"indicator_id": ident, "as_of": "2023-12-31", "text": f"{actual}{unit or ''}", "value": actual}
            rows["actuals"].append(
                {**told, **reading, "comparator": "unstated", "source": f"自评表.xlsx#表!F{ident[-1]}"}
            )
    rows |= {"claims": list(claims), "results": list(results), "aliases": list(aliases)}
    return {name: tables.frame(name, records) for name, records in rows.items()}


def claim(no: int, subject: str, value: str, unit: str, horizon: str | None = "annual") -> dict[str, Any]:
    text = f"{subject}{value}{unit}"
    reading = {"kind": "quantity", "comparator": "unstated", "value": value, "unit": unit, "cumulative": False}
    place = {"document": "allocation_plan", "field": "主要绩效目标", "horizon": horizon, "position": 1}
    return {"project_no": no, "subject": subject, "text": text, **reading, **place, "source": "分配方案.docx#表1!R2C6"}


def result(no: int, item: str, value: str, unit: str) -> dict[str, Any]:
    reading = {"kind": "quantity", "comparator": "unstated", "value": value, "unit": unit}
    return {"project_no": no, "item": item, "text": f"{value}{unit}", **reading, "source": "自评表.xlsx#其他!D3"}


def rows(series: pd.DataFrame, *sorts: str) -> Rows:
    return [row for row in tables.records(series) if row["sort"] in sorts]


def one(series: pd.DataFrame, sort: str) -> dict[str, Any]:
    found = rows(series, sort)
    assert len(found) == 1, found
    return found[0]


PLATFORM = project(1, "融资平台运维项目")
OLD = project(4, "融资平台运维项目", amount="80")
TRAINED = ("P01-01", 1, "培训企业数量", "不少于50家", "50", "家", None)


def test_a_figure_stands_beside_what_was_set_and_reached() -> None:
    before = year([OLD], [("P04-07", 4, "培训企业数量", "不少于40家", "40", "家", "80")])
    row = one(compare(year([PLATFORM], [TRAINED]), {2023: before}), "indicator")
    assert (row["target_value"], row["earlier_target_value"], row["earlier_actual_value"]) == (50, 40, 80)
    assert (row["of_target"], row["of_actual"], row["difference"]) == (Decimal("1.25"), Decimal("0.625"), -30)
    assert (row["amount_wan"], row["earlier_amount_wan"]) == (100, 80)
    assert (row["matched_by"], row["likeness"]) == ("name", 1)
    assert row["source"] == "绩效目标表.docx#表1!R1C5"
    assert row["earlier_source"] == "2023/绩效目标表.docx#表4!R7C3"
    assert row["earlier_actual_source"] == "2023/自评表.xlsx#表!F7"


def test_for_a_ceiling_a_higher_figure_is_laxer() -> None:
    own = year([PLATFORM], [("P01-01", 1, "平均响应时间", "不超过40分钟", "40", "分钟", None)])
    before = year([OLD], [("P04-01", 4, "平均响应时间", "不超过60分钟", "60", "分钟", "20")])
    row = one(compare(own, {2023: before}), "indicator")
    assert (row["of_target"], row["of_actual"], row["difference"]) == (Decimal("1.5"), Decimal("0.5"), 20)
    assert is_laxer(row), "40 minutes are allowed where 20 were reached"
    strict = year([PLATFORM], [("P01-01", 1, "平均响应时间", "不超过10分钟", "10", "分钟", None)])
    assert not is_laxer(one(compare(strict, {2023: before}), "indicator"))


def test_the_funds_indicator_of_the_same_figure_lends_name_and_result() -> None:
    own = year([PLATFORM], [("P01-01", 1, "合作规模", "不低于160亿元", "16000000000", "元", None)])
    indicators = [
        ("P04-01", 4, "再担保业务量", "不低于135亿元", "13500000000", "元", None),
        ("F-01", None, "合作规模总量（亿元）", "≥135", "13500000000", "元", "24776000000"),
        ("F-02", None, "合作规模", "≥4", "400000000", "元", "586000000"),
    ]
    row = one(compare(own, {2023: year([OLD], indicators)}), "indicator")
    assert (row["earlier_item"], row["earlier_actual_name"]) == ("P04-01", "合作规模总量（亿元）")
    assert row["earlier_actual_value"] == Decimal("24776000000")


def test_a_promise_without_an_indicator_is_held_against_a_reported_result() -> None:
    own = year([PLATFORM], claims=[claim(1, "撮合授信", "1400000000", "元")])
    before = year([OLD], results=[result(4, "新增撮合融资授信金额", "3000000000", "元")])
    row = one(compare(own, {2023: before}), "claim")
    assert (row["of_target"], row["earlier_actual_value"]) == (None, Decimal("3000000000"))
    assert row["of_actual"] == Decimal("0.466666666667")


def test_a_promise_that_an_indicator_was_made_of_is_no_second_row() -> None:
    own = year([PLATFORM], [TRAINED], [claim(1, "培训企业", "50", "家"), claim(1, "培训企业", "50", "家", None)])
    before = year([OLD], [("P04-01", 4, "培训企业", "40家", "40", "家", None)])
    assert [row["item"] for row in rows(compare(own, {2023: before}), "indicator", "claim")] == ["P01-01"]


def test_a_promise_for_the_whole_period_is_none_for_the_year() -> None:
    own = year([PLATFORM], [TRAINED], [claim(1, "担保贷款", "250000000", "元", None)])
    period = tables.records(own["targets"])[0] | {"horizon": "period", "value": "250000000", "unit": "元"}
    own["targets"] = tables.frame("targets", [*tables.records(own["targets"]), period])
    before = year([OLD], claims=[claim(4, "担保贷款", "300000000", "元")])
    assert rows(compare(own, {2023: before}), "claim") == []


@pytest.mark.parametrize(
    ("name", "unit", "text"),
    [
        ("培训企业数量", "家", "累计不少于90家"),  # counted from the beginning on
        ("媒体报道次数", "家", "不少于90家"),  # another thing
    ],
)
def test_what_counts_something_else_is_not_put_together(name: str, unit: str, text: str) -> None:
    before = year([OLD], [("P04-01", 4, name, text, "90", unit, None)])
    assert rows(compare(year([PLATFORM], [TRAINED]), {2023: before}), "indicator") == []


def test_another_unit_is_told_and_not_compared() -> None:
    before = year([OLD], [("P04-01", 4, "培训企业数量", "90人次", "90", "人次", "95")])
    row = one(compare(year([PLATFORM], [TRAINED]), {2023: before}), "indicator")
    assert (row["unit"], row["earlier_unit"], row["of_target"], row["of_actual"]) == ("家", "人次", None, None)


def test_one_body_may_go_on_with_a_thing_in_a_project_of_another_name() -> None:
    aim = ("P01-01", 1, "新增融资交易额（亿元）", "200亿元", "20000000000", "元", None)
    before = [("P02-01", 2, "新增各类融资交易", "突破200亿元", "20000000000", "元", "45121000000")]
    same = year([project(2, "特色板块建设", "股权交易中心")], before)
    other = year([project(2, "特色板块建设", "另一单位")], before)
    own = year([project(1, "集中托管平台", "股权交易中心")], [aim])
    row = one(compare(own, {2023: same}), "indicator")
    assert (row["earlier_project_no"], row["earlier_amount_wan"]) == (2, None)
    assert rows(compare(own, {2023: other}), "indicator", "project") == []


def test_projects_only_somewhat_alike_need_a_common_thing() -> None:
    name = "省监管局普惠小微融资服务平台运维运营及信创改造"
    own = year([project(1, name)], claims=[claim(1, "撮合授信", "14", "亿")])
    before = [project(4, "广东省普惠小微融资服务平台")]
    supported = year(before, claims=[claim(4, "撮合授信", "10", "亿")])
    assert one(compare(own, {2023: supported}), "project")["matched_by"] == "likeness"
    assert rows(compare(own, {2023: year(before, claims=[claim(4, "宣传推广", "10", "场")])}), "project") == []


def test_a_confirmed_alias_goes_before_likeness() -> None:
    aliases = [
        {"sort": "project", "group": 1, "name": "融资平台运维项目"},
        {"sort": "project", "group": 1, "name": "粤信融"},
    ]
    before = year([project(2, "粤信融"), project(3, "融资平台运维服务项目")])
    row = one(compare(year([PLATFORM], aliases=aliases), {2023: before}), "project")
    assert (row["earlier_name"], row["matched_by"]) == ("粤信融", "alias")


def test_a_body_that_applied_before_is_no_new_body() -> None:
    earlier = project(4, "融资平台运维项目", "承办公司") | {"applicant": "甲单位"}
    assert one(compare(year([PLATFORM]), {2023: year([earlier])}), "project")["earlier_body"] == "甲单位"
    other = project(4, "融资平台运维项目", "承办公司")
    assert one(compare(year([PLATFORM]), {2023: year([other])}), "project")["earlier_body"] == "承办公司"


def test_a_name_that_changes_every_year_is_followed() -> None:
    own = year([PLATFORM], [("P01-01", 1, "新增融资交易额", "300亿元", "300", "亿", None)])
    middle = year([OLD], [("P04-01", 4, "新增各类融资交易", "200亿元", "200", "亿", None)])
    first = year([OLD], [("P04-01", 4, "各类融资", "100亿元", "100", "亿", None)])
    found = rows(compare(own, {2022: first, 2023: middle}), "indicator")
    assert [(row["earlier_year"], row["earlier_target_value"]) for row in found] == [(2023, 200), (2022, 100)]


def test_an_indicator_that_is_gone_is_listed_where_others_are_filed() -> None:
    gone = [("P04-01", 4, "接入机构家数", "1500家", "1500", "家", "1300")]
    row = one(compare(year([PLATFORM], [TRAINED]), {2023: year([OLD], gone)}), "dropped")
    assert (row["item"], row["earlier_target_value"], row["earlier_actual_value"]) == ("P01/P04-01", 1500, 1300)
    assert rows(compare(year([PLATFORM]), {2023: year([OLD], gone)}), "dropped") == []


def test_a_year_that_could_not_be_read_is_told() -> None:
    row = one(compare(year([PLATFORM]), {}, {2022: "缺少文件"}), "unread")
    assert (row["earlier_year"], row["note"], row["source"]) == (2022, "缺少文件", "2022/MANIFEST.yaml")


def test_years_without_anything_give_an_empty_table() -> None:
    assert compare({}, {2023: {}}).empty
    assert compare(year([PLATFORM], [TRAINED]), {}).empty


def test_the_key_is_unique_and_the_order_is_kept() -> None:
    many = [(f"P01-{n}", 1, f"指标{name}", "不少于9家", "9", "家", None) for n, name in enumerate("甲乙丙丁", start=1)]
    own = year([PLATFORM], many)
    before = year([OLD], [(ident.replace("P01", "P04"), 4, *rest) for ident, _, *rest in reversed(many)])
    series = compare(own, {2023: before, 2022: before})
    assert not series.duplicated(["sort", "item", "earlier_year"]).any()
    items = [row["item"] for row in rows(series, "indicator")]
    assert items == ["P01-1", "P01-2", "P01-3", "P01-4"] * 2
    pd.testing.assert_frame_equal(series, compare(own, {2022: before, 2023: before}))
