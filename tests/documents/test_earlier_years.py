"""The funds' own years held against each other, and what becomes of a year that cannot be read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from analysis import pipeline, processed, provenance, tables
from analysis.paths import FundYearPaths, Project

#: Every finding against earlier years, by fund year: code, row of the finding's table, figure found.
FOUND = {
    2022: [],
    2023: [
        ("PRJ-41", "5", "196.00万元"),
        ("SER-22", "indicator|F-17|2022", "2亿元"),
        ("SER-22", "indicator|P06-01|2022", "1,500家"),
        ("PRJ-40", "2", "广东省融资再担保有限责任公司"),
        ("PRJ-40", "5", "省委金融办"),
        ("SER-23", "indicator|P08-02|2022", "1项"),
    ],
    2024: [
        ("PRJ-41", "8", "370.00万元"),
        ("SER-20", "claim|C-028|2023", "14亿元"),
        ("SER-20", "indicator|P03-08|2023", "200亿元"),
        ("SER-20", "indicator|P04-05|2023", "160亿元"),
        ("SER-20", "indicator|P04-06|2023", "13,000户次"),
        ("SER-22", "claim|C-038|2023", "650,000家"),
        ("PRJ-40", "6", "省地方金融管理局"),
        ("SER-23", "claim|C-016|2023", "2项"),
    ],
}


def checked(paths: FundYearPaths) -> dict[str, pd.DataFrame]:
    return pipeline.check(paths, pipeline.read(paths))


def found(computed: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    return [row for row in tables.records(computed["findings"]) if row["family"] == "series"]


@pytest.mark.parametrize("year", FOUND)
def test_findings_against_earlier_years(project: Project, year: int) -> None:
    told = found(checked(project.fund_year("gd-finance", year)))
    assert sorted((row["code"], row["key"], row["found"]) for row in told) == sorted(FOUND[year])


def test_the_figures_and_places_of_both_years_are_named(project: Project) -> None:
    said = {row["key"]: row["message"] for row in found(checked(project.fund_year("gd-finance", 2024)))}
    words = {
        "indicator|P04-05|2023": (
            *("160亿元", "低于2023年已实际完成的247.76亿元", "64.6%", "2023年目标135亿元；2022年目标120亿元"),
            *("2023年度 项目绩效自评表.xlsx “项目绩效自评表”表 G9", "项目金额2023年1,189.84万元，本年725.40万元"),
        ),
        "claim|C-028|2023": ("14亿元", "“约30亿元”", "2023年目标2亿元；2022年目标10亿元", "F19"),
        "claim|C-038|2023": ("650,000家", "730,000家", "2022年目标650,000家", "335.64万元，本年370.00万元"),
        "8": ("本年安排370.00万元", "2023年已以同一名称安排335.64万元", "2023年度 分配方案.docx 表1 第11行", "项目10"),
    }
    lacking = {key: [word for word in those if word not in said[key]] for key, those in words.items()}
    assert not any(lacking.values()), lacking


def test_the_series_holds_every_earlier_year_newest_first(project: Project) -> None:
    series = checked(project.fund_year("gd-finance", 2024))["series"]
    assert list(dict.fromkeys(series["earlier_year"])) == [2023, 2022]
    scale = series[series["item"].eq("P04-05")].set_index("earlier_year")
    assert list(scale["earlier_target_value"]) == [Decimal("13500000000"), Decimal("12000000000")]
    assert list(scale["earlier_amount_wan"]) == [Decimal("1189.84"), Decimal("1361.468")]
    assert scale["earlier_actual_value"].iloc[0] == Decimal("24776000000")
    assert not series.duplicated(["sort", "item", "earlier_year"]).any()


def test_a_fund_without_earlier_years_has_no_series(project: Project) -> None:
    computed = checked(project.fund_year("gzkfq-finance", 2024))
    assert computed["series"].empty
    assert found(computed) == []


def test_a_year_that_cannot_be_read_is_told_and_stops_nothing(project: Project) -> None:
    broken = project.fund_year("gd-finance", 2022)
    plan = next(broken.raw.glob("*分配方案.docx"))
    plan.write_bytes(b"not a document")
    computed = checked(project.fund_year("gd-finance", 2023))
    told = [row for row in found(computed) if row["code"] == "SER-27"]
    assert len(told) == 1
    assert told[0]["message"].startswith("2022年的文件不能读取，本年没有与该年比较：")
    assert plan.name in told[0]["message"]
    assert list(computed["series"]["sort"]) == ["unread"]
    assert len(computed["scores"]) > 0


def test_a_folder_without_a_manifest_is_no_year(project: Project) -> None:
    project.fund_year("gd-finance", 2022).manifest.unlink()
    assert checked(project.fund_year("gd-finance", 2023))["series"].empty


def test_reading_an_earlier_year_compares_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(pipeline, "compare", lambda own, *_: compared.append(own) or tables.frame("series", []))
    checked(project.fund_year("gd-finance", 2024))
    assert len(compared) == 1
    assert not (project.fund_year("gd-finance", 2023).processed / "series.csv").exists()


def test_a_change_of_an_earlier_year_is_noticed(project: Project) -> None:
    paths = project.fund_year("gd-finance", 2024)
    manifest = provenance.load_manifest(paths)
    before, before_read = (processed.inputs(paths, manifest, stage) for stage in ("computed", "read"))
    document = next(project.fund_year("gd-finance", 2023).raw.glob("*.docx"))
    document.write_bytes(document.read_bytes() + b"\0")
    after = processed.inputs(paths, manifest, "computed")
    assert {name for name in after if after[name] != before.get(name)} == {f"earlier/2023/{document.name}"}
    assert processed.inputs(paths, manifest, "read") == before_read
    assert {"earlier/2022/MANIFEST.yaml", "earlier/2023/MANIFEST.yaml"} <= set(before)
