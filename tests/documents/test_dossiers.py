"""Invented dossiers without a fault: read back exactly, scored as their figures demand, and nothing is found in them.

What stands in the files is drawn by ``support.dossiers``; here it is compared with what the readers make of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.dossiers import FINAL, MIDTERM, TARGET_REVIEW, earlier, generate, write
from support.dossiers.model import NODES, FundYear, Indicator, half_up, share
from support.dossiers.words import wording
from support.dossiers.write import DOCUMENTS, rendered

from analysis import pipeline, provenance, tables
from analysis.documents.dossier import Dossier
from analysis.errors import DocumentError
from analysis.paths import FundYearPaths
from analysis.provenance import sha256_of
from analysis.vocabulary import DocumentKind

_STAGED = ("stage", "annual")
_LONG = ("annual", "period")
#: Seed, projects, indicators, horizons: the smallest, both forms, and the largest that the words allow.
SIZES = (
    (1, 2, 12, _STAGED),
    (2, 8, 72, _STAGED),
    (3, 6, 60, _LONG),
    pytest.param((4, 60, 600, _STAGED), marks=pytest.mark.slow),
)
Root = Callable[[], Path]


@dataclass(frozen=True)
class Case:
    """A fund year, where its documents are, and what was read and computed."""

    year: FundYear
    paths: FundYearPaths
    dossier: Dossier
    computed: dict[str, pd.DataFrame]

    def rows(self, name: str) -> list[dict[str, Any]]:
        return tables.records(self.dossier.tables[name])


@pytest.fixture(scope="module")
def new_root(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Make an empty project that has the suites."""

    def make() -> Path:
        folder = tmp_path_factory.mktemp("dossier")
        shutil.copytree(root / "expectations", folder / "expectations")
        (folder / "data" / "raw").mkdir(parents=True)
        return folder

    return make


def opened(year: FundYear, paths: FundYearPaths) -> Case:
    found = pipeline.read(paths)
    return Case(year, paths, found, dict(pipeline.check(paths, found)))


def findings(case: Case) -> list[str]:
    return [f"{row['code']} {row['message']}" for row in tables.records(case.computed["findings"])]


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"seed{size[0]}-{size[1]}x{size[2]}-{size[3][1]}")
def case(request: pytest.FixtureRequest, new_root: Root) -> Case:
    """A fund year with the year before in the same project."""
    seed, projects, indicators, horizons = request.param
    year = generate(seed, projects, indicators, horizons=horizons)
    folder = new_root()
    write(earlier(year), folder)
    return opened(year, write(year, folder))


def own_indicators(year: FundYear) -> Iterator[tuple[str, int, Indicator]]:
    for project in year.projects:
        for position, indicator in enumerate(project.indicators, start=1):
            yield f"P{project.no:02d}-{position:02d}", project.no, indicator


class TestSound:
    """Nothing is wrong, so nothing is found."""

    def test_no_finding_of_any_severity(self, case: Case) -> None:
        assert findings(case) == []

    def test_nothing_is_passed_over_by_the_readers(self, case: Case) -> None:
        assert case.rows("remarks") == []
        assert [entry.kind for entry in case.dossier.manifest.files] == list(FINAL)

    def test_every_reading_is_beyond_doubt(self, case: Case) -> None:
        told = [row for name in ("targets", "actuals", "claims") for row in case.rows(name) if row["kind"] != "none"]
        assert len(told) > 3 * sum(len(project.indicators) for project in case.year.projects)
        assert [row for row in told if row["confidence"] != "high"] == []

    def test_every_class_has_an_indicator(self, case: Case) -> None:
        for project in case.year.projects:
            codes = {indicator.code for indicator in project.indicators}
            assert {"产出/数量", "产出/质量", "产出/时效", "产出/成本", "满意度/服务对象满意度"} <= codes
            assert any(code.startswith("效益/") for code in codes)


class TestReadBack:
    """The tables hold what the model says."""

    def test_projects(self, case: Case) -> None:
        read = case.rows("projects")
        assert [(row["no"], row["name"], row["applicant"], row["implementer"]) for row in read] == [
            (own.no, own.name, own.applicant, own.implementer) for own in case.year.projects
        ]
        for row, own in zip(read, case.year.projects, strict=True):
            assert (row["direction"], row["approval"]) == (own.direction, own.approval)
            assert (row["summary"], row["goals"]) == (own.summary, own.goals)
            assert (row["applied_wan"], row["allocated_wan"]) == (own.applied, own.allocated)
            assert (row["withdrawn_wan"], row["budget_wan"]) == (own.withdrawn, own.budget)

    def test_indicators(self, case: Case) -> None:
        read = {row["indicator_id"]: row for row in case.rows("indicators")}
        drawn = {key: (no, own) for key, no, own in own_indicators(case.year)}
        assert set(read) == set(drawn) | {f"F-{place:02d}" for place in range(1, len(case.year.indicators) + 1)}
        for key, (no, own) in drawn.items():
            row = read[key]
            assert (row["project_no"], row["level_code"], row["name"]) == (no, own.code, own.name)
        for place, line in enumerate(case.year.indicators, start=1):
            row = read[f"F-{place:02d}"]
            assert (row["level_code"], row["name"], row["points"]) == (line.code, line.name, line.points)
        assert sum(line.points for line in case.year.indicators) == 100

    def test_targets(self, case: Case) -> None:
        read = {(row["indicator_id"], row["horizon"]): row for row in case.rows("targets")}
        goals = {
            (key, horizon): goal for key, _, own in own_indicators(case.year) for horizon, goal in own.goals.items()
        }
        goals |= {(f"F-{place:02d}", "annual"): line.target for place, line in enumerate(case.year.indicators, start=1)}
        assert set(read) == set(goals)
        for key, goal in goals.items():
            row = read[key]
            assert (row["text"] or "", row["kind"], row["comparator"]) == (goal.text, goal.kind, goal.comparator)
            assert (row["value"], row["unit"] or "", row["date_to"] or "") == (goal.value, goal.unit, goal.date)

    def test_actuals(self, case: Case) -> None:
        read = {row["indicator_id"]: row for row in case.rows("actuals")}
        told = {key: (own.actual, own.goals["annual"], own.evidence) for key, _, own in own_indicators(case.year)}
        fund = enumerate(case.year.indicators, start=1)
        told |= {f"F-{place:02d}": (line.actual, line.target, line.evidence) for place, line in fund}
        assert set(read) == set(told)
        for key, (actual, target, evidence) in told.items():
            row = read[key]
            assert (row["text"], row["kind"], row["value"]) == (actual.text, actual.kind, actual.value)
            assert (row["unit"] or "", row["date_to"] or "") == (actual.unit, actual.date)
            assert (row["filed_target"] or "", row["evidence"]) == (target.text, evidence)

    def test_money(self, case: Case) -> None:
        year = case.year
        assert [(row["project_no"], row["budget_wan"], row["paid_wan"]) for row in case.rows("execution")] == [
            (own.no, own.budget, own.paid) for own in year.projects
        ]
        declared: dict[str, list[Decimal]] = {}
        for row in case.rows("declared"):
            declared.setdefault(row["concept"], []).append(row["value"])
        assert "other" not in declared
        assert declared["plan_total"] == [year.total("budget")]
        assert declared["applied_total"] == [year.total("applied")]
        assert declared["budget_total"] == [year.total("budget")] * 2
        assert declared["paid_total"] == [year.total("paid")] * 2
        assert declared["execution_rate"] == [own.rate for own in year.projects]
        assert declared["direction_count"] == [len(year.chosen(name)) for name in year.directions]
        assert sum(declared["direction_share"]) == 100
        means = [sum(own.scores[node] for own in year.projects) / len(year.projects) for node in NODES]
        assert declared["score_mean"] == [half_up(mean) for mean in means]
        assert declared["score_points"] == [20, 20, 30, 30]
        assert declared["project_score_total"] == [own.score for own in year.projects]
        assert {row["concept"] for row in tables.records(case.computed["reconciliation"])} >= {
            *("plan_total", "direction_budget", "execution_rate_total", "retained_total", "implementer_count")
        }

    def test_tasks_and_directions(self, case: Case) -> None:
        year = case.year
        assert sum(row["amount_wan"] for row in case.rows("policy_tasks")) == year.total("allocated")
        members = {(row["project_no"], row["direction"]) for row in case.rows("memberships")}
        assert members == {(own.no, own.direction) for own in year.projects}

    def test_scores_and_other_results(self, case: Case) -> None:
        given = {(row["project_no"], row["node"]): row["score"] for row in case.rows("given_scores")}
        grades = {row["project_no"]: row["grade"] for row in case.rows("given_scores")}
        assert grades == {own.no: own.grade for own in case.year.projects}
        assert given == {(own.no, node): score for own in case.year.projects for node, score in own.scores.items()}
        told = [(row["project_no"], row["item"], row["text"]) for row in case.rows("results")]
        assert told == [(own.no, item, text) for own in case.year.projects for item, text in own.results]

    def test_every_promise_of_a_text_is_an_indicator(self, case: Case) -> None:
        held = {
            (no, horizon, own.thing): goal
            for _, no, own in own_indicators(case.year)
            for horizon, goal in own.goals.items()
        }
        claims = case.rows("claims")
        assert len(claims) >= 6 * len(case.year.projects)
        for row in claims:
            things = [key for key in held if key[0] == row["project_no"] and key[1] == (row["horizon"] or "annual")]
            told = max((thing for _, _, thing in things if thing in row["subject"]), key=len)
            goal = held[row["project_no"], row["horizon"] or "annual", told]
            assert (row["comparator"], row["value"], row["unit"]) == (goal.comparator, goal.value, goal.unit)


@pytest.fixture(scope="module")
def scores(case: Case) -> dict[tuple[int | None, str], dict[str, Any]]:
    """The scores of an evaluation, by project and node."""
    evaluation = pipeline.evaluate(case.paths)
    return {(row["project_no"], row["node"]): row for row in tables.records(evaluation.tables["scores"])}


class TestScored:
    """Scores follow from the model by the confirmed rules of the year."""

    def test_projects(self, case: Case, scores: dict[tuple[int | None, str], dict[str, Any]]) -> None:
        for own in case.year.projects:
            row = scores[own.no, "总分"]
            assert (row["score"], row["grade"]) == (own.score, own.grade)

    def test_fund(self, case: Case, scores: dict[tuple[int | None, str], dict[str, Any]]) -> None:
        expected = Decimal(0)
        for line in case.year.indicators:
            if line.name == "资金支出率":
                rate = case.year.total("paid") / case.year.total("budget")
            elif line.target.value is None or line.actual.value is None:
                rate = Decimal(1)
            else:
                rate = min(line.actual.value / line.target.value, Decimal(1))
            expected += line.points * rate
        assert abs(scores[None, "总分"]["score"] - expected) < Decimal("0.000001")
        assert scores[None, "总分"]["grade"] == "优"


class TestYearBefore:
    """Last year's documents are sound as well, and this year continues them."""

    def test_no_finding_in_it_either(self, case: Case) -> None:
        last = earlier(case.year)
        assert findings(opened(last, case.paths.project.fund_year(last.fund, last.year))) == []

    def test_projects_and_indicators_go_on(self, case: Case) -> None:
        last = earlier(case.year)
        assert [own.name for own in last.projects] == [
            own.name.replace(f"{case.year.year}年", f"{last.year}年") for own in case.year.projects
        ]
        now = [(key, own.name, own.unit, own.code) for key, _, own in own_indicators(case.year)]
        assert now == [(key, own.name, own.unit, own.code) for key, _, own in own_indicators(last)]

    def test_targets_are_no_weaker_than_last_years_results(self, case: Case) -> None:
        pairs = zip(own_indicators(case.year), own_indicators(earlier(case.year)), strict=True)
        compared = 0
        for (key, _, now), (_, _, then) in pairs:
            target, reached, aimed = now.goals["annual"].value, then.actual.value, then.goals["annual"].value
            if target is None or reached is None or aimed is None or now.shape in ("answer", "whole", "nothing"):
                continue
            weaker = target > reached if now.goals["annual"].comparator == "<=" else target < reached
            assert (key, weaker) == (key, False)
            assert target != aimed
            if now.previous is not None and now.shape in ("floor", "share", "limit"):
                assert then.actual.text == then.actual.text.replace(",", "") or case.year.grouped
                assert reached == now.previous * (10_000 if now.unit == "万元" else 1)
            compared += 1
        assert compared >= 3 * len(case.year.projects)


def test_the_model_is_consistent_in_itself() -> None:
    for seed in range(40):
        year = generate(seed, 6, 60, horizons=_STAGED if seed % 2 else _LONG)
        for own in year.projects:
            assert own.paid_by_june < own.paid <= own.budget <= own.applied
            assert own.survey.required < own.survey.returned < own.survey.issued
            assert (own.rate == 100) == (own.paid == own.budget)
            for indicator in own.indicators:
                first, second = (indicator.goals[horizon] for horizon in year.horizons)
                if indicator.shape in ("floor", "spending", "sample"):
                    assert first.value is not None
                    assert second.value is not None
                    assert 0 < first.value < second.value
                if indicator.shape == "spending":
                    assert (indicator.goals["annual"].text, indicator.unit) != ("", "")
                    assert indicator.goals["annual"].value == own.allocated * 10_000
                    assert indicator.actual.value == own.paid * 10_000
                if indicator.shape == "sample":
                    assert indicator.actual.value == own.survey.returned >= own.survey.required
                if indicator.shape == "content":
                    assert indicator.actual.value == own.survey.rate
                for horizon, goal in indicator.goals.items():
                    last = year.period if horizon == "period" else year.year
                    assert not goal.date or goal.date[:4] == str(last)
            missed = [indicator for indicator in own.indicators if not indicator.met]
            assert (own.scores["产出"] < 30) or not missed


class TestFiles:
    """Bytes, kinds, overrides."""

    def test_same_seed_same_bytes(self, new_root: Root) -> None:
        one, two = (write(generate(9, 4, 32), new_root()) for _ in range(2))
        names = sorted(path.name for path in one.raw.iterdir())
        assert len(names) == len(DOCUMENTS) + 1
        assert [(one.raw / name).read_bytes() for name in names] == [(two.raw / name).read_bytes() for name in names]
        assert rendered(generate(10, 4, 32))[0] != rendered(generate(9, 4, 32))[0]

    def test_the_manifest_fits_the_documents(self, new_root: Root) -> None:
        paths = write(generate(9, 3, 20), new_root())
        manifest = provenance.load_manifest(paths)
        provenance.verify(paths, manifest)
        assert {entry.file: entry.sha256 for entry in manifest.files} == {
            file: sha256_of(paths.raw / file) for file, _ in DOCUMENTS.values()
        }

    @pytest.mark.parametrize("horizons", [_STAGED, _LONG], ids=["staged", "long"])
    def test_a_review_of_targets_has_plan_and_targets_only(self, new_root: Root, horizons: tuple[str, ...]) -> None:
        year = generate(11, 7, 63, horizons=horizons)
        case = opened(year, write(year, new_root(), TARGET_REVIEW))
        assert [entry.kind for entry in case.dossier.manifest.files] == list(TARGET_REVIEW)
        assert len(case.rows("targets")) == 2 * 63
        assert case.rows("actuals") == []
        assert findings(case) == []

    def test_at_mid_year_results_and_spending_are_those_of_june(self, new_root: Root) -> None:
        year = generate(12, 5, 45)
        found = pipeline.read(write(year, new_root(), MIDTERM, by_june=True))
        paid = {row["project_no"]: row["paid_wan"] for row in tables.records(found.tables["execution"])}
        assert paid == {own.no: own.paid_by_june for own in year.projects}
        told = {row["indicator_id"]: row["text"] for row in tables.records(found.tables["actuals"])}
        assert told == {key: own.stage_actual.text for key, _, own in own_indicators(year)}
        for _, _, own in own_indicators(year):
            stage, reached = own.goals["stage"], own.stage_actual
            if own.shape in ("floor", "share", "sample", "content"):
                assert stage.value is not None
                assert reached.value is not None
                assert reached.value >= stage.value

    @pytest.mark.parametrize(
        ("cell", "text", "codes"),
        [
            ("plan.total.applied", "99,999.00", {"REC-13"}),
            ("targets.2.name", "另一个完全不同的名称", {"MEN-10"}),
            ("execution.1.rate", "12.34%", {"REC-13"}),
            ("directions.1.count", "77", {"REC-13"}),
            ("scores.3.产出", "31.00", {"SCR-10"}),
            ("scores.mean.total", "50.00", {"REC-13"}),
        ],
    )
    def test_one_cell_may_say_something_else(self, new_root: Root, cell: str, text: str, codes: set[str]) -> None:
        year = generate(13, 4, 32)
        plain, changed = rendered(year)[0], rendered(year.with_cell(cell, text))[0]
        assert sum(plain[name] != changed[name] for name in plain) == 1
        case = opened(year, write(year.with_cell(cell, text), new_root()))
        assert {row["code"] for row in tables.records(case.computed["findings"])} >= codes

    def test_an_indicator_may_promise_something_else_than_the_text(self, new_root: Root) -> None:
        year = generate(14, 3, 27)
        goal = year.project(2).indicators[0].goals["annual"]
        assert goal.value is not None
        changed = year.with_cell("targets.2.1.annual", "不少于7777777件")
        found = pipeline.read(write(changed, new_root())).tables
        read = {(row["indicator_id"], row["horizon"]): row["value"] for row in tables.records(found["targets"])}
        assert read["P02-01", "annual"] == 7777777
        assert goal.value in {row["value"] for row in tables.records(found["claims"]) if row["project_no"] == 2}

    def test_an_override_of_no_cell_is_refused(self, new_root: Root) -> None:
        year = generate(15, 2, 12)
        with pytest.raises(ValueError, match=r"plan\.99\.name"):
            write(year.with_cell("plan.99.name", "无"), new_root())
        with pytest.raises(ValueError, match=r"scores\.1\.产出"):
            write(year.with_cell("scores.1.产出", "1"), new_root(), TARGET_REVIEW)

    def test_a_broken_cell_is_named_by_the_reader(self, new_root: Root) -> None:
        year = generate(15, 2, 12)
        with pytest.raises(DocumentError, match="金额不是数字"):
            pipeline.read(write(year.with_cell("plan.1.amount", "若干"), new_root()))

    def test_money_called_back_is_told_everywhere(self, new_root: Root) -> None:
        year = generate(16, 4, 32)
        own = year.project(2)
        back = half_up(own.allocated / 10)
        called = year.with_project(2, withdrawn=back, paid=own.allocated - back)
        found = pipeline.read(write(called, new_root())).tables
        row = tables.records(found["projects"])[1]
        assert (row["allocated_wan"], row["withdrawn_wan"]) == (own.allocated, back)
        assert row["budget_wan"] == own.allocated - back
        concepts = {r["concept"]: r["value"] for r in tables.records(found["declared"])}
        assert (concepts["withdrawn_total"], concepts["project_withdrawn"]) == (back, back)

    def test_one_task_for_all_money(self, new_root: Root) -> None:
        year = generate(17, 4, 32, one_task=True)
        assert findings(opened(year, write(year, new_root()))) == []


class TestWords:
    """The word lists are fit to be drawn from."""

    def test_names_of_a_field_tell_things_apart(self) -> None:
        from analysis.likeness import is_same

        words = wording()
        general = [item.name for part in (words.quality, words.timeliness, words.cost, words.lasting) for item in part]
        for field in words.fields:
            own = [item.name for part in (field.counts, field.economic, field.social) for item in part]
            names = [*own, *general, field.clients, "回收满意度调查问卷"]
            assert [pair for pair in combinations(names, 2) if is_same(*pair)] == []

    def test_projects_are_told_apart(self) -> None:
        from analysis.likeness import is_same

        names = [own.name for own in generate(18, 60).projects]
        assert len(set(names)) == 60
        assert [pair for pair in combinations(names, 2) if is_same(*pair)] == []

    def test_fields_have_enough_to_count(self) -> None:
        words = wording()
        assert len(words.fields) * len(words.fields[0].themes) == 60
        for field in words.fields:
            assert field.direction in words.directions
            assert len(field.counts) >= 4
            assert {item.group for item in (*field.counts, *field.economic, *field.social)} - {""} <= set(words.groups)

    @pytest.mark.parametrize(("projects", "indicators"), [(1, 6), (61, 600), (5, 29), (5, 81)])
    def test_sizes_beyond_the_words_are_refused(self, projects: int, indicators: int) -> None:
        with pytest.raises(ValueError, match="projects with"):
            generate(1, projects, indicators)

    def test_sizes_are_as_asked(self) -> None:
        for projects, indicators in ((2, 12), (5, 40), (60, 600)):
            year = generate(19, projects, indicators)
            assert len(year.projects) == projects
            assert sum(len(own.indicators) for own in year.projects) == indicators

    def test_growth_follows_from_both_levels(self) -> None:
        told = 0
        for own in generate(20, 20, 200).projects:
            results = dict(own.results)
            for item, text in own.results:
                if item.endswith("比上年增长"):
                    thing = item.removesuffix("比上年增长")
                    now, before = (
                        next(Decimal("".join(sign for sign in results[name] if sign in "0123456789.")) for _ in "1")
                        for name in (thing, f"上年{thing}")
                    )
                    assert text == f"{share(now - before, before)}%"
                    told += 1
        assert told >= 10


def test_kinds_cover_every_document() -> None:
    assert set(FINAL) == set(DOCUMENTS)
    assert set(TARGET_REVIEW) < set(MIDTERM) < set(FINAL)
    assert DocumentKind.SCORE_SHEET not in MIDTERM
