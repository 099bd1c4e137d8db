"""The score book: its formulas, recalculated by another program, give what the package computes."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pandas as pd
import pytest
from ruamel.yaml import YAML
from support.edits import edit_xlsx
from support.national_forms import NATIONAL, WRONG_TOTAL, fund_year

from analysis import expressions, pipeline, tables
from analysis.attainment import attain
from analysis.exact import points
from analysis.execution import execution_total
from analysis.leaf_scores import qualitative_bands
from analysis.paths import Project
from analysis.provenance import Manifest
from analysis.render.score_book import score_book, to_score_book
from analysis.rules.loader import rule_book
from analysis.rules.model import RuleBook
from analysis.scoring import score_fund, score_projects
from analysis.vocabulary import Scope

FUND, PROJECTS, INDICATORS, RULES, FINDINGS, NOTES = "评分表", "二级项目", "项目指标", "规则参数", "核查发现", "说明"
FUND_FORM = "专项资金绩效自评表.xlsx"
CASES = YAML(typ="safe").load((Path(__file__).parents[1] / "cases" / "scoring.yaml").read_text(encoding="utf-8"))
MANIFEST = Manifest(
    fund="gd-finance", year=2023, fund_name="测试专项资金", short_name="测试资金", department="主管部门", files=()
)
BOOK = rule_book("gd-finance", 2023)
#: Far below half of the second decimal; the doubles of a sum of some dozen scores are off by less than 10⁻¹².
NEAR = 1e-11
#: A score, a points change, a threshold: cells that a person may put something in.
Edit = tuple[str, str, Any]

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells by row name and column label."""

    rows: dict[str, dict[str, Any]]
    places: dict[str, dict[str, str]]


def sheet(book: openpyxl.Workbook, name: str, key: str) -> Sheet:
    found, places = {}, {}
    page = book[name]
    labels = [cell.value for cell in page[3]]
    for row in page.iter_rows(min_row=4):
        own = dict(zip(labels, row, strict=True))
        if own[key].value is not None:
            found[str(own[key].value)] = {label: cell.value for label, cell in own.items()}
            places[str(own[key].value)] = {label: cell.coordinate for label, cell in own.items()}
    return Sheet(found, places)


def opened(book: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book), data_only=values)


def converted(book: bytes, folder: Path, target: str, edits: list[Edit]) -> Path:
    """Change input cells, drop every stored value, and let LibreOffice compute and convert the book."""
    workbook = opened(book)
    for name, cell, value in edits:
        assert not workbook[name][cell].protection.locked, "only an input may be changed"
        workbook[name][cell].value = value
    workbook.save(folder / "book.xlsx")
    assert not re.search(rb"</f><v>[^<]", zipfile.ZipFile(folder / "book.xlsx").read("xl/worksheets/sheet1.xml"))
    # One profile for all tests of a worker: making it takes longer than a conversion.
    profile = f"-env:UserInstallation=file://{folder.parent / 'office-profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "book.xlsx")], check=True, capture_output=True, timeout=180)
    return next((folder / "out").iterdir())


def recalculated(book: bytes, folder: Path, edits: list[Edit] | None = None) -> openpyxl.Workbook:
    path = converted(book, folder, "xlsx:Calc MS Excel 2007 XML", edits or [])
    return openpyxl.load_workbook(path, data_only=True)


def formulas(workbook: openpyxl.Workbook) -> Iterator[Any]:
    for page in workbook:
        for row in page.iter_rows():
            yield from (cell for cell in row if cell.data_type == "f")


def require_scores(book: openpyxl.Workbook, scores: pd.DataFrame) -> None:
    """Hold every row of both score sheets against the table ``scores``."""
    own = tables.records(scores[scores["scope"] == Scope.FUND.value])
    rows = list(book[FUND].iter_rows(min_row=4, values_only=True))
    labels = [cell.value for cell in book[FUND][3]]
    assert len(own) == len(rows) > 0
    for record, cells in zip(own, rows, strict=True):
        row = dict(zip(labels, cells, strict=True))
        assert row["指标"] == record["node"].rpartition("/")[2]
        assert abs(row["得分"] - float(record["score"])) < NEAR, record["node"]
        assert points(Decimal(repr(row["得分"]))) == points(record["score"])
        assert row["分值"] == float(record["points"])
        assert row["适用规则"] == record["rule_id"], record["node"]
        assert row["依据"] == record["reference"]
        assert row["等级"] == record["grade"]
    totals = tables.records(scores[(scores["scope"] == Scope.PROJECT.value) & (scores["node"] == "总分")])
    projects = sheet(book, PROJECTS, "序号")
    assert len(projects.rows) == len(totals)
    for record in totals:
        row = projects.rows[str(record["project_no"])]
        assert (row["总分"], row["等级"]) == (float(record["score"]), record["grade"])


def require_stored(book: bytes, computed: openpyxl.Workbook) -> int:
    """Hold the value stored with every formula against the recalculated one; return how many there are."""
    stored = opened(book, values=True)
    cells = list(formulas(opened(book)))
    for cell in cells:
        page, place = cell.parent.title, cell.coordinate
        before, after = stored[page][place].value or "", computed[page][place].value or ""
        if isinstance(before, str) and isinstance(after, str):
            assert before == after, (page, place)
        else:
            assert abs(float(before or 0) - float(after or 0)) < NEAR, (page, place)
    return len(cells)


@pytest.fixture(scope="module")
def made(evaluated) -> bytes:
    return to_score_book(evaluated)


class TestRecalculated:
    """What LibreOffice computes from the inputs alone."""

    pytestmark: ClassVar = [needs_office, pytest.mark.slow]

    def test_every_formula_gives_the_value_that_was_stored_with_it(self, evaluated, made, tmp_path):
        computed = recalculated(made, tmp_path)
        require_scores(computed, evaluated.tables["scores"])
        assert require_stored(made, computed) > 400

    def test_an_actual(self, made, paths, tmp_path):
        """70款 becomes 80款: 160 % of the target, half the points, and the grade falls."""
        edit_xlsx(paths, FUND_FORM, {"F18": "80款"})
        after = pipeline.evaluate(paths)
        row = sheet(opened(made), FUND, "指标").places["中小融平台上线金融产品数量"]
        book = recalculated(made, tmp_path, [(FUND, row["实际完成值"], 80)])
        require_scores(book, after.tables["scores"])
        total = sheet(book, FUND, "指标").rows["总分"]
        assert (points(Decimal(repr(total["得分"]))), total["等级"]) == ("89.93", "良")
        assert round(total["变动"], 2) == -1.5

    def test_two_weights(self, made, paths, tmp_path):
        """Two output indicators change points: 5 × 0.5 instead of 3 × 0.5, and 3 instead of 5."""
        edit_xlsx(paths, FUND_FORM, {"D5": 5, "D6": 3})
        scores = pipeline.evaluate(paths).tables["scores"]
        rows = [row for row in opened(made)[FUND].iter_rows(min_row=4) if str(row[-1].value).count(" D5（")]
        rows += [row for row in opened(made)[FUND].iter_rows(min_row=4) if str(row[-1].value).count(" D6（")]
        edits = [(FUND, row[1].coordinate, full) for row, full in zip(rows, (5, 3), strict=True)]
        book = recalculated(made, tmp_path, edits)
        require_scores(book, scores)
        # One point more for the first, two fewer for the second: 91.43 becomes 90.43.
        assert points(Decimal(repr(sheet(book, FUND, "指标").rows["总分"]["得分"]))) == "90.43"

    def test_weights_that_leave_the_scheme_are_marked(self, made, tmp_path):
        row = sheet(opened(made), FUND, "指标").places["监管有效性"]
        book = recalculated(made, tmp_path, [(FUND, row["分值"], 7)])
        found = [[cell.value for cell in row] for row in book[RULES].iter_rows() if row[0].value == "过程"]
        assert [(row[2], row[3], row[5]) for row in found] == [(20, 19, "不一致"), (20, 20, "一致")]

    def test_a_threshold_a_factor_and_a_band(self, evaluated, made, tmp_path):
        params = {"mode": "flat_factor", "threshold": "2.2", "factor": "0.25"}
        bands = [dict(band) for band in BOOK.rule("qualitative_stated").params["bands"]]
        bands[0]["share"] = "0.9"
        changed = with_params({"over_attainment": params, "qualitative_stated": {"bands": bands}})
        read = evaluated.tables
        scores = scored(read, changed)
        cells = named_cells(opened(made))
        edits = [(RULES, cells["超额门槛"], 2.2), (RULES, cells["超额系数"], 0.25), (RULES, cells["定性_达标"], 0.9)]
        require_scores(recalculated(made, tmp_path, edits), scores)

    def test_payments_and_given_scores(self, made, paths, tmp_path):
        """Project 9 pays 50.00 instead of 49.29, project 13 is given 18.5 instead of 16.5 for 投入."""
        edit_xlsx(paths, "预算执行情况表.xlsx", {"D12": 50.00})
        edit_xlsx(paths, "项目评分表.xlsx", {"C15": 18.5})
        after = pipeline.evaluate(paths)
        rows = sheet(opened(made), PROJECTS, "序号").places
        edits = [(PROJECTS, rows["9"]["支出金额"], 50), (PROJECTS, rows["13"]["投入"], 18.5)]
        book = recalculated(made, tmp_path, edits)
        require_scores(book, after.tables["scores"])
        means = sheet(book, PROJECTS, "项目名称").rows
        assert points(Decimal(repr(means["平均"]["投入"]))) == after.facts["projects.node.投入.mean"].text == "19.27"
        assert round(means["合计"]["支出率"] * 100, 2) == round(float(after.facts.value("execution.rate")) * 100, 2)

    def test_a_score_given_by_a_person_replaces_the_computed_one(self, made, tmp_path):
        row = sheet(opened(made), FUND, "指标").places["监管有效性"]
        edits = [(FUND, row["核定得分"], 6.5), (FUND, row["核定理由"], "监管记录不全")]
        rows = sheet(recalculated(made, tmp_path, edits), FUND, "指标").rows
        assert (rows["监管有效性"]["得分"], rows["监管有效性"]["计分比例"]) == (6.5, 1)
        assert points(Decimal(repr(rows["总分"]["得分"]))) == "89.93"

    def test_every_way_of_judging(self, tmp_path):
        """The cases of ``cases/scoring.yaml``, and targets that are no plain figure."""
        read = made_up([*CASES["leaves"], *MORE_LEAVES])
        rules = set(read["scores"][read["scores"]["indicator_id"].notna()]["rule_id"])
        assert rules == {
            *("execution_proportional", "quantity_met", "quantity_not_met", "over_attainment", "qualitative_stated"),
            *("not_reported", "pending_judgement"),
        }
        book = score_book(MANIFEST, read, BOOK)
        computed = recalculated(book, tmp_path)
        require_scores(computed, read["scores"])
        assert require_stored(book, computed) > 400

    @pytest.mark.parametrize(("budget", "paid"), [("0", "0"), ("100", "110"), ("3", "1")])
    def test_spending(self, budget, paid, tmp_path):
        read = made_up([*CASES["leaves"][:2], *MORE_LEAVES[-3:]], budget, paid)
        assert ("execution_proportional" in set(read["scores"]["rule_id"])) is (budget != "0")
        require_scores(recalculated(score_book(MANIFEST, read, BOOK), tmp_path), read["scores"])

    def test_doubles_print_and_decide_as_exact_numbers_do(self, tmp_path):
        """Six hundred leaves full of ties: at 0.005 points, at the threshold, at the target, in tenths and thirds."""
        draw = random.Random(20231231)
        leaves = []
        for number in range(600):
            target = Decimal(draw.randrange(1, 400)).scaleb(-draw.choice((0, 1, 2)))
            times = draw.choice(("0.335", "0.5", "0.999", "1", "1.001", "1.4999", "1.5", "1.5001", "3.7"))
            actual = format(target * Decimal(times), "f")
            full = format(Decimal(draw.randrange(1, 1500)).scaleb(-2), "f")
            sign = draw.choice(("不低于", "不超过", "超过", "等于"))
            leaves.append(
                {"name": f"指标{number}", "target": f"{sign}{target:f}个", "actual": f"{actual}个", "points": full}
            )
        read = made_up(leaves)
        ties = [row for row in tables.records(read["scores"]) if (row["score"] * 1000) % 10 == 5]
        assert len(ties) > 20
        path = converted(score_book(MANIFEST, read, BOOK), tmp_path, CSV_AS_SHOWN, [])
        shown = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        at = {label: shown[2].index(label) for label in ("指标", "得分", "适用规则", "变动")}
        records = tables.records(read["scores"][read["scores"]["scope"] == Scope.FUND.value])
        assert len(shown) - 3 == len(records) > 600
        for record, row in zip(records, shown[3:], strict=True):
            assert row[at["得分"]] == points(record["score"]), record["node"]
            assert row[at["适用规则"]] == record["rule_id"], record["node"]
            assert row[at["变动"]] in {"0.00", "-0.00"}


#: Comma, double quotes, UTF-8, and every cell as it is shown.
CSV_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"

MORE_LEAVES = [
    {"name": name, "target": target, "actual": actual, "points": full, **more}
    for name, target, actual, full, more in (
        ("区间内", "50-60个", "55个", "3", {}),
        ("低于区间", "50-60个", "40个", "3", {}),
        ("高于区间", "50-60个", "70个", "3", {}),
        ("高于成本区间", "2-3万元", "4万元", "3", {"level2": "成本"}),
        ("区间未报", "50-60个", "", "3", {}),
        ("界限恰好", ">50个", "超过50个", "2", {}),
        ("超过恰好", ">50个", "50个", "2", {}),
        ("界限不明", "≥50个", "不超过60个", "2", {}),
        ("等于而多", "=4个", "5个", "2", {}),
        ("约数", "约30个", "50个", "2", {}),
        ("累计", "累计100个", "60个", "2", {}),
        ("按期完成", "6月底前", "5月20日", "2", {}),
        ("逾期完成", "6月底前", "8月底", "2", {}),
        ("是否通过", "是", "是", "2", {}),
        ("未通过", "是", "否", "2", {}),
        ("两项均达", "数量≥3个，质量≥90%", "数量4个，质量95%", "2", {}),
        ("两项差一", "数量≥3个，质量≥90%", "数量4个，质量80%", "2", {}),
        ("千米换算", "≥3000米", "2公里", "2", {}),
        ("比例换算", "≥5‰", "1%", "2", {}),
        ("金额", "不低于135亿元", "12000万元", "2", {}),
        ("零目标有值", "≥0个", "5个", "2", {}),
        ("资金支出率", "100%", "99%", "5", {"level1": "过程", "level2": "资金管理"}),
        ("过程数量", "≥3个", "4个", "5", {"level1": "过程", "level2": "事项管理"}),
        ("过程未达", "≥3个", "2个", "5", {"level1": "过程", "level2": "事项管理"}),
    )
]
READ_FIELDS = ("kind", "comparator", "value", "upper", "unit", "multiplier", "date_to", "cumulative", "text")


def made_up(leaves: list[dict[str, str]], budget: str = "3834.29", paid: str = "3811.75") -> dict[str, pd.DataFrame]:
    """Return the tables of a fund year with these leaves and one project."""

    def read(text: str, name: str, role: Any) -> dict[str, Any]:
        reading = expressions.read_one(text, name, role)
        return {field: getattr(reading, field) for field in READ_FIELDS}

    found: dict[str, list[dict[str, Any]]] = {name: [] for name in tables.dictionary()}
    for number, each in enumerate(leaves, start=1):
        key = {"indicator_id": f"F-{number:03d}", "source": f"自评表.xlsx#表!C{number}"}
        level1, level2 = each.get("level1", "产出"), each.get("level2", "数量")
        name = each.get("name", "服务企业数量") + (f"（{number}）" if "title" in each else "")
        own = {"scope": "fund", "level1": level1, "level2": level2, "level_code": f"{level1}/{level2}", "name": name}
        found["indicators"].append(key | own | {"points": each["points"]})
        horizon = {"horizon": "annual", "horizon_label": "预期值"}
        found["targets"].append(key | horizon | read(each["target"], name, "target"))
        found["actuals"].append(key | {"as_of": "2023-12-31"} | read(each["actual"], name, "actual"))
        for table, row, column, letter in (("indicators", "", "points", "D"), ("targets", "|annual", "text", "E")):
            place = {"file": "自评表.xlsx", "part": "表", "cell": f"{letter}{number}"}
            found["cells"].append({"table": table, "key": key["indicator_id"] + row, "column": column} | place)
    amounts = {"allocated_wan": "1", "withdrawn_wan": "0", "budget_wan": "1"}
    found["projects"].append(
        {"no": 1, "name": "项目一", "implementer": "单位", "source": "方案.docx#表1!R2C1"} | amounts
    )
    for node in BOOK.scheme(Scope.PROJECT).nodes:
        found["given_scores"].append(
            {"project_no": 1, "node": node.name, "score": "19.5", "source": "评分表.xlsx#表!C3"}
        )
    spent = {
        "project_no": 1,
        "as_of": "2023-12-31",
        "budget_wan": budget,
        "paid_wan": paid,
        "source": "执行.xlsx#表!C4",
    }
    found["execution"].append(spent)
    frames = {name: tables.frame(name, rows) for name, rows in found.items()}
    bands = qualitative_bands(BOOK)
    frames["attainment"] = attain(frames["targets"], frames["actuals"], frames["indicators"], bands)
    return frames | {"scores": scored(frames, BOOK)}


def scored(read: Any, book: RuleBook) -> pd.DataFrame:
    fund = score_fund(read["indicators"], read["attainment"], execution_total(read["execution"]), book)
    projects = score_projects(read["projects"], read["given_scores"], book)
    return tables.frame("scores", [*tables.records(fund), *tables.records(projects)])


def with_params(changes: dict[str, Any]) -> RuleBook:
    rules = {
        name: rule.model_copy(update={"params": changes[name]}) if name in changes else rule
        for name, rule in BOOK.rules.items()
    }
    return RuleBook(BOOK.fund, BOOK.year, rules, BOOK.schemes, BOOK.grades)


def named_cells(workbook: openpyxl.Workbook) -> dict[str, str]:
    return {
        name: defined.attr_text.rpartition("!")[2].replace("$", "") for name, defined in workbook.defined_names.items()
    }


class TestFile:
    """What the file is, read without computing anything."""

    def test_sheets_names_and_properties(self, made, evaluated):
        workbook = opened(made)
        assert workbook.sheetnames == [FUND, PROJECTS, INDICATORS, RULES, FINDINGS, NOTES]
        assert workbook.properties.title == f"2023年度{evaluated.manifest.fund_name}评分表"
        assert workbook.properties.language == "zh-CN"
        assert workbook.properties.creator == evaluated.manifest.department
        names = set(workbook.defined_names)
        assert names >= {"超额门槛", "超额系数", "定性_达标", "预算合计", "支出合计", "专项资金_等级下限", "规则_超额"}
        parts = zipfile.ZipFile(io.BytesIO(made)).namelist()
        assert not [part for part in parts if re.search(r"vba|macro|externalLink|activeX|connections", part, re.I)]

    def test_same_input_same_bytes_and_a_date_only_when_one_is_given(self, evaluated, made):
        assert to_score_book(evaluated) == made
        core = zipfile.ZipFile(io.BytesIO(made)).read("docProps/core.xml").decode()
        assert "dcterms:created" not in core
        moment = pd.Timestamp("2024-06-30T08:00:00Z").to_pydatetime()
        assert opened(to_score_book(evaluated, timestamp=moment)).properties.created.year == 2024
        assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_protected_without_password_and_only_inputs_are_open(self, made):
        labels = set()
        for page in opened(made):
            assert page.protection.sheet
            assert page.protection.password is None
            for row in page.iter_rows():
                for cell in row:
                    if not cell.protection.locked:
                        assert cell.data_type != "f", (page.title, cell.coordinate)
                        assert cell.fill.fgColor.rgb == "FFFFF4CC"
                        labels.add((page.title, page.cell(3, cell.column).value))
        wanted = {"分值", "判定方式", "比较关系", "目标值", "实际完成值", "核定结论", "核定得分", "核定理由"}
        assert {label for page, label in labels if page == FUND} == wanted
        assert {label for page, label in labels if page == PROJECTS} >= {"预算金额", "支出金额", "投入", "效益"}
        assert {page for page, _ in labels} == {FUND, PROJECTS, INDICATORS, RULES}

    def test_every_input_is_limited_once_and_by_few_rules(self, made):
        """Excel takes some 65,000 such rules a sheet: one holds for a run of inputs in a column."""
        workbook = opened(made)
        for page in workbook:
            areas = [(area, rule) for rule in page.data_validations.dataValidation for area in rule.sqref.ranges]
            limited = [place for area, _ in areas for place in area.cells]
            inputs = {(cell.row, cell.column) for row in page.iter_rows() for cell in row if not cell.protection.locked}
            assert len(limited) == len(set(limited))
            assert set(limited) <= inputs
            if page.title != RULES:
                assert {page.cell(3, column).value for _, column in inputs - set(limited)} <= {"核定理由"}
            labels = {cell.value: cell.column_letter for cell in page[3]}
            for area, rule in areas:
                if labels.get("核定得分") == area.coord.rstrip("0123456789"):
                    assert rule.formula2 == f"${labels['分值']}{area.min_row}"
        # Five columns of inputs, without a row between them that has none.
        assert len(workbook[INDICATORS].data_validations.dataValidation) == 5

    def test_frozen_printed_on_a4_with_the_header_on_every_page(self, made):
        for page in opened(made):
            assert page.freeze_panes
            assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
            assert page.print_area
            assert page.print_title_rows == (None if page.title == RULES else "$3:$3")

    def test_every_row_says_why_by_which_rule_and_from_where(self, made):
        workbook = opened(made, values=True)
        for name, key in ((FUND, "指标"), (PROJECTS, "序号"), (INDICATORS, "指标")):
            rows = sheet(workbook, name, key).rows
            assert len(rows) > 10
            for title, row in rows.items():
                assert row["来源"], title
                assert name == INDICATORS or all(row[label] for label in ("适用规则", "依据", "得分理由（报告）")), (
                    title
                )
        row = sheet(workbook, FUND, "指标").rows["再担保业务合作融资金额总量（亿元）"]
        assert row["来源"] == "专项资金绩效自评表.xlsx “绩效自评表”表 D13（分值）、E13（目标值）、F13（实际完成值）"
        assert (row["目标值"], row["实际完成值"], row["计量单位"]) == (135, 247.76, "亿元")

    def test_formulas_are_old_short_and_name_their_parameters(self, made):
        cells = list(formulas(opened(made)))
        known = {
            "IF",
            "OR",
            "AND",
            "N",
            "ROUND",
            "MIN",
            "SUM",
            "AVERAGE",
            "COUNTIF",
            "ISNUMBER",
            "INDEX",
            "MATCH",
            "LOOKUP",
        }
        assert {name for cell in cells for name in re.findall(r"([A-Z]+)\(", cell.value)} == known
        assert max(len(cell.value) for cell in cells) < 700
        assert not [cell for cell in cells if re.search(r"\[|#REF|_xlfn|\{", cell.value)]
        # In doubles 1.05 / 0.7 > 1.5: a quotient is decided upon at the twelve places that the package keeps.
        assert 1.05 / 0.7 > 1.5
        rate = next(cell.value for cell in cells if "ROUND" in cell.value and "/" in cell.value)
        assert len(re.findall(r"ROUND\(\$\w+/\$\w+,12\)", rate)) == rate.count("/") == 3
        assert all("ROUND(" in cell.value for cell in cells if "LOOKUP" in cell.value)
        share = next(cell.value for cell in cells if "超额系数" in cell.value)
        assert "规则_超额" in share
        assert not [cell for cell in cells if "1.5" in cell.value or "0.5" in cell.value]

    def test_number_formats(self, made):
        rows = sheet(opened(made), FUND, "指标").places
        page = opened(made)[FUND]
        formats = {label: page[cell].number_format for label, cell in rows["总分"].items()}
        assert formats["得分"] == formats["分值"] == formats["失分"] == "#,##0.00"
        execution = rows["资金支出率"]
        assert page[execution["完成率"]].number_format == "#,##0.00%"

    def test_text_of_documents_stays_text(self):
        read = made_up(CASES["leaves"][:3])
        hostile = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "a\x00\x0b\ud800b", "_x0041_", "<b>&amp;"]
        for text in hostile:
            indicators = read["indicators"].assign(name=text)
            projects = read["projects"].assign(name=text, implementer=text)
            attainment = read["attainment"].assign(actual_text=text, target_text=text, reading=text)
            scores = read["scores"].assign(why=text)
            own = {"indicators": indicators, "projects": projects, "attainment": attainment, "scores": scores}
            workbook = opened(score_book(MANIFEST, {**read, **own}, BOOK))
            cell = next(row[1] for row in workbook[PROJECTS].iter_rows(min_row=5))
            assert cell.data_type == "s"
            assert cell.value == text.replace("\x00", "").replace("\x0b", "").replace("\ud800", "")
            assert cell.quotePrefix is (text[0] in "=+-@")
            assert not [c for c in formulas(workbook) if "HYPERLINK" in c.value or "1+1" in c.value]


def test_filed_scores_stand_beside_ours(tmp_path, root):
    """A year of which only the units' own forms are there: what they filed, what the rules give, no evaluation."""
    paths = fund_year(tmp_path, {"自评表.xlsx": [WRONG_TOTAL]}, NATIONAL, 2023)
    shutil.copytree(root / "expectations", paths.project.expectations)
    read = pipeline.read(paths)
    computed = pipeline.check(paths, read)
    book = score_book(read.manifest, {**read.tables, **computed}, None)
    assert FUND not in opened(book).sheetnames
    own = tables.records(computed["self_scores"])
    rows = list(opened(book, values=True)["自评得分"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(own) > 5
    for record, row in zip(own, rows, strict=True):
        exact = [None if record[key] is None else float(record[key]) for key in ("points", "filed", "computed")]
        assert list(row[2:5]) == exact
        assert row[5] == (None if record["difference"] is None else float(record["difference"]))
        assert (row[6], row[7], row[9]) == (record["why"], record["rule_id"], record["reference"])
    assert {row[5] for row in rows} > {0}, "one filed total does not follow from its parts"
    places = [cell for cell in formulas(opened(book)) if cell.parent.title == "自评得分"]
    assert [cell.value for cell in places[:1]] == ['=IF(OR($D4="",$E4=""),"",$D4-$E4)']


class TestWithoutScores:
    """A fund year of which only the targets are there."""

    @pytest.fixture
    def unscored(self, root) -> openpyxl.Workbook:
        read = pipeline.read(Project(root).fund_year("gd-finance", 2024))
        computed = {n: tables.frame(n, []) for n, spec in tables.dictionary().items() if spec.stage == "computed"}
        return opened(score_book(read.manifest, {**read.tables, **computed}, None))

    def test_nothing_looks_like_a_score(self, unscored):
        assert unscored.sheetnames == [PROJECTS, INDICATORS, FINDINGS, NOTES]
        labels = [cell.value for page in unscored for cell in page[3] if cell.value]
        assert not [label for label in labels if re.search("分值|得分|等级|总分|规则|完成率", label)]
        assert list(formulas(unscored)) == []
        assert "绩效目标与核查发现" in unscored.properties.title

    def test_projects_and_targets_are_there(self, unscored):
        rows = list(unscored[INDICATORS].iter_rows(min_row=4, values_only=True))
        assert len(rows) > 50
        assert all(row[-1] for row in rows), "every row has its source"
        assert len(list(unscored[PROJECTS].iter_rows(min_row=4))) > 5
        assert [row[6].value for row in unscored[FINDINGS].iter_rows(min_row=4)] == [None]
