"""The score bridge: what moved the total between two years, to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.across.bridge import bridge
from analysis.across.facts import build

D = Decimal
pytestmark = pytest.mark.xdist_group("across")


def scores(leaves: dict[str, tuple[str, str]], ids: dict[str, str] | None = None) -> pd.DataFrame:
    """Build a fund's scores from its leaves: ``产出/数量/甲`` to points and score."""
    common = {"scope": "fund", "why": "w", "rule_id": "r", "reference": "x", "source": "f#p!A1"}
    rows = [
        {
            **common,
            "node": node,
            "parent": node.rpartition("/")[0],
            "indicator_id": (ids or {}).get(node, node),
            "points": D(points),
            "score": D(score),
        }
        for node, (points, score) in leaves.items()
    ]
    whole = {
        **common,
        "node": "总分",
        "points": sum((row["points"] for row in rows), D(0)),
        "score": sum((row["score"] for row in rows), D(0)),
    }
    branches = [
        {**common, "node": branch, "parent": "总分", "points": D(0), "score": D(0)}
        for branch in dict.fromkeys(str(row["parent"]) for row in rows)
    ]
    return tables.frame("scores", [whole, *branches, *rows])


def test_a_leaf_moves_by_its_points_and_by_what_was_earned_of_them():
    before = scores({"产出/数量/甲": ("10", "8"), "效益/社会/乙": ("10", "10")})
    after = scores({"产出/数量/甲": ("20", "18"), "效益/社会/乙": ("5", "2.5")})
    found = bridge(before, after)
    assert (found.earlier, found.own, found.difference) == (D("18"), D("20.5"), D("2.5"))
    first, second = found.steps
    # 80 % of ten more points are 8; the rate rose from 80 % to 90 % of 20 points, which are 2.
    assert (first.by_points, first.by_rate) == (D(8), D(2))
    # All of five points less are -5; the rate fell from 100 % to 50 % of 5 points, which are -2.5.
    assert (second.by_points, second.by_rate) == (D(-5), D("-2.5"))
    assert found.branches() == {"产出/数量": D(10), "效益/社会": D("-7.5")}


def test_leaves_of_one_year_count_with_their_whole_score():
    before = scores({"产出/数量/甲": ("10", "8"), "产出/质量/旧有事项": ("10", "6")})
    after = scores({"产出/数量/甲": ("10", "8"), "效益/社会/受益群众人数": ("10", "9")})
    found = bridge(before, after)
    assert [(step.name, step.change, step.matched) for step in found.steps] == [
        ("甲", D(0), "同名"),
        ("受益群众人数", D(9), ""),
        ("旧有事项", D(-6), ""),
    ]
    assert found.difference == D(3)


def test_a_renamed_leaf_is_found_again_and_says_on_what():
    before = scores({"产出/数量/培训企业管理人员人次": ("10", "8")})
    alike = bridge(before, scores({"产出/数量指标/培训企业的管理人员人次数": ("10", "9")}))
    assert [step.change for step in alike.steps] == [D(1)]
    assert alike.steps[0].matched.startswith(("相似", "同名"))


def test_the_table_of_years_knows_a_leaf_that_names_do_not_tell():
    before = scores({"产出/数量/接入家数": ("10", "8")}, {"产出/数量/接入家数": "F-03"})
    after = scores({"产出/数量/联网机构": ("10", "9")}, {"产出/数量/联网机构": "F-07"})
    assert [step.matched for step in bridge(before, after).steps] == ["", ""]
    row = {"sort": "indicator", "item": "F-07", "name": "联网机构", "earlier_year": 2022, "earlier_item": "F-03"}
    row |= {"matched_by": "alias", "likeness": None, "source": "f#p!A1"}
    series = tables.frame("series", [row])
    assert [step.matched for step in bridge(before, after, series, 2022).steps] == ["已确认同义"]
    assert [step.matched for step in bridge(before, after, series, 2021).steps] == ["", ""]


score = st.decimals(min_value=0, max_value=30, places=12)
leaf = st.tuples(st.decimals(min_value=1, max_value=30, places=2).map(str), score.map(lambda x: format(x, "f")))
leaves = st.dictionaries(st.sampled_from([f"产出/数量/{name}" for name in "甲乙丙丁戊己庚辛"]), leaf, min_size=1)


@settings(deadline=None)
@given(leaves, leaves)
def test_the_parts_always_add_up_to_the_difference(before, after):
    found = bridge(scores(before), scores(after))
    assert sum((step.by_points + step.by_rate for step in found.steps), D(0)) == found.own - found.earlier
    assert sum(found.branches().values(), D(0)) == found.difference


def test_two_evaluated_years_from_documents(two_scored):
    (crossing,) = two_scored.years.crossings
    assert (crossing.earlier.year, crossing.own.year) == (2022, 2023)
    moved = {step.name: (step.by_points, step.by_rate) for step in crossing.bridge.steps if step.change}
    third, fourth, fifth = (step.name for step in crossing.bridge.steps[2:5])
    spending = moved.pop("资金支出率")
    # Twice the target is over 150 %: half of 7 points. 3 points more and 3 less, all of them earned.
    assert moved == {third: (D(0), D("-3.5")), fourth: (D(3), D(0)), fifth: (D(-3), D(0))}
    # Spending is scored 12 × paid ÷ budget in both years.
    paid = {member.year: member.evaluation.facts.value("execution.paid") for member in two_scored.comparison.members}
    budget = {m.year: m.evaluation.facts.value("execution.budget") for m in two_scored.comparison.members}
    expected = 12 * paid[2023] / budget[2023] - 12 * paid[2022] / budget[2022]
    assert spending[0] == 0
    assert spending[1] == pytest.approx(expected, abs=D("1e-11"))
    totals = [member.evaluation.facts.value("fund.score") for member in two_scored.comparison.members]
    assert crossing.bridge.difference == totals[1] - totals[0] == spending[1] - D("3.5")


def test_every_step_rests_on_the_forms_of_both_years(two_scored):
    facts = build(two_scored)
    places = facts.places("bridge.2022.2023.step.3.change")
    assert {place.partition(" ")[0] for place in places} == {"2022年", "2023年"}
    assert any("专项资金绩效自评表.xlsx" in place for place in places)
    assert facts["bridge.2022.2023.step.3.change"].text == "−3.50"
