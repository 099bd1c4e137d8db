"""Targets against actuals: the cases of ``cases/attainment.yaml`` and what holds for all figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis import attainment, expressions, tables
from analysis.attainment import Side, Verdict, attain, judge
from analysis.expressions import Role
from analysis.leaf_scores import qualitative_bands
from analysis.natures import natures
from analysis.rules.loader import rule_book
from analysis.vocabulary import Comparator, ExpressionKind, Status

CASES = YAML(typ="safe").load((Path(__file__).parents[1] / "cases" / "attainment.yaml").read_text(encoding="utf-8"))
FIELDS = {"title", "target", "actual", "name", "code", "status", "rate", "as", "says"}
BANDS = qualitative_bands(rule_book("gd-finance", 2023))
STATUSES = {status.label: status for status in Status}
COMPARATORS = {comparator.label: comparator for comparator in Comparator}

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
positive = st.decimals(min_value="0.01", max_value=10**9, places=2)
floors = st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT])
ceilings = st.sampled_from([Comparator.AT_MOST, Comparator.LESS_THAN])


def all_cases() -> list[Any]:
    return [pytest.param(case, id=f"{group}: {case['title']}") for group, cases in CASES.items() for case in cases]


def side(text: str, name: str, role: Role) -> Side:
    reading = expressions.read_one(text, name, role)
    read = (reading.kind, reading.comparator, reading.value, reading.upper, reading.unit, reading.date_to)
    return Side(*read, reading.text, reading.multiplier)


def figure(value: Decimal, comparator: Comparator = Comparator.UNSTATED) -> Side:
    return Side(ExpressionKind.QUANTITY, comparator, value, None, "家", "", str(value))


def of_figures(target: Decimal, comparator: Comparator, actual: Decimal) -> Verdict:
    return judge(figure(target, comparator), figure(actual), "服务企业数量", "产出/数量", BANDS)


def quotient(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below)


@pytest.mark.parametrize("case", all_cases())
def test_case_is_judged_as_written(case: dict[str, Any]) -> None:
    assert set(case) <= FIELDS, "a misspelt field would check nothing"
    name = case.get("name", "服务企业数量")
    target, actual = side(case["target"], name, "target"), side(case["actual"], name, "actual")

    verdict = judge(target, actual, name, case.get("code", "产出/数量"), BANDS)

    assert verdict.status is STATUSES[case["status"]]
    assert verdict.comparator is COMPARATORS[case["as"]]
    for words in case.get("says", ()):
        assert words in verdict.reading
    assert bool(verdict.reading) == ("says" in case), verdict.reading
    if "rate" in case:
        assert verdict.rate is not None
        assert abs(Fraction(verdict.rate) - quotient(case["rate"])) <= Fraction(1, 10**12)
    else:
        assert verdict.rate is None


def test_cases_show_every_status_and_comparator_that_judging_gives() -> None:
    cases = [case for group in CASES.values() for case in group]
    assert {case["status"] for case in cases} == set(STATUSES) - {Status.NOT_YET_DUE.label}
    assert {case["as"] for case in cases} == set(COMPARATORS)


def test_every_nature_decides_a_case() -> None:
    remarks = [words for group in CASES.values() for case in group for words in case.get("says", ())]
    silent = [nature.because for nature in natures() if not any(words in nature.because for words in remarks)]
    assert natures()
    assert silent == []


def test_last_nature_fits_everything() -> None:
    last = natures()[-1]
    assert (last.code, last.name, last.unit) == ("", "", "")


@given(target=amounts, comparator=floors, actual=amounts, more=amounts)
def test_more_never_turns_a_met_floor_into_an_unmet_one(
    target: Decimal, comparator: Comparator, actual: Decimal, more: Decimal
) -> None:
    before = of_figures(target, comparator, actual).status
    after = of_figures(target, comparator, actual + more).status
    assert (before, after) != (Status.MET, Status.NOT_MET)


@given(target=amounts, comparator=ceilings, actual=amounts, more=amounts)
def test_more_never_turns_an_unmet_ceiling_into_a_met_one(
    target: Decimal, comparator: Comparator, actual: Decimal, more: Decimal
) -> None:
    before = of_figures(target, comparator, actual).status
    after = of_figures(target, comparator, actual + more).status
    assert (before, after) != (Status.NOT_MET, Status.MET)


@given(target=amounts, comparator=ceilings, percent=st.integers(min_value=0, max_value=100))
def test_any_saving_below_a_ceiling_is_met_and_nothing_else(
    target: Decimal, comparator: Comparator, percent: int
) -> None:
    actual = target * percent / 100
    met = actual < target or (actual == target and comparator is Comparator.AT_MOST)
    assert of_figures(target, comparator, actual).status is (Status.MET if met else Status.NOT_MET)


@given(target=positive, comparator=floors, actual=positive)
def test_rate_of_a_floor_times_the_target_is_the_actual(
    target: Decimal, comparator: Comparator, actual: Decimal
) -> None:
    rate = of_figures(target, comparator, actual).rate
    assert rate is not None
    # The rate is right to half of its twelfth place, whatever the size of the target.
    assert abs(Fraction(rate) - Fraction(actual) / Fraction(target)) <= Fraction(1, 2 * 10**12)
    if target <= 20:
        assert abs(Fraction(rate) * Fraction(target) - Fraction(actual)) <= Fraction(1, 10**11)


@given(target=positive, comparator=ceilings, actual=positive)
def test_rate_of_a_ceiling_is_the_inverse(target: Decimal, comparator: Comparator, actual: Decimal) -> None:
    rate = of_figures(target, comparator, actual).rate
    assert rate is not None
    assert abs(Fraction(rate) - Fraction(target) / Fraction(actual)) <= Fraction(1, 2 * 10**12)


@given(target=positive, actual=amounts, comparator=st.sampled_from([Comparator.AT_LEAST, Comparator.AT_MOST]))
def test_deviation_is_the_distance_in_shares_of_the_target(
    target: Decimal, actual: Decimal, comparator: Comparator
) -> None:
    deviation = of_figures(target, comparator, actual).deviation
    assert deviation is not None
    exact = (Fraction(actual) - Fraction(target)) / Fraction(target)
    assert abs(Fraction(deviation) - exact) <= Fraction(1, 2 * 10**12)


@pytest.mark.parametrize("unread", ["target", "actual"])
def test_what_was_not_read_goes_to_a_person(unread: str) -> None:
    sides = {"target": figure(Decimal(5), Comparator.AT_LEAST), "actual": figure(Decimal(5))}
    sides[unread] = Side(ExpressionKind.UNREAD, Comparator.UNSTATED, None, None, "", "", "5之")
    verdict = judge(sides["target"], sides["actual"], "服务企业数量", "产出/数量", BANDS)
    assert verdict.status is Status.NEEDS_JUDGEMENT
    assert "未能读取" in verdict.reading


def read_rows(rows: list[tuple[str, str | None]]) -> tuple[Any, Any, Any]:
    """Return targets, actuals and indicators for pairs of a target and an actual; ``None`` is no row at all."""
    names = [f"P01-{number:02d}" for number in range(1, len(rows) + 1)]
    fields = ("kind", "comparator", "value", "upper", "unit", "date_to", "text")

    def read(text: str, role: Role) -> dict[str, Any]:
        reading = expressions.read_one(text, "数量", role)
        return {field: getattr(reading, field) for field in fields}

    targets = [
        {"indicator_id": name, "horizon": "annual", "horizon_label": "年度", "source": f"T!{name}"}
        | read(target, "target")
        for name, (target, _) in zip(names, rows, strict=True)
    ]
    actuals = [
        {"indicator_id": name, "as_of": "2023-12-31", "source": f"A!{name}"} | read(actual, "actual")
        for name, (_, actual) in zip(names, rows, strict=True)
        if actual is not None
    ]
    indicators = [
        {"indicator_id": name, "scope": "project", "project_no": 1, "level1": "产出", "level2": "数量"}
        | {"level_code": "产出/数量", "name": "数量", "source": f"I!{name}"}
        for name in names
    ]
    return (
        tables.frame("targets", targets),
        tables.frame("actuals", actuals),
        tables.frame("indicators", indicators),
    )


def test_every_target_gets_one_row_in_the_order_of_the_targets() -> None:
    attained = attain(*read_rows([("不少于3个", "10个"), ("不少于5个", None), ("不少于5个", "2个")]), BANDS)
    rows = tables.records(attained)
    assert [row["indicator_id"] for row in rows] == ["P01-01", "P01-02", "P01-03"]
    assert [row["status"] for row in rows] == ["met", "not_reported", "not_met"]


def test_row_keeps_both_texts_both_figures_and_the_rate() -> None:
    (row,) = tables.records(attain(*read_rows([("不少于4个", "5个")]), BANDS))
    assert (row["target_text"], row["actual_text"]) == ("不少于4个", "5个")
    assert (row["target_value"], row["actual_value"], row["unit"]) == (Decimal(4), Decimal(5), "个")
    assert (row["rate"], row["deviation"], row["comparator"]) == (Decimal("1.25"), Decimal("0.25"), ">=")


def test_source_is_the_actual_where_there_is_one_and_else_the_target() -> None:
    rows = tables.records(attain(*read_rows([("不少于4个", "5个"), ("不少于4个", None)]), BANDS))
    assert [row["source"] for row in rows] == ["A!P01-01", "T!P01-02"]


def test_target_without_any_actuals_table_rows_is_not_reported() -> None:
    rows = tables.records(attain(*read_rows([("不少于4个", None)]), BANDS))
    assert [row["status"] for row in rows] == ["not_reported"]


def test_pairs_that_are_alike_are_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []

    def counted(*args: Any) -> Verdict:
        judged.append(args)
        return judge(*args)

    monkeypatch.setattr(attainment, "judge", counted)
    attained = attain(*read_rows([("不少于4个", "5个")] * 6 + [("不少于4个", "6个")]), BANDS)
    assert len(attained) == 7
    assert len(judged) == 2
