"""Files that nobody sends on purpose, and files that somebody might: a clear refusal, in bounded time and memory."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from support.packages import (
    DOCX_TYPE,
    ISO,
    XLSX_TYPE,
    cell,
    cells,
    docx_parts,
    paragraph,
    table,
    write_package,
    xlsx_parts,
)

from analysis.documents import grid_xlsx, sheet_cells, sorts_of_file, text_tables
from analysis.documents.grid import Cell, Grid
from analysis.documents.grid_remarks import remarks
from analysis.documents.grids import read_grids
from analysis.documents.sorts_of_file import limits
from analysis.errors import DocumentError

ONE_CELL = cells('<c r="A1"><v>1</v></c>')
ONE_TABLE = table(cell("甲"))
#: Without the guards the same files take gigabytes, and minutes.
MEGABYTES = 200


def refused(path: Path, *words: str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_grids(path)
    message = str(caught.value)
    assert path.name in message
    assert [word for word in words if word not in message] == [], message
    return caught.value


@contextmanager
def bounded() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 2**20


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def lowered(monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    """Lower some limits, to reach them with a small file."""
    known = sorts_of_file.containers()
    changed = known.model_copy(update={"limits": known.limits.model_copy(update=values)})
    monkeypatch.setattr(sorts_of_file, "containers", lambda: changed)


class TestZip:
    """The archive is not what it says."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> Path:
        return write_package(tmp_path / "表.xlsx", xlsx_parts(ONE_CELL))

    @pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
    def test_cut_short(self, book: Path, part: float) -> None:
        data = book.read_bytes()
        book.write_bytes(data[: int(len(data) * part)])
        refused(book, "不是有效的 Office 文件", "重新导出")

    def test_empty(self, tmp_path: Path) -> None:
        path = tmp_path / "空.xlsx"
        path.write_bytes(b"")
        refused(path, "文件是空的")

    def test_no_file_but_a_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "夹.docx"
        path.mkdir()
        refused(path, "文件无法打开")

    def test_damaged_bytes_of_a_member(self, book: Path) -> None:
        with zipfile.ZipFile(book) as archive:
            info = archive.getinfo("xl/worksheets/sheet1.xml")
        data = bytearray(book.read_bytes())
        start = info.header_offset + 30 + len(info.filename.encode())
        data[start + 3] ^= 0xFF
        book.write_bytes(data)
        refused(book, "xl/worksheets/sheet1.xml", "已损坏")

    def test_wrong_checksum(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for name, content in xlsx_parts(ONE_CELL).items():
                archive.writestr(name, content)
        path.write_bytes(path.read_bytes().replace(b"<v>1</v>", b"<v>9</v>"))
        refused(path, "xl/worksheets/sheet1.xml", "校验码不符")

    def test_central_directory_that_points_elsewhere(self, book: Path) -> None:
        data = bytearray(book.read_bytes())
        entry = data.rindex(b"PK\x01\x02")
        struct.pack_into("<I", data, entry + 42, 7)
        book.write_bytes(data)
        refused(book, "已损坏")

    def test_member_with_a_password(self, book: Path) -> None:
        data = bytearray(book.read_bytes())
        for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            data[data.index(mark) + flags] |= 1
        book.write_bytes(data)
        refused(book, "压缩包设有密码", "取消密码")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml"])
    def test_the_same_part_twice(self, book: Path, name: str) -> None:
        with zipfile.ZipFile(book, "a") as archive:
            archive.writestr(name, "<worksheet/>")
        refused(book, "重名的部件", "sheet1.xml")

    def test_unknown_compression(self, tmp_path: Path) -> None:
        path = tmp_path / "表.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
        refused(path, "压缩方式", "xl/workbook.xml")

    def test_too_many_parts(self, tmp_path: Path) -> None:
        parts = {f"x/{number}": "" for number in range(limits().members + 1)}
        refused(write_package(tmp_path / "多.docx", parts), "部件过多")

    def test_bomb_that_says_so(self, tmp_path: Path) -> None:
        parts = {f"media/{number}.bin": (bytes(2**20) for _ in range(50)) for number in range(6)}
        path = write_package(tmp_path / "大.xlsx", xlsx_parts(ONE_CELL) | parts)
        assert path.stat().st_size < 4 * 2**20
        with bounded():
            refused(path, "展开后过大", "上限256MB", "拆分")

    def test_bomb_in_one_part(self, tmp_path: Path) -> None:
        sheet = (b" " * 2**20 for _ in range(limits().part_mb + 1))
        path = write_package(tmp_path / "大.xlsx", xlsx_parts(sheet))
        with bounded():
            refused(path, "xl/worksheets/sheet1.xml", "展开后过大", "上限128MB")

    def test_bomb_with_a_lying_header(self, tmp_path: Path) -> None:
        sheet = (b" " * 2**20 for _ in range(300))
        path = write_package(tmp_path / "大.xlsx", xlsx_parts(sheet))
        data = bytearray(path.read_bytes())
        entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
        assert data[entry : entry + 4] == b"PK\x01\x02"
        struct.pack_into("<I", data, entry + 24, 1000)
        path.write_bytes(data)
        with bounded():
            refused(path, "xl/worksheets/sheet1.xml", "已损坏", "登记的大小")

    def test_part_that_is_missing(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        del parts["xl/worksheets/sheet1.xml"]
        refused(write_package(tmp_path / "缺.xlsx", parts), "缺少必要的部件", "xl/worksheets/sheet1.xml")

    def test_sheet_that_the_workbook_does_not_point_to(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        del parts["xl/_rels/workbook.xml.rels"]
        refused(write_package(tmp_path / "缺.xlsx", parts), "“表”表", "工作表不在文件内")

    def test_no_document_inside(self, tmp_path: Path) -> None:
        refused(write_package(tmp_path / "包.docx", {"附件.txt": "甲"}), "没有文档或工作簿", "先解压")


DOCTYPES = {
    "billion laughs": '<!DOCTYPE a [<!ENTITY a "哈">'
    + "".join(f'<!ENTITY b{n} "{"&a;" if n == 0 else f"&b{n - 1};" * 10}">' for n in range(12))
    + "]>",
    "quadratic": f'<!DOCTYPE a [<!ENTITY a "{"x" * 50000}">]>',
    "external": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "external subset": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    "harmless": "<!DOCTYPE a>",
}
DOCX_PARTS = ["word/document.xml", "word/styles.xml", "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"]
XLSX_PARTS = [
    *("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml"),
    *("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/theme/theme1.xml"),
]


class TestXml:
    """The XML wants more than it shows."""

    @pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
    @pytest.mark.parametrize("part", DOCX_PARTS)
    def test_document_type_in_a_text_document(self, tmp_path: Path, part: str, doctype: str) -> None:
        parts = docx_parts(ONE_TABLE.replace("甲", "&a;"))
        content = parts.get(part, "<a>&a;</a>").removeprefix('<?xml version="1.0"?>')
        path = write_package(tmp_path / "雷.docx", parts | {part: f'<?xml version="1.0"?>{doctype}{content}'})
        with bounded():
            refused(path, part, "DOCTYPE", "不予读取")

    @pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
    @pytest.mark.parametrize("part", XLSX_PARTS)
    def test_document_type_in_a_workbook(self, tmp_path: Path, part: str, doctype: str) -> None:
        parts = xlsx_parts(cells('<c r="A1" t="inlineStr"><is><t>&a;</t></is></c>'))
        content = str(parts.get(part, "<a>&a;</a>")).removeprefix('<?xml version="1.0"?>')
        path = write_package(tmp_path / "雷.xlsx", parts | {part: f'<?xml version="1.0"?>{doctype}{content}'})
        with bounded():
            refused(path, part, "DOCTYPE", "不予读取")

    def test_document_type_in_another_encoding(self, tmp_path: Path) -> None:
        document = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
        refused(write_package(tmp_path / "雷.docx", docx_parts("") | {"word/document.xml": document}), "DOCTYPE")

    def test_document_type_behind_a_long_comment(self, tmp_path: Path) -> None:
        document = f"<!--{'x' * 600_000}--><!DOCTYPE a><a/>"
        refused(write_package(tmp_path / "雷.docx", docx_parts("") | {"word/document.xml": document}), "DOCTYPE")

    @pytest.mark.parametrize("document", ["", "<w:document", "甲", "<a></b>", "<a>&b;</a>", "\0"])
    def test_no_xml(self, tmp_path: Path, document: str) -> None:
        path = write_package(tmp_path / "坏.docx", docx_parts("") | {"word/document.xml": document})
        refused(path, "word/document.xml", "无法解析", "不是完整的 XML")

    def test_unknown_encoding(self, tmp_path: Path) -> None:
        document = b'<?xml version="1.0" encoding="klingon"?><a/>'
        refused(write_package(tmp_path / "坏.docx", docx_parts("") | {"word/document.xml": document}), "无法解析")

    def test_endless_depth(self, tmp_path: Path) -> None:
        path = write_package(tmp_path / "深.xlsx", xlsx_parts(b"<a>" * 10_000 for _ in range(1000)))
        with bounded():
            refused(path, "xl/worksheets/sheet1.xml", "嵌套过深", "256层")

    @pytest.mark.parametrize(("opening", "closing"), [("<!--", "-->"), ('<a b="', '"/>'), ("<?a ", "?>")])
    def test_endless_tag(self, tmp_path: Path, opening: str, closing: str) -> None:
        # Older expat reads an unfinished tag anew with every piece: minutes for a hundred megabytes.
        inside = [opening.encode(), *[b"x" * 2**20] * 100, closing.encode()]
        with bounded():
            refused(write_package(tmp_path / "长.xlsx", xlsx_parts(inside)), "标记过长")

    def test_addresses_outside_are_not_followed(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        outside = 'Target="file:///etc/passwd" TargetMode="External"'
        relations = str(parts["xl/_rels/workbook.xml.rels"])
        parts["xl/_rels/workbook.xml.rels"] = relations.replace('Target="worksheets/sheet1.xml"', outside)
        refused(write_package(tmp_path / "外.xlsx", parts), "“表”表", "工作表不在文件内")

    def test_paths_do_not_leave_the_package(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        relations = str(parts["xl/_rels/workbook.xml.rels"])
        parts["xl/_rels/workbook.xml.rels"] = relations.replace("worksheets/sheet1.xml", "../../../../etc/passwd")
        refused(write_package(tmp_path / "外.xlsx", parts), "缺少必要的部件", "etc/passwd")


class TestSize:
    """More than anybody can have meant."""

    def test_used_range_of_a_whole_sheet_costs_nothing(self, tmp_path: Path) -> None:
        rows = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="B2"><v>7</v></c></row>'
        stray = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        with bounded():
            (grid,) = read_grids(write_package(tmp_path / "表.xlsx", xlsx_parts(rows + stray)))
        assert texts(grid) == [["", ""], ["", "7"]]

    def test_used_range_left_by_openpyxl(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active["A1"] = "甲"
        book.active["XFD1048576"].number_format = "0%"
        path = tmp_path / "表.xlsx"
        book.save(path)
        with bounded():
            assert texts(read_grids(path)[0]) == [["甲"]]

    def test_empty_formatted_cells_are_never_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made = []
        for module in (sheet_cells, grid_xlsx):
            monkeypatch.setattr(module, "Cell", lambda *values: made.append(values) or Cell(*values))
        rows = (b"<row>" + b'<c s="1"/>' * 100 + b"</row>" for _ in range(1000))
        sheet = [b'<sheetData><row r="1"><c r="A1"><v>7</v></c></row>', *rows, b"</sheetData>"]
        (grid,) = read_grids(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)))
        assert texts(grid) == [["7"]]
        assert len(made) == 1

    def test_cells_far_apart(self, tmp_path: Path) -> None:
        sheet = cells('<c r="A1"><v>1</v></c>', '<c r="XFD9999"><v>2</v></c>')
        with bounded():
            refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表", "XFD9999", "远离表格的内容")

    @pytest.mark.parametrize("address", ["XFE1", "EQXD1", "A1048577", "ZZZZZZZZ99999999"])
    def test_cells_outside_of_every_sheet(self, tmp_path: Path, address: str) -> None:
        sheet = cells(f'<c r="{address}"><v>1</v></c>')
        refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表", address, "超出工作表的范围", "XFD")

    def test_a_hundred_thousand_columns(self, tmp_path: Path) -> None:
        sheet = [b"<sheetData><row>", *[b"<c><v>1</v></c>" * 1000] * 100, b"</row></sheetData>"]
        with bounded():
            refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "超出工作表的范围", "16384列")

    def test_too_many_cells_stop_the_reading(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lowered(monkeypatch, places=5000)
        made = []
        monkeypatch.setattr(sheet_cells, "Cell", lambda *values: made.append(values))
        sheet = [b"<sheetData>", *[b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"] * 50, b"</sheetData>"]
        path = write_package(tmp_path / "表.xlsx", xlsx_parts(sheet))
        refused(path, "“表”表", "有内容的单元格过多", "5000个", "拆分")
        assert len(made) == 5000

    def test_several_sheets_share_the_bound(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lowered(monkeypatch, places=1000)
        # Each sheet of two cells spans six hundred places.
        parts = xlsx_parts(cells('<c r="A1"><v>1</v></c>', '<c r="A600"><v>2</v></c>'))
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
            "</sheets>", '<sheet name="乙" sheetId="2" r:id="rId1"/></sheets>'
        )
        refused(write_package(tmp_path / "表.xlsx", parts), "“乙”表", "范围过大", "A600", "上限1000格")

    def test_several_tables_share_the_bound(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lowered(monkeypatch, places=100)
        body = table(cell("甲") * 50) + table(cell("乙") * 50)
        refused(write_package(tmp_path / "表.docx", docx_parts(body)), "表2 第1行", "表格过大", "上限100格")

    def test_merged_cells_beyond_the_table(self, tmp_path: Path) -> None:
        sheet = cells('<c r="A1"><v>1</v></c>', '<c r="B2"><v>2</v></c>')
        merged = '<mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="B2:XFD1048576"/></mergeCells>'
        with bounded():
            (grid,) = read_grids(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet + merged)))
        assert [[(cell.text, cell.covered) for cell in row] for row in grid.rows] == [
            [("1", ""), ("", "")],
            [("1", "above"), ("2", "")],
        ]

    def test_merged_cells_over_each_other(self, tmp_path: Path) -> None:
        sheet = cells('<c r="A1"><v>1</v></c>', '<c r="ZZ50"><v>2</v></c>')
        merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20_000 + "</mergeCells>"
        with bounded():
            refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet + merged)), "合并单元格互相重叠")

    @pytest.mark.parametrize("area", ["", "A1:", "A1:XFE1", "甲", "A0:B2"])
    def test_merged_cells_of_no_area(self, tmp_path: Path, area: str) -> None:
        sheet = f'{ONE_CELL}<mergeCells><mergeCell ref="{area}"/></mergeCells>'
        refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表", "合并单元格的范围有误")

    def test_endless_text_of_a_cell(self, tmp_path: Path) -> None:
        text = [
            b'<sheetData><row><c r="A1" t="inlineStr"><is><t>',
            *[b"x" * 2**20] * 20,
            b"</t></is></c></row></sheetData>",
        ]
        with bounded():
            refused(write_package(tmp_path / "表.xlsx", xlsx_parts(text)), "“表”表 A1", "文字过长", "上限100000字")

    @pytest.mark.parametrize("name", ["w:gridSpan", "w:gridBefore", "w:gridAfter"])
    def test_a_cell_over_a_hundred_thousand_columns(self, tmp_path: Path, name: str) -> None:
        where = '<w:tcPr><w:gridSpan w:val="100000"/></w:tcPr>' if name == "w:gridSpan" else ""
        properties = "" if where else f'<w:trPr><{name} w:val="100000"/></w:trPr>'
        body = table(f"{properties}<w:tc>{where}{paragraph('甲')}</w:tc>")
        with bounded():
            refused(write_package(tmp_path / "表.docx", docx_parts(body)), "表1 第1行", "列数过多", "10000")

    @pytest.mark.parametrize("value", ["-1", "甲", "", "1e9", "9" * 5000])
    def test_a_span_that_is_no_number(self, tmp_path: Path, value: str) -> None:
        body = table(cell("甲", f'<w:gridSpan w:val="{value}"/>'))
        refused(write_package(tmp_path / "表.docx", docx_parts(body)), "表1 第1行第1列", "跨列数有误")

    def test_rows_of_one_cell_beside_one_endless_row(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        made = []
        monkeypatch.setattr(text_tables, "Cell", lambda *values: made.append(values) or Cell(*values))
        body = table(*["<w:tc/>" * 1000], *["<w:tc/>"] * 2000)
        with bounded():
            refused(write_package(tmp_path / "表.docx", docx_parts(body)), "表格过大", f"上限{limits().places}格")
        assert len(made) < 10_000

    def test_tables_within_tables(self, tmp_path: Path) -> None:
        body = "<w:tbl><w:tr><w:tc>" * 40 + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 40
        with bounded():
            refused(write_package(tmp_path / "表.docx", docx_parts(body)), "表格嵌套过深", "8层")

    def test_paragraphs_without_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lowered(monkeypatch, paragraphs=1000)
        refused(write_package(tmp_path / "表.docx", docx_parts("<w:p/>" * 1001)), "正文", "段落过多", "1000段")

    def test_texts_without_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lowered(monkeypatch, shared_texts=1000)
        parts = xlsx_parts(ONE_CELL, shared="<si/>" * 1001)
        refused(write_package(tmp_path / "表.xlsx", parts), "xl/sharedStrings.xml", "文字过多", "1000条")

    def test_sheets_without_end(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        more = "".join(f'<sheet name="{number}" r:id="rId1"/>' for number in range(limits().sheets))
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("</sheets>", f"{more}</sheets>")
        refused(write_package(tmp_path / "表.xlsx", parts), "工作表过多", "超过1000张")

    def test_the_real_bounds_let_a_large_year_through(self) -> None:
        # A hundred thousand indicators: seven columns of the projects' form, two more of other results each, and a
        # paragraph for every cell of the target tables.
        assert limits().places >= 100_000 * (7 + 4)
        assert limits().paragraphs >= 100_000 * 7
        assert limits().part_mb >= 100


class TestOtherFiles:
    """Files under a name that is not theirs, and relatives of .docx and .xlsx."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"%PDF-1.7\n", ["PDF", "原件"]),
            (b"{\\rtf1\\ansi", ["RTF", "另存为 .docx"]),
            (b"\xef\xbb\xbf\r\n<HTML><body>", ["网页文件", "另存为"]),
            (b"<table><tr><td>1</td></tr></table>", ["网页文件", "另存为 .xlsx"]),
            (b'<?xml version="1.0"?><Workbook/>', ["XML 文件", "另存为"]),
            (b"MIME-Version: 1.0\r\n", ["网页文件（.mht）"]),
            ("序号,项目名称\n1,甲\n".encode(), ["纯文本（如 .csv", "另存为 .xlsx"]),
            ("序号,项目名称\n1,甲\n".encode("gb18030"), ["纯文本（如 .csv", "另存为 .xlsx"]),
            ("序号\t甲".encode("utf-16"), ["纯文本"]),
            (b"\x89PNG\r\n\x1a\n\0\0", ["图片", "不收扫描件"]),
            (b"\xff\xd8\xff\xe0\0\0", ["图片", "不收扫描件"]),
            (b"Rar!\x1a\x07\x00", ["RAR", "解压"]),
            (b"7z\xbc\xaf\x27\x1c\0", ["7z", "解压"]),
            (b"\x00\x01\x02\x03" * 9, ["不是有效的 Office 文件"]),
            (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), [".doc、.xls、.wps 或 .et", "另存为"]),
        ],
    )
    @pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
    def test_renamed(self, tmp_path: Path, content: bytes, words: list[str], suffix: str) -> None:
        path = tmp_path / f"表{suffix}"
        path.write_bytes(content)
        refused(path, *words)

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, ["OpenDocument 表格（.ods）", ".xlsx"]),
            ({"mimetype": "application/vnd.oasis.opendocument.text"}, ["OpenDocument 文本（.odt）", ".docx"]),
            ({"xl/workbook.bin": b"\0"}, ["二进制工作簿（.xlsb）", "另存为 .xlsx"]),
            ({"ppt/presentation.xml": "<a/>"}, ["演示文稿"]),
            ({"OFD.xml": "<a/>"}, ["版式文件（.ofd）", "原件"]),
        ],
    )
    def test_package_of_another_sort(self, tmp_path: Path, parts: dict[str, str | bytes], words: list[str]) -> None:
        refused(write_package(tmp_path / "表.xlsx", parts), "与扩展名不符", *words)

    @pytest.mark.parametrize(
        "kind",
        [
            DOCX_TYPE,
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
            "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        ],
    )
    def test_macros_and_templates_of_text_are_read_as_data(self, tmp_path: Path, kind: str) -> None:
        parts = docx_parts(ONE_TABLE, kind=kind) | {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
        assert texts(read_grids(write_package(tmp_path / "文.docm", parts))[0]) == [["甲"]]

    @pytest.mark.parametrize(
        "kind",
        [
            XLSX_TYPE,
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            "application/vnd.ms-excel.template.macroEnabled.main+xml",
        ],
    )
    def test_macros_and_templates_of_sheets_are_read_as_data(self, tmp_path: Path, kind: str) -> None:
        parts = xlsx_parts(ONE_CELL, kind=kind) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
        assert texts(read_grids(write_package(tmp_path / "表.xlsm", parts))[0]) == [["1"]]

    def test_main_part_under_another_name(self, tmp_path: Path) -> None:
        parts = {name.replace("document", "document2"): text for name, text in docx_parts(ONE_TABLE).items()}
        parts = {name: text.replace("word/document.xml", "word/document2.xml") for name, text in parts.items()}
        assert texts(read_grids(write_package(tmp_path / "文.docx", parts))[0]) == [["甲"]]

    def test_strict_text_document(self, tmp_path: Path) -> None:
        parts = docx_parts(
            table(cell("甲", '<w:gridSpan w:val="2"/>')),
            word=f"{ISO}/wordprocessingml/main",
            links=f"{ISO}/officeDocument/relationships",
        )
        assert texts(read_grids(write_package(tmp_path / "文.docx", parts))[0]) == [["甲", "甲"]]

    def test_strict_workbook(self, tmp_path: Path) -> None:
        parts = xlsx_parts(
            cells('<c r="A1"><v>1</v></c><c r="B1" t="d"><v>2023-06-30T00:00:00</v></c>'),
            space=f"{ISO}/spreadsheetml/main",
            links=f"{ISO}/officeDocument/relationships",
        )
        assert texts(read_grids(write_package(tmp_path / "表.xlsx", parts))[0]) == [["1", "2023-06-30"]]


class TestFormulas:
    """Cells that hold no usable value."""

    def test_uncalculated_formulas_name_the_first_and_count_the_rest(self, tmp_path: Path) -> None:
        sheet = cells(*(f'<c r="A{row}"><f>B{row}+1</f><v/></c>' for row in range(1, 31)))
        error = refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表 A1", "=B1+1", "重新计算并保存")
        assert len(error.problems) == 21
        assert "另有10处" in str(error)

    def test_a_formula_whose_result_is_an_empty_text_is_blank(self, tmp_path: Path) -> None:
        sheet = cells('<c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>1+1</f><v>2</v></c>')
        assert texts(read_grids(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)))[0]) == [["1", "", "2"]]

    @pytest.mark.parametrize("value", ["#REF!", "#DIV/0!", "#N/A", "#NAME?"])
    def test_error_values_name_their_cell(self, tmp_path: Path, value: str) -> None:
        sheet = cells(f'<c r="A1"><v>1</v></c><c r="B1" t="e"><f>A1/0</f><v>{value}</v></c>')
        path = write_package(tmp_path / "表.xlsx", xlsx_parts(sheet))
        refused(path, "“表”表 B1", "错误值", value, "改正公式")

    def test_broken_cells_of_a_sheet_that_nobody_needs_do_no_harm(self, tmp_path: Path) -> None:
        sheet = cells('<c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>1+1</f></c>')
        path = write_package(tmp_path / "表.xlsx", xlsx_parts(sheet))
        (grid,) = read_grids(path, needed=lambda _: False)
        assert [problem.what for problem in grid.problems] == ["公式结果为错误值", "公式没有保存计算结果"]
        assert [found for _, _, found in remarks(grid)] == ["#REF!", "=1+1"]
        refused(path, "A1", "B1")

    @pytest.mark.parametrize("value", ["甲", "1e999", "nan", "１", "1_0", "9" * 500, "0x1"])
    def test_numbers_that_are_none(self, tmp_path: Path, value: str) -> None:
        sheet = cells(f'<c r="C1"><v>{value}</v></c>')
        refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表 C1", "数值无效")

    @pytest.mark.parametrize("value", ["7", "-1", "甲", "", "99999999999"])
    def test_shared_texts_that_are_not_there(self, tmp_path: Path, value: str) -> None:
        sheet = cells(f'<c r="C1" t="s"><v>{value}</v></c>')
        refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表 C1", "文字不在文件内")

    def test_the_same_cell_twice(self, tmp_path: Path) -> None:
        sheet = cells('<c r="C1"><v>1</v></c><c r="C1"><v>2</v></c>')
        refused(write_package(tmp_path / "表.xlsx", xlsx_parts(sheet)), "“表”表 C1", "出现两次")

    def test_two_sheets_of_one_name(self, tmp_path: Path) -> None:
        parts = xlsx_parts(ONE_CELL)
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
            "</sheets>", '<sheet name="表" sheetId="2" r:id="rId1"/></sheets>'
        )
        refused(write_package(tmp_path / "表.xlsx", parts), "“表”表", "重名")

    @pytest.mark.parametrize("reference", ["altChunk", "subDoc"])
    def test_text_that_lies_elsewhere(self, tmp_path: Path, reference: str) -> None:
        path = write_package(tmp_path / "文.docx", docx_parts(f"{ONE_TABLE}<w:{reference}/>"))
        refused(path, "正文", "altChunk", "另存为 .docx")
