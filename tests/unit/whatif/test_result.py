"""A result as it is read: marks, notes, orders, safe HTML."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.errors import Problem
from analysis.whatif import NoScoresError, NoTrial, mark
from analysis.whatif.shown import signed


def test_everything_says_that_it_is_a_trial(trial):
    changed = trial.threshold(2).points("F-03", 5)
    for text in (repr(changed), repr(changed.result), changed._repr_html_(), changed.result.html(brief=True)):
        assert "测算，不是评价结果" in text
    # Every table can be copied out of the page alone.
    html = changed._repr_html_()
    assert html.count("<caption>") == html.count(f"（{mark()}；")


def test_it_tells_both_sides_and_the_reason_of_each(trial):
    html = trial.threshold(2)._repr_html_()
    assert "评价91.43分，“优”；测算92.93分，“优”；相差+1.50分" in html
    assert "超过150%，视为指标值设置偏低" in html
    assert "实际247.76亿元 ÷ 目标135亿元 = 183.5%，达到目标，计满分3" in html


def test_the_order_of_losses(trial):
    """With a threshold of 2 F-11 loses nothing; F-03 with 8 points loses 4 and leads."""
    frame = trial.threshold(2).points("F-03", 8).result.losses.frame.set_index("indicator_id")
    assert next(iter(frame.index)) == "F-03"
    assert frame.loc["F-03", "order_official"] == 1
    assert (frame.loc["F-11", "order_official"], frame.loc["F-11", "order_trial"]) == (1, None)
    assert frame.loc["F-20", "order_official"] == 6
    assert frame.loc["F-01", "order_official"] == 7


def test_a_change_that_moves_nothing_says_so(trial):
    assert "改动没有影响任何得分、等级和排名" in trial.threshold("1.6").result.notes


def test_what_a_person_types_is_text_and_no_markup(trial):
    html = trial.actual("F-03", "<b>9个</b><script>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_signs():
    printed = [signed(Decimal(each)) for each in ("7", "-0.5", "0", "0.004", "-0.004", "-1234.5")]
    assert printed == ["+7.00", "−0.50", "0.00", "0.00", "0.00", "−1,234.50"]


def test_no_trial_answers_every_call_with_its_message():
    none = NoTrial(Problem("没有得分：还没有报送结果", "某资金/2022", advice="收到后运行 jixiao add"))
    for shown in (none, none.threshold(2).points("F-03", 5).result, none.sensitivity(), none.panel()):
        assert "还没有报送结果" in repr(shown)
        assert "jixiao add" in shown._repr_html_()
    assert not hasattr(none, "_repr_png_")
    with pytest.raises(NoScoresError, match=r"不能测算.*jixiao add"):
        _ = none.result.total
