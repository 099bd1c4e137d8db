"""Scores that units filed, recomputed from the form's own points by the national rules."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.national_forms import NATIONAL, SAMPLE, VARIANTS, WRONG_TOTAL, Form, fund_year

from analysis import pipeline, tables

ROADS, TRAINING, RIVER = SAMPLE


def checked(folder: Path, root: Path, forms: list[Form], layout: str = "national", year: int = 2023) -> dict[str, Any]:
    variant = VARIANTS[layout] if layout != "national" else NATIONAL
    paths = fund_year(folder, {"自评表.xlsx": forms}, variant, year)
    shutil.copytree(root / "expectations", paths.project.expectations)
    return pipeline.check(paths, pipeline.read(paths))


def ours(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["node"]: row for row in tables.records(table)}


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, dict[str, Any]]:
    return ours(checked(tmp_path_factory.mktemp("roads"), root, [ROADS])["self_scores"])


@pytest.mark.parametrize(
    ("node", "score", "why"),
    [
        # 1,187.50 of 1,250.00 were spent.
        ("预算执行", "9.5", "10 × 1,187.5 ÷ 1,250 = 9.5"),
        # 40,500 of at least 45,000 square metres.
        ("P01-02", "9", "10 × 90.0% = 9：实际40,500平方米 ÷ 目标45,000平方米"),
        # 1.36万元 where at most 1.5万元 was allowed: met, and no more than met.
        ("P01-05", "10", "目标不超过1.5万元"),
        # Done on 20 December, due by the 31st.
        ("P01-04", "10", "2023年12月20日"),
        # The same words as the target.
        ("P01-08", "10", "基本健全"),
        ("总分", "97", "9.5 + 10 + 9 + 10 + 10 + 10 + 10 + 8.5 + 10 + 10 = 97"),
    ],
)
def test_a_score_follows_from_points_target_and_actual(roads, node: str, score: str, why: str) -> None:
    assert roads[node]["computed"] == Decimal(score) == roads[node]["filed"]
    assert why in roads[node]["why"]


def test_every_filed_score_stands_beside_ours(roads) -> None:
    assert len(roads) == len(ROADS.lines) + 2
    assert all(row["excess"] == 0 for row in roads.values())


def test_what_a_rule_cannot_tell_is_no_nought(tmp_path: Path, root: Path) -> None:
    rows = ours(checked(tmp_path, root, [RIVER])["self_scores"])
    unsettled = [row for row in rows.values() if row["computed"] is None]
    assert [row["filed"] for row in unsettled] == [Decimal(6), Decimal(8), Decimal("82.75")]
    assert all("不能按规则计算" in row["why"] and row["difference"] is None for row in unsettled)


def test_a_total_that_is_not_the_sum_is_found_twice_over(tmp_path: Path, root: Path) -> None:
    found = checked(tmp_path, root, [TRAINING, WRONG_TOTAL])["findings"]
    # One of its targets, 有所提升, has no yardstick.
    assert list(found["code"]) == ["REC-13", "SFS-14", "TGT-42"]
    assert "98.5分，各项自评得分之和为97分，相差1.5分" in found["message"][0]


def test_a_score_above_what_the_rule_gives_is_found_with_its_reason(tmp_path: Path, root: Path) -> None:
    lines = [replace(line, score="10") if line.score == "9" else line for line in ROADS.lines]
    found = checked(tmp_path, root, [replace(ROADS, lines=tuple(lines), total="98.00")])["findings"]
    assert list(found["code"]) == ["SFS-14", "SFS-14"]
    assert "自评得分“P01-02”为10.00分，按规则计算为9.00分（10 × 90.0% = 9" in found["message"].str.cat()


def test_rounding_in_the_form_is_no_difference(tmp_path: Path, root: Path) -> None:
    money = replace(ROADS.funds[0], paid="1,187.46")
    rows = checked(tmp_path, root, [replace(ROADS, funds=(money, *ROADS.funds[1:]))])
    execution = ours(rows["self_scores"])["预算执行"]
    assert (execution["computed"], execution["difference"], execution["excess"]) == (
        Decimal("9.49968"),
        Decimal("0.00032"),
        Decimal(0),
    )


def test_before_the_rules_held_nothing_is_computed(tmp_path: Path, root: Path) -> None:
    assert checked(tmp_path, root, [replace(ROADS, year=2019)], year=2019)["self_scores"].empty


def test_a_form_without_scores_has_none(tmp_path: Path, root: Path) -> None:
    assert checked(tmp_path, root, [ROADS], "seen_transfer")["self_scores"].empty
