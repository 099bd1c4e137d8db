"""From documents to grids: what a cell shows, merged cells, hidden parts, wrappers and revisions."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from support.packages import cell, cells, docx_parts, paragraph, relationships, table, write_package, xlsx_parts

from analysis.documents.grid import Cell, Grid
from analysis.documents.grid_remarks import hidden_remarks, remarks
from analysis.documents.grids import read_grids
from analysis.documents.sheet_cells import displayed


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
        (-1234.5, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \\-??_ ;_ @_ ", "-1,234.50", "-1234.5"),
        (0, "#,##0;-#,##0;???", "0", "0"),
        # A nought drawn as a dash, or not at all, is a nought.
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00", "0"),
        (0, "0;-0;;@", "0", "0"),
        (7, ";;;", "7", "7"),
        # Words before the number.
        (1234.5, '"￥"#,##0.00', "￥1,234.50", "1234.5"),
        (1234.5, "[$￥-804]#,##0.00", "￥1,234.50", "1234.5"),
        (1234.5, "¥#,##0.00", "¥1,234.50", "1234.5"),
        (-1234.5, '"￥"#,##0.00', "-￥1,234.50", "-1234.5"),
        (4, '"项目"0', "项目4", "4"),
        (4, '"第"000"号"', "第004号", "4"),
        (5, 'General"人"', "5人", "5"),
        (5.25, 'G/通用格式"人"', "5.25人", "5.25"),
        # Negative numbers in a section of their own.
        (-5, "#,##0.00;(#,##0.00)", "(5.00)", "-5"),
        (-5, "0.00_);[Red](0.00)", "(5.00)", "-5"),
        (-5, "#,##0.00;[Red]-#,##0.00", "-5.00", "-5"),
        (-5, "0.00;[Red]0.00", "-5.00", "-5"),
        (-5, '0;"△"0', "△5", "-5"),
        (-0.001, "0.00", "0.00", "-0.001"),
        # Thousands set aside: the number is in the unit shown.
        (1234567, "#,##0,", "1,235", "1234.567"),
        (1234567, "0.00,,", "1.23", "1.234567"),
        (1234567, '#,##0.0,"千元"', "1,234.6千元", "1234.567"),
        (123456, '0!.0,"万"', "12.3万", "12.3456"),
        (123456, "0\\.0,", "12.3", "12.3456"),
        (123456789, '0!.00,,"亿"', "1.23亿", "1.23456789"),
        # Conditions.
        (123456, '[>=100000]0!.0,"万";0', "12.3万", "12.3456"),
        (5, '[>=100000]0!.0,"万";0"元"', "5元", "5"),
        (-5, '[<0]"负"0;0', "-负5", "-5"),
        (7, "[=1]0;[=2]0", "7", "7"),
        # Places that are not needed.
        (1.5, "0.0#", "1.5", "1.5"),
        (1.25, "0.0#", "1.25", "1.25"),
        (1, "0.##", "1", "1"),
        (0.5, ".00", "0.50", "0.5"),
        (0.005, "0.0%", "0.5%", "0.5"),
        (0.5, "%0", "%50", "50"),
        # What cannot be followed shows the number as it is.
        (12345, "0.00E+00", "12345", "12345"),
        (0.5, "# ?/?", "0.5", "0.5"),
        (13800000000, "000-0000-0000", "13800000000", "13800000000"),
        (5, '"甲', "5", "5"),
        (5, "", "5", "5"),
        (1e300, "0.00", "1" + "0" * 300, "1e300"),
        (1.5, "0." + "0" * 200, "1.5" + "0" * 29, "1.5"),
        (-1, "yyyy-mm-dd", "-1", "-1"),
        (1e9, "yyyy-mm-dd", "1000000000", "1e9"),
        (12345678901234567, "0", "12345678901234600", "12345678901234600"),
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
        ("_x000D_", "_x000D_"),
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

    first, second = read_grids(path)

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
    first, second = read_grids(merged_docx)
    assert (first.part, first.captions) == ("表1", ("1. 甲项目",))
    assert (second.part, second.captions) == ("表2", ("单位：万元",))
    assert second.rows == ((Cell("尾", "R1C1"),),)


def test_docx_cells_merged_sideways_repeat_the_first(merged_docx: Path) -> None:
    row = read_grids(merged_docx)[0].rows[0]
    assert [(cell.text, cell.ref, cell.covered) for cell in row] == [
        ("甲", "R1C1", ""),
        ("横", "R1C2", ""),
        ("横", "R1C2", "left"),
        ("横", "R1C2", "left"),
    ]


def test_docx_cells_merged_downwards_repeat_the_first(merged_docx: Path) -> None:
    rows = read_grids(merged_docx)[0].rows
    assert [(row[0].text, row[0].ref, row[0].covered) for row in rows[1:]] == [
        ("竖", "R2C1", ""),
        ("竖", "R2C1", "above"),
        ("竖", "R2C1", "above"),
    ]


def test_docx_block_of_merged_cells_repeats_the_first(merged_docx: Path) -> None:
    rows = read_grids(merged_docx)[0].rows
    block = [rows[row][column] for row in (1, 2) for column in (1, 2)]
    assert {(cell.text, cell.ref) for cell in block} == {("方", "R2C2")}
    assert [cell.covered for cell in block] == ["", "left", "above", "left"]
    assert [row[3].text for row in rows[1:3]] == ["辛", "丑"]


def test_docx_line_break_and_tab_inside_a_cell_are_kept(merged_docx: Path) -> None:
    cell = read_grids(merged_docx)[0].rows[3][3]
    assert cell.text == "上\n下\t右"


def test_docx_paragraphs_of_one_cell_are_lines(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "一"
    cell.add_paragraph("二")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert read_grids(path)[0].rows[0][0].text == "一\n二"


@pytest.mark.parametrize(
    ("value", "number_format", "from_1904", "text"),
    [
        (45107, "yyyy-mm-dd", False, "2023-06-30"),
        (45107, 'yyyy"年"m"月"d"日"', False, "2023-06-30"),
        (45107, "[$-804]yyyy/m/d;@", False, "2023-06-30"),
        (45107.5, "yyyy-mm-dd hh:mm", False, "2023-06-30T12:00:00"),
        (43645, "yyyy-mm-dd", True, "2023-06-30"),
        (1, "yyyy-mm-dd", False, "1900-01-01"),
        (59, "yyyy-mm-dd", False, "1900-02-28"),
        (60, "yyyy-mm-dd", False, "60"),
        (61, "yyyy-mm-dd", False, "1900-03-01"),
        (0.375, "h:mm", False, "09:00:00"),
        (0.375, "上午/下午h:mm", False, "09:00:00"),
        (1.5, "[h]:mm", False, "36:00:00"),
        (2958465, "yyyy-mm-dd", False, "9999-12-31"),
    ],
)
def test_days_and_times_show_as_dates(value: float, number_format: str, from_1904: bool, text: str) -> None:
    assert displayed(value, number_format, from_1904)[0] == text


def test_words_around_a_text_are_shown() -> None:
    assert displayed("3", '0;-0;0;"第"@"批"') == ("第3批", None)
    assert displayed("", '"第"@"批"') == ("", None)


def sheet(tmp_path: Path, content: str, **options: Any) -> Grid:
    (grid,) = read_grids(write_package(tmp_path / "表.xlsx", xlsx_parts(content, **options)))
    return grid


def text_tables(tmp_path: Path, body: str) -> list[Grid]:
    return read_grids(write_package(tmp_path / "文.docx", docx_parts(body)))


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


class TestSheets:
    """What a sheet may hold beside plain cells."""

    def test_kinds_of_cells(self, tmp_path: Path) -> None:
        rich = "<si><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space='preserve'> 乙</t></r></si>"
        guided = '<si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        escaped = "<si><t>上_x000D_\n下_x005F_x000D_</t></si>"
        row = (
            '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
            '<c r="D1" t="inlineStr"><is><r><t>丙</t></r><r><t>丁</t></r></is></c><c r="E1" t="b"><v>1</v></c>'
            '<c r="F1" t="str"><f>A1</f><v>戊</v></c><c r="G1" t="d"><v>2023-06-30</v></c>'
            '<c r="H1" s="1"><v>0.95</v></c><c r="I1" s="2"><v>45107</v></c><c r="J1" s="99"><v> 7 </v></c>'
        )
        found = sheet(tmp_path, cells(row), shared=rich + guided + escaped, formats=["0%", "yyyy-mm-dd"])
        expected = ["甲 乙", "东京", "上\n下_x000D_", "丙丁", "是", "戊", "2023-06-30", "95%", "2023-06-30", "7"]
        assert texts(found) == [expected]
        assert [cell.number for cell in found.rows[0] if cell.number is not None] == [Decimal(95), Decimal(7)]

    def test_days_counted_from_1904(self, tmp_path: Path) -> None:
        content = cells('<c r="A1" s="1"><v>43645</v></c>')
        found = sheet(tmp_path, content, book='<workbookPr date1904="1"/>', formats=["yyyy-mm-dd"])
        assert texts(found) == [["2023-06-30"]]

    @pytest.mark.parametrize(("number", "text"), [("31", "2023-06-30"), ("57", "2023-06-30"), ("10", "4510700.00%")])
    def test_formats_that_are_known_by_number(self, tmp_path: Path, number: str, text: str) -> None:
        parts = xlsx_parts(cells('<c r="A1" s="1"><v>45107</v></c>'), formats=["0"])
        parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace(
            '<xf numFmtId="164"/>', f'<xf numFmtId="{number}"/>'
        )
        assert texts(read_grids(write_package(tmp_path / "表.xlsx", parts))[0]) == [[text]]

    def test_rows_and_cells_without_addresses_follow_each_other(self, tmp_path: Path) -> None:
        content = "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row></sheetData>"
        found = sheet(tmp_path, content)
        assert texts(found) == [["1", "", "2"], ["", "", ""], ["3", "", ""]]
        assert [cell.ref for cell in found.rows[2]] == ["A3", "B3", "C3"]

    def test_hidden_parts_are_read_and_told(self, tmp_path: Path) -> None:
        content = (
            '<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="1"/></cols><sheetData>'
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="D1"><v>3</v></c></row>'
            '<row r="2" hidden="1"><c r="A2"><v>4</v></c></row><row r="3" hidden="1"/>'
            '<row r="4"><c r="A4"><v>5</v></c></row></sheetData>'
        )
        parts = xlsx_parts(content)
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("sheetId", 'state="veryHidden" sheetId')
        (found,) = read_grids(write_package(tmp_path / "表.xlsx", parts))
        assert texts(found) == [["1", "2", "", "3"], ["4", "", "", ""], ["", "", "", ""], ["5", "", "", ""]]
        assert (found.hidden, found.hidden_rows, found.hidden_columns) == (True, {1, 2}, {1, 2})
        assert hidden_remarks(found) == [
            ("表.xlsx 表", "工作表是隐藏的，已照常读取", "表"),
            ("表.xlsx 表", "有隐藏的行，已照常读取", "第2行"),
            ("表.xlsx 表", "有隐藏的列，已照常读取", "B列"),
        ]

    def test_hidden_parts_that_hold_nothing_are_not_worth_a_word(self, tmp_path: Path) -> None:
        content = '<cols><col min="2" max="9" hidden="1"/></cols>' + cells('<c r="A1"><v>1</v></c>')
        assert hidden_remarks(sheet(tmp_path, content)) == []

    def test_many_hidden_rows_are_counted(self, tmp_path: Path) -> None:
        rows = "".join(f'<row r="{n}" hidden="1"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 31))
        ((_, _, found),) = hidden_remarks(sheet(tmp_path, f"<sheetData>{rows}</sheetData>"))
        assert found.startswith("第1行、第2行、")
        assert found.endswith("第20行等30处")

    def test_words_under_a_merged_cell_are_told(self, tmp_path: Path) -> None:
        content = (
            cells('<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>') + '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
        )
        found = sheet(tmp_path, content)
        assert texts(found) == [["1", "1"]]
        assert remarks(found) == [("表.xlsx 表", "被合并单元格遮住的内容，未读取", "B1“2”")]

    def test_words_of_text_boxes_are_told(self, tmp_path: Path) -> None:
        parts = xlsx_parts(cells('<c r="A1"><v>1</v></c>') + '<drawing r:id="rId1"/>')
        opening = '<worksheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        parts["xl/worksheets/sheet1.xml"] = str(parts["xl/worksheets/sheet1.xml"]).replace("<worksheet ", opening)
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(("rId1", "drawing", "../drawings/drawing1.xml"))
        space = "http://schemas.openxmlformats.org/drawingml/2006/main"
        parts["xl/drawings/drawing1.xml"] = f'<d xmlns:a="{space}"><a:t>单位：</a:t> <a:t>万元</a:t></d>'
        (found,) = read_grids(write_package(tmp_path / "表.xlsx", parts))
        assert remarks(found) == [("表.xlsx 表", "文本框内的文字，未读取", "单位：万元")]

    def test_sheets_of_charts_are_no_tables(self, tmp_path: Path) -> None:
        parts = xlsx_parts(cells('<c r="A1"><v>1</v></c>'))
        parts["xl/_rels/workbook.xml.rels"] = relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "chartsheet", "chartsheets/sheet1.xml")
        )
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
            "</sheets>", '<sheet name="图" r:id="rId2"/></sheets>'
        )
        assert [grid.part for grid in read_grids(write_package(tmp_path / "表.xlsx", parts))] == ["表"]

    def test_empty_sheet(self, tmp_path: Path) -> None:
        assert sheet(tmp_path, "<sheetData/>").rows == ()


class TestTextTables:
    """What a text document may put around and into its tables."""

    def test_content_controls_lose_nothing(self, tmp_path: Path) -> None:
        def controlled(inside: str) -> str:
            return f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

        run = controlled("<w:r><w:t>丙</w:t></w:r>")
        row = controlled(
            f"<w:tr>{controlled(cell('甲'))}<w:tc>{controlled(paragraph('乙'))}</w:tc><w:tc><w:p>{run}</w:p></w:tc></w:tr>"
        )
        (found,) = text_tables(tmp_path, controlled(paragraph("题")) + controlled(f"<w:tbl>{row}</w:tbl>"))
        assert found.captions == ("题",)
        assert texts(found) == [["甲", "乙", "丙"]]

    def test_revisions_are_read_as_accepted(self, tmp_path: Path) -> None:
        words = (
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>去</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>"
        )
        gone = f"<w:trPr><w:del/></w:trPr>{cell('删')}"
        former = cell("宽", '<w:tcPrChange><w:tcPr><w:gridSpan w:val="5"/></w:tcPr></w:tcPrChange>')
        (found,) = text_tables(tmp_path, table(f"<w:tc>{words}</w:tc>", gone, former))
        assert texts(found) == [["新来"], [""], ["宽"]]
        assert remarks(found) == [("文.docx 表1", "有未接受的修订，按全部接受读取", "删除4处")]

    def test_hidden_words_and_rows_are_read_and_told(self, tmp_path: Path) -> None:
        run = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        run += "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显</w:t></w:r>"
        body = table(f"<w:tc><w:p>{run}</w:p></w:tc>", f"<w:trPr><w:hidden/></w:trPr>{cell('行')}")
        (found,) = text_tables(tmp_path, body)
        assert texts(found) == [["藏显"], ["行"]]
        assert [(what, seen) for _, what, seen in remarks(found)] == [
            ("有隐藏的行，已照常读取", "第2行"),
            ("有隐藏文字，已照常读取", "1处"),
        ]

    def test_notes_and_field_codes_are_no_text_and_marks_are(self, tmp_path: Path) -> None:
        run = (
            "<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>A</w:t><w:tab/><w:noBreakHyphen/><w:footnoteReference/>"
            "<w:commentReference/><w:instrText> PAGE </w:instrText><w:t>B</w:t><w:sym w:char='F0FE'/></w:r>"
            "<w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby>"
            "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"
        )
        (found,) = text_tables(tmp_path, table(f"<w:tc><w:p>{run}</w:p></w:tc>"))
        assert texts(found) == [["A\t-B〓音x+1"]]

    def test_rows_that_begin_late_or_end_early_keep_their_columns(self, tmp_path: Path) -> None:
        late = f'<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>{cell("丁")}'
        (found,) = text_tables(tmp_path, table(cell("甲") + cell("乙") + cell("丙"), late, cell("戊")))
        assert texts(found) == [["甲", "乙", "丙"], ["", "丁", ""], ["戊", "", ""]]
        assert [cell.ref for cell in found.rows[1]] == ["R2C1", "R2C2", "R2C3"]

    def test_a_vertical_merge_without_a_beginning_invents_nothing(self, tmp_path: Path) -> None:
        merged = "<w:vMerge/>"
        rows = [cell("甲") + cell("乙"), cell("", merged) + cell("丙"), cell("", merged) + cell("丁")]
        (found,) = text_tables(tmp_path, table(*rows))
        assert texts(found) == [["甲", "乙"], ["", "丙"], ["", "丁"]]
        assert [cell.covered for row in found.rows for cell in row] == ["", "", "", "", "above", ""]
        assert remarks(found) == [("文.docx 表1", "纵向合并的单元格上方没有起始格，按独立单元格读取", "R2C1")]

    def test_words_under_a_vertical_merge_are_told(self, tmp_path: Path) -> None:
        rows = [cell("甲", '<w:vMerge w:val="restart"/>'), cell("遮", "<w:vMerge/>")]
        (found,) = text_tables(tmp_path, table(*rows))
        assert texts(found) == [["甲"], ["甲"]]
        assert remarks(found) == [("文.docx 表1", "被合并单元格遮住的内容，未读取", "第2行第1列“遮”")]

    def test_old_horizontal_merges(self, tmp_path: Path) -> None:
        row = cell("甲", '<w:hMerge w:val="restart"/>') + cell("", '<w:hMerge w:val="continue"/>') + cell("乙")
        (found,) = text_tables(tmp_path, table(row))
        assert [(cell.text, cell.covered) for cell in found.rows[0]] == [("甲", ""), ("甲", "left"), ("乙", "")]

    def test_tables_within_cells_are_tables_too(self, tmp_path: Path) -> None:
        inner = f"<w:tc>{paragraph('前')}{table(cell('内') + cell('部'))}{paragraph('后')}</w:tc>"
        outer, nested, next_one = text_tables(tmp_path, paragraph("题") + table(inner) + table(cell("次")))
        assert (outer.part, nested.part, next_one.part) == ("表1", "表1内表1", "表2")
        assert texts(outer) == [["前\n内\n部\n后"]]
        assert (texts(nested), nested.captions) == ([["内", "部"]], ("题", "前"))
        assert next_one.captions == ()

    def test_text_boxes_are_read_once(self, tmp_path: Path) -> None:
        def box(inside: str) -> str:
            content = f"<w:txbxContent>{inside}</w:txbxContent>"
            choice = f"<mc:Choice Requires='wps'>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback>"
            return f"<w:p><w:r><w:t>段</w:t><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"

        boxed, second = text_tables(
            tmp_path, box(paragraph("框") + table(cell("甲"))) + table(f"<w:tc>{box(paragraph('内'))}</w:tc>")
        )
        assert (boxed.part, boxed.captions, texts(boxed)) == ("文本框表1", ("框",), [["甲"]])
        assert (second.part, second.captions, texts(second)) == ("表1", ("段",), [["段\n内"]])

    def test_embedded_objects_are_told(self, tmp_path: Path) -> None:
        body = table(cell("甲")) + "<w:p><w:r><w:object><o:OLEObject ProgID='Excel.Sheet.12'/></w:object></w:r></w:p>"
        first, second = text_tables(tmp_path, body)
        assert (first.part, second.part, second.rows) == ("表1", "嵌入对象1", ())
        assert [seen for _, _, seen in remarks(second)] == ["Excel.Sheet.12"]
        assert len(text_tables(tmp_path, body.replace("Excel.Sheet", "Equation"))) == 1

    def test_headers_and_footnotes_are_other_parts(self, tmp_path: Path) -> None:
        parts = docx_parts(table(cell("甲"))) | {"word/header1.xml": table(cell("眉"))}
        assert len(read_grids(write_package(tmp_path / "文.docx", parts))) == 1
