"""Sensitivity of gd-finance 2023: thresholds, weights, leave one out; tables, figures, marks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.exact import half_up
from analysis.whatif import TrialError, mark
from analysis.whatif_panel import views

MARK = "测算，不是评价结果"


@pytest.fixture(scope="module")
def found(trial):
    return trial.sensitivity()


def test_thresholds_from_100_to_300_percent(found, trial):
    """Sums of halves: at 100% every indicator above its target is halved, 14 points more than at 150%."""
    rows = found.threshold.frame.set_index("threshold")
    assert list(rows.index) == [Decimal(n) / 10 for n in range(10, 31)]
    assert half_up(rows.loc[Decimal(1), "total"], 2) == Decimal("91.43") - 14
    assert rows.loc[Decimal("1.5"), "difference"] == 0
    assert half_up(rows.loc[Decimal(3), "total"], 2) == Decimal("91.43") + Decimal("5.5")
    assert list(rows["grade"].loc[[Decimal(1), Decimal("1.4"), Decimal("1.5")]]) == ["中", "良", "优"]
    assert rows.loc[Decimal("1.5"), "over"] == 6
    assert rows.loc[Decimal("1.5"), "released"] == "F-14"
    for row in (Decimal("1.2"), Decimal("2.6")):
        assert rows.loc[row, "total"] == trial.threshold(row).result.total.trial


def test_the_threshold_that_holds_is_always_tried(trial):
    tried = trial.sensitivity(1, 2, "0.4").threshold.frame["threshold"]
    assert list(tried) == [Decimal("1"), Decimal("1.4"), Decimal("1.5"), Decimal("1.8"), Decimal("2")]


def test_weights(found, trial):
    """F-03 has 50%, so 3.3 of 100.3 points pull the total down: (91.43 + 0.15) ÷ 100.3 × 100 = 91.31."""
    frame = found.weights.frame
    assert sorted(frame["indicator_id"]) == [f"F-{number:02d}" for number in range(1, 22)]
    row = frame.set_index("indicator_id").loc["F-03"]
    official = trial.result.total.official
    assert abs(row["total_more"] - (official + Decimal("0.15")) / Decimal("100.3") * 100) < Decimal("1e-9")
    assert row["total_more"] == trial.points("F-03", "3.3").renormalised().result.total.trial
    spread = [abs(more - less) for more, less in zip(frame["total_more"], frame["total_less"], strict=True)]
    assert spread == sorted(spread, reverse=True)


def test_leave_one_out(found, trial):
    """Without 效益 (33 of 40) the rest is 58.43 of 60."""
    rows = found.left_out.frame.set_index("node")
    assert len(rows) == 3 + 7 + 21
    official = trial.result.total.official
    assert abs(rows.loc["效益", "total"] - (official - 33) / 60 * 100) < Decimal("1e-9")
    assert rows.loc["效益", "level"] == 1
    assert rows.loc["过程", "grade"] == "良"
    assert abs(rows.loc["过程", "total"] - Decimal("71.5") / 80 * 100) < Decimal("1e-9")


def test_ranks_of_projects(found):
    rows = found.ranks.frame
    assert list(dict.fromkeys(rows["node"])) == ["投入", "过程", "产出", "效益"]
    assert list(rows["change"])[:3] == ["−10%", "+10%", "不计入"]
    # Without 效益, project 8 (20, 20, 30) has all 70 points; so has no other.
    without = rows[(rows["node"] == "效益") & (rows["change"] == "不计入")].iloc[0]
    assert without["first"] == "项目8"


def test_it_starts_from_what_was_changed_before(trial):
    changed = trial.threshold(4).without("F-17")
    found = changed.sensitivity(3, 5, 1)
    rows = found.threshold.frame.set_index("threshold")
    assert rows.loc[Decimal(4), "total"] == changed.result.total.trial
    assert "F-17" not in set(found.weights.frame["indicator_id"])
    assert found.weights.frame.attrs["changes"] == ['.threshold("4")', '.without("F-17")']


@pytest.mark.parametrize("steps", [(0.5, 3, 0.1), (2, 1, 0.1), (1, 3, 0), (1, 3, -1), (1, 3, "0.001"), (1, "x", 1)])
def test_senseless_steps_are_refused(trial, steps):
    with pytest.raises(TrialError, match="起点不小于1"):
        trial.sensitivity(*steps)


@pytest.mark.parametrize("by", [0, "150%", "x"])
def test_a_senseless_share_is_refused(trial, by):
    with pytest.raises(TrialError, match="不超过100%"):
        trial.sensitivity(by=by)


def test_frames_carry_labels_and_mark(found, trial):
    result = trial.threshold(2).result
    tables = (*found.frames, result.nodes, result.projects, result.losses, result.conditions)
    for table in tables:
        assert table.frame.attrs["mark"] == MARK == mark()
        labels = list(table.labelled().columns)
        assert labels == list(table.frame.attrs["labels"].values())
        assert all(any("一" <= sign <= "鿿" for sign in label) for label in labels)
        assert table.labelled().attrs["mark"] == MARK
        assert MARK in repr(table)
        assert MARK in table._repr_html_()


def test_figures_are_marked_and_told_in_words(found):
    drawn = found.figures
    assert len(drawn) == 3
    for each in drawn:
        assert MARK in each.title
        assert MARK in each.alt
        assert each.svg.startswith("<svg")
        assert MARK in each._repr_html_()
    threshold, weights, left_out = drawn
    assert "总分在77.43分至96.93分之间" in threshold.title
    assert "150%，91.43分，“优”" in threshold.alt
    assert "F-03减少10%为+0.12分" in weights.alt
    assert "【一级】效益，总分97.38分（+5.95）" in left_out.alt
    assert [each.svg for each in found.figures] == [each.svg for each in drawn]


def test_no_exporter_takes_it_for_a_report(found):
    assert not hasattr(found, "_repr_mimebundle_")
    assert not any(hasattr(each, "_repr_mimebundle_") for each in found.figures)
    assert MARK in found._repr_html_()


def test_a_person_sees_all_figures_and_a_batch_stays_small(found, monkeypatch):
    batch = found._repr_html_()
    assert len(batch) < 150_000
    assert "逐项不计入与总分" in batch
    monkeypatch.setattr(views, "is_attended", lambda: True)
    assert [found._repr_html_().count(f"{each.title}</span>") for each in found.figures] == [1, 1, 1]
