"""勾稽: every way to derive a declared figure, and how far the two may be apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.grids import grid

from analysis import tables
from analysis.documents.collector import Collector
from analysis.documents.layout import OTHER, words
from analysis.documents.recognise import recognise
from analysis.documents.result_readers import read_score_sheet
from analysis.reconcile import derivations, reconcile

DERIVATIONS = [(concept, each) for concept, ways in derivations().items() for each in ways]
UNITS = {"money": "万元", "count": "个", "percent": "%", "any": "分"}


def project(no: int, allocated: str, withdrawn: str = "0", applied: str | None = None, **more: Any) -> dict[str, Any]:
    budget = Decimal(allocated) - Decimal(withdrawn)
    amounts = {"allocated_wan": allocated, "withdrawn_wan": withdrawn, "budget_wan": budget, "applied_wan": applied}
    return {"no": no, "name": f"项目{no}", "implementer": "甲单位", "source": f"p{no}"} | amounts | more


def executed(no: int, budget: str, paid: str) -> dict[str, Any]:
    return {"project_no": no, "as_of": "2023-12-31", "budget_wan": budget, "paid_wan": paid, "source": f"e{no}"}


def declared(concept: str, text: str, value: str | None = None, subject: str | None = None) -> dict[str, Any]:
    number = value or text.rstrip("%个").replace(",", "")
    unit = UNITS[words().concepts[concept]]
    named = {"table": "表1", "label": "合计", "column": "金额", "concept": concept, "subject": subject}
    return named | {"text": text, "value": number, "unit": unit, "source": f"自报.xlsx#表!{concept}-{subject}-{text}"}


PROJECTS = [
    project(1, "100", applied="150", direction="股改", implementer="甲单位"),
    project(2, "80.50", withdrawn="0.50", applied="120.25", direction="股改", implementer="乙单位"),
    project(3, "60", direction="担保", implementer="甲单位"),
]
EXECUTION = [executed(1, "100", "99.412"), executed(2, "80", "80"), executed(3, "60", "0")]
MEMBERS = [
    {"project_no": no, "direction": direction, "source": f"m{no}"}
    for no, direction in ((1, "股改"), (2, "股改"), (3, "担保"))
]

#: Two nodes of three projects: the means are 19.3333… and 24.1666…, those of the whole 43.5.
SCORES = [
    {"project_no": no, "node": node, "score": score, "source": f"s{no}{node}"}
    for no, scores in ((1, ("19", "24")), (2, ("20", "24.5")), (3, ("19", "24")))
    for node, score in zip(("投入", "产出"), scores, strict=True)
]


def rows_of(*figures: dict[str, Any], projects: Any = None, execution: Any = None) -> list[dict[str, Any]]:
    read: dict[str, pd.DataFrame] = {
        "projects": tables.frame("projects", PROJECTS if projects is None else projects),
        "execution": tables.frame("execution", EXECUTION if execution is None else execution),
        "memberships": tables.frame("memberships", MEMBERS),
        "given_scores": tables.frame("given_scores", SCORES),
        "declared": tables.frame("declared", figures),
    }
    return tables.records(reconcile(read))


def computed(*figures: dict[str, Any]) -> list[Decimal]:
    return [row["computed"] for row in rows_of(*figures)]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(declared("plan_total", "240.50"), ["240.5"], id="sum of allocated"),
        pytest.param(declared("applied_total", "270.25"), ["270.25"], id="sum of applied, missing ones passed over"),
        pytest.param(declared("budget_total", "240"), ["240", "240"], id="sum from two tables"),
        pytest.param(declared("paid_total", "179.412"), ["179.412"], id="sum of paid"),
        pytest.param(declared("withdrawn_total", "0.50"), ["0.5"], id="sum of withdrawn"),
        pytest.param(declared("project_withdrawn", "0.50", subject="2"), ["0.5"], id="sum of one project"),
        pytest.param(declared("project_budget", "80", subject="2"), ["80", "80"], id="one project in two tables"),
        pytest.param(declared("direction_budget", "180.50", subject="股改"), ["180.5"], id="sum of one direction"),
        pytest.param(declared("project_count", "3个"), ["3"], id="count of all"),
        pytest.param(declared("implementer_count", "2个", subject="甲单位"), ["2"], id="count of one unit"),
        pytest.param(declared("implementer_count", "2个", subject="丙单位"), ["0"], id="count of an unknown unit"),
        pytest.param(declared("direction_count", "2个", subject="股改"), ["2"], id="count of one direction"),
        pytest.param(declared("unspent_total", "60.588"), ["60.588"], id="difference"),
        pytest.param(declared("execution_rate_total", "74.76%"), ["74.755"], id="percent of all"),
        pytest.param(declared("execution_rate", "99.41%", subject="1"), ["99.412"], id="percent of one project"),
        pytest.param(declared("execution_rate", "0%", subject="3"), ["0"], id="percent of nothing paid"),
        pytest.param(declared("score_mean", "19.33", subject="投入"), ["19.333333333333"], id="mean of one node"),
        pytest.param(declared("score_total_mean", "43.5"), ["43.5"], id="mean of the whole scores"),
        pytest.param(declared("project_score_total", "44.5", subject="2"), ["44.5"], id="score of one project"),
        pytest.param(
            declared("direction_share", "75.05%", subject="股改"), ["75.051975051975"], id="share of the whole"
        ),
    ],
)
def test_declared_figure_is_derived(figure: dict[str, Any], expected: list[str]) -> None:
    assert computed(figure) == [Decimal(value) for value in expected]


def test_sum_of_declared_parts_needs_all_of_them() -> None:
    total = declared("allocated_total", "240.50")
    retained, delegated = declared("retained_total", "200"), declared("delegated_total", "40.50")
    both = [row for row in rows_of(total, retained, delegated) if row["concept"] == "allocated_total"]
    assert [(row["basis"], row["computed"]) for row in both] == [
        ("各项目下达金额之和", Decimal("240.5")),
        ("省级保留与下放金额之和", Decimal("240.5")),
    ]
    one = [row for row in rows_of(total, retained) if row["concept"] == "allocated_total"]
    assert [row["basis"] for row in one] == ["各项目下达金额之和"]


def test_sum_of_declared_parts_of_one_concept_adds_every_subject() -> None:
    figures = [declared("direction_count", "2个", subject="股改"), declared("direction_count", "1个", subject="担保")]
    rows = rows_of(declared("direction_count_total", "3个"), *figures)
    by_basis = {row["basis"]: row["computed"] for row in rows if row["concept"] == "direction_count_total"}
    assert by_basis == {"分配方案所列项目数": Decimal(3), "各方向项目数之和": Decimal(3)}


@pytest.mark.parametrize(
    ("figure", "projects", "execution"),
    [
        pytest.param(declared("project_budget", "5", subject="9"), None, None, id="unknown project"),
        pytest.param(declared("applied_total", "5"), [project(1, "1")], None, id="nothing applied for"),
        pytest.param(declared("execution_rate_total", "0%"), None, [executed(1, "0", "0")], id="no budget"),
        pytest.param(declared("paid_total", "0.00"), None, [], id="empty table"),
    ],
)
def test_figure_without_anything_to_derive_it_from_gives_no_row(
    figure: dict[str, Any], projects: Any, execution: Any
) -> None:
    assert rows_of(figure, projects=projects, execution=execution) == []


def test_figure_of_unknown_meaning_gives_no_row() -> None:
    unknown = declared("plan_total", "5") | {"concept": OTHER}
    assert rows_of(unknown) == []


def test_row_names_what_was_compared() -> None:
    (row,) = rows_of(declared("plan_total", "240.70"))
    assert (row["declared"], row["computed"], row["difference"]) == tuple(map(Decimal, ("240.70", "240.5", "0.2")))
    assert (row["tolerance"], row["excess"]) == (Decimal("0.005"), Decimal("0.195"))
    assert (row["label"], row["column"], row["unit"]) == ("合计", "金额", "万元")
    assert row["source"] == "自报.xlsx#表!plan_total-None-240.70"


@pytest.mark.parametrize(
    ("printed", "budget", "paid", "tolerance", "excess"),
    [
        pytest.param("98%", "3834.29", "3754.29", "0.5", "0", id="98% for 97.913…"),
        pytest.param("97%", "3834.29", "3754.29", "0.5", None, id="97% for 97.913…"),
        pytest.param("99.4%", "100", "99.412", "0.05", "0", id="99.4% for 99.412"),
        pytest.param("99.41%", "100", "99.412", "0.005", "0", id="99.41% for 99.412"),
        pytest.param("99.42%", "100", "99.412", "0.005", "0.003", id="99.42% for 99.412"),
        pytest.param("99.5%", "100", "99.45", "0.05", "0", id="a half rounded up"),
        pytest.param("99.4%", "100", "99.45", "0.05", "0", id="a half rounded down"),
        pytest.param("100%", "100", "100", "0.5", "0", id="exact"),
    ],
)
def test_percentage_may_differ_by_half_its_last_printed_digit(
    printed: str, budget: str, paid: str, tolerance: str, excess: str | None
) -> None:
    (row,) = rows_of(declared("execution_rate_total", printed), execution=[executed(1, budget, paid)])
    assert row["tolerance"] == Decimal(tolerance)
    if excess is None:
        assert row["excess"] > 0
    else:
        assert row["excess"] == Decimal(excess)


def test_count_has_no_tolerance() -> None:
    (row,) = rows_of(declared("project_count", "4个"))
    assert (row["tolerance"], row["difference"], row["excess"]) == (Decimal(0), Decimal(1), Decimal(1))


def test_whole_amount_of_money_has_no_tolerance() -> None:
    (row,) = rows_of(declared("plan_total", "241"))
    assert (row["tolerance"], row["excess"]) == (Decimal(0), Decimal("0.5"))


@pytest.mark.parametrize(
    ("printed", "excess"), [("240.50", "0"), ("240.49", "0.005"), ("240.5", "0"), ("240.4", "0.05")]
)
def test_money_may_differ_by_half_its_last_printed_digit(printed: str, excess: str) -> None:
    (row,) = rows_of(declared("plan_total", printed))
    assert row["excess"] == Decimal(excess)


@pytest.mark.parametrize(("printed", "wrong"), [("19.33", False), ("19.3", False), ("19", False), ("19.34", True)])
def test_a_mean_is_rounded_however_it_is_printed(printed: str, wrong: bool) -> None:
    (row,) = rows_of(declared("score_mean", printed, subject="投入"))
    assert (row["excess"] > 0) is wrong


@pytest.mark.parametrize(
    ("rate", "mean", "wrong"),
    [
        pytest.param("96.6667%", "19.33", False, id="rests on the mean as it is"),
        pytest.param("96.65%", "19.33", False, id="rests on the mean as printed: 19.33 ÷ 20"),
        pytest.param("96.5%", "19.3", False, id="rests on the mean as printed: 19.3 ÷ 20"),
        pytest.param("96.65%", "19.3", True, id="rests on neither"),
        pytest.param("95.00%", "19.33", True, id="wrong"),
    ],
)
def test_a_rate_may_rest_on_the_mean_or_on_the_printed_mean(rate: str, mean: str, wrong: bool) -> None:
    figures = [
        declared("score_points", "20", subject="投入"),
        declared("score_mean", mean, subject="投入"),
        declared("score_rate", rate, subject="投入"),
    ]
    found = {row["concept"]: row for row in rows_of(*figures)}
    assert (found["score_rate"]["excess"] > 0) is wrong


def test_a_rate_without_declared_points_is_not_derived() -> None:
    assert rows_of(declared("score_rate", "96.65%", subject="投入")) == []


@pytest.mark.parametrize(("parts", "excess"), [(("33.33", "33.33"), "0"), (("33.33", "33.30"), "0.025")])
def test_a_sum_of_rounded_shares_may_miss_by_the_rounding_of_each(parts: tuple[str, str], excess: str) -> None:
    named = zip(("股改", "担保"), parts, strict=True)
    figures = [declared("direction_share", f"{part}%", subject=subject) for subject, part in named]
    found = rows_of(declared("direction_share_total", "66.67%"), *figures)
    # 66.67 is rounded by 0.005, and so is each of the two parts.
    (row,) = [row for row in found if row["concept"] == "direction_share_total"]
    assert row["tolerance"] == Decimal("0.015")
    assert row["excess"] == Decimal(excess)


@settings(max_examples=40)
@given(
    paid=st.integers(min_value=0, max_value=10**6),
    budget=st.integers(min_value=1, max_value=10**6),
    places=st.integers(min_value=0, max_value=4),
)
def test_any_rate_rounded_as_printed_agrees(paid: int, budget: int, places: int) -> None:
    rate = (Decimal(paid) * 100 / Decimal(budget)).quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
    figure = declared("execution_rate_total", f"{rate}%")
    (row,) = rows_of(figure, execution=[executed(1, str(budget), str(paid))])
    assert row["excess"] <= Decimal("1E-12")
    (off,) = rows_of(
        declared("execution_rate_total", f"{rate + 2 * Decimal(1).scaleb(-places)}%"),
        execution=[executed(1, str(budget), str(paid))],
    )
    assert off["excess"] > 0


def test_every_concept_is_known_to_the_readers() -> None:
    assert DERIVATIONS
    assert set(derivations()) <= set(words().concepts)


def test_every_meaning_of_a_stated_amount_can_be_derived_or_is_a_part() -> None:
    parts = {concept for _, each in DERIVATIONS for concept in each.concepts}
    stated = {item.concept for item in words().stated}
    assert stated
    assert stated <= set(derivations()) | parts
    assert parts <= set(words().concepts)


@pytest.mark.parametrize(("concept", "derivation"), DERIVATIONS, ids=lambda value: getattr(value, "basis", value))
def test_every_table_and_column_exists(concept: str, derivation: Any) -> None:
    if derivation.op == "declared":
        assert derivation.concepts
        assert not derivation.table
        return
    columns = tables.dictionary()[derivation.table].columns
    named = {derivation.column, derivation.over, derivation.per, *derivation.where, *derivation.only} - {""}
    assert named <= set(columns)
    assert derivation.column or derivation.op == "count"
    assert bool(derivation.over) == (derivation.op in ("percent", "difference"))
    assert bool(derivation.per) == derivation.op.startswith("mean")


def test_no_two_ways_of_one_concept_have_the_same_name() -> None:
    for concept, ways in derivations().items():
        assert len({each.basis for each in ways}) == len(ways), concept


def test_a_score_sheet_declares_its_totals_means_rates_and_grades() -> None:
    sheet = grid(
        ["序号", "项目名称", "投入", "产出", "总分", "等级"],
        ["1", "甲项目", "19", "24", "43", "良"],
        ["2", "乙项目", "20", "24.5", "45", "优"],
        ["平均分", "", "19.5", "24.25", "44", ""],
        ["得分率", "", "97.5%", "97%", "", ""],
        ["分值", "", "20", "25", "45", ""],
    )
    header = recognise(sheet)
    assert header is not None
    out = Collector(2023)
    read_score_sheet(sheet, header, out)
    assert out.problems == []
    read = {name: tables.frame(name, out.records.get(name, [])) for name in tables.dictionary()}
    assert set(read["given_scores"]["grade"]) == {"良", "优"}
    found = tables.records(reconcile(read))
    assert len(found) == 8
    # The second project's parts make 44.5; the mean of 43 and 44.5 is 43.75, which prints as 44 too.
    (wrong,) = [row for row in found if row["excess"] > 0]
    assert (wrong["concept"], wrong["subject"], wrong["computed"]) == ("project_score_total", "2", Decimal("44.5"))


@pytest.mark.parametrize(("printed", "wrong"), [("260", False), ("193.29", False), ("200", True)])
def test_a_plan_may_total_what_was_first_allocated_or_what_was_left(printed: str, wrong: bool) -> None:
    """Of 160 and 100 万元, 66.71 were withdrawn: 260 and 193.29 are both right."""
    plan = [project(1, "160", withdrawn="66.71"), project(2, "100")]
    found = rows_of(declared("plan_total", printed), projects=plan)
    assert [row["excess"] > 0 for row in found] == [wrong]
