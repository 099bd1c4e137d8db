"""Targets against actuals: the cases of ``cases/attainment.yaml`` and what holds for all figures."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analysis import expressions, tables
from analysis.attainment import attain, attain_texts
from analysis.attainment import columns as verdict_columns
from analysis.attainment.conversions import common_unit, conversions, converted, why_apart
from analysis.attainment.judgement import judge
from analysis.attainment.natures import natures
from analysis.attainment.quotients import millionths, quotients
from analysis.attainment.verdicts import FIGURES, FLOORS, Side, Verdict, side_of
from analysis.exact import ratio
from analysis.expressions import Role
from analysis.expressions.lexicon import lexicon
from analysis.leaf_scores import qualitative_bands
from analysis.rules.loader import rule_book
from analysis.vocabulary import Comparator, ExpressionKind, Status

CASES = YAML(typ="safe").load((Path(__file__).parents[1] / "cases" / "attainment.yaml").read_text(encoding="utf-8"))
FIELDS = {"title", "target", "actual", "name", "code", "status", "rate", "deviation", "as", "says"}
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
    return side_of(expressions.read_one(text, name, role))


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
    if case.get("deviation") == "none":
        assert verdict.deviation is None
    elif "deviation" in case:
        assert verdict.deviation is not None
        assert abs(Fraction(verdict.deviation) - quotient(case["deviation"])) <= Fraction(1, 10**12)


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


@given(target=amounts, comparator=floors, actual=amounts, more=amounts)
def test_more_never_lowers_the_rate_of_a_floor(
    target: Decimal, comparator: Comparator, actual: Decimal, more: Decimal
) -> None:
    before, after = of_figures(target, comparator, actual).rate, of_figures(target, comparator, actual + more).rate
    assert before is None or (after is not None and after >= before)


@given(target=amounts, comparator=ceilings, actual=positive, more=amounts)
def test_more_never_raises_the_rate_of_a_ceiling(
    target: Decimal, comparator: Comparator, actual: Decimal, more: Decimal
) -> None:
    before, after = of_figures(target, comparator, actual).rate, of_figures(target, comparator, actual + more).rate
    assert (before is None) == (after is None)
    assert before is None or after is None or after <= before


@given(
    target=positive,
    comparator=st.one_of(floors, ceilings),
    unit=st.sampled_from(["平方米", "公顷", "平方公里"]),
    actuals=st.tuples(positive, positive),
)
def test_conversion_keeps_the_order(
    target: Decimal, comparator: Comparator, unit: str, actuals: tuple[Decimal, Decimal]
) -> None:
    """Whatever unit both actuals are in, the larger is never worse for a floor and never better for a ceiling."""
    aimed = replace(figure(target, comparator), unit="亩")
    small, large = (
        judge(aimed, replace(figure(actual), unit=unit), "绿化面积", "产出/数量", BANDS) for actual in sorted(actuals)
    )
    better, worse = (large, small) if comparator in FLOORS | {Comparator.ABOUT} else (small, large)
    assert (worse.status, better.status) != (Status.MET, Status.NOT_MET)
    assert worse.rate is not None
    assert better.rate is not None
    assert worse.rate <= better.rate


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
    fields = ("kind", "comparator", "value", "upper", "unit", "date_to", "text", "multiplier", "cumulative")

    def read(text: str, role: Role) -> dict[str, Any]:
        reading = expressions.read_one(text, "数量", role)
        return {field: getattr(reading, field) for field in fields}

    held = tables.dictionary()["actuals"].columns
    targets = [
        {"indicator_id": name, "horizon": "annual", "horizon_label": "年度", "source": f"T!{name}"}
        | read(target, "target")
        for name, (target, _) in zip(names, rows, strict=True)
    ]
    actuals = [
        {"indicator_id": name, "as_of": "2023-12-31", "source": f"A!{name}"}
        | {field: value for field, value in read(actual, "actual").items() if field in held}
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

    monkeypatch.setattr(verdict_columns, "judge", counted)
    rows = [("不少于4个", "5个")] * 6 + [("不少于4个", "6个"), ("不少于4个", "7个"), ("不少于9个", "9个")]
    attained = attain(*read_rows([*rows, ("应改尽改", "基本完成"), ("应改尽改", "基本完成")]), BANDS)
    assert attained["rate"].tolist()[4:9] == [Decimal("1.25"), Decimal("1.25"), Decimal("1.5"), Decimal("1.75"), 1]
    # Above a floor, at a floor, and in words.
    assert len(judged) == 3


def test_converted_figures_stand_in_the_unit_that_stands_beside_them() -> None:
    (row,) = tables.records(attain(*read_rows([("≤2小时", "90分钟")]), BANDS))
    assert (row["target_value"], row["actual_value"], row["unit"]) == (Decimal(120), Decimal(90), "分钟")
    (row,) = tables.records(attain(*read_rows([("不少于50家", "70次")]), BANDS))
    assert (row["target_value"], row["actual_value"], row["unit"]) == (Decimal(50), Decimal(70), None)


def test_table_has_the_columns_and_types_of_the_dictionary() -> None:
    attained = attain(*read_rows([("不少于3个", "10个"), ("应改尽改", None)]), BANDS)
    same = tables.frame("attainment", tables.records(attained))
    pd.testing.assert_frame_equal(attained, same)
    pd.testing.assert_frame_equal(attain(*read_rows([]), BANDS), tables.frame("attainment", []))


# Everything below: whole columns give what judging row by row gives.
TEXTS = sorted({case[side] for group in CASES.values() for case in group for side in ("target", "actual")})
NAMES = [
    ("服务企业数量", "产出/数量"),
    ("项目成本（万元）", "产出/成本"),
    ("响应时间", "产出/时效"),
    ("累计服务（家）", "产出/数量"),
]
NAMES += [("是否发生事故", "产出/质量"), ("满意度", "满意度/服务对象满意度"), ("", "")]
quantities = st.tuples(
    st.sampled_from(["", "不少于", "超过", "≤", "小于", "=", "约", "累计"]),
    st.one_of(st.integers(0, 30), st.integers(0, 10**9), st.decimals(0, 10**4, places=2), st.just(10**17)).map(str),
    st.sampled_from(
        ["", "家", "户", "%", "‰", "万元", "亿元", "天", "小时", "分钟", "亩", "平方米", "万亿元", "次/月"]
    ),
).map("".join)
cells = st.one_of(quantities, quantities, st.sampled_from(TEXTS))


def row_by_row(rows: list[tuple[str, str, tuple[str, str]]]) -> list[tuple[Any, ...]]:
    """Return what the columns must hold, worked out one row at a time."""
    told = []
    for target_text, actual_text, (name, code) in rows:
        target, actual = side(target_text, name, "target"), side(actual_text, name, "actual")
        verdict = judge(target, actual, name, code, BANDS)
        figures_compared = [
            compared if compared is not None else read.value if read.kind in FIGURES else None
            for read, compared in ((target, verdict.target_value), (actual, verdict.actual_value))
        ]
        said = (verdict.comparator.value, verdict.unit or None)
        measured = (verdict.rate, verdict.deviation, verdict.status.value, verdict.reading or None)
        told.append((*map(repr, figures_compared), *said, *map(repr, measured[:2]), *measured[2:]))
    return told


def in_columns(rows: list[tuple[str, str, tuple[str, str]]]) -> list[tuple[Any, ...]]:
    cells_of = [[row[0] for row in rows], [row[1] for row in rows], *([row[2][at] for row in rows] for at in (0, 1))]
    judged = attain_texts(*(pd.Series(column, dtype="str") for column in cells_of), BANDS)
    assert tuple(judged.columns) == verdict_columns.COLUMNS
    return [
        tuple(repr(row[name]) if name in EXACT else row[name] for name in verdict_columns.COLUMNS)
        for row in tables.records(judged)
    ]


EXACT = {"target_value", "actual_value", "rate", "deviation"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(cells, cells, st.sampled_from(NAMES)), min_size=1, max_size=12))
def test_columns_hold_what_judging_row_by_row_gives(rows: list[tuple[str, str, tuple[str, str]]]) -> None:
    assert in_columns(rows) == row_by_row(rows)


def test_every_target_of_the_cases_against_every_actual() -> None:
    """In one column, so that whatever two rows could have in common they have."""
    cases = [case for group in CASES.values() for case in group]
    targets, actuals = (sorted({case[role] for case in cases}) for role in ("target", "actual"))
    rows = [
        (target, actual, NAMES[(place + at) % len(NAMES)])
        for place, target in enumerate(targets)
        for at, actual in enumerate(actuals)
    ]
    assert in_columns(rows) == row_by_row(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, st.one_of(cells, st.none())), min_size=1, max_size=8))
def test_table_holds_what_judging_row_by_row_gives(rows: list[tuple[str, str | None]]) -> None:
    found = tables.records(attain(*read_rows(rows), BANDS))
    expected = row_by_row([(target, actual or "", ("数量", "产出/数量")) for target, actual in rows])
    told = [tuple(repr(row[name]) if name in EXACT else row[name] for name in verdict_columns.COLUMNS) for row in found]
    assert told == expected


@given(st.lists(st.tuples(st.integers(-(10**18), 10**18), st.integers(1, 4 * 10**18)), min_size=1, max_size=20))
@example([(1, 3), (2, 3), (1, 2 * 10**12), (3, 2 * 10**12), (-1, 2 * 10**12), (0, 7), (10**18, 1), (5, 5), (10, 4)])
def test_quotients_of_a_column_are_the_ratios_of_its_rows(pairs: list[tuple[int, int]]) -> None:
    above, below = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    found, fits = quotients(above, below)
    for pair, quotient, fitting in zip(pairs, found, fits, strict=True):
        assert repr(quotient) == (repr(ratio(*map(Decimal, pair))) if fitting else "None")
    assert all(fitting for (up, down), fitting in zip(pairs, fits, strict=True) if abs(up) < 10**6 > down)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 40))
def test_millionths_are_exact_or_not_given(value: Decimal, finer: int) -> None:
    value = value.scaleb(-finer)
    (number,), (fits,) = millionths([value])
    assert not fits or Fraction(int(number), 10**6) == Fraction(value)
    assert fits or abs(value) >= 10**12 or Fraction(value) * 10**6 % 1 != 0


def test_units_of_conversions_are_units_of_the_reader() -> None:
    known = set(lexicon().units.values())
    written = conversions()
    named = [unit for group in written.same for unit in group] + [unit for pair in written.apart for unit in pair.units]
    named += [unit for scale in written.scales.values() for unit in scale]
    named += [unit for each in written.guarded for unit in each.scales]
    assert set(named) <= known


def test_pairs_that_are_kept_apart_are_not_converted() -> None:
    assert conversions().apart
    for pair in conversions().apart:
        assert common_unit(*pair.units, "服务企业数量", "产出/数量") is None
        assert why_apart(*pair.units) == why_apart(*reversed(pair.units)) == pair.because


@pytest.mark.parametrize("scale", [*conversions().scales.values(), *(each.scales for each in conversions().guarded)])
def test_every_two_units_of_a_dimension_convert_exactly(scale: dict[str, str]) -> None:
    for one, other in itertools.permutations(scale, 2):
        common = common_unit(one, other, "响应时间", "产出/时效")
        assert common is not None
        unit, of_one, of_other = common
        assert unit in (one, other)
        exact = Fraction(scale[one]) / Fraction(scale[other])
        assert of_one / of_other == exact
        assert Fraction(converted(Decimal("3.7"), of_one)) == Fraction("3.7") * of_one
        assert Fraction(converted(Decimal("3.7"), of_other)) == Fraction("3.7") * of_other
