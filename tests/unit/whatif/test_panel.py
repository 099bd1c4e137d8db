"""The sliders: they begin where the official result stands, the result follows, and no front end is needed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.whatif_panel import Panel, panel

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def sliders(trial) -> Panel:
    return trial.panel()


def test_the_controls_begin_where_the_official_result_stands(sliders):
    values = {name: control.value for name, control in sliders.controls.items()}
    assert (values["threshold"], values["factor"]) == (1.5, 0.5)
    assert (values["band 优"], values["band 良"], values["band 中"]) == (90, 80, 60)
    assert values["renormalised"] is False
    assert sliders.controls["threshold"].min == 1
    assert sliders.controls["threshold"].max == 3
    assert sliders.trial.changes == ()


def test_a_slider_moves_the_result_and_back(sliders):
    sliders.controls["threshold"].value = 2.0
    assert "测算92.93分" in sliders.shown
    assert "超额门槛" in sliders.shown
    assert "fy.what_if().threshold(&quot;2&quot;)" in sliders.shown
    sliders.controls["threshold"].value = 1.5
    assert sliders.trial.changes == ()


def test_a_slider_between_two_steps_is_exact(sliders):
    sliders.controls["threshold"].value = 1.7500000000000002
    assert sliders.trial.code == 'fy.what_if().threshold("1.75")'


def test_points_and_actual_belong_to_the_chosen_indicator(sliders):
    assert sliders.controls["actual"].disabled is True, "资金支出率 follows from the money"
    sliders.controls["leaf"].value = "F-03"
    assert sliders.controls["actual"].disabled is False
    assert (sliders.controls["points"].value, sliders.controls["actual"].value) == (3, "10个")
    sliders.controls["points"].value = 5
    sliders.controls["leaf"].value = "F-04"
    sliders.controls["actual"].value = "4个"
    assert sliders.trial.code == 'fy.what_if().points("F-03", "5").actual("F-04", "4个")'
    sliders.controls["leaf"].value = "F-03"
    assert sliders.controls["points"].value == 5
    sliders.controls["renormalised"].value = True
    assert sliders.trial.result.points.trial == 100
    assert sliders.controls["points"].value == 5
    sliders.controls["renormalised"].value = False
    assert sliders.trial.result.points.trial == Decimal(102)


def test_what_cannot_be_made_is_told_until_it_can(sliders):
    sliders.controls["band 优"].value = 79
    assert "等级分档不成立" in sliders.shown
    assert sliders.trial.changes == ()
    sliders.controls["band 良"].value = 70
    assert sliders.trial.result.grades == ("优", "优")
    assert "优”的分数线" in sliders.shown


def test_reset(sliders):
    sliders.controls["factor"].value = 1
    sliders.controls["leaf"].value = "F-05"
    sliders.controls["points"].value = 9
    sliders.reset()
    assert sliders.trial.changes == ()
    assert sliders.controls["factor"].value == 0.5
    assert "没有改动" in sliders.shown


def test_it_goes_on_from_a_trial(trial):
    sliders = trial.threshold(2).without("F-20").panel()
    assert sliders.controls["threshold"].value == 2
    assert "F-20" not in [value for _, value in sliders.controls["leaf"].options]
    sliders.controls["factor"].value = 0.6
    assert sliders.trial.code == 'fy.what_if().threshold("2").without("F-20").factor("0.6")'


def test_without_a_person_it_is_the_plain_result(sliders):
    bundle = sliders._repr_mimebundle_()
    assert WIDGET not in bundle
    assert "测算，不是评价结果" in bundle["text/html"]
    assert "滑块只在打开的笔记本中可用" in bundle["text/html"]
    assert "测算，不是评价结果" in bundle["text/plain"]


def test_with_a_person_it_is_a_widget(sliders, monkeypatch):
    monkeypatch.setattr(panel, "is_attended", lambda: True)
    bundle = sliders._repr_mimebundle_()
    assert WIDGET in bundle
    assert "jixiao-whatif-panel" in sliders.widget._dom_classes
