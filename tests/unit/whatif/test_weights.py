"""Points changed in proportion: sums come out exactly, ranks and grades do not hang on the last place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.vocabulary import Scope
from analysis.whatif.compare import ranks
from analysis.whatif.weights import scaled

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
POINTS = st.decimals("0.5", 60, places=1)


@given(points=st.lists(POINTS, min_size=1, max_size=40), to=st.decimals(1, 200, places=2))
def test_scaled_points_add_up_exactly_and_keep_their_proportion(points, to):
    parts = scaled(points, to)
    assert sum(parts) == to
    for part, each in zip(parts, points, strict=True):
        exact = Fraction(each) * Fraction(to) / sum(map(Fraction, points))
        assert abs(Fraction(part) - exact) < Fraction(1, 10**10)


def test_zeros_have_no_proportion():
    with pytest.raises(ZeroDivisionError):
        scaled([Decimal(0), Decimal(0)], Decimal(5))


@FEW
@given(number=st.integers(1, 21), to=POINTS)
def test_a_renormalised_total_is_the_weighted_mean_of_the_score_rates(trial, number, to):
    """100 × Σ points × rate ÷ Σ points, worked out in fractions from the official leaves."""
    leaf = f"F-{number:02d}"
    result = trial.points(leaf, to).renormalised().result
    rows = trial.result.nodes.frame
    leaves = rows[rows["indicator_id"].notna()].to_dict("records")
    weights = [Fraction(to) if row["indicator_id"] == leaf else Fraction(row["points_official"]) for row in leaves]
    rates = [Fraction(row["score_official"]) / Fraction(row["points_official"]) for row in leaves]
    expected = 100 * sum(w * r for w, r in zip(weights, rates, strict=True)) / sum(weights)
    assert abs(Fraction(result.total.trial) - expected) < Fraction(1, 10**8)
    assert result.points.trial == 100


def test_a_weight_that_breaks_the_sum_is_told_and_not_hidden(trial):
    """F-03 from 3 to 5 points, half of them counted: 91.43 + 1, of 102."""
    result = trial.points("F-03", 5).result
    assert result.total.difference == 1
    assert (result.points.official, result.points.trial) == (100, 102)
    assert "满分102分" in result.headline()
    assert any("合计为102，规定为100" in note and "renormalised()" in note for note in result.notes)
    assert trial.points("F-03", 5).renormalised().result.notes[0].startswith("二级项目")


def test_points_of_a_level_are_shared_in_proportion(trial):
    """产出 from 40 to 50: every indicator below gets a quarter more, and the scheme says so."""
    changed = trial.points("产出", 50)
    rows = changed.result.nodes.frame.set_index("node")
    assert rows.loc["产出", "points_trial"] == 50
    assert rows.loc["产出", "score_trial"] == Decimal("38.5") * Decimal("1.25")
    assert rows.loc["产出/质量指标", "points_trial"] == 15
    scheme = changed.inputs.book.scheme(Scope.FUND)
    assert {node.name: node.points for node in scheme.nodes} == {"过程": 20, "产出": 50, "效益": 40}
    assert scheme.points == 110
    assert any("按比例分到下级" in note for note in changed.result.notes)


def test_without_a_level(trial):
    """质量指标 (12 of 12) left out: 79.43 of 88; brought back to 100, 79.43 ÷ 88 × 100 = 90.26."""
    left = trial.without("质量指标").result
    assert left.total.trial == trial.result.total.official - 12
    assert left.points.trial == 88
    gone = left.nodes.frame.set_index("node").loc["产出/质量指标"]
    assert gone["score_trial"] is None
    assert "不计入" in repr(left)
    back = trial.without("质量指标").renormalised().result.total.trial
    assert abs(back - (trial.result.total.official - 12) / 88 * 100) < Decimal("1e-9")


def test_project_weights_move_ranks(trial):
    """投入 30 of 110: project 4 (20, 19, 30, 24) gets (30 + 73) ÷ 1.1, project 6 (19, 20, 30, 24) (28.5 + 74) ÷ 1.1."""
    result = trial.points("投入", 30, scope="project").renormalised().result
    rows = result.projects.frame.set_index("project_no")
    assert abs(rows.loc[4, "score_trial"] - 103 / Decimal("1.1")) < Decimal("1e-9")
    assert abs(rows.loc[6, "score_trial"] - Decimal("102.5") / Decimal("1.1")) < Decimal("1e-9")
    assert [rows.loc[number, "rank_official"] for number in (4, 6, 11)] == [6, 6, 6]
    assert [rows.loc[number, "rank_trial"] for number in (4, 6, 11)] == [6, 7, 7]
    assert result.total.difference == 0


def test_equal_scores_stay_equal_in_rank(trial):
    """Projects 10 and 12 both have (28.5 + 73) ÷ 1.1 = (27 + 1.5 + 73) ÷ 1.1; quotients must not part them."""
    rows = trial.points("投入", 30, scope="project").renormalised().result.projects.frame.set_index("project_no")
    assert rows.loc[10, "rank_trial"] == rows.loc[12, "rank_trial"] == 10


@pytest.mark.parametrize("points", [7, 11, 13, 17, 19, 23, 29, 31])
def test_a_score_right_on_the_line_keeps_its_grade(trial, points):
    """18 of 20, 18 of 20, 27 of 30, 27 of 30 is 90% whatever the weights: 优."""
    even = trial
    for node, score in (("投入", 18), ("过程", 18), ("产出", 27), ("效益", 27)):
        even = even.given(1, node, score)
    rows = even.points("投入", points, scope="project").renormalised().result.projects.frame.set_index("project_no")
    assert abs(rows.loc[1, "score_trial"] - 90) < Decimal("1e-9")
    assert rows.loc[1, "grade_trial"] == "优"


def test_ranks_share_the_better_place():
    values = {"a": Decimal(90), "b": Decimal(95), "c": Decimal(90), "d": Decimal(80)}
    assert ranks(values) == {"b": 1, "a": 2, "c": 2, "d": 4}
