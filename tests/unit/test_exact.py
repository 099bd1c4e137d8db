"""Exact numbers: rounding half up, division, printed numbers in and out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import exact

decimals = st.decimals(min_value=-(10**15), max_value=10**15, places=8)
amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
nonzero = st.decimals(min_value="0.0001", max_value=10**9, places=4)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.675", 2, "2.68"),
        ("2.665", 2, "2.67"),
        ("2.674999999999", 2, "2.67"),
        ("0.125", 2, "0.13"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.5", 0, "-1"),
        ("-2.675", 2, "-2.68"),
        ("99.995", 2, "100.00"),
        ("3", 2, "3.00"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_half_goes_up_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(exact.half_up(Decimal(value), places)) == expected


@given(value=decimals, places=st.integers(min_value=0, max_value=8))
def test_rounding_is_off_by_half_a_digit_at_most(value: Decimal, places: int) -> None:
    rounded = exact.half_up(value, places)
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)
    assert -rounded.as_tuple().exponent == places


@given(value=decimals)
def test_rounding_is_the_same_on_both_sides_of_zero(value: Decimal) -> None:
    assert exact.half_up(-value, 2) == -exact.half_up(value, 2)


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("10", "3", "3.333333333333"),
        ("2", "3", "0.666666666667"),
        ("-2", "3", "-0.666666666667"),
        ("100", "50", "2"),
        ("0", "7", "0"),
        ("1", "8", "0.125"),
        ("24776000000", "13500000000", "1.835259259259"),
        ("0.0000000000005", "1", "0.000000000001"),
    ],
)
def test_quotient_has_twelve_places_and_no_trailing_zero(above: str, below: str, expected: str) -> None:
    assert format(exact.ratio(Decimal(above), Decimal(below)), "f") == expected


@given(above=amounts, below=amounts.filter(bool))
def test_quotient_is_the_nearest_of_twelve_places(above: Decimal, below: Decimal) -> None:
    quotient = exact.ratio(above, below)
    assert abs(Fraction(quotient) - Fraction(above) / Fraction(below)) <= Fraction(1, 2 * 10**12)


@given(value=decimals, below=nonzero)
def test_product_divided_again_is_the_value(value: Decimal, below: Decimal) -> None:
    assert Fraction(exact.ratio(value, Decimal(1))) == Fraction(value)
    assert exact.ratio(below, below) == 1


def test_division_by_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        exact.ratio(Decimal(1), Decimal(0))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1E+2", "100"), ("100.00", "100"), ("0.00", "0"), ("1.50", "1.5"), ("-3.10", "-3.1"), ("1E-3", "0.001")],
)
def test_plain_number_has_no_exponent_and_no_trailing_zero(value: str, expected: str) -> None:
    assert str(exact.plain(Decimal(value))) == expected


@given(value=st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_plain_number_keeps_its_value(value: Decimal) -> None:
    assert exact.plain(value) == value


def test_total_passes_over_missing_values_and_is_exact() -> None:
    assert exact.total([Decimal("0.1"), None, Decimal("0.2")]) == Decimal("0.3")
    assert exact.total([]) == 0
    assert exact.total([None]) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,834.29", "3834.29"),
        ("3834.29", "3834.29"),
        ("-5", "-5"),
        ("+5", "5"),
        ("0", "0"),
        ("007", "7"),
        ("1,234,567", "1234567"),
        ("１００", "100"),
        ("３，８３４．２９", "3834.29"),
        ("－５", "-5"),
        (" 12 ", "12"),
        ("\u00a012\u3000", "12"),
        ("1.50", "1.50"),
    ],
)
def test_printed_number_is_read_with_its_digits(text: str, expected: str) -> None:
    assert str(exact.parse_number(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "——",
        "无",
        "1,23",
        "12,34,567",
        "1,2345",
        ",123",
        "1234,567",
        "1,234,56",
        "1.2.3",
        "1.",
        ".5",
        "1e3",
        "5%",
        "5万",
        "约5",
        "--5",
        "1,234.5,6",
        "NaN",
        "Infinity",
        "五",
        "１２３，４",
    ],
)
def test_text_that_is_no_plain_number_is_not_read(text: str) -> None:
    assert exact.parse_number(text) is None


@given(value=st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_what_is_printed_is_read_back(value: Decimal) -> None:
    assert exact.parse_number(exact.figure(value, 2)) == value
    assert exact.parse_number(exact.short(value)) == value


@given(st.text(max_size=20))
def test_reading_a_number_never_raises(text: str) -> None:
    found = exact.parse_number(text)
    assert found is None or found.is_finite()


@pytest.mark.parametrize(
    ("text", "places"),
    [("99.41%", 2), ("3,901", 0), ("98%", 0), ("3,834.290", 3), ("", 0), ("９９．４％", 1), ("3.5万元", 1), ("0.5", 1)],
)
def test_printed_places_are_counted_as_printed(text: str, places: int) -> None:
    assert exact.printed_places(text) == places


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("3834.29", 2, "3,834.29"),
        ("3834.285", 2, "3,834.29"),
        ("1234567.5", 0, "1,234,568"),
        ("0", 2, "0.00"),
        ("-1234.5", 1, "-1,234.5"),
        ("999.995", 2, "1,000.00"),
    ],
)
def test_figure_has_thousands_separators_and_fixed_places(value: str, places: int, expected: str) -> None:
    assert exact.figure(Decimal(value), places) == expected


def test_money_and_points_have_two_places() -> None:
    assert exact.money(Decimal("6673.484")) == "6,673.48"
    assert exact.points(Decimal("91.425")) == "91.43"


@pytest.mark.parametrize(
    ("share", "places", "expected"),
    [
        ("0.994121466451", 2, "99.41%"),
        ("0.994121466451", 1, "99.4%"),
        ("3.333333333333", 1, "333.3%"),
        ("1.5", 0, "150%"),
        ("0", 1, "0.0%"),
        ("0.9995", 1, "100.0%"),
        ("15", 1, "1,500.0%"),
    ],
)
def test_percentage_of_a_share_of_one(share: str, places: int, expected: str) -> None:
    assert exact.percent(Decimal(share), places) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("247.760", "247.76"), ("12000", "12,000"), ("3", "3"), ("1.50", "1.5"), ("1E+4", "10,000"), ("0.00", "0")],
)
def test_short_number_has_no_more_places_than_it_needs(value: str, expected: str) -> None:
    assert exact.short(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("24776000000", "元", "247.76亿元"),
        ("100000000", "元", "1亿元"),
        ("99999999", "元", "9,999.9999万元"),
        ("40000", "元", "4万元"),
        ("9999", "元", "9,999元"),
        ("-6200000", "元", "-620万元"),
        ("0", "元", "0元"),
        ("70", "款", "70款"),
        ("300000", "家", "300,000家"),
        ("95", "%", "95%"),
        ("5", "", "5"),
        ("5", None, "5"),
    ],
)
def test_quantity_prints_with_its_unit(value: str, unit: str | None, expected: str) -> None:
    assert exact.quantity(Decimal(value), unit) == expected


@given(value=decimals)
def test_rounding_agrees_with_the_schoolbook(value: Decimal) -> None:
    assert exact.half_up(value, 2) == value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
