"""Every number in running text is bound to a fact or a cell: each fund year, a check at mid-year, a large dossier.

What may stand unbound is listed here, narrowly: names, the numbers of projects, the fund's own year, fixed words of the
method, the words of rules and of remarks about reading, and a finding's own words beside its bound id.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.dossiers import FINAL, MIDTERM, TARGET_REVIEW, generate, write
from support.dossiers.model import FundYear

from analysis import pipeline
from analysis.evaluation import Evaluation
from analysis.facts.model import CellRef
from analysis.paths import FundYearPaths, Project
from analysis.places import human_place
from analysis.report.blocks import Inlines, Items, KeyFigures, Note, Paragraph, Table, Text, Value, plain_text
from analysis.report.compose import Report

PACKAGE = Path(pipeline.__file__).parent / "report"
YEARS = (("gd-finance", 2022), ("gd-finance", 2023), ("gd-finance", 2024), ("gzkfq-finance", 2024))
DRAWN = ("midterm", "midterm with faults", "review", "sixty projects")
#: Fixed sentences about the method: what a half-way filing without a day is taken for, what the month counts.
FIXED = ("“截至6月30日”", "“1—6月”", "按6月30日理解", "6月底为50.00%")
DIGIT = re.compile(r"[0-9０-９]")


@dataclass
class Case:
    evaluation: Evaluation
    report: Report


def faulty(year: FundYear) -> FundYear:
    """Return the fund year with things wrong by June: missed, missing, not comparable, two pairs that do not add up."""
    places = [(p.no, n, i) for p in year.projects for n, i in enumerate(p.indicators, start=1) if i.shape == "floor"]
    (no1, at1, own), (no2, at2, _), (no3, at3, _) = places[0], places[5], places[9]
    year = year.with_cell(f"actuals.{no1}.{at1}.actual", f"1{own.unit}")
    return year.with_cell(f"actuals.{no2}.{at2}.actual", "").with_cell(f"actuals.{no3}.{at3}.actual", "按计划推进")


@pytest.fixture(scope="module")
def cases(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("bound")
    for name in ("data/raw", "expectations"):
        shutil.copytree(root / name, folder / name)

    def drawn(name: str, year: FundYear, kinds: tuple, *, by_june: bool = False) -> FundYearPaths:
        shutil.copytree(root / "expectations", folder / name / "expectations")
        return write(year, folder / name, kinds, by_june=by_june)

    paths = {f"{fund} {year}": Project(folder).fund_year(fund, year) for fund, year in YEARS}
    year = generate(31, 5, 45)
    paths["midterm"] = drawn("midterm", year, MIDTERM, by_june=True)
    paths["midterm with faults"] = drawn("faults", faulty(year), MIDTERM, by_june=True)
    paths["review"] = drawn("review", generate(32, 7, 60), TARGET_REVIEW)
    paths["sixty projects"] = drawn("sixty", generate(33, 60, 400), FINAL)
    found = {}
    for name, each in paths.items():
        evaluation = pipeline.evaluate(each)
        found[name] = Case(evaluation, pipeline.describe(each, evaluation))
    return found


CASES = pytest.mark.parametrize("name", [*(f"{fund} {year}" for fund, year in YEARS), *DRAWN])


def running(report: Report) -> Iterator[Inlines]:
    for block in report.blocks:
        if isinstance(block, Paragraph | Note):
            yield block.inlines
        elif isinstance(block, Items):
            yield from block.items


def named(evaluation: Evaluation) -> list[str]:
    """Return the names that texts use, the longest first; marks inside a quoted name become single ones."""
    tables = evaluation.tables
    columns = (("projects", "name"), ("indicators", "name"), ("indicators", "sub_name"), ("results", "item"))
    names = {str(name) for table, column in columns for name in tables[table][column].dropna()}
    names |= {re.sub(r"[（(][^（）()]{1,6}[）)]$", "", name) for name in names}
    names |= {name.replace("“", "‘").replace("”", "’") for name in names}
    return sorted(filter(DIGIT.search, names), key=len, reverse=True)


def allowed(evaluation: Evaluation) -> list[str]:
    """Return the words that may stand as they are."""
    remarks = evaluation.tables["remarks"]
    told = [*map(human_place, remarks["place"]), *remarks["place"], *remarks["text"], *remarks["found"].dropna()]
    rules = [text for rule in (evaluation.book.rules if evaluation.book else {}).values() for text in (rule.reference,)]
    if evaluation.kind == "midterm":
        from analysis.rules.loader import monitoring_rule

        rule = monitoring_rule(evaluation.manifest.year)
        rules += [rule.reference, rule.formula]
    return [*FIXED, *sorted({*told, *rules}, key=len, reverse=True)]


def unbound(inlines: Inlines, evaluation: Evaluation, names: list[str], free: list[str]) -> str:
    """Return what is left of a text once bound figures and the words that may stand are taken out."""
    text = "\0".join(inline.text for inline in inlines if isinstance(inline, Text))
    for inline in inlines:
        ref = CellRef.of(inline.key) if isinstance(inline, Value) else None
        if ref is not None and ref.table == "findings":
            found = evaluation.facts.cell(ref)
            assert found is not None
            text = text.replace(found[1], "")
    for words in (*free, *names):
        text = text.replace(words, "")
    return re.sub(rf"项目\d+|{evaluation.manifest.year}年度?", "", text)


@CASES
def test_every_number_in_running_text_is_bound(cases: dict[str, Case], name: str) -> None:
    evaluation, report = cases[name].evaluation, cases[name].report
    names, free = named(evaluation), allowed(evaluation)
    texts = list(running(report))
    assert sum(isinstance(inline, Value) for inlines in texts for inline in inlines) > 40
    loose = [plain_text(inlines) for inlines in texts if DIGIT.search(unbound(inlines, evaluation, names, free))]
    assert loose == []


@CASES
def test_what_is_bound_exists_and_has_an_origin(cases: dict[str, Case], name: str) -> None:
    facts = cases[name].evaluation.facts
    quoted = 0
    for inlines in running(cases[name].report):
        for inline in inlines:
            if not isinstance(inline, Value):
                continue
            ref = CellRef.of(inline.key)
            if ref is None:
                assert inline.key in facts
                continue
            quoted += 1
            assert facts.cell(ref) is not None, inline.key
            assert inline.sources, inline.key
    assert quoted or name in ("midterm", "review")


@CASES
def test_targets_and_actuals_in_tables_tell_their_cell(cases: dict[str, Case], name: str) -> None:
    """In columns of targets and actuals every word that is no dash is the text of the cell that it names."""
    facts, checked = cases[name].evaluation.facts, 0
    for table in (block for block in cases[name].report.blocks if isinstance(block, Table)):
        if table.anchor not in ("project_targets", "attainment", "score_sheet", "review_targets", "stage_attainment"):
            continue
        places = [n for n, c in enumerate(table.columns) if re.search("目标$|目标值$|实际完成值$", c.label)]
        assert places
        for cell in (row[place] for row in table.rows[: -1 if table.total_row else None] for place in places):
            words = plain_text(cell.inlines)
            if words in ("–", ""):
                continue
            (inline,) = cell.inlines
            assert isinstance(inline, Value), (table.anchor, words)
            ref = CellRef.of(inline.key)
            assert ref is not None
            found = facts.cell(ref)
            assert found is not None
            # A department's form has several targets in one cell.
            assert words in found[1]
            assert inline.sources.startswith(facts.said(found[0]))
            checked += 1
    assert checked > 40


@CASES
def test_notes_of_large_figures_print_facts(cases: dict[str, Case], name: str) -> None:
    printed = {fact.text for fact in cases[name].evaluation.facts.values()}
    (figures,) = (block for block in cases[name].report.blocks if isinstance(block, KeyFigures))
    for item in figures.items:
        assert any(isinstance(inline, Value) for inline in item.value)
        assert not DIGIT.search("".join(inline.text for inline in item.value if isinstance(inline, Text)))
        assert set(re.findall(r"[\d,.]+%?", item.note)) <= printed


def test_no_template_counts_for_itself() -> None:
    """A length may decide what is said; it is never printed. The number of a heading is the one exception."""
    sources = [*PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.yaml")]
    assert len(sources) > 20
    expressions = [
        text for path in sources for text in re.findall(r"\{\{(.*?)\}\}", path.read_text("utf-8"), re.DOTALL)
    ]
    assert len(expressions) > 300
    counted = [text for text in expressions if re.search(r"\|\s*(length|count|sum)\b", text.partition(" if ")[0])]
    assert [text.strip() for text in counted] == ["cn(nodes | length + 1)"]
