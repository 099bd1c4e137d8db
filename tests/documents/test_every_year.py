"""Every document in data/raw becomes exactly these rows: compared with small CSV files that a person can read.

After a deliberate change, run this file with JIXIAO_GOLDEN=write and review the difference.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from analysis import tables
from analysis.documents import dossier
from analysis.paths import Project
from analysis.reconcile import reconcile

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
PLANNED = ("projects", "mentions", "objectives", "claims", "indicators", "targets", "declared", "remarks")
YEARS: dict[tuple[str, int], tuple[str, ...]] = {
    ("gd-finance", 2022): ("policy_tasks", *PLANNED, "vacancies", "reconciliation"),
    ("gd-finance", 2024): (*PLANNED, "vacancies", "reconciliation"),
    ("gzkfq-finance", 2024): (*PLANNED, "funds", "reconciliation"),
}
#: What a person counts in the documents: projects, indicators with a name, rows of a class without one.
COUNTS = {
    ("gd-finance", 2022): (9, 87, 11),
    ("gd-finance", 2023): (13, 21 + 32, 0),
    ("gd-finance", 2024): (11, 53, 4),
    ("gzkfq-finance", 2024): (13, 53, 0),
}

Read = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def read(root: Path) -> dict[tuple[str, int], Read]:
    project = Project(root)
    found = {year: dict(dossier.read(project.fund_year(*year)).tables) for year in COUNTS}
    for each in found.values():
        each["reconciliation"] = reconcile(each)
    return found


@pytest.mark.parametrize(("year", "name"), [(year, name) for year, names in YEARS.items() for name in names], ids=str)
def test_rows(read: dict[tuple[str, int], Read], year: tuple[str, int], name: str, tmp_path: Path) -> None:
    written = tmp_path / f"{name}.csv"
    tables.write_csv(read[year][name], written)
    expected = GOLDEN / f"{year[0]}-{year[1]}" / f"{name}.csv"
    if os.environ.get("JIXIAO_GOLDEN") == "write":
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_bytes(written.read_bytes())
    assert written.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("year", COUNTS, ids=str)
def test_counts_that_a_person_can_check(read: dict[tuple[str, int], Read], year: tuple[str, int]) -> None:
    found = read[year]
    projects, named, vacant = COUNTS[year]
    assert len(found["projects"]) == projects
    assert len(found["indicators"]) == named
    assert len(found["vacancies"]) == vacant
    assert found["indicators"]["level_code"].notna().all()
    assert not found["targets"].duplicated(["indicator_id", "horizon"]).any()


@pytest.mark.parametrize("year", COUNTS, ids=str)
def test_every_value_of_every_table_knows_its_cell(read: dict[tuple[str, int], Read], year: tuple[str, int]) -> None:
    cells = read[year]["cells"]
    places = {f"{f}#{p}!{c}" for f, p, c in zip(cells["file"], cells["part"], cells["cell"], strict=True)}
    known = set(zip(cells["table"], cells["key"], cells["column"], strict=True))
    checked = 0
    for name, spec in tables.dictionary().items():
        if spec.stage != "read" or "source" not in spec.columns or name not in read[year]:
            continue
        for record in tables.records(read[year][name]):
            assert record["source"] in places
            # A figure that nothing was added to, such as nothing withdrawn, stands in no cell.
            decimals = [c for c, s in spec.columns.items() if s.type == "decimal" and record[c]]
            unread = {"value", "upper"} if name in ("claims", "targets", "actuals", "results") else set()
            for column in set(decimals) - unread:
                assert (name, tables.row_key(name, record), column) in known, (name, record)
                checked += 1
    assert checked >= 9


def test_totals_are_kept_as_declared(read: dict[tuple[str, int], Read]) -> None:
    declared = read["gd-finance", 2022]["declared"].set_index("concept")
    assert declared.loc["applied_total", "value"] == Decimal(6908)
    assert declared.loc["plan_total", "value"] == Decimal(4590)
    apart = read["gd-finance", 2022]["reconciliation"].set_index(["concept", "basis"])
    assert apart.loc[("applied_total", "各项目申报金额之和"), "computed"] == Decimal("6673.48")
    assert apart.loc[("plan_total", "各项目分配金额之和"), "difference"] == 0
    assert set(apart.loc["task_total", "difference"]) == {0}


def test_a_header_typed_again_is_no_project(read: dict[tuple[str, int], Read]) -> None:
    assert list(read["gd-finance", 2022]["projects"]["no"]) == list(range(1, 10))


def test_levels_that_run_on_are_inherited_and_flagged(read: dict[tuple[str, int], Read]) -> None:
    rows = read["gd-finance", 2022]["indicators"].set_index("indicator_id")
    first, second = rows.loc["P02-05"], rows.loc["P02-09"]
    assert (first["level1"], first["level1_inherited"], first["level2_inherited"]) == ("产出指标", True, False)
    assert (second["level2"], second["level_code"], bool(second["level2_inherited"])) == (
        "社会效益",
        "效益/社会效益",
        False,
    )
    # 经济效益 below 产出指标: the class follows the second level, the printed words stay.
    misplaced = read["gd-finance", 2024]["indicators"].set_index("indicator_id").loc["P03-08"]
    assert (misplaced["level1"], misplaced["level2"], misplaced["level_code"]) == (
        "产出指标",
        "经济效益",
        "效益/经济效益",
    )


def test_rows_without_an_indicator_are_kept_and_marked(read: dict[tuple[str, int], Read]) -> None:
    vacant = tables.records(read["gd-finance", 2022]["vacancies"])
    marks = {(row["project_no"], row["level_code"]): row["mark"] for row in vacant}
    assert marks[2, "效益/生态效益"] == "--"
    assert marks[3, "产出/时效"] == "/"
    assert marks[5, "效益/可持续影响"] is None
    assert marks[6, "满意度/服务对象满意度"] == "/"


def test_horizons_follow_the_year_in_the_header(read: dict[tuple[str, int], Read]) -> None:
    targets = read["gd-finance", 2024]["targets"]
    labels = targets.groupby("horizon_label")["horizon"].agg(lambda found: sorted(set(found)))
    assert labels.to_dict() == {
        "阶段目标": ["stage"],
        "年度目标": ["annual"],
        "阶段目标（2024年）": ["annual"],
        "总体目标（2026年）": ["period"],
        "年度目标（2024年）": ["annual"],
        "实施周期目标（2025年）": ["period"],
    }


def test_a_third_level_split_in_two_keeps_both_names(read: dict[tuple[str, int], Read]) -> None:
    rows = read["gd-finance", 2024]["indicators"].set_index("indicator_id")
    assert list(rows.loc["P01-02", ["name", "sub_name"]]) == [
        "汕尾“百千万工程”数字普惠金融服务平台",
        "服务企业数量（家）",
    ]
    assert pd.isna(rows.loc["P01-06", "sub_name"])
    target = read["gd-finance", 2024]["targets"].set_index(["indicator_id", "horizon"]).loc[("P01-02", "annual")]
    assert (target["text"], target["value"], target["unit"]) == ("120", Decimal(120), "家")


def test_a_name_that_reaches_over_the_targets_leaves_none(read: dict[tuple[str, int], Read]) -> None:
    targets = read["gd-finance", 2022]["targets"].set_index(["indicator_id", "horizon"])
    assert targets.loc[("P01-10", "annual"), "kind"] == "none"


def test_units_and_their_projects(read: dict[tuple[str, int], Read]) -> None:
    found = read["gzkfq-finance", 2024]
    assert found["projects"].groupby("implementer", sort=False).size().to_dict() == {
        "广州开发区金融工作局": 12,
        "广州开发区金融工作服务中心": 1,
    }
    assert set(found["reconciliation"]["concept"]) == {
        *("plan_total", "source_total", "unit_total", "unit_source_total", "funds_budget_total"),
    }
    assert set(found["reconciliation"]["difference"]) == {0}
    assert found["indicators"]["code"].notna().all()
    assert found["targets"].groupby("horizon").size().to_dict() == {"annual": 53, "period": 53}
