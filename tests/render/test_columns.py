"""Columns of a printed table: how wide they become."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample

from analysis.render.balance import balanced
from analysis.render.columns import LOW_TABLE, PORTRAIT_WIDTH, lay_out
from analysis.render.heights import table_height
from analysis.report.blocks import Column, Table

#: Ten characters' width of text at ten points.
TEN = 100.0


def widths_of(*lengths: float, rows: int = 20, start=(120.0, 120.0), floors=(60.0, 60.0)) -> tuple[float, ...]:
    columns = [[(length,)] * rows for length in lengths]
    return balanced(columns, start, floors, size=10.0, inset=9.0)


def test_room_goes_to_the_column_that_makes_rows_tall():
    short, long = widths_of(TEN / 2, 6 * TEN)
    assert short < 120 < long
    assert short + long == 240
    assert short >= 60


def test_widths_stay_where_little_is_to_be_gained():
    assert widths_of(TEN, TEN) == (120.0, 120.0)
    assert widths_of(6 * TEN, 6 * TEN) == (120.0, 120.0)


def test_no_column_falls_below_its_least():
    assert widths_of(TEN / 2, 6 * TEN, floors=(120.0, 60.0)) == (120.0, 120.0)


def test_a_cell_that_spans_counts_for_nothing():
    columns = [[(6 * TEN,), ()] * 10, [(6 * TEN,), ()] * 10]
    assert balanced(columns, (120.0, 120.0), (60.0, 60.0), size=10.0, inset=9.0) == (120.0, 120.0)


def test_a_long_table_is_judged_by_rows_from_all_of_it():
    # Only the last third is tall on the right; the first rows alone would say otherwise.
    left = [(TEN / 2,)] * 900
    right = [(TEN / 2,)] * 600 + [(8 * TEN,)] * 300
    first, second = balanced([left, right], (120.0, 120.0), (60.0, 60.0), size=10.0, inset=9.0)
    assert first < 120 < second


@pytest.fixture
def lopsided() -> Table:
    """A short text in a wide column beside a long one in a narrow column."""
    columns = (Column("位置", width=5), Column("说明", width=3), Column("金额", "decimal", width=1))
    row = (sample.cell("表1 第3行"), sample.cell("目标值与实际完成值相差较大，应说明原因。" * 4), sample.cell("1.00"))
    return Table("9-1", "表", "t", columns, (row,) * 12, "分配方案")


def test_a_table_of_a_third_of_a_page_becomes_lower(lopsided):
    layout = lay_out(lopsided)
    assert sum(layout.widths) == pytest.approx(PORTRAIT_WIDTH)
    assert layout.widths[1] > layout.widths[0]
    one = replace(lopsided, rows=lopsided.rows[:1])
    asked = lay_out(one)
    assert table_height(one, asked) <= LOW_TABLE
    assert asked.widths[0] > asked.widths[1], "a low table keeps the widths that it asks for"
    assert table_height(lopsided, layout) < 0.8 * table_height(lopsided, asked)
