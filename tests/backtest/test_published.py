"""The published result of 2023 follows from the documents, figure by figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from analysis.exact import half_up

PUBLISHED = YAML(typ="safe").load(Path(__file__).with_name("published-2023.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("key", "printed"), PUBLISHED["facts"].items())
def test_published_figure(evaluated, key, printed):
    assert evaluated.facts[key].text == printed


def test_every_indicator_score(evaluated):
    ours = [evaluated.facts[f"indicator.F-{n:02d}.score"].text for n in range(1, 22)]
    assert ours == PUBLISHED["indicator_scores"]
    assert len(ours) == 21


def test_every_project_total_grade_and_execution_rate(evaluated):
    facts = evaluated.facts
    for number, (total, grade, rate) in enumerate(PUBLISHED["projects"], start=1):
        assert facts[f"project.{number}.score"].text == total
        assert facts[f"project.{number}.grade"].text == grade
        exact = facts.value(f"execution.project.{number}.rate") * 100
        assert str(half_up(exact, 0)) == rate


def test_six_indicators_are_halved_and_say_why(evaluated):
    scores = evaluated.tables["scores"]
    halved = scores[scores["rule_id"] == "over_attainment"]
    assert len(halved) == 6
    assert all(halved["score"] * 2 == halved["points"])
    assert halved["why"].str.contains("超过150%，视为指标值设置偏低").all()


def test_every_score_carries_reason_rule_and_reference(evaluated):
    scores = evaluated.tables["scores"]
    assert len(scores) == (1 + 3 + 7 + 21) + 13 * 5
    for column in ("why", "rule_id", "reference", "source"):
        assert scores[column].notna().all()
    assert set(scores["rule_id"]) <= set(evaluated.book.rules)


def test_differences_from_the_publication_are_findings(evaluated):
    messages = " ".join(evaluated.tables["findings"]["message"])
    for difference in PUBLISHED["differs"]:
        assert difference["because"]
        assert difference["value"] in messages
        assert difference["published"] in messages


def test_the_inferred_rule_says_so(evaluated):
    assert evaluated.book.rule("over_attainment").status.value == "inferred"
