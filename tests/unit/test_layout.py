"""From documents to grids to columns: what a cell shows, merged cells, header words."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from analysis.documents import grid_docx, grid_xlsx
from analysis.documents.collector import Collector, data_rows, money_unit
from analysis.documents.grid import Cell, Grid
from analysis.documents.grid_xlsx import displayed
from analysis.documents.layout import (
    canonical_level1,
    fold,
    horizon_of,
    is_total,
    layouts,
    level_code,
    one_line,
    split_unit,
    words,
)
from analysis.documents.money_readers import read_execution
from analysis.documents.recognise import HEADER_SEARCH_ROWS, nearest, recognise
from analysis.documents.target_readers import read_fund_self_evaluation
from analysis.vocabulary import DocumentKind, Horizon

EXECUTION_HEADER = ["序号", "项目名称", "预算金额（万元）", "支出金额（万元）", "预算执行率"]
SYNONYMS = [
    pytest.param(layout, column, word, id=f"{layout} {column} {word}")
    for layout, spec in layouts().items()
    for column, seen in spec.columns.items()
    for word in seen
]


def grid(*rows: list[Any], captions: tuple[str, ...] = ()) -> Grid:
    return Grid(
        "预算执行.xlsx",
        "Sheet1",
        captions,
        tuple(
            tuple(
                Cell(str(value), f"R{number}C{column}", value if isinstance(value, Decimal) else None)
                for column, value in enumerate(row, start=1)
            )
            for number, row in enumerate(rows, start=1)
        ),
    )


def executed(sheet: Grid) -> Collector:
    header = recognise(sheet)
    assert header is not None
    assert header.layout == "execution"
    out = Collector(2023)
    read_execution(sheet, header, out)
    return out


@pytest.mark.parametrize(
    ("value", "number_format", "text", "number"),
    [
        (0.95, "0%", "95%", "95"),
        (0.9941, "0.00%", "99.41%", "99.41"),
        (0.994121, "0%", "99%", "99.4121"),
        (1, "0%", "100%", "100"),
        (3834.29, "#,##0.00", "3,834.29", "3834.29"),
        (3834.285, "#,##0.00", "3,834.29", "3834.285"),
        (1234567, "#,##0", "1,234,567", "1234567"),
        (3834.29, "0.0", "3834.3", "3834.29"),
        (2.5, "0", "3", "2.5"),
        (12, '0"个"', "12个", "12"),
        (1200, '#,##0"家"', "1,200家", "1200"),
        (12, "@", "12", "12"),
        (12, "General", "12", "12"),
        (0.1, "General", "0.1", "0.1"),
        (0.1 + 0.2, "General", "0.3", "0.3"),
        (1e-7, "General", "0.0000001", "0.0000001"),
        (1e15, "General", "1000000000000000", "1000000000000000"),
        (-5.5, "0.00", "-5.50", "-5.5"),
        (0, "0.00", "0.00", "0"),
        (5, "#,##0.00;[Red]-#,##0.00", "5.00", "5"),
        (1234.5, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \\-??_ ;_ @_ ", "1,234.50", "1234.5"),
    ],
)
def test_number_shows_as_the_sheet_shows_it(value: float, number_format: str, text: str, number: str) -> None:
    shown, exact = displayed(value, number_format)
    assert shown == text
    assert exact == Decimal(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (datetime.datetime(2023, 6, 30), "2023-06-30"),
        (datetime.date(2023, 6, 30), "2023-06-30"),
        (datetime.datetime(2023, 6, 30, 9, 5), "2023-06-30T09:05:00"),
        ("  甲\r\n乙 ", "甲\n乙"),
        ("95%", "95%"),
        ("=1+1", "=1+1"),
    ],
)
def test_other_values_show_as_text_and_are_no_number(value: Any, text: str) -> None:
    assert displayed(value, "General") == (text, None)


def test_sheet_keeps_merged_cells_number_formats_and_hidden_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    sheet.append(["一级指标", "数", ""])
    sheet.append(["产出", 0.95, "尾"])
    sheet.append([None, 3, None])
    sheet["B2"].number_format = "0%"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B1:C1")
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    path = tmp_path / "自评.xlsx"
    book.save(path)

    first, second = grid_xlsx.read_grids(path)

    assert first.rows[1][1] == Cell("95%", "B2", Decimal(95))
    assert first.rows[2][0] == Cell("产出", "A2", covered="above")
    assert first.rows[0][2] == Cell("数", "B1", covered="left")
    assert (first.hidden, first.hidden_rows) == (False, frozenset({2}))
    assert (second.part, second.hidden) == ("藏", True)
    assert str(first.source(first.rows[2][0])) == "自评.xlsx#自评表!A2"


@pytest.fixture
def merged_docx(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("1. 甲项目")
    document.add_paragraph("  ")
    table = document.add_table(rows=4, cols=4)
    for row, texts in enumerate(["甲乙丙丁", "戊己庚辛", "壬癸子丑", "寅卯辰巳"]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 3)).text = "横"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "竖"
    table.cell(1, 1).merge(table.cell(2, 2)).text = "方"
    table.cell(3, 3).text = "上\n下"
    table.cell(3, 3).paragraphs[0].add_run("\t右")
    document.add_paragraph("单位：万元")
    document.add_table(rows=1, cols=1).cell(0, 0).text = " 尾 "
    path = tmp_path / "目标表.docx"
    document.save(str(path))
    return path


def test_docx_table_keeps_its_captions_and_its_place(merged_docx: Path) -> None:
    first, second = grid_docx.read_grids(merged_docx)
    assert (first.part, first.captions) == ("表1", ("1. 甲项目",))
    assert (second.part, second.captions) == ("表2", ("单位：万元",))
    assert second.rows == ((Cell("尾", "R1C1"),),)


def test_docx_cells_merged_sideways_repeat_the_first(merged_docx: Path) -> None:
    row = grid_docx.read_grids(merged_docx)[0].rows[0]
    assert [(cell.text, cell.ref, cell.covered) for cell in row] == [
        ("甲", "R1C1", ""),
        ("横", "R1C2", ""),
        ("横", "R1C2", "left"),
        ("横", "R1C2", "left"),
    ]


def test_docx_cells_merged_downwards_repeat_the_first(merged_docx: Path) -> None:
    rows = grid_docx.read_grids(merged_docx)[0].rows
    assert [(row[0].text, row[0].ref, row[0].covered) for row in rows[1:]] == [
        ("竖", "R2C1", ""),
        ("竖", "R2C1", "above"),
        ("竖", "R2C1", "above"),
    ]


def test_docx_block_of_merged_cells_repeats_the_first(merged_docx: Path) -> None:
    rows = grid_docx.read_grids(merged_docx)[0].rows
    block = [rows[row][column] for row in (1, 2) for column in (1, 2)]
    assert {(cell.text, cell.ref) for cell in block} == {("方", "R2C2")}
    assert [cell.covered for cell in block] == ["", "left", "above", "left"]
    assert [row[3].text for row in rows[1:3]] == ["辛", "丑"]


def test_docx_line_break_and_tab_inside_a_cell_are_kept(merged_docx: Path) -> None:
    cell = grid_docx.read_grids(merged_docx)[0].rows[3][3]
    assert cell.text == "上\n下\t右"
    assert one_line("上\n 下") == "上下"


def test_docx_paragraphs_of_one_cell_are_lines(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "一"
    cell.add_paragraph("二")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert grid_docx.read_grids(path)[0].rows[0][0].text == "一\n二"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("项 目\n名称", "项目名称"),
        ("预算金额（万元）", "预算金额(万元)"),
        ("ＡＢ１２％", "AB12%"),
        ("\u3000合　计 ", "合计"),
    ],
)
def test_header_words_are_compared_without_width_and_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("预算金额(万元)", ("预算金额", "万元")),
        ("预算金额", ("预算金额", "")),
        ("满意度(%)", ("满意度", "%")),
        ("金额(省级)(元)", ("金额(省级)", "元")),
    ],
)
def test_unit_behind_a_header_is_split_off(header: str, parts: tuple[str, str]) -> None:
    assert split_unit(header) == parts


@pytest.mark.parametrize(
    ("text", "total"), [("合计", True), ("合 计", True), ("小计", True), ("总计", True), ("合计划", False), ("", False)]
)
def test_total_row_is_told_by_its_label(text: str, total: bool) -> None:
    assert is_total(text) is total


@pytest.mark.parametrize(
    ("label", "horizon"),
    [
        ("阶段目标\n（6月底前）", Horizon.STAGE),
        ("6月底前", Horizon.STAGE),
        ("年度目标", Horizon.ANNUAL),
        ("预期值", Horizon.ANNUAL),
        ("年度 指标值", Horizon.ANNUAL),
        ("实施周期目标", Horizon.PERIOD),
        ("备注", None),
    ],
)
def test_horizon_is_told_by_the_header(label: str, horizon: Horizon | None) -> None:
    assert horizon_of(label) is horizon


@pytest.mark.parametrize(
    ("level1", "level2", "code"),
    [
        ("产出", "数量", "产出/数量"),
        ("产出指标", "数量指标", "产出/数量"),
        ("产出", "数 量\n指标", "产出/数量"),
        ("产出", "成本", "产出/成本"),
        ("产出指标", "成本指标", "产出/成本"),
        ("成本指标", "经济成本指标", "成本/经济成本"),
        ("效益", "环境效益", "效益/生态效益"),
        ("效益指标", "生态效益指标", "效益/生态效益"),
        ("效益", "可持续发展", "效益/可持续影响"),
        ("满意度指标", "服务对象满意度指标", "满意度/服务对象满意度"),
        ("效益", "服务对象满意度指标", "满意度/服务对象满意度"),
        ("过程", "资金管理", "过程/资金管理"),
        ("产出", "影响力", ""),
        ("", "", ""),
    ],
)
def test_class_of_an_indicator_follows_from_its_printed_levels(level1: str, level2: str, code: str) -> None:
    assert level_code(level1, level2) == code


def test_first_level_has_one_name_and_an_unknown_one_keeps_its_own() -> None:
    assert canonical_level1("产 出 指 标") == "产出"
    assert canonical_level1("影响 力") == "影响力"


def test_every_class_stands_under_a_known_first_level() -> None:
    assert words().level2
    assert {code.split("/")[0] for code in words().level2} <= set(words().level1)


@pytest.mark.parametrize(("layout", "column", "word"), SYNONYMS)
def test_every_header_word_names_its_column(layout: str, column: str, word: str) -> None:
    spec = layouts()[layout]
    header = {name: seen[0] for name, seen in spec.columns.items() if name in spec.required} | {column: word}
    rest = {"horizon": ["年度目标"], "score": ["产出"], "": []}[spec.rest]

    found = recognise(grid([*header.values(), *rest]))

    assert found is not None
    assert found.layout == layout
    assert found.columns[column] == list(header).index(column)
    assert found.unknown == ()


def test_every_main_layout_belongs_to_one_kind_of_document() -> None:
    kinds = [spec.document for spec in layouts().values() if spec.document]
    assert len(kinds) == len(set(kinds)) >= 6
    assert set(kinds) <= set(DocumentKind)


def test_required_and_money_columns_are_columns() -> None:
    for name, spec in layouts().items():
        assert set(spec.required) | set(spec.money) <= set(spec.columns), name


def test_columns_in_another_order_give_the_same_rows() -> None:
    usual = executed(grid(EXECUTION_HEADER, ["1", "甲", "100", "99.41", "99.41%"]))
    turned = executed(grid(EXECUTION_HEADER[::-1], ["99.41%", "99.41", "100", "甲", "1"]))
    assert usual.problems == turned.problems == []
    for table, column in (("execution", "paid_wan"), ("execution", "budget_wan"), ("declared", "value")):
        assert [row[column] for row in usual.records[table]] == [row[column] for row in turned.records[table]]
    assert usual.records["execution"][0]["paid_wan"] == Decimal("99.41")


def test_header_may_stand_below_a_title_but_not_anywhere() -> None:
    blank = ["", "", "", "", ""]
    found = recognise(grid(*[blank] * (HEADER_SEARCH_ROWS - 1), EXECUTION_HEADER))
    assert found is not None
    assert found.row == HEADER_SEARCH_ROWS - 1
    assert recognise(grid(*[blank] * HEADER_SEARCH_ROWS, EXECUTION_HEADER)) is None


def test_unknown_column_is_named_and_left_alone() -> None:
    found = recognise(grid([*EXECUTION_HEADER, "经办人"]))
    assert found is not None
    assert found.unknown == ("经办人",)


def test_missing_column_is_named_with_what_is_there() -> None:
    sheet = grid(["序号", "项目名称", "预算金额（万元）"], ["1", "甲", "5"])
    assert recognise(sheet) is None
    miss = nearest(sheet, "execution")
    assert miss.missing == ("支出金额",)
    assert miss.seen == ("序号", "项目名称", "预算金额(万元)")


def test_nothing_at_all_lacks_every_required_column() -> None:
    assert nearest(grid(), "execution").missing == ("序号", "项目名称", "预算金额", "支出金额")


def test_header_typed_again_mid_table_and_blank_rows_are_no_rows() -> None:
    sheet = grid(
        EXECUTION_HEADER,
        ["1", "甲", "100", "99.41", "99.41%"],
        ["", "", "", "", ""],
        ["序 号", "项目\n名称", "预算金额(万元)", "支出金额（万元）", "预算执行率"],
        ["2", "乙", "50", "50", "100%"],
        ["合计", "", "150", "149.41", "99.61%"],
    )
    header = recognise(sheet)
    assert header is not None
    rows = data_rows(sheet, header)
    assert [row["no"].text for row in rows] == ["1", "2", "合计"]
    assert [row.total for row in rows] == [False, False, True]
    out = executed(sheet)
    assert out.problems == []
    assert [row["project_no"] for row in out.records["execution"]] == [1, 2]
    assert [row["concept"] for row in out.records["declared"]] == [
        "execution_rate",
        "execution_rate",
        "budget_total",
        "paid_total",
        "execution_rate_total",
    ]


@pytest.mark.parametrize(
    ("unit", "text", "wan"),
    [
        ("万元", "1,189.84", "1189.84"),
        ("元", "11,898,400", "1189.8400"),
        ("亿元", "1.5", "15000"),
        ("千元", "25", "2.5"),
        ("百万元", "3", "300"),
    ],
)
def test_unit_in_the_header_counts(unit: str, text: str, wan: str) -> None:
    header = ["序号", "项目名称", f"预算金额（{unit}）", f"支出金额({unit})"]
    (row,) = executed(grid(header, ["1", "甲", text, text])).records["execution"]
    assert row["budget_wan"] == row["paid_wan"] == Decimal(wan)


@pytest.mark.parametrize("line", ["单位：万元", "（单位:万元）", "金额单位：万元", "单 位 ： 万 元"])
def test_unit_line_above_the_table_counts(line: str) -> None:
    header = ["序号", "项目名称", "预算金额", "支出金额"]
    above = executed(grid(header, ["1", "甲", "100", "90"], captions=("附件2", line)))
    inside = executed(grid(["附件2", "", "", line], header, ["1", "甲", "100", "90"]))
    for out in (above, inside):
        assert out.problems == []
        assert [row["paid_wan"] for row in out.records["execution"]] == [Decimal(90)]


def test_unit_in_the_header_goes_before_the_unit_line() -> None:
    header = ["序号", "项目名称", "预算金额（元）", "支出金额"]
    sheet = grid(header, ["1", "甲", "1000000", "90"], captions=("单位：万元",))
    found = recognise(sheet)
    assert found is not None
    assert [money_unit(sheet, found, column) for column in ("budget", "paid")] == ["元", "万元"]


def test_unit_in_the_cell_goes_before_all_others() -> None:
    sheet = grid(EXECUTION_HEADER, ["1", "甲", "0.5亿元", "90万元", ""])
    (row,) = executed(sheet).records["execution"]
    assert (row["budget_wan"], row["paid_wan"]) == (Decimal(5000), Decimal(90))


def test_money_without_any_unit_is_refused_with_its_place() -> None:
    sheet = grid(["序号", "项目名称", "预算金额", "支出金额"], ["1", "甲", "100", "90"])
    out = executed(sheet)
    assert "execution" not in out.records
    said = [str(problem) for problem in out.problems]
    assert any("金额单位不明（未写明）" in line and "第2行第3列" in line for line in said)
    assert any("第2行第4列" in line for line in said)


def test_unknown_unit_is_refused_by_name() -> None:
    out = executed(grid(["序号", "项目名称", "预算金额（美元）", "支出金额（美元）"], ["1", "甲", "100", "90"]))
    assert [problem.what for problem in out.problems] == ["金额单位不明（美元）"] * 2
    assert "万元" in out.problems[0].expected


@pytest.mark.parametrize("text", ["待定", "1,23", "约100", "100+20"])
def test_text_that_is_no_amount_is_refused_with_its_place(text: str) -> None:
    out = executed(grid(EXECUTION_HEADER, ["1", "甲", text, "90", ""]))
    assert [(problem.what, problem.found) for problem in out.problems] == [("金额不是数字", text)]
    assert "execution" not in out.records


def test_blank_amount_is_refused_and_not_read_as_nought() -> None:
    out = executed(grid(EXECUTION_HEADER, ["1", "甲", "100", "", ""]))
    (problem,) = out.problems
    assert (problem.what, problem.found) == ("金额为空", "空白")
    assert "没有支出的填 0" in problem.expected


@pytest.mark.parametrize(("text", "number"), [("4", 4), ("项目4", 4), ("项目 12", 12), ("４", 4)])
def test_project_number_is_read(text: str, number: int) -> None:
    out = executed(grid(EXECUTION_HEADER, [text, "甲", "100", "90", ""]))
    assert [row["project_no"] for row in out.records["execution"]] == [number]


@pytest.mark.parametrize("text", ["", "4.5", "甲4", "项目"])
def test_project_number_that_is_none_is_refused(text: str) -> None:
    out = executed(grid(EXECUTION_HEADER, [text, "甲", "100", "90", ""]))
    assert [problem.what for problem in out.problems] == ["项目序号无法识别"]


def test_every_value_knows_its_cell() -> None:
    out = executed(grid(EXECUTION_HEADER, ["1", "甲", "100", "99.41", "99.41%"]))
    cells = {(cell["table"], cell["column"]): cell["cell"] for cell in out.cells}
    assert cells[("execution", "budget_wan")] == "R2C3"
    assert cells[("execution", "paid_wan")] == "R2C4"
    assert cells[("declared", "value")] == "R2C5"
    assert out.records["execution"][0]["source"] == "预算执行.xlsx#Sheet1!R2C3"


def test_fund_form_with_other_header_words_and_order_is_read() -> None:
    sheet = grid(
        ["权重", "指标名称", "二级指标", "一级指标", "完成值", "年度 指标值"],
        ["3", "上线\n产品", "数量指标", "产出指标", "70款", "50款"],
        ["100", "合计", "", "", "", ""],
    )
    header = recognise(sheet)
    assert header is not None
    assert header.layout == "fund_self_evaluation"
    out = Collector(2023)
    read_fund_self_evaluation(sheet, header, out)
    assert out.problems == []
    (indicator,) = out.records["indicators"]
    assert (indicator["name"], indicator["level_code"], indicator["points"]) == ("上线产品", "产出/数量", Decimal(3))
    assert [(row["text"], row["horizon"]) for row in out.records["targets"]] == [("50款", "annual")]
    assert [(row["text"], row["filed_target"]) for row in out.records["actuals"]] == [("70款", "50款")]
