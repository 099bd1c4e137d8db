"""A report of a large dossier: summaries in place of endless rows, worst cases first, and where the rest is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from support.dossiers import FINAL, MIDTERM, TARGET_REVIEW, generate, write
from support.dossiers.multiply import multiplied

from analysis import facts, pipeline, tables
from analysis.evaluation import Evaluation
from analysis.exact import parse_number
from analysis.render.score_book.layout import layout
from analysis.report import limits
from analysis.report.blocks import Items, Paragraph, Picture, Table, plain_text
from analysis.report.compose import Report, compose
from analysis.report.exhibits import layouts

KINDS = ("final", "review", "midterm")
PROJECTS = 9
#: Tables whose rows do not grow with the projects.
SHORT = {"directions", "approvals", "policy_tasks", "attainment", "score_sheet", "rules", "weights", "documents"}
SHORT |= {"filings", "families", "corrections"}


@pytest.fixture(scope="module")
def evaluations(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Evaluation]:
    """Return a dossier of each kind; in one project of the final and the mid-year one results are missing."""
    found = {}
    for kind, documents in zip(KINDS, (FINAL, TARGET_REVIEW, MIDTERM), strict=True):
        folder = tmp_path_factory.mktemp(kind)
        shutil.copytree(root / "expectations", folder / "expectations")
        year = generate(41, PROJECTS, 80)
        if kind != "review":
            year = year.with_cell("actuals.7.1.actual", "").with_cell("actuals.7.2.actual", "")
        found[kind] = pipeline.evaluate(write(year, folder, documents, by_june=kind == "midterm"))
    return found


def small(monkeypatch: pytest.MonkeyPatch, **numbers: int) -> None:
    changed = limits.limits().model_copy(update=numbers)
    monkeypatch.setattr(limits, "limits", lambda: changed)


def exhibits(report: Report) -> dict[str, Table | Picture]:
    return {block.anchor: block for block in report.blocks if isinstance(block, Table | Picture)}


def body(table: Table) -> list[list[str]]:
    rows = table.rows[:-1] if table.total_row else table.rows
    return [[plain_text(cell.inlines) for cell in row] for row in rows]


def text(report: Report) -> str:
    said = [plain_text(block.inlines) for block in report.blocks if isinstance(block, Paragraph)]
    said += [plain_text(item) for block in report.blocks if isinstance(block, Items) for item in block.items]
    return "\n".join(said)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_changes_up_to_the_threshold(evaluations, kind, monkeypatch):
    whole = compose(evaluations[kind], {})
    longest = max(len(body(e)) for e in exhibits(whole).values() if isinstance(e, Table))
    assert longest >= 72
    small(monkeypatch, rows=longest, shown=1, listed=PROJECTS, named=1, marks=PROJECTS, drawn=1)
    assert compose(evaluations[kind], {}) == whole


@pytest.mark.parametrize("kind", KINDS)
def test_above_it_every_long_exhibit_is_cut_and_says_where_the_rest_is(evaluations, kind, monkeypatch):
    whole = exhibits(compose(evaluations[kind], {}))
    small(monkeypatch, rows=PROJECTS - 1, shown=3, listed=4, named=2, marks=PROJECTS - 1, drawn=4)
    cut = exhibits(compose(evaluations[kind], {}))
    assert list(cut) == list(whole)
    told = 0
    for name, exhibit in cut.items():
        before = whole[name]
        if isinstance(exhibit, Table):
            assert isinstance(before, Table)
            assert (exhibit.total_row, exhibit.rows[-1]) == (before.total_row, before.rows[-1]) or not before.total_row
            if len(body(before)) < PROJECTS or name in SHORT:
                assert exhibit == before
                continue
            assert len(body(exhibit)) == 3
        elif exhibit == before:
            continue
        note = exhibit.notes[-1]
        assert re.search(r"共\d+(行|项指标)，", note)
        files = re.findall(r"(\w+)\.csv", note)
        assert files
        assert set(files) <= set(tables.dictionary())
        assert f" data/processed/gd-finance/2023/{files[0]}.csv" in note
        told += 1
    assert told >= {"final": 6, "review": 6, "midterm": 7}[kind]


def test_the_worst_come_first(evaluations, monkeypatch):
    whole = {kind: exhibits(compose(evaluation, {})) for kind, evaluation in evaluations.items()}
    small(monkeypatch, rows=PROJECTS - 1, shown=3, listed=4, named=2, marks=PROJECTS - 1, drawn=4)
    cut = {kind: exhibits(compose(evaluation, {})) for kind, evaluation in evaluations.items()}

    def column(kind: str, name: str, place: int, source: Mapping) -> list[Decimal]:
        return [parse_number(row[place].rstrip("%")) for row in body(source[kind][name])]

    for kind, name, place, largest in (
        ("final", "plan", 3, True),
        ("final", "project_scores", 6, False),
        ("final", "execution", 4, True),
        ("review", "coverage", -1, False),
        ("midterm", "midterm_execution", 6, False),
    ):
        shown, every = column(kind, name, place, cut), column(kind, name, place, whole)
        assert shown == sorted(every, reverse=largest)[:3], name
    # Project 7 filed nothing for two of its indicators.
    for kind, name in (("final", "project_targets"), ("midterm", "stage_attainment")):
        table = cut[kind][name]
        assert table.title == f"{layouts().tables[name].title}（按项目汇总）"
        labels = [column.label for column in table.columns]
        first = dict(zip(labels, body(table)[0], strict=True))
        assert first["序号"] == "7"
        assert int(first["已填报"]) == int(first["指标"]) - 2


def test_running_text_names_a_few_and_says_so(evaluations, monkeypatch):
    small(monkeypatch, rows=5000, shown=3, listed=2, named=1)
    said = text(compose(evaluations["final"], {}))
    short = evaluations["final"].facts.value("execution.short_count")
    assert short > 2
    listed = re.search(r"个项目共有[\d,.]+万元未支出：(.*?)。", said)
    assert listed is not None
    assert listed[1].count("执行率") == 1
    assert listed[1].endswith("等")
    assert "以上为得分最低的项目，其余项目见表2-1。" in said


def test_very_many_findings_become_one_row_a_code(evaluations, monkeypatch):
    evaluation = evaluations["final"]
    grown = multiplied(evaluation.tables, 4)
    codes = set(grown["findings"]["code"])
    assert len(grown["findings"]) == 4 * len(evaluation.tables["findings"]) >= 4
    small(monkeypatch, rows=len(grown["findings"]) - 1, shown=2)
    large = Evaluation(evaluation.manifest, evaluation.kind, grown, evaluation.book, _facts(evaluation, grown))
    table = exhibits(compose(large, {}))["findings"]
    assert isinstance(table, Table)
    rows = body(table)
    assert {row[0] for row in rows} == codes
    counted = grown["findings"]["code"].value_counts()
    for row in rows:
        assert f"等{counted[row[0]]}处" in row[3]
        assert row[4].startswith("例：")
    assert table.notes == (
        f"共{len(grown['findings'])}处，按代码汇总，每类列出第一处；"
        "完整的数据见 data/processed/gd-finance/2023/findings.csv 和 scores.xlsx 的“核查发现”表。",
    )


def test_a_dossier_just_above_the_real_threshold(evaluations):
    """Nine projects of eighty indicators nineteen times over: 1,520 indicators of 171 projects."""
    for kind, evaluation in evaluations.items():
        grown = multiplied(evaluation.tables, 19)
        own = _facts(evaluation, grown)
        found = exhibits(compose(Evaluation(evaluation.manifest, evaluation.kind, grown, evaluation.book, own), {}))
        name = {"final": "project_targets", "review": "review_targets", "midterm": "stage_attainment"}[kind]
        table = found[name]
        assert isinstance(table, Table)
        assert len(table.rows) == limits.limits().shown or len(table.rows) == 19 * PROJECTS
        assert "共1,520项指标，按项目汇总" in table.notes[-1]
        counts = [int(parse_number(row[2])) for row in body(table)]
        assert sum(counts) == 1520 if len(counts) == 19 * PROJECTS else sum(counts) < 1520
        figures = [e for e in found.values() if isinstance(e, Picture) and e.notes]
        assert all(f"共{19 * PROJECTS}行" in e.notes[-1] for e in figures)
        assert figures
        assert own.value("plan.project_count") == 19 * PROJECTS


def test_the_places_of_complete_rows_exist():
    sheets = {sheet.name for sheet in layout().sheets.values()}
    known = set(layouts().tables) | set(layouts().figures)
    for name, where in limits.limits().complete.items():
        assert name in known
        assert set(where.tables) <= set(tables.dictionary())
        assert where.sheet in sheets | {""}


def _facts(evaluation: Evaluation, grown: Mapping) -> facts.Facts:
    return facts.build(evaluation.manifest, evaluation.kind, grown, evaluation.book)
