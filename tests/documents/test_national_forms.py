"""The national self-evaluation form, in every layout that offices publish, becomes the same rows.

The generated files themselves are checked first, without the reader; see ``support.national_forms``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from docx.oxml.ns import qn
from support.national_forms import (
    ACHIEVED_ITEM,
    EXECUTION_NODE,
    NATIONAL,
    SAMPLE,
    TOTAL_NODE,
    VARIANTS,
    WRONG_TOTAL,
    Form,
    expected_funds,
    expected_rows,
    expected_scores,
    fund_year,
    write_docx,
    write_xlsx,
)

from analysis.documents import dossier, registry
from analysis.errors import DocumentError
from analysis.vocabulary import DocumentKind

Tables = Mapping[str, pd.DataFrame]
LAYOUTS = [
    (name, sort) for name, variant in VARIANTS.items() for sort in ("xlsx", "docx") if variant.only in ("", sort)
]
every_layout = pytest.mark.parametrize(("name", "sort"), LAYOUTS, ids=[f"{name}-{sort}" for name, sort in LAYOUTS])
every_form = pytest.mark.parametrize("number", range(1, len(SAMPLE) + 1), ids=["roads", "training", "river"])
#: Tables that a form fills; every row of them has a source.
FILLED = ("projects", "funds", "execution", "objectives", "results", "indicators", "targets", "actuals", "filed_scores")


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> Callable[[str, str], Tables]:
    """Read the sample forms of a layout; files are written once, and read once when that succeeds."""
    folders: dict[tuple[str, str], Any] = {}
    results: dict[tuple[str, str], Tables] = {}

    def reading(name: str, sort: str) -> Tables:
        key = (name, sort)
        if key not in folders:
            folders[key] = fund_year(tmp_path_factory.mktemp(name), {f"自评表.{sort}": SAMPLE}, VARIANTS[name])
        if key not in results:
            results[key] = dossier.read(folders[key]).tables
        return results[key]

    return reading


def rows(table: pd.DataFrame, number: int | None = None, column: str = "project_no") -> list[dict[str, Any]]:
    """Return the rows of one project as dictionaries, missing values as ``None``."""
    records = [
        {name: None if pd.isna(value) else value for name, value in row.items()} for row in table.to_dict("records")
    ]
    return [row for row in records if number is None or row[column] == number]


def by_indicator(tables: Tables, name: str, number: int) -> list[dict[str, Any]]:
    """Return a project's rows of a table that hangs on indicators, in the order of the indicators."""
    found = {row["indicator_id"]: row for row in rows(tables[name])}
    return [found[row["indicator_id"]] for row in rows(tables["indicators"], number)]


def uncounted(name: str) -> str:
    """Return an indicator's name without ``指标1：``; whether that belongs to the name is the reader's choice."""
    return re.sub(r"^指标\d+[：:]", "", name)


# The generated files themselves


@pytest.mark.parametrize("form", SAMPLE, ids=lambda form: form.project)
def test_the_figures_of_a_sample_agree(form: Form) -> None:
    total, *parts = expected_funds(form)
    for field in ("initial_wan", "budget_wan", "paid_wan"):
        assert getattr(total, field) == sum(getattr(part, field) for part in parts)
    for fund, expected in zip(form.funds, expected_funds(form), strict=True):
        if fund.rate != "—":
            rate = (expected.paid_wan / expected.budget_wan * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert fund.rate == f"{rate}%"
    assert Decimal(form.funds[0].score) == 10 * total.paid_wan / total.budget_wan
    assert sum(Decimal(line.points) for line in form.lines) == 90
    scored = sum(Decimal(line.score) for line in form.lines) + Decimal(form.funds[0].score)
    assert (Decimal(form.total) == scored) == (form is not WRONG_TOTAL)
    # A reason stands beside exactly those indicators that lost points.
    assert all(bool(line.deviation) == (line.score != line.points) for line in form.lines)


def test_only_the_wrong_total_is_wrong() -> None:
    right = SAMPLE[0]
    assert replace(WRONG_TOTAL, total=right.total) == right
    assert WRONG_TOTAL.total != right.total


@every_layout
def test_a_file_opens_and_holds_every_text(name: str, sort: str, tmp_path) -> None:
    variant, path = VARIANTS[name], tmp_path / f"自评表.{sort}"
    (write_xlsx if sort == "xlsx" else write_docx)(path, SAMPLE, variant)
    if sort == "xlsx":
        workbook = openpyxl.load_workbook(path)
        assert len(workbook.sheetnames) == (1 if variant.stacked else len(SAMPLE)) + variant.summary
        cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
        texts = [str(cell.value) for cell in cells if cell.value is not None]
        assert not any(cell.data_type == "f" for cell in cells)
        assert any(isinstance(cell.value, int | float) for cell in cells) == variant.numbers
    else:
        document = docx.Document(str(path))
        assert len(document.tables) == len(SAMPLE) + variant.summary
        texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for form in SAMPLE:
        assert any(text.endswith(form.project) for text in texts)
        for line, row in zip(form.lines, expected_rows(form, variant), strict=True):
            assert {row.name, line.target if variant.split else row.target} <= set(texts)
            assert row.deviation is None or row.deviation in texts


def test_cells_of_a_workbook_are_merged_as_offices_do(tmp_path) -> None:
    path = tmp_path / "自评表.xlsx"
    write_xlsx(path, SAMPLE[:1], NATIONAL)
    sheet = openpyxl.load_workbook(path).active
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:I1", "B3:I3", "A5:A9", "B5:C5", "A10:A11", "A12:A21", "B13:B17", "C13:C14", "B18:B20"} <= merged
    assert "A22:F22" in merged
    assert [sheet[cell].value for cell in ("A5", "B13", "C13", "C15", "B18", "H22")] == [
        *("项目资金（万元）", "产出指标", "数量指标", "质量指标", "效益指标", "97.00"),
    ]


def test_a_target_in_three_cells_stands_below_a_merged_header(tmp_path) -> None:
    path = tmp_path / "自评表.xlsx"
    write_xlsx(path, SAMPLE[:1], VARIANTS["target_in_three"])
    sheet = openpyxl.load_workbook(path).active
    assert {"E12:G12", "B12:B13", "H12:H13", "B14:B18"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert [sheet.cell(13, column).value for column in range(4, 9)] == [None, "符号", "指标值", "计量单位", None]
    assert [sheet.cell(14, column).value for column in range(5, 9)] == ["≥", "860", "公里", "872公里"]


def test_cells_of_a_text_document_are_merged_as_offices_do(tmp_path) -> None:
    path = tmp_path / "自评表.docx"
    write_docx(path, SAMPLE[:1], NATIONAL)
    document = docx.Document(str(path))
    assert [paragraph.text for paragraph in document.paragraphs[:2]] == ["项目支出绩效自评表", "（2023年度）"]
    table = document.tables[0]
    for row in table._tbl.tr_lst:
        assert sum(cell.grid_span for cell in row.tc_lst) == 9
    starts = [cell.vMerge for cell in table._tbl.iter(qn("w:tc")) if cell.vMerge]
    assert starts.count("restart") == 6  # funds, objectives, 绩效指标, 产出, 数量, 效益
    assert table.cell(12, 1).text == table.cell(10, 1).text == "产出指标"
    assert table.cell(19, 7).text == "97.00"


def test_a_workbook_may_hold_numbers(tmp_path) -> None:
    path = tmp_path / "自评表.xlsx"
    write_xlsx(path, SAMPLE[:1], VARIANTS["numbers"])
    sheet = openpyxl.load_workbook(path).active
    assert (sheet["E6"].value, sheet["E6"].number_format) == (1250, "#,##0.00")
    assert (sheet["H6"].value, sheet["H6"].number_format) == (0.95, "0.00%")
    assert (sheet["F15"].value, sheet["F15"].number_format) == (0.925, "0.0%")
    assert sheet["F13"].value == "872公里"


# What the reader finds


@every_layout
def test_every_form_is_a_project(read, name: str, sort: str) -> None:
    variant = VARIANTS[name]
    found = rows(read(name, sort)["projects"])
    assert [row["no"] for row in found] == [1, 2, 3]
    for row, form in zip(found, SAMPLE, strict=True):
        code = form.department_code if variant.codes else ""
        assert row["name"] in {form.project, f"{form.code}-{form.project}" if variant.codes else form.project}
        assert row["implementer"] in {form.unit, f"{code}001-{form.unit}" if code else form.unit}
        assert row["applicant"] in {None, form.department, f"{code}-{form.department}" if code else None}
        assert row["budget_wan"] == expected_funds(form)[0].budget_wan


@every_layout
@every_form
def test_funds(read, name: str, sort: str, number: int) -> None:
    found = rows(read(name, sort)["funds"], number)
    columns = ("item", "fund_source", "initial_wan", "budget_wan", "paid_wan")
    assert [tuple(row[column] for column in columns) for row in found] == [
        (fund.item, fund.source, fund.initial_wan, fund.budget_wan, fund.paid_wan)
        for fund in expected_funds(SAMPLE[number - 1], VARIANTS[name])
    ]


@every_layout
def test_execution_comes_from_the_total_row(read, name: str, sort: str) -> None:
    found = rows(read(name, sort)["execution"])
    totals = [expected_funds(form)[0] for form in SAMPLE]
    assert [(row["project_no"], row["budget_wan"], row["paid_wan"]) for row in found] == [
        (number, total.budget_wan, total.paid_wan) for number, total in enumerate(totals, start=1)
    ]


@every_layout
def test_objectives_and_what_became_of_them(read, name: str, sort: str) -> None:
    printed = "objectives" in VARIANTS[name].blocks
    tables = read(name, sort)
    objectives = [(row["project_no"], row["horizon"], row["text"]) for row in rows(tables["objectives"])]
    assert objectives == [(n, "annual", form.expected) for n, form in enumerate(SAMPLE, start=1) if printed]
    results = [(row["project_no"], row["item"], row["text"]) for row in rows(tables["results"])]
    assert results == [(n, ACHIEVED_ITEM, form.achieved) for n, form in enumerate(SAMPLE, start=1) if printed]


@every_layout
@every_form
def test_indicators(read, name: str, sort: str, number: int) -> None:
    found = rows(read(name, sort)["indicators"], number)
    expected = expected_rows(SAMPLE[number - 1], VARIANTS[name])
    assert [uncounted(row["name"]) for row in found] == [uncounted(row.name) for row in expected]
    columns = ("level1", "level2", "level_code", "points", "level1_inherited", "level2_inherited")
    assert [tuple(row[column] for column in columns) for row in found] == [
        tuple(getattr(row, column) for column in columns) for row in expected
    ]
    assert {row["scope"] for row in found} == {"project"}


@every_layout
def test_indicators_have_ids_of_their_own(read, name: str, sort: str) -> None:
    ids = [row["indicator_id"] for row in rows(read(name, sort)["indicators"])]
    assert len(set(ids)) == len(ids) == sum(len(form.lines) for form in SAMPLE)


@every_layout
@every_form
def test_targets_and_actuals(read, name: str, sort: str, number: int) -> None:
    tables, expected = read(name, sort), expected_rows(SAMPLE[number - 1], VARIANTS[name])
    targets, actuals = (by_indicator(tables, table, number) for table in ("targets", "actuals"))
    assert [(row["horizon"], row["text"]) for row in targets] == [("annual", row.target) for row in expected]
    assert [(row["text"], row["evidence"]) for row in actuals] == [(row.actual, row.deviation) for row in expected]


@every_layout
@every_form
def test_filed_scores(read, name: str, sort: str, number: int) -> None:
    tables = read(name, sort)
    names = {row["indicator_id"]: uncounted(row["name"]) for row in rows(tables["indicators"], number)}
    found = rows(tables["filed_scores"], number)
    assert all(row["node"] == row["indicator_id"] for row in found if row["indicator_id"] is not None)
    scores = {names.get(row["indicator_id"], row["node"]): (row["points"], row["score"]) for row in found}
    filed = expected_scores(SAMPLE[number - 1], VARIANTS[name])
    expected = {uncounted(node): values for node, values in filed.items()}
    assert {node: score for node, (_, score) in scores.items()} == {
        node: score for node, (_, score) in expected.items()
    }
    # Points that stand only in a label, 预算执行情况（10分）, may be read from there or left out.
    for node, (points, _) in expected.items():
        assert scores[node][0] == points or (
            points is None and scores[node][0] == (10 if node == EXECUTION_NODE else 100)
        )


@every_layout
def test_every_row_knows_its_cell(read, name: str, sort: str) -> None:
    tables = read(name, sort)
    cells = tables["cells"]
    places = {f"{f}#{p}!{c}" for f, p, c in zip(cells["file"], cells["part"], cells["cell"], strict=True)}
    for table in FILLED:
        assert set(tables[table]["source"]) <= places, table
    assert len(tables["indicators"]) == sum(len(form.lines) for form in SAMPLE)


@every_layout
def test_each_table_is_recognised_without_a_word_about_it(name: str, sort: str, tmp_path) -> None:
    paths = fund_year(tmp_path, {}, NATIONAL)
    (write_xlsx if sort == "xlsx" else write_docx)(paths.raw / f"新.{sort}", SAMPLE, VARIANTS[name])
    assert registry.seal(paths) == [f"新增：新.{sort}（{DocumentKind.NATIONAL_SELF_EVALUATION.label}）"]


@pytest.mark.parametrize(("sort", "score", "budget"), [("xlsx", "H22", "E6"), ("docx", "R20C8", "R4C5")])
def test_a_figure_can_be_traced_to_its_cell(read, sort: str, score: str, budget: str) -> None:
    cells = read("national", sort)["cells"].set_index(["table", "key", "column"])
    assert tuple(cells.loc[("filed_scores", f"1|{TOTAL_NODE}", "score"), ["cell", "text"]]) == (score, "97.00")
    assert tuple(cells.loc[("execution", "1", "budget_wan"), ["cell", "text"]]) == (budget, "1,250.00")


@pytest.mark.parametrize("sort", ["xlsx", "docx"])
def test_a_target_in_three_cells_is_one_expression(read, sort: str) -> None:
    whole, split = (by_indicator(read(name, sort), "targets", 1) for name in ("national", "target_in_three"))
    columns = ("text", "kind", "comparator", "value", "unit")
    assert [[row[column] for column in columns] for row in split] == [[row[c] for c in columns] for row in whole]
    assert [split[2][column] for column in columns[2:]] == [">=", Decimal(90), "%"]


@pytest.mark.parametrize("sort", ["xlsx", "docx"])
def test_a_total_is_kept_as_filed_even_when_wrong(tmp_path, sort: str) -> None:
    paths = fund_year(tmp_path, {f"自评表.{sort}": [WRONG_TOTAL]}, NATIONAL)
    scores = {row["node"]: row["score"] for row in rows(dossier.read(paths).tables["filed_scores"])}
    assert scores[TOTAL_NODE] == Decimal("98.50")
    assert sum(score for node, score in scores.items() if node != TOTAL_NODE) == Decimal("97.00")


def test_a_document_a_project(tmp_path) -> None:
    documents = {"1.docx": SAMPLE[:1], "2.xlsx": SAMPLE[1:2], "3.docx": SAMPLE[2:]}
    tables = dossier.read(fund_year(tmp_path, documents, NATIONAL)).tables
    assert [(row["no"], row["name"]) for row in rows(tables["projects"])] == [
        (number, form.project) for number, form in enumerate(SAMPLE, start=1)
    ]
    assert [row["source"].partition("#")[0] for row in rows(tables["execution"])] == list(documents)


@pytest.mark.parametrize(("sort", "place"), [("xlsx", "E6"), ("docx", "第4行第5列")])
def test_an_amount_that_is_no_number_is_named_with_its_cell(tmp_path, sort: str, place: str) -> None:
    total, *others = SAMPLE[0].funds
    form = replace(SAMPLE[0], funds=(replace(total, budget="约1250"), *others))
    with pytest.raises(DocumentError) as refused:
        dossier.read(fund_year(tmp_path, {f"自评表.{sort}": [form]}, NATIONAL))
    assert place in str(refused.value)
    assert "约1250" in str(refused.value)


@pytest.mark.parametrize("sort", ["xlsx", "docx"])
def test_amounts_without_a_unit_are_refused(tmp_path, sort: str) -> None:
    variant = replace(NATIONAL, words={"funds": "项目资金"})
    with pytest.raises(DocumentError, match="金额单位不明"):
        dossier.read(fund_year(tmp_path, {f"自评表.{sort}": SAMPLE[:1]}, variant))
