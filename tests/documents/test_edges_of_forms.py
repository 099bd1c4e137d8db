"""Forms and tables as clumsy hands fill them in: nothing is read wrong, and nothing is lost in silence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from analysis import provenance, tables
from analysis.documents.collector import Collector
from analysis.documents.dossier import collect
from analysis.documents.recognise import read_tables
from analysis.documents.registry import recognised
from analysis.provenance import DocumentEntry, Manifest

LEFT, ABOVE = "←", "↑"
HEADER = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
TRAINED = ["产出指标", "数量指标", "培训人数", "≥100人", "120人", "50", "50", ""]
CONTENT = ["满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "95%", "40", "40", ""]
TOTAL = ["总分", LEFT, LEFT, LEFT, LEFT, "100", "99", ""]


def blank(row: Sequence[Any]) -> list[Any]:
    return [*row, *[""] * (8 - len(row))]


def form(
    project: str,
    lines: Sequence[Sequence[Any]] = (TRAINED, CONTENT),
    *,
    money: Sequence[Sequence[Any]] = (("年度资金总额", "100", "100", "90", "10", "90%", "9"),),
    funds: str = "项目资金（万元）",
    heads: Sequence[str] = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
    goals: Sequence[Sequence[Any]] = (),
    total: Sequence[Any] = TOTAL,
) -> list[list[Any]]:
    """Lay a form out in eight columns; the label of the money block is merged over its rows."""
    rows = [
        ["项目支出绩效自评表"],
        ["项目名称", project, LEFT, LEFT],
        ["主管部门", "某局", "", "", "实施单位", "某中心"],
    ]
    rows += [[funds, "", *heads], *([ABOVE, *row] for row in money)]
    if goals:
        rows += [["年度总体目标", "预期目标", LEFT, LEFT, "实际完成情况", LEFT, LEFT]]
        rows += [[ABOVE, expected, LEFT, LEFT, achieved, LEFT, LEFT] for expected, achieved in goals]
    return [blank(row) for row in (*rows, HEADER, *lines, *([total] if total else []))]


def plan(*projects: Sequence[Any]) -> list[list[Any]]:
    return [["单位：万元", "", "", ""], ["序号", "项目名称", "实施单位", "分配金额"], *map(list, projects)]


def targets(*lines: Sequence[Any], horizons: Sequence[str] = ("阶段目标", "年度目标")) -> list[list[Any]]:
    return [["1. 甲项目"], ["目标", LEFT, "指标内容及口径", *horizons], *map(list, lines)]


def write(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in (LEFT, ABOVE, ""):
                sheet.cell(number, column, value)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value in (LEFT, ABOVE, ""):
                continue
            right, low = column, number
            while right < len(row) and row[right] == LEFT:
                right += 1
            while low < len(rows) and column <= len(rows[low]) and rows[low][column - 1] == ABOVE:
                low += 1
            if (right, low) != (column, number):
                sheet.merge_cells(start_row=number, start_column=column, end_row=low, end_column=right)
    book.save(path)


def read(folder: Path, *documents: Sequence[Sequence[Any]]) -> Collector:
    """Read documents, each recognised by itself, in the order given."""
    entries, places = [], {}
    for number, rows in enumerate(documents, start=1):
        path = folder / f"{number}.xlsx"
        write(path, rows)
        kind, title = recognised(read_tables(path))
        assert kind is not None, rows
        digest = provenance.sha256_of(path)
        entries.append(DocumentEntry(file=path.name, kind=kind, title=title or "无题", status="测试", sha256=digest))
        places[path.name] = path
    names = {"fund_name": "测试资金", "short_name": "测试资金", "department": "测试局"}
    return collect(Manifest(fund="test", year=2023, **names, files=tuple(entries)), places)


def said(out: Collector) -> str:
    return "\n".join(str(problem) for problem in out.problems)


def noted(out: Collector) -> str:
    return "\n".join(str(remark) for remark in out.remarks)


def column(out: Collector, table: str, *names: str) -> list[Any]:
    rows = [tuple(row[name] for name in names) for row in out.records.get(table, [])]
    return [row[0] for row in rows] if len(names) == 1 else rows


class TestWhoseForm:
    def test_a_form_takes_the_number_under_which_other_documents_know_its_project(self, tmp_path: Path) -> None:
        execution = [
            ["单位：万元"],
            ["序号", "项目名称", "预算金额", "支出金额"],
            [1, "甲项目", 100, 50],
            [2, "乙项目", 100, 90],
        ]
        out = read(tmp_path, execution, form("乙项目"), form("甲项目"), form("丙项目"))
        assert sorted(column(out, "projects", "no", "name")) == [(1, "甲项目"), (2, "乙项目"), (3, "丙项目")]

    def test_a_project_unknown_to_the_plan_is_refused_whatever_came_before(self, tmp_path: Path) -> None:
        out = read(tmp_path, plan([1, "甲项目", "某局", 100]), form("甲项目"), form("丙项目"))
        assert "分配方案中没有" in said(out)
        assert column(out, "projects", "name") == ["甲项目"]

    def test_the_same_indicator_name_in_two_classes_is_told_apart(self, tmp_path: Path) -> None:
        listed = targets(
            ["产出指标", "数量指标", "完成率", "", "≥100人"],
            ["产出指标", "质量指标", "完成率", "", "≥90%"],
        )
        lines = [
            ["产出指标", "质量指标", "完成率", "≥90%", "95%", "40", "40", ""],
            ["产出指标", "数量指标", "完成率", "≥100人", "120人", "50", "50", ""],
        ]
        out = read(tmp_path, plan([1, "甲项目", "某局", 100]), listed, form("甲项目", lines))
        assert sorted(column(out, "actuals", "indicator_id", "text")) == [("P01-01", "120人"), ("P01-02", "95%")]

    def test_a_form_brings_the_annual_target_that_the_target_table_lacks(self, tmp_path: Path) -> None:
        horizons = ("阶段目标", "实施周期目标")
        listed = targets(["产出指标", "数量指标", "培训人数", "", "≥300人"], horizons=horizons)
        out = read(tmp_path, plan([1, "甲项目", "某局", 100]), listed, form("甲项目", [TRAINED]))
        assert ("annual", "≥100人") in column(out, "targets", "horizon", "text")


class TestFigures:
    def test_an_amount_merged_over_two_projects_is_refused(self, tmp_path: Path) -> None:
        out = read(tmp_path, plan([1, "甲", "某局", 100], [2, "乙", ABOVE, ABOVE]))
        assert "合并在几行" in said(out)

    def test_points_merged_over_two_indicators_are_refused(self, tmp_path: Path) -> None:
        second = [*CONTENT[:5], ABOVE, ABOVE, ""]
        assert said(read(tmp_path, form("甲", [TRAINED, second]))).count("合并在几行") == 2

    def test_points_may_carry_their_unit_and_no_percent(self, tmp_path: Path) -> None:
        out = read(tmp_path, form("甲", [[*TRAINED[:5], "50分", "48.5分", ""]]))
        assert not out.problems
        assert (Decimal(50), Decimal("48.5")) in column(out, "filed_scores", "points", "score")
        assert "95%" in said(read(tmp_path, form("甲", [[*TRAINED[:5], "50", "95%", ""]])))

    def test_the_unit_of_a_money_column_goes_before_that_of_the_block(self, tmp_path: Path) -> None:
        heads = ("年初预算数", "全年预算数（元）", "全年执行数", "分值", "执行率", "得分")
        assert "金额单位前后不一" in said(read(tmp_path, form("甲", heads=heads)))
        yuan = ["年初预算数（元）", "全年预算数（元）", "全年执行数（元）", *heads[3:]]
        alone = read(tmp_path, form("甲", funds="项目资金", heads=yuan))
        assert column(alone, "projects", "budget_wan") == [Decimal("0.01")]

    def test_the_unit_may_stand_above_the_block(self, tmp_path: Path) -> None:
        rows = form("甲", funds="项目资金")
        out = read(tmp_path, [*rows[:3], blank(["单位：万元"]), *rows[3:]])
        assert column(out, "projects", "budget_wan") == [Decimal(100)]

    def test_another_column_may_stand_before_the_amounts(self, tmp_path: Path) -> None:
        heads = ("上年结转数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        out = read(tmp_path, form("甲", heads=heads))
        assert column(out, "funds", "item", "budget_wan") == [("年度资金总额", Decimal(100))]
        assert "上年结转数" in noted(out)

    def test_several_sources_without_a_whole_are_refused(self, tmp_path: Path) -> None:
        money = [("财政拨款合计", "80", "80", "80", "", "", ""), ("其他资金", "20", "20", "10", "", "", "")]
        assert "没有资金总额一行" in said(read(tmp_path, form("甲", money=money)))


class TestRows:
    def test_the_word_total_in_a_remark_makes_no_total(self, tmp_path: Path) -> None:
        rows = [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额", "备注"], [1, "甲", "某局", 50, "合计"]]
        out = read(tmp_path, rows)
        assert column(out, "projects", "name") == ["甲"]
        assert "declared" not in out.records

    def test_sections_and_their_sums_are_no_projects(self, tmp_path: Path) -> None:
        listed = [[1, "甲", "某局", 10], [2, "乙", "某局", 20]]
        out = read(
            tmp_path,
            plan(["一", "省级", "", 30], *listed, ["", "省级小计", "", 30], ["总计：", "", "", 30]),
        )
        assert not out.problems, said(out)
        assert column(out, "projects", "name") == ["甲", "乙"]
        assert column(out, "declared", "concept") == ["part_total", "part_total", "plan_total"]

    def test_a_project_numbered_in_words_is_no_section(self, tmp_path: Path) -> None:
        out = read(tmp_path, plan(["三", "丙", "某局", 30]))
        assert "项目序号无法识别" in said(out)
        assert "declared" not in out.records

    def test_a_line_of_words_among_the_indicators_ends_nothing(self, tmp_path: Path) -> None:
        words = ["", "其中：本年新增部分按实际填报", *[LEFT] * 6]
        out = read(tmp_path, form("甲", [TRAINED, words, CONTENT]))
        assert column(out, "indicators", "name") == ["培训人数", "学员满意度"]
        assert "其中：本年新增部分" in noted(out)

    def test_a_subtotal_is_no_indicator(self, tmp_path: Path) -> None:
        out = read(tmp_path, form("甲", [TRAINED, ["产出指标", "数量指标", "小计", "", "", "50", "50", ""], CONTENT]))
        assert column(out, "indicators", "name") == ["培训人数", "学员满意度"]
        assert "小计" in noted(out)

    def test_indicators_below_the_total_are_refused(self, tmp_path: Path) -> None:
        rows = form("甲", [TRAINED])
        assert "总分以下还有指标" in said(read(tmp_path, [*rows, blank(CONTENT)]))

    def test_every_line_of_the_objectives_is_kept(self, tmp_path: Path) -> None:
        goals = [("培训100人", "培训120人"), ("建成3个平台", "建成2个平台")]
        out = read(tmp_path, form("甲", goals=goals))
        assert column(out, "objectives", "text") == ["培训100人\n建成3个平台"]
        assert column(out, "results", "text") == ["培训120人", "建成2个平台"]

    def test_points_without_a_filed_score_stay_in_the_count(self, tmp_path: Path) -> None:
        out = read(tmp_path, form("甲", [TRAINED, [*CONTENT[:6], "", ""]]))
        assert ("P01-02", Decimal(40), None) in column(out, "filed_scores", "node", "points", "score")


class TestTargetInCells:
    def test_the_sort_of_an_indicator_is_no_sign(self, tmp_path: Path) -> None:
        rows = form("甲")
        top = rows[: rows.index(blank(HEADER))]
        header = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "完成值", "权重"]
        lines = [
            ["产出指标", "质量指标", "验收情况", "定性", "优良", "", "优良", "40"],
            ["产出指标", "数量指标", "培训人数", "≥", "100", "人", "120", "50"],
        ]
        out = read(tmp_path, [*top, header, *lines])
        assert column(out, "targets", "text") == ["优良", "≥100人"]


class TestTotals:
    def total(self, folder: Path, row: Sequence[Any]) -> list[Any]:
        rows = tables.frame("filed_scores", read(folder, form("甲", total=row)).records["filed_scores"])
        return [(row["points"], row["score"]) for row in tables.records(rows) if row["node"] == "总分"]

    def test_a_blank_score_is_not_looked_for_elsewhere(self, tmp_path: Path) -> None:
        assert self.total(tmp_path, ["总分", LEFT, LEFT, LEFT, LEFT, "100", "", "2023"]) == []

    def test_one_merged_value_is_the_score(self, tmp_path: Path) -> None:
        assert self.total(tmp_path, ["总分", LEFT, LEFT, LEFT, LEFT, "99", LEFT, ""]) == [(None, Decimal(99))]

    def test_brackets_and_colons_behind_the_label(self, tmp_path: Path) -> None:
        assert self.total(tmp_path, ["总分（满分100分）：", *TOTAL[1:]]) == [(Decimal(100), Decimal(99))]


class TestPieces:
    def test_a_form_in_two_tables_is_refused(self, tmp_path: Path) -> None:
        import docx

        path = tmp_path / "自评表.docx"
        document = docx.Document()
        rows = form("甲")
        for part in (rows[:7], rows[7:]):
            table = document.add_table(rows=len(part), cols=8)
            for cells, row in zip(table.rows, part, strict=True):
                for cell, value in zip(cells.cells, row, strict=True):
                    cell.text = "" if value in (LEFT, ABOVE) else str(value)
        document.save(str(path))
        found = read_tables(path)
        kind, _ = recognised(found)
        assert kind is not None
        entry = DocumentEntry(file=path.name, kind=kind, title="自评表", status="测试", sha256="0" * 64)
        names = {"fund_name": "测试资金", "short_name": "测试资金", "department": "测试局"}
        out = collect(Manifest(fund="test", year=2023, **names, files=(entry,)), {path.name: path})
        assert "分成了几张表" in said(out)

    def test_a_form_without_its_names_is_no_evaluation_of_the_fund(self, tmp_path: Path) -> None:
        rows = [[cell for place, cell in enumerate(row) if place != 2] for row in form("甲")]
        path = tmp_path / "1.xlsx"
        write(path, rows)
        assert recognised(read_tables(path))[0] is None
