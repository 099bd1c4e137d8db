"""Declared corrections: a corrected cell gives what the corrected document would give, and nothing else changes."""

from __future__ import annotations

import hashlib
import shutil
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pytest
from support.declared import cell, correct
from support.edits import edit_docx, edit_xlsx
from support.grids import ABOVE, LEFT, grid

from analysis import pipeline, tables
from analysis.documents import dossier
from analysis.documents.corrections import Declarations, Mender
from analysis.documents.grid import Cell, Grid
from analysis.errors import Problem
from analysis.evaluation import Evaluation
from analysis.facts.trace import trace
from analysis.handwritten import Written
from analysis.paths import FundYearPaths, Project
from analysis.provenance import DocumentEntry, Manifest
from analysis.report.blocks import Note, Paragraph, Table, plain_text
from analysis.report.compose import Report

PLAN, EXECUTION = "分配方案.docx", "预算执行情况表.xlsx"
PAID = f"{EXECUTION}#预算执行情况表!D12"
PAID_IN_WORDS = "预算执行情况表.xlsx “预算执行情况表”表 D12"
TOTAL = "附件2 分配方案.docx#表1!R13C6"
#: Tables in which a correction itself shows, or the place that it puts its mark on.
OWN = {"corrections", "cells", "findings", "documents"}


def everything(paths: FundYearPaths) -> dict[str, pd.DataFrame]:
    read = pipeline.read(paths)
    return {**read.tables, **pipeline.check(paths, read)}


def differing(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> dict[str, list[tuple]]:
    """Return the rows of each table that are not in the other one."""
    found = {}
    for name in before:
        rows = [{tuple(row.items()) for row in tables.records(each[name])} for each in (before, after)]
        if rows[0] != rows[1]:
            found[name] = sorted(rows[0] ^ rows[1], key=str)
    return found


class TestDeclaredTotal:
    """The plan of 2022 prints 6,908 as the sum of nine amounts that make 6,673.48."""

    @pytest.fixture
    def year(self, project: Project) -> FundYearPaths:
        return project.fund_year("gd-finance", 2022)

    def test_its_finding_goes_and_nothing_else_changes(self, year):
        before = everything(year)
        correct(year, cell(TOTAL, 6908, "6673.48"))
        after = everything(year)
        changed = differing(before, after)
        assert set(changed) == {"corrections", "cells", "declared", "reconciliation", "findings"}
        (gone,) = (dict(row) for row in changed["findings"])
        assert (gone["code"], gone["found"], gone["expected"]) == ("REC-13", "6,908万元", "6,673.48万元")
        assert gone["id"] not in set(after["findings"]["id"])
        values = {row["value"] for row in map(dict, changed["declared"])}
        assert values == {Decimal("6908"), Decimal("6673.48")}
        assert {row["difference"] for row in map(dict, changed["reconciliation"])} == {Decimal("234.52"), Decimal(0)}
        assert len(changed["declared"]) == len(changed["reconciliation"]) == len(changed["cells"]) == 2

    def test_the_table_of_corrections(self, year):
        more = {"reason": "按分项之和更正", "reported_to": "省财政厅", "status": "confirmed"}
        correct(year, cell("附件2 分配方案.docx 表1 第13行第6列", "6,908", "6673.48", **more))
        (row,) = tables.records(dossier.read(year).tables["corrections"])
        assert row == {
            **more,
            "file": "附件2 分配方案.docx",
            "part": "表1",
            "cell": "R13C6",
            "found": "6908",
            "corrected": "6673.48",
            "source": TOTAL,
        }

    def test_a_wrong_correction_keeps_the_finding_at_its_marked_place(self, year):
        correct(year, cell(TOTAL, 6908, 6908.5))
        findings = everything(year)["findings"]
        (row,) = tables.records(findings[findings["code"] == "REC-13"])
        assert row["place"] == "附件2 分配方案.docx 表1 第13行第6列（已更正，原文“6908”）"
        assert row["source"] == TOTAL
        assert row["found"] == "6,908.5万元"

    def test_without_the_file_all_is_as_it_was_to_the_byte(self, year):
        def written() -> dict[str, str]:
            everything(year)
            files = sorted(year.processed.glob("*.csv"))
            return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

        documents = {path: path.read_bytes() for path in sorted(year.raw.iterdir())}
        before = written()
        declared = correct(year, cell(TOTAL, 6908, 6673.48))
        assert written() != before
        declared.unlink()
        assert written() == before
        assert {path: path.read_bytes() for path in sorted(year.raw.iterdir())} == documents


class TestLikeTheDocumentMended:
    """A correction and the same change in the document give the same tables and facts."""

    CASES: ClassVar = {
        "a number of a workbook": (cell(PAID, "49.29", 45.5), lambda p: edit_xlsx(p, EXECUTION, {"D12": 45.5})),
        "a target": (
            cell("专项资金绩效自评表.xlsx#绩效自评表!F5", "10个", "2个"),
            lambda p: edit_xlsx(p, "专项资金绩效自评表.xlsx", {"F5": "2个"}),
        ),
        "a name of a text document": (
            cell(f"{PLAN}#表1!R2C2", None, "改名的项目"),
            lambda p: edit_docx(p, PLAN, {(1, 2, 2): "改名的项目"}),
        ),
        "a percentage": (
            cell(f"{EXECUTION}#预算执行情况表!E12", None, "92%"),
            lambda p: edit_xlsx(p, EXECUTION, {"E12": 0.92}),
        ),
    }

    @pytest.mark.parametrize("case", CASES)
    def test_same_tables_and_facts(self, case, project, tmp_path_factory):
        entry, edit = self.CASES[case]
        one = project.fund_year("gd-finance", 2023)
        other_root = tmp_path_factory.mktemp("edited")
        for name in ("data/raw", "expectations"):
            shutil.copytree(project.root / name, other_root / name)
        other = Project(other_root).fund_year("gd-finance", 2023)
        correct(one, entry | {"found": entry["found"] if entry["found"] != "None" else standing(one, entry["at"])})
        edit(other)
        by_correction, by_edit = pipeline.evaluate(one), pipeline.evaluate(other)
        changed = differing(dict(by_correction.tables), dict(by_edit.tables))
        assert set(changed) - OWN == set()
        codes = [list(each.tables["findings"]["id"]) for each in (by_correction, by_edit)]
        assert codes[0] == codes[1]
        texts = [{key: fact.text for key, fact in each.facts.items()} for each in (by_correction, by_edit)]
        assert texts[0] == texts[1]


def standing(paths: FundYearPaths, at: str) -> str:
    cells = dossier.read(paths).tables["cells"]
    places = cells["file"] + "#" + cells["part"] + "!" + cells["cell"]
    return str(cells[places == at]["text"].iloc[0])


@pytest.fixture(scope="module")
def after(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[FundYearPaths, Evaluation]:
    """The evaluated year with 4 万元 less paid by project 9."""
    folder = tmp_path_factory.mktemp("corrected")
    for name in ("data/raw", "expectations"):
        shutil.copytree(root / name, folder / name)
    year = Project(folder).fund_year("gd-finance", 2023)
    correct(year, cell(PAID_IN_WORDS, "49.29", "45.29", reported_to="分配方案编制单位"))
    return year, pipeline.evaluate(year)


class TestWhoSees:
    """The facts that rest on a corrected amount change, and whoever looks where they come from is told."""

    def test_exactly_the_dependent_facts_change(self, evaluated, after):
        texts = [{key: fact.text for key, fact in each.facts.items()} for each in (evaluated, after[1])]
        # Which findings there are, and how many, is told by other tests.
        before, now = ({k: text for k, text in each.items() if not k.startswith("findings.")} for each in texts)
        assert set(before) == set(now)
        assert {key: text for key, text in now.items() if before[key] != text} == {
            # 49.29 − 4 = 45.29; 45.29 ÷ 51.78 = 87.47%; 51.78 − 45.29 = 6.49
            "execution.project.9.paid": "45.29",
            "execution.project.9.rate": "87.47%",
            "execution.project.9.unspent": "6.49",
            # 3,811.75 − 4 = 3,807.75; 3,807.75 ÷ 3,834.29 = 99.3078%; 3,834.29 − 3,807.75 = 26.54
            "execution.paid": "3,807.75",
            "execution.rate": "99.31%",
            "execution.unspent": "26.54",
            "execution.short_gap": "26.54",
            # 12 × 99.3078% = 11.92; 8 + 11.92 = 19.92; 91.43 − 11.93 + 11.92 = 91.42
            **{f"{node}.score": "11.92" for node in ("indicator.F-01", "fund.node.过程/资金管理")},
            **{f"{node}.score_rate": "99.31%" for node in ("indicator.F-01", "fund.node.过程/资金管理")},
            **{f"{node}.lost": "0.08" for node in ("indicator.F-01", "fund.node.过程/资金管理", "fund.node.过程")},
            "fund.rule.execution_proportional.lost": "0.08",
            "fund.node.过程.score": "19.92",
            "fund.node.过程.score_rate": "99.58%",
            "fund.score": "91.42",
            "fund.score_rate": "91.42%",
            "fund.lost": "8.58",
        }

    def test_trace_says_so(self, after):
        lines = "\n".join(trace(after[1].facts, "execution.project.9.paid"))
        assert f"{PAID_IN_WORDS}（已更正，原文“49.29”）：“45.29”" in lines

    def test_the_report_lists_it_and_marks_the_source_of_figures(self, after):
        report = pipeline.describe(*after)
        (table,) = tables_of(report, "corrections")
        row = [plain_text(each.inlines) for each in table.rows[0]]
        assert row == [PAID_IN_WORDS, "49.29", "45.29", "测试用的更正", "分配方案编制单位", "待报送单位确认"]
        assert "以报送单位的答复为准" in said(report)
        (execution,) = tables_of(report, "execution")
        sources = {
            inline.sources for row in execution.rows for each in row for inline in each.inlines if marked(inline)
        }
        assert f"{PAID_IN_WORDS}（已更正，原文“49.29”）" in sources

    def test_a_report_without_corrections_has_no_table_of_them(self, evaluated, after):
        report = pipeline.describe(after[0], evaluated)
        assert tables_of(report, "corrections") == []
        assert "更正后的值" not in said(report)


def tables_of(report: Report, anchor: str) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table) and block.anchor == anchor]


def marked(inline: object) -> bool:
    return "已更正" in str(getattr(inline, "sources", ""))


def said(report: Report) -> str:
    return "\n".join(plain_text(block.inlines) for block in report.blocks if isinstance(block, Paragraph | Note))


class TestOneGrid:
    """Grids built by hand: merged cells, stored numbers, cells without a value."""

    @staticmethod
    def mend(shown: Grid, *entries: dict[str, str]) -> tuple[Grid, list[Problem]]:
        usual = {"reason": "测试", "status": "proposed"}
        said = Declarations.model_validate({"corrections": [usual | entry for entry in entries]})
        document = DocumentEntry(file=shown.file, kind="execution_table", title="表", status="测试", sha256="0")
        names = dict.fromkeys(("fund_name", "short_name", "department"), "测试")
        mender = Mender(
            Written("corrections.yaml", said, {}), Manifest(fund="t", year=2023, files=(document,), **names)
        )
        mended = mender.mend(shown)
        return mended, mender.problems

    def test_a_merged_cell_changes_wherever_it_reaches(self):
        shown = grid(["甲", LEFT, "乙"], [ABOVE, "丙", "丁"], file="表.docx", part="表1")
        mended, problems = self.mend(shown, cell("表.docx#表1!R1C1", "甲", "戊"))
        assert problems == []
        assert [[each.text for each in row] for row in mended.rows] == [["戊", "戊", "乙"], ["戊", "丙", "丁"]]
        assert [[each.covered for each in row] for row in mended.rows] == [["", "left", ""], ["above", "", ""]]

    SHOWN: ClassVar = {
        "a plain number": ("6908", "6908", "6673.48", ("6673.48", "6673.48")),
        "thousands": ("6,908", "6908", "6,673.48", ("6,673.48", "6673.48")),
        "a percentage with its sign": ("95%", "95", "96%", ("96%", "96")),
        "a percentage without it": ("95%", "95", "96", ("96%", "96")),
        "a unit of the format": ("10.0万", "10", "12.5", ("12.5万", "12.5")),
        "a currency sign": ("￥10.00", "10", "12", ("￥12", "12")),
        "a negative one": ("-5", "-5", "5", ("5", "5")),
        "words instead": ("10", "10", "约12", ("约12", None)),
        "nothing instead": ("10", "10", "", ("", None)),
    }

    @pytest.mark.parametrize("case", SHOWN)
    def test_a_stored_number_stays_one_in_the_unit_shown(self, case):
        text, number, corrected, (shown, stored) = self.SHOWN[case]
        sheet = Grid("表.xlsx", "表", (), ((Cell(text, "A1", Decimal(number)),),))
        mended, problems = self.mend(sheet, cell("表.xlsx “表”表 A1", text, corrected))
        assert problems == []
        assert mended.rows[0][0] == Cell(shown, "A1", None if stored is None else Decimal(stored))

    def test_the_stored_number_is_as_good_as_the_printed_one(self):
        sheet = Grid("表.xlsx", "表", (), ((Cell("6,673.5", "A1", Decimal("6673.48")),),))
        for found in ("6673.48", "6,673.5", "６，６７３．５"):
            mended, problems = self.mend(sheet, cell("表.xlsx#表!A1", found, "1"))
            assert (mended.rows[0][0].text, problems) == ("1", [])

    def test_a_formula_without_a_value_is_filled_in(self):
        broken = Problem("公式没有保存计算结果", "表.xlsx “表”表 B1", found="=A1*2")
        other = Problem("公式没有保存计算结果", "表.xlsx “表”表 C1", found="=A1*3")
        row = (Cell("1", "A1", Decimal(1)), Cell("", "B1"), Cell("", "C1"))
        mended, problems = self.mend(
            Grid("表.xlsx", "表", (), (row,), problems=(broken, other)), cell("表.xlsx#表!B1", "", 2)
        )
        assert problems == []
        assert mended.problems == (other,)
        assert mended.rows[0][1] == Cell("2", "B1")

    def test_other_grids_and_cells_are_left_alone(self):
        shown = grid(["甲", "乙"], file="表.docx", part="表2")
        assert self.mend(shown, cell("表.docx#表1!R1C1", "甲", "戊"))[0] is shown


def test_a_correction_makes_a_refused_document_readable(paths):
    """A formula that was never calculated, a word among amounts: both are mended without touching the file."""
    edit_xlsx(paths, EXECUTION, {"D5": "约200", "D12": "=49+0.29"})
    correct(paths, cell(f"{EXECUTION}#预算执行情况表!D5", "约200", "188.5"), cell(PAID, "", "49.29"))
    execution = pipeline.read(paths).tables["execution"]
    paid = dict(zip(execution["project_no"], execution["paid_wan"], strict=True))
    assert (paid[2], paid[9]) == (Decimal("188.5"), Decimal("49.29"))


def test_adding_documents_shows_them_as_received(paths):
    """``jixiao add`` tolerates the declarations and reads past them."""
    from analysis.documents.intake import examine

    correct(paths, cell(PAID, "1", "2"))
    paths.aliases.write_text("projects:\n  - {names: [甲, 乙], reason: 简称}\n", encoding="utf-8")
    found = examine(paths, [paths.raw / EXECUTION, paths.corrections])
    assert [arrival.note for arrival in found.arrivals] == ["已登记，内容相同", "随附文件，不登记"]
    assert found.refusal is None
    assert found.arrivals[0].problems == []


def test_aliases_of_a_fund_serve_every_year(project: Project):
    years = [project.fund_year("gd-finance", year) for year in (2022, 2023)]
    years[0].aliases.write_text(
        "projects:\n  - names: [甲平台建设项目, 甲平台建设]\n    reason: 主管部门来函确认\n"
        "units:\n  - names: [甲局, 乙局, 丙局]\n    reason: 机构改革后更名\n",
        encoding="utf-8",
    )
    expected = [
        ("project", 1, "甲平台建设项目", "主管部门来函确认"),
        ("project", 1, "甲平台建设", "主管部门来函确认"),
        *(("unit", 2, name, "机构改革后更名") for name in ("甲局", "乙局", "丙局")),
    ]
    for year in years:
        found = tables.records(pipeline.read(year).tables["aliases"])
        assert [(row["sort"], row["group"], row["name"], row["reason"]) for row in found] == expected
    years[0].aliases.unlink()
    assert pipeline.read(years[1]).tables["aliases"].empty


def test_written_values_keep_their_digits(tmp_path: Path):
    from analysis import handwritten
    from analysis.errors import CorrectionError

    text = (
        "\ufeffcorrections:\n  - at: 表.xlsx#表!A1\n    found: 100.00\n    corrected: 00123.4500\n"
        "    reason: ~1亿\n    status: proposed\n"
    )
    (tmp_path / "corrections.yaml").write_text(text, encoding="utf-8")
    written = handwritten.load(tmp_path / "corrections.yaml", Declarations, CorrectionError)
    (entry,) = written.content.corrections
    assert (entry.found, entry.corrected, entry.reason) == ("100.00", "00123.4500", "~1亿")
    assert written.where("corrections", 0, "corrected") == "corrections.yaml 第4行"
    assert written.where("accepted", 7) == "corrections.yaml 第1行"
