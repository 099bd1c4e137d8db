"""One project in several documents: which names, bodies and amounts are the plan's, and which are not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from clean_dossier import Tables, clean, put

from analysis import tables
from analysis.views import VIEWS


def mention(read: Tables, kind: str = "target_table", number: int = 1, **values: Any) -> Tables:
    """Change what a document says of a project; a document that does not name it yet is added."""
    rows = tables.records(read["mentions"])
    for row in rows:
        if row["document"] == kind and row["project_no"] == number:
            row.update(values)
            break
    else:
        rows.append({**rows[0], "document": kind, "source": f"{kind}#表1!R{number}C2", **values})
    read["mentions"] = tables.frame("mentions", rows)
    return read


def rows(read: Tables, view: str, home: str = "mentions") -> list[dict[str, Any]]:
    return tables.records(VIEWS[view].build(read, home))


def confirm(read: Tables, sort: str, *names: str) -> Tables:
    said = [{"sort": sort, "group": 1, "name": name, "reason": "已更名"} for name in names]
    return {**read, "aliases": tables.frame("aliases", said)}


def plan(**values: Any) -> Tables:
    read = clean()
    put(read, "projects", 0, **values)
    for kind in ("allocation_plan", "target_table"):
        mention(read, kind, name=tables.records(read["projects"])[0]["name"])
    return read


def test_documents_with_the_same_other_name_are_one_row() -> None:
    read = mention(mention(clean(), name="某某补助"), "execution_table", name="某某补助")
    assert [(row["name"], row["documents"]) for row in rows(read, "other_names")] == [
        ("某某补助", "绩效目标表、预算执行情况表")
    ]
    assert rows(read, "name_wordings") == []


@pytest.mark.parametrize(
    ("planned", "told", "view"),
    [
        ("平台升级（2023年）项目", "平台升级（2022年）项目", "other_names"),
        ("平台升级（二期）", "平台升级（一期）", "other_names"),
        ("平台升级（二期）", "平台升级", "other_names"),
        ("平台升级改造项目", "平台升级改造", "name_wordings"),
        ("平台升级改造（2023年）", "平台升级改造", "name_wordings"),
        ("平台升级改造", "平台升级和改造", "name_wordings"),
        ("“平台升级”（2023年）", "平台升级（2023 年）", ""),
    ],
)
def test_another_name_and_another_wording_are_told_apart(planned: str, told: str, view: str) -> None:
    read = mention(plan(name=planned), name=told)
    assert [name for name in ("other_names", "name_wordings") if rows(read, name)] == ([view] if view else [])


def test_a_confirmed_name_is_the_same() -> None:
    read = mention(clean(), name="某某补助")
    assert rows(confirm(read, "project", "测试项目1", "某某补助"), "other_names") == []
    assert len(rows(confirm(read, "unit", "测试项目1", "某某补助"), "other_names")) == 1


@pytest.mark.parametrize(
    ("applicant", "implementer", "told", "view"),
    [
        ("甲市金融局", "乙公司", "甲市金融工作局", "unit_wordings"),
        ("甲市金融局", "乙公司", "乙公司", ""),
        ("省地方金融监管局", "省地方金融监管局", "广东省地方金融监督管理局（办公室、监管三处）", "unit_wordings"),
        ("丙局", "甲协会、乙研究所", "乙研究所", "unit_wordings"),
        ("丙局", "甲协会、乙研究所", "甲协会、丁公司", "other_units"),
        ("甲市金融局", "乙公司", "戊市金融局", "other_units"),
        (None, "甲市金融局", "乙公司", "other_units"),
    ],
)
def test_bodies_are_held_against_the_applicant_and_the_implementer(
    applicant: str | None, implementer: str, told: str, view: str
) -> None:
    read = mention(plan(applicant=applicant, implementer=implementer), unit_name=told)
    mention(read, "allocation_plan", unit_name=implementer)
    assert [name for name in ("other_units", "unit_wordings") if rows(read, name)] == ([view] if view else [])
    if view == "other_units":
        assert rows(read, view)[0]["plan_units"] == ("one" if applicant is None else "two")


def test_a_confirmed_body_is_the_same() -> None:
    read = mention(plan(applicant="原某局"), unit_name="某管理办公室")
    assert len(rows(read, "other_units")) == 1
    assert rows(confirm(read, "unit", "原某局", "某管理办公室"), "other_units") == []


@pytest.mark.parametrize(
    ("planned", "told", "printed", "differs"),
    [
        ("725.4014", "725.40", "725.40万元", False),
        ("725.4014", "725.4", "725.4万元", False),
        ("725.4014", "725.41", "725.41万元", True),
        ("725.45", "725.4", "725.4万元", False),
        ("725.4501", "725.4", "725.4万元", True),
        # Without decimals an amount is exact.
        ("725.4014", "725", "725万元", True),
        # 0.07亿元 is printed to the hundredth of a 亿.
        ("725.4014", "700", "0.07亿元", False),
        ("725.4014", "725.4", "", True),
    ],
)
def test_amounts_agree_to_the_last_printed_digit(planned: str, told: str, printed: str, differs: bool) -> None:
    read = plan(allocated_wan=Decimal(planned), budget_wan=Decimal(planned))
    mention(mention(read, "allocation_plan", amount_wan=Decimal(planned)), amount_wan=Decimal(told))
    source = next(row["source"] for row in tables.records(read["mentions"]) if row["document"] == "target_table")
    cell = {"table": "mentions", "key": source, "column": "amount_wan", "file": "甲", "part": "表1", "cell": "R2C3"}
    read["cells"] = tables.frame("cells", [cell | {"text": printed}])
    assert bool(rows(read, "amounts")) is differs


def test_an_amount_may_be_the_one_before_or_after_a_withdrawal() -> None:
    read = plan(allocated_wan=Decimal(160), withdrawn_wan=Decimal("66.71"), budget_wan=Decimal("93.29"))
    for amount in ("160", "93.29"):
        mention(mention(read, "allocation_plan", amount_wan=Decimal(amount)), amount_wan=Decimal(amount))
        assert rows(read, "amounts") == []
    assert [row["documents"] for row in rows(mention(read, amount_wan=Decimal(100)), "amounts")] == ["绩效目标表"]


@pytest.mark.parametrize(
    ("one", "other", "body", "found"),
    [
        ("广东省中小企业融资平台运维", "广东省中小企业融资平台运维项目", "测试单位1", True),
        ("中小企业融资平台运维（2023年）", "中小企业融资平台运维（2022年）", "测试单位1", False),
        ("中小企业融资平台运维（一期）", "中小企业融资平台运维（二期）", "测试单位1", False),
        ("中小企业融资平台", "中小企业融资平台运维服务", "测试单位1", False),
        ("广东省中小企业融资平台运维", "广东省中小企业融资平台运维项目", "另一单位", False),
    ],
)
def test_one_project_listed_twice(one: str, other: str, body: str, found: bool) -> None:
    read = clean()
    put(read, "projects", 0, name=one)
    put(read, "projects", 1, name=other, implementer=body)
    assert bool(rows(read, "twice", "projects")) is found
