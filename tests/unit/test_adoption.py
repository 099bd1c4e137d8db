"""Rules that a fund adopted: only as written, only from a year confirmed by itself, never without a reference."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.dossiers import generate, write

from analysis import pipeline
from analysis.documents import dossier
from analysis.errors import RuleError
from analysis.paths import FundYearPaths, Project
from analysis.report import blocks
from analysis.rules.adoption import book_of, has_rules
from analysis.rules.loader import confirmed, rule_book
from analysis.rules.model import Adoption
from analysis.vocabulary import ReportKind

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = "某市财政局关于绩效评价评分办法的通知（某财绩〔2023〕1号）"
ADOPTED = f"years:\n  2023: {{as: gd-finance/2023, reference: {REFERENCE}}}\n"


def fund_year(root: Path, text: str = "", fund: str = "f-007", year: int = 2023) -> FundYearPaths:
    paths = Project(root).fund_year(fund, year)
    paths.raw.mkdir(parents=True)
    if text:
        paths.rules.write_text(text, encoding="utf-8")
    return paths


def test_without_the_file_a_year_has_no_rules_but_its_own(tmp_path: Path) -> None:
    paths = fund_year(tmp_path)
    assert not has_rules(paths)
    with pytest.raises(
        RuleError, match=r"f-007/2023 的评价规则未经确认.*data/raw/f-007/rules.yaml 中写明采用"
    ) as refused:
        book_of(paths)
    assert refused.value.exit_code == 7
    assert book_of(fund_year(tmp_path, fund="gd-finance")) == rule_book("gd-finance", 2023)


def test_an_adopted_book_holds_the_confirmed_rules_and_says_where_they_come_from(tmp_path: Path) -> None:
    paths = fund_year(tmp_path, ADOPTED)
    book, own = book_of(paths), rule_book("gd-finance", 2023)
    assert has_rules(paths)
    assert (book.rules, book.schemes, book.grades) == (own.rules, own.schemes, own.grades)
    assert (book.fund, book.year) == ("f-007", 2023)
    assert book.adoption == Adoption("gd-finance", 2023, REFERENCE)
    assert own.adoption is None


def test_an_adoption_holds_for_its_year_and_its_fund_alone(tmp_path: Path) -> None:
    fund_year(tmp_path, ADOPTED)
    assert not has_rules(Project(tmp_path).fund_year("f-007", 2024))
    assert not has_rules(Project(tmp_path).fund_year("f-008", 2023))


BROKEN = {
    "no reference": ("years:\n  2023: {as: gd-finance/2023}\n", ("缺少必填项", "第2行", "reference")),
    "empty reference": ("years:\n  2023:\n    as: gd-finance/2023\n    reference: ' '\n", ("不能为空", "第4行")),
    "nothing named": (f"years:\n  2023: {{reference: {REFERENCE}}}\n", ("缺少必填项", "应为：as")),
    "no list of years": ("2023: {as: gd-finance/2023, reference: 文}\n", ("有不认识的项", "应为：years")),
    "unknown item": (f"{ADOPTED}    ".replace("}", ", by: 某人}"), ("有不认识的项", "by", "应为：as、reference")),
    "not a mapping": ("years: [2023]\n", ("“years”的写法有误", "分项写")),
    "not a year": ("years:\n  二〇二三: {as: gd-finance/2023, reference: 文}\n", ("不是年度", "二〇二三")),
    "no fund year": ("years:\n  2023: {as: gd-finance, reference: 文}\n", ("“as”的写法有误", "资金代码/年度")),
    "not confirmed": (
        "years:\n  2023: {as: gd-finance/2022, reference: 文}\n",
        ("没有经确认的规则", "现为：gd-finance/2022", "已确认：gd-finance/2023"),
    ),
    "unknown fund": ("years:\n  2023: {as: other/2023, reference: 文}\n", ("没有经确认的规则", "other/2023")),
    "chained": (
        "years:\n  2022: {as: gd-finance/2023, reference: 文}\n  2023: {as: f-007/2022, reference: 文}\n",
        ("采用不得转手", "第3行", "已确认：gd-finance/2023"),
    ),
    "itself": ("years:\n  2023: {as: f-007/2023, reference: 文}\n", ("采用不得转手", "f-007/2023")),
    "a year twice": (f"{ADOPTED}{ADOPTED[7:]}", ("同一项写了两次", "第3行")),
    "no YAML": ("years: {", ("YAML", "rules.yaml")),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_the_place(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    paths = fund_year(tmp_path, text)
    for ask in (has_rules, book_of):
        with pytest.raises(RuleError) as refused:
            ask(paths)
        assert refused.value.exit_code == 7
        assert not [word for word in (*words, "rules.yaml") if word not in str(refused.value)], str(refused.value)


def test_all_faults_are_told_at_once_even_those_of_other_years(tmp_path: Path) -> None:
    years = "  2021: {as: other/2020, reference: 文}\n  2022: {as: gd-finance, reference: 文}\n"
    paths = fund_year(tmp_path, ADOPTED + years)
    with pytest.raises(RuleError) as refused:
        book_of(paths)
    assert len(refused.value.problems) == 2


def test_a_confirmed_year_adopts_nothing(tmp_path: Path) -> None:
    paths = fund_year(tmp_path, ADOPTED, fund="gd-finance")
    with pytest.raises(RuleError, match="该年度有经确认的规则，不得另行采用"):
        book_of(paths)


def test_a_file_in_the_folder_of_a_year_is_told_where_it_belongs(tmp_path: Path) -> None:
    paths = fund_year(tmp_path)
    (paths.raw / "rules.yaml").write_text(ADOPTED, encoding="utf-8")
    with pytest.raises(RuleError, match=r"放错了位置.*移到 f-007/rules.yaml"):
        book_of(paths)


@pytest.fixture
def written(tmp_path: Path) -> FundYearPaths:
    (tmp_path / "expectations").symlink_to(ROOT / "expectations")
    return write(generate(seed=7, projects=3, fund="f-007"), tmp_path, adopt="gd-finance/2023")


def test_the_report_is_a_final_one_and_says_what_was_adopted(written: FundYearPaths) -> None:
    evaluation = pipeline.evaluate(written)
    assert evaluation.kind is ReportKind.FINAL
    assert evaluation.rules.adoption is not None
    told = str(blocks.to_json(pipeline.describe(written, evaluation).blocks))
    assert "原为资金代码gd-finance的2023年度确认；采用依据：" + evaluation.rules.adoption.reference in told


def test_scores_are_those_of_the_fund_whose_rules_were_adopted(written: FundYearPaths, tmp_path: Path) -> None:
    source = write(replace(generate(seed=7, projects=3, fund="f-007"), fund="gd-finance"), tmp_path / "own")
    (tmp_path / "own" / "expectations").symlink_to(ROOT / "expectations")
    results = [pipeline._results(paths, dossier.read(paths)) for paths in (written, source)]
    assert len(results[0]["scores"])
    assert results[0]["scores"].equals(results[1]["scores"])


def test_a_change_of_the_file_computes_anew(written: FundYearPaths) -> None:
    read_year = pipeline.read(written)
    assert len(pipeline.check(written, read_year)["scores"])
    written.rules.unlink()
    assert pipeline.check(written, pipeline.read(written))["scores"].empty
    with pytest.raises(RuleError, match="评价规则未经确认"):
        pipeline.evaluate(written)


def test_the_command_ends_with_the_code_of_rules(written: FundYearPaths) -> None:
    written.rules.write_text("years:\n  2023: {as: gd-finance/2023}\n", encoding="utf-8")
    command = [sys.executable, "-c", "from analysis.cli import main; main()", "check", "f-007", "2023"]
    environment = {**os.environ, "JIXIAO_ROOT": str(written.project.root)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    assert done.returncode == 7, done.stdout + done.stderr
    assert "缺少必填项" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_confirmed_fund_years_are_listed_in_order() -> None:
    assert confirmed() == sorted(confirmed())
    assert ("gd-finance", 2023) in confirmed()
