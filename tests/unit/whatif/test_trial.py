"""What each change does to gd-finance 2023, as sums that a reader of the published scores can check.

Official: 过程 19.93 (资金支出率 11.93 of 12, 监管有效性 8) + 产出 38.50 + 效益 33.00 = 91.43. Halved because the actual
is more than 150% of the target: F-03 (333.3%, 3 points), F-11 (183.5%, 3), F-12 (225.6%, 3), F-13 (217%, 3),
F-17 (1500%, 3), F-20 (240.5%, 2).
"""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import NotFoundError
from analysis.exact import half_up
from analysis.vocabulary import Scope
from analysis.whatif import TrialError
from analysis.whatif.changes import BandFrom, made

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LEAVES = [f"F-{number:02d}" for number in range(1, 22)]


def total(trial) -> Decimal:
    return trial.result.total.trial


def moved(trial) -> dict[str, Decimal]:
    """Return the difference of every indicator that moved."""
    frame = trial.result.nodes.frame
    return {
        row["indicator_id"]: row["difference"]
        for row in frame.to_dict("records")
        if row["indicator_id"] and row["difference"]
    }


def score(trial, number: str) -> Decimal:
    frame = trial.result.nodes.frame
    return frame.loc[frame["indicator_id"] == number, "score_trial"].iloc[0]


def why(trial, number: str) -> str:
    frame = trial.result.nodes.frame
    return frame.loc[frame["indicator_id"] == number, "why_trial"].iloc[0]


class TestNothingChanged:
    def test_is_exactly_the_official_result(self, trial, evaluated):
        pd.testing.assert_frame_equal(trial.result.scores, evaluated.tables["scores"])
        assert half_up(trial.result.total.official, 2) == Decimal("91.43")
        assert trial.result.total.difference == 0
        assert "没有改动" in repr(trial)

    @FEW
    @given(numbers=st.sets(st.sampled_from(LEAVES[1:]), min_size=1, max_size=4))
    def test_saying_what_holds_changes_nothing(self, trial, evaluated, numbers):
        held = evaluated.tables
        for number in sorted(numbers):
            own = {name: held[name].set_index("indicator_id") for name in ("indicators", "actuals", "targets")}
            trial = trial.points(number, own["indicators"].loc[number, "points"])
            trial = trial.actual(number, own["actuals"].loc[number, "text"])
            trial = trial.target(number, own["targets"].loc[number, "text"])
        trial = trial.threshold("150%").factor("0.5").band("优", 90).given(1, "投入", 19).paid(1, 500).renormalised()
        pd.testing.assert_frame_equal(trial.result.scores, held["scores"])

    def test_points_there_and_back_are_the_official_points(self, trial, evaluated):
        pd.testing.assert_frame_equal(
            trial.points("产出", 55).points("产出", 40).result.scores, evaluated.tables["scores"]
        )


class TestOverAttainment:
    def test_threshold_400_percent(self, trial):
        """All but F-17 (1500%) come back to full points: 3 × 0.5 four times and 2 × 0.5."""
        changed = trial.threshold(4)
        half = Decimal("1.5")
        assert moved(changed) == {"F-03": half, "F-11": half, "F-12": half, "F-13": half, "F-20": Decimal(1)}
        assert total(changed) == trial.result.total.official + 4 * half + 1
        assert half_up(total(changed), 2) == Decimal("98.43")
        assert changed.result.grades == ("优", "优")

    def test_threshold_120_percent_costs_the_grade(self, trial):
        """Halved too: F-05 133% 5, F-07 136% 5, F-14 147% 4, F-16 140% 3: 91.43 − (5 + 5 + 4 + 3) ÷ 2 = 82.93, 良."""
        changed = trial.threshold("1.2")
        halves = {"F-05": Decimal("-2.5"), "F-07": Decimal("-2.5"), "F-14": Decimal(-2), "F-16": Decimal("-1.5")}
        assert moved(changed) == halves
        assert half_up(total(changed), 2) == Decimal("82.93")
        assert changed.result.grades == ("优", "良")

    def test_a_ratio_right_on_the_threshold_is_not_above_it(self, trial):
        assert "F-12" in moved(trial.threshold("2.25605"))
        assert "F-12" not in moved(trial.threshold("2.25604"))

    def test_factor(self, trial):
        """Six indicators of 17 points in all lose a fifth instead of a half: + 17 × 0.3."""
        changed = trial.factor("80%")
        assert changed.result.total.difference == 17 * Decimal("0.3")
        assert "3 × 80% = 2.4" in why(changed, "F-03")

    @FEW
    @given(at=st.decimals("1.4655", "1.8352", places=4))
    def test_every_threshold_that_the_rule_was_inferred_from_gives_the_published_total(self, trial, at):
        assert total(trial.threshold(at)) == trial.result.total.official

    @FEW
    @given(one=st.decimals(1, 20, places=2), other=st.decimals(1, 20, places=2))
    def test_a_higher_threshold_never_costs_points(self, trial, one, other):
        low, high = sorted((one, other))
        assert total(trial.threshold(low)) <= total(trial.threshold(high))


class TestData:
    def test_actual(self, trial):
        """4 of 3 is 133%, no longer above 150%: full 3 points instead of 1.5."""
        changed = trial.actual("F-03", "4个")
        assert moved(changed) == {"F-03": Decimal("1.5")}
        assert "实际4个 ÷ 目标3个 = 133.3%" in why(changed, "F-03")

    def test_actual_below_target_counts_in_proportion(self, trial):
        changed = trial.actual("F-04", "4个")
        assert score(changed, "F-04") == 5 * Decimal(4) / Decimal(5)

    def test_nothing_reported(self, trial):
        changed = trial.actual("F-03", None)
        assert score(changed, "F-03") == 0
        assert changed.result.grades == ("优", "良")
        assert "未报送实际完成值" in why(changed, "F-03")

    def test_words_for_a_figure_wait_for_the_evaluator_and_are_told(self, trial):
        changed = trial.actual("F-03", "很多")
        assert score(changed, "F-03") == 0
        assert any("待核定" in note and "数字人民币" in note for note in changed.result.notes)

    def test_target(self, trial):
        """10 against 8 is 125%: full points. Against 20 it is half of them, now for falling short: 3 × 10 ÷ 20."""
        assert score(trial.target("F-03", "≥8个"), "F-03") == 3
        assert score(trial.target("F-03", "≥20个"), "F-03") == Decimal("1.5")
        assert "未达到目标" in why(trial.target("F-03", "≥20个"), "F-03")

    def test_paid(self, trial):
        """Project 1 pays 100 of its 500: (3811.75 − 400) ÷ 3834.29 × 12."""
        changed = trial.paid("项目1", 100)
        assert half_up(score(changed, "F-01"), 6) == half_up(Decimal("3411.75") / Decimal("3834.29") * 12, 6)

    def test_given_score_moves_the_ranks(self, trial):
        """Project 13 (86, last) gets 26 + 4 for 效益: 90, 优, before project 3 (87)."""
        changed = trial.given(13, "效益", 30)
        rows = changed.result.projects.frame.set_index("project_no")
        assert (rows.loc[13, "score_trial"], rows.loc[13, "grade_trial"]) == (90, "优")
        assert (rows.loc[13, "rank_official"], rows.loc[13, "rank_trial"], rows.loc[13, "moved"]) == (13, 12, 1)
        assert (rows.loc[3, "rank_trial"], rows.loc[3, "moved"]) == (13, -1)
        assert total(changed) == trial.result.total.official


class TestBands:
    def test_a_higher_line_takes_the_grade_and_not_the_score(self, trial):
        changed = trial.band("优", 92)
        assert changed.result.total.difference == 0
        assert changed.result.grades == ("优", "良")

    def test_it_holds_for_the_projects_too(self, trial):
        rows = trial.band("良", 87.5).result.projects.frame.set_index("project_no")
        assert rows.loc[3, "grade_trial"] == "中"

    def test_lines_out_of_order_are_refused_and_both_at_once_are_not(self, trial):
        with pytest.raises(TrialError, match=r"从高到低.*先移动相邻的一档"):
            trial.band("优", 79)
        both = (made(BandFrom, grade="优", lower=79), made(BandFrom, grade="良", lower=70))
        assert trial.with_changes(*both).result.grades == ("优", "优")
        with pytest.raises(TrialError, match="最低一档从0起"):
            trial.band("差", 10)


class TestChain:
    def test_a_trial_is_never_changed_by_the_next(self, trial, evaluated):
        before = {name: table.copy(deep=True) for name, table in evaluated.tables.items()}
        base = trial.threshold(2)
        base.points("F-03", 5).actual("F-03", "12个").without("F-20").points("投入", 30, scope="project").renormalised()
        assert base.code == 'fy.what_if().threshold("2")'
        assert trial.changes == ()
        for name, table in before.items():
            pd.testing.assert_frame_equal(evaluated.tables[name], table)

    def test_the_last_word_on_one_thing_counts(self, trial):
        changed = trial.threshold(2).actual("F-03", "4个").threshold(4).actual("F-03", "10个")
        assert changed.code == 'fy.what_if().threshold("4").actual("F-03", "10个")'
        assert total(changed) == total(trial.threshold(4))

    def test_the_code_that_it_writes_makes_it_again(self, trial):
        chain = trial.threshold(2.5).factor(0.7).band("优", "91.5").points("产出/数量指标", 30).without("监管有效性")
        chain = chain.actual("F-04", None).target("F-05", "4个").given(2, "效益", 28).paid(10, "335.64").renormalised()
        chain = chain.points("过程", 25, scope=Scope.PROJECT.value)
        again = eval(chain.code, {"fy": SimpleNamespace(what_if=lambda: trial)})
        assert again.changes == chain.changes
        pd.testing.assert_frame_equal(again.result.scores, chain.result.scores)

    def test_reset(self, trial):
        assert trial.threshold(3).reset().result.total.difference == 0

    def test_a_float_counts_as_it_prints(self, trial):
        assert trial.threshold(2.2).changes == trial.threshold("2.2").changes == trial.threshold("220%").changes


class TestMistakes:
    @pytest.mark.parametrize(
        ("wrong", "near"),
        [
            (lambda t: t.actual("F-3", "1"), "F-03"),
            (lambda t: t.points("质量", 3), "产出/质量指标"),
            (lambda t: t.points("监管有效度", 3), "监管有效性"),
            (lambda t: t.band("良好", 3), "良"),
            (lambda t: t.given(1, "投人", 3), "投入"),
            (lambda t: t.paid("项目14", 3), "项目1"),
            (lambda t: t.points("F-03", 3, scope="projects"), "project"),
        ],
    )
    def test_a_wrong_name_answers_with_near_ones(self, trial, wrong, near):
        with pytest.raises(NotFoundError, match="相近的有") as told:
            wrong(trial)
        assert near in str(told.value)

    def test_a_node_of_the_other_scheme(self, trial):
        with pytest.raises(NotFoundError, match='加 scope="project"'):
            trial.points("投入", 30)

    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            (lambda t: t.threshold("0.9"), "不小于1"),
            (lambda t: t.threshold(True), "不小于1"),
            (lambda t: t.threshold(float("nan")), "不小于1"),
            (lambda t: t.threshold(Decimal("Infinity")), "不小于1"),
            (lambda t: t.factor(1.1), "0至1"),
            (lambda t: t.factor("一半"), "0至1"),
            (lambda t: t.points("F-03", -1), "不小于0"),
            (lambda t: t.actual("F-03", ["4个"]), "照自评表的写法"),
            (lambda t: t.given(3, "过程", 21), "不超过20分"),
            (lambda t: t.actual("F-01", "100%"), "paid"),
            (lambda t: t.without("过程").without("产出").without("效益"), "至少保留一个"),
            (lambda t: t.without("F-03").points("F-03", 5), "不计入"),
        ],
    )
    def test_a_wrong_value_is_told_when_it_is_given(self, trial, wrong, expected):
        with pytest.raises(TrialError, match=expected):
            wrong(trial)
