"""From grids to columns: header words, units, rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from support.grids import grid

from analysis.documents.collector import Collector
from analysis.documents.grid import Grid
from analysis.documents.layout import (
    canonical_level1,
    fold,
    horizon_of,
    is_total,
    layouts,
    level_code,
    level_name,
    names_horizon,
    one_line,
    split_unit,
    words,
)
from analysis.documents.money_readers import read_execution
from analysis.documents.recognise import HEADER_SEARCH_ROWS, header_at, nearest, recognise
from analysis.documents.result_readers import read_fund_self_evaluation
from analysis.documents.rows import data_rows, money_unit
from analysis.vocabulary import DocumentKind, Horizon

EXECUTION_HEADER = ["序号", "项目名称", "预算金额（万元）", "支出金额（万元）", "预算执行率"]
SYNONYMS = [
    pytest.param(layout, column, word, id=f"{layout} {column} {word}")
    for layout, spec in layouts().items()
    for column, seen in spec.columns.items()
    for word in seen
]


def executed(sheet: Grid) -> Collector:
    header = recognise(sheet)
    assert header is not None
    assert header.layout == "execution"
    out = Collector(2023)
    read_execution(sheet, header, out)
    return out


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


def test_a_line_break_inside_words_is_no_blank() -> None:
    assert one_line("上\n 下") == "上下"


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
    ("text", "total"),
    [("合计", True), ("合 计", True), ("小计", False), ("总计：", True), ("合计划", False), ("", False)],
)
def test_total_row_is_told_by_its_label(text: str, total: bool) -> None:
    assert is_total(text) is total


@pytest.mark.parametrize(
    ("printed", "name", "code"),
    [
        ("产出指标(50分)", "产出指标", "产出/数量"),
        ("产出指标\n（50分）", "产出指标", "产出/数量"),
        ("产 出 指 标", "产 出 指 标", "产出/数量"),
        ("成本指标【20】", "成本指标【20】", "产出/数量"),
    ],
)
def test_points_in_brackets_are_no_part_of_a_level(printed: str, name: str, code: str) -> None:
    assert level_name(printed) == name
    assert level_code(printed, "数量指标（20分）。") == code


@pytest.mark.parametrize(
    ("label", "horizon"),
    [
        ("阶段目标\n（6月底前）", Horizon.STAGE),
        ("6月底前", Horizon.STAGE),
        ("年度目标", Horizon.ANNUAL),
        ("预期值", Horizon.ANNUAL),
        ("年度 指标值", Horizon.ANNUAL),
        ("实施周期目标", Horizon.PERIOD),
        ("阶段目标（2024年）", Horizon.ANNUAL),
        ("2024年", Horizon.ANNUAL),
        ("2024年底目标值", Horizon.ANNUAL),
        ("阶段目标（2024年6月底前）", Horizon.STAGE),
        ("2024年上半年目标", Horizon.STAGE),
        ("年度目标（2025年）", Horizon.PERIOD),
        ("总体目标\n（2026年底前）", Horizon.PERIOD),
        ("2026年", Horizon.PERIOD),
        ("年度目标（2023年）", Horizon.ANNUAL),
        ("备注", None),
        ("项目（2024年）", None),
    ],
)
def test_horizon_is_told_by_the_header_and_the_year_in_it(label: str, horizon: Horizon | None) -> None:
    assert horizon_of(label, 2024) is horizon
    assert names_horizon(label) is (horizon is not None)


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

    labels = [[spec.fields[field][0], "甲"] for field in spec.labelled]
    width = len(header) + len(rest)
    sheet = grid(*([*row, *[""] * (width - 2)] for row in labels), [*header.values(), *rest])

    found = header_at(layout, sheet) if spec.part_of else recognise(sheet)

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
        assert set(spec.labelled) <= set(spec.fields), name
        assert not spec.part_of or spec.part_of in layouts(), name


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
