"""The PDF report: accessible, searchable, deterministic."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import nbformat
import pandas as pd
import pypdf
import pytest
import sample
from nbformat import v4

from analysis.errors import OutputError
from analysis.render import pdf as pdf_module
from analysis.render.archive import archive_date, to_archive, write_archive
from analysis.render.columns import lay_out
from analysis.render.pdf import to_pdf
from analysis.render.printed import records
from analysis.render.printed.contents import CLOSE, WIDE, contents_layout
from analysis.render.printed.pages import sections
from analysis.render.printed.tables import running_columns, tail_rows
from analysis.report.blocks import (
    MIME,
    Block,
    Column,
    Contents,
    Heading,
    Items,
    Paragraph,
    Picture,
    Table,
    Text,
    plain_text,
    to_json,
)

MILLIMETRE = 72 / 25.4


def words_of(text: str) -> str:
    """Drop white space and the marks of line breaks, which a page is free to place."""
    return re.sub(r"[\s\u200b]+", "", text)


@pytest.fixture(scope="module")
def reader(pdf) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


@pytest.fixture(scope="module")
def pages(reader) -> list[str]:
    return [words_of(page.extract_text()) for page in reader.pages]


def test_same_bytes_twice(report, pdf):
    assert to_pdf(report) == pdf


def test_time_comes_from_the_caller(report):
    moment = datetime(2024, 6, 30, 8, tzinfo=UTC)
    dated = to_pdf(report[:3], timestamp=moment)
    assert dated == to_pdf(report[:3], timestamp=moment.replace(tzinfo=None))
    assert (
        b"20240630080000" in dated
        or "2024-06-30" in pypdf.PdfReader(io.BytesIO(dated)).xmp_metadata.stream.get_data().decode()
    )


def test_accessible(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # a PDF boolean object
    assert root["/Lang"].lower() in {"zh-cn", "zh"}
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>1<|pdfuaid:part=\"1\"", xmp)
    assert reader.metadata.title == sample.cover().title
    assert reader.metadata.author == sample.cover().issuer


def test_bookmarks_follow_the_headings(reader, report):
    def flat(items):
        for item in items:
            yield from flat(item) if isinstance(item, list) else [item.title]

    expected = [block.text for block in report if isinstance(block, Heading)]
    assert [words_of(title) for title in flat(reader.outline)] == [words_of(text) for text in expected]


def test_fonts_are_embedded(reader):
    found = 0
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            for part in font.get("/DescendantFonts", [font]):
                descriptor = part.get_object()["/FontDescriptor"]
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
                found += 1
    assert found


def test_text_is_the_input(pages, report):
    printed = "".join(pages)
    for block in report:
        if isinstance(block, Heading):
            assert words_of(block.text) in printed
        if isinstance(block, Paragraph) and len(block.inlines) > 1:
            # A page may end within a paragraph, so each run is looked for.
            for inline in block.inlines:
                assert words_of(inline.text) in printed
    assert words_of(sample.NASTY) in printed
    for words in (
        "表2-1",
        "各项绩效指标完成情况",
        "单位：万元",
        "资料来源：绩效目标表、绩效自评表",
        "图1-1",
        "◐部分达成",
        "①",
        "⑳",
        "（21）",
    ):
        assert words in printed, words


def test_the_hidden_padding_is_not_text(pages):
    assert "100%.00" not in "".join(pages)
    assert "6,908.00" not in "".join(pages)


def test_pages(reader, pages):
    assert "—" not in pages[0]
    assert "—1—" in pages[1]
    sizes = [
        (round(page.mediabox.width / MILLIMETRE), round(page.mediabox.height / MILLIMETRE)) for page in reader.pages
    ]
    landscape = [number for number, size in enumerate(sizes) if size == (297, 210)]
    assert set(sizes) == {(210, 297), (297, 210)}
    assert landscape
    # The annex heading goes to the landscape page with its table, and no page is left blank.
    assert "附件1专项资金绩效评分表" in pages[landscape[0]]
    assert all(len(text) > 45 for text in pages)
    running = words_of(sample.cover().short_title)
    assert running not in pages[0]
    assert all(running in text for text in pages[1:])


def test_header_row_repeats(pages):
    assert sum("实际完成值完成率状态" in text for text in pages) >= 3


def test_contents_lists_pages(pages):
    contents = next(text for text in pages if "目录" in text and "一、基本情况" in text)
    number = next(
        index for index, text in enumerate(pages) if "二、绩效指标完成情况分析" in text and text is not contents
    )
    assert re.search(rf"二、绩效指标完成情况分析[.]*{number}(?!\d)", contents)


@pytest.mark.parametrize("kind", get_args(Block))
def test_every_kind_of_block_is_written(kind, report):
    assert kind in records.WRITERS
    assert f"  {kind.__name__}: " in pdf_module.template().decode()
    block = next(item for item in report if isinstance(item, kind))
    assert to_pdf((block,)).startswith(b"%PDF-1.7")


def test_no_kind_is_left_over():
    assert set(records.WRITERS) == set(get_args(Block))


def test_a_character_without_glyph_is_marked_and_told():
    block = Paragraph((Text("项目\ue5e5名称\U00020bb7"),))
    with pytest.warns(UserWarning, match=r"U\+E5E5、U\+20BB7"):
        text = pypdf.PdfReader(io.BytesIO(to_pdf((block,)))).pages[0].extract_text()
    assert "项目〓名称" in words_of(text)


def test_a_broken_figure_is_our_error():
    with pytest.raises(OutputError, match="PDF 排版未完成"):
        to_pdf((replace(sample.figure(), svg="<svg"),))


def test_skipped_levels_and_repeated_anchors_are_survived():
    blocks = (Heading(3, "三", "a"), Heading(1, "一", "a"), Heading(4, "四", "b"), Paragraph((Text(""),)))
    assert to_pdf(blocks)


def test_a_row_taller_than_a_page_is_not_cut_off():
    table = sample.nasty_table()
    long = "".join(f"第{number}句话说明情况。" for number in range(1, 400))
    row = (sample.cell("长"), sample.cell(long), sample.cell("1"))
    reader = pypdf.PdfReader(io.BytesIO(to_pdf((replace(table, rows=(row,)),))))
    printed = words_of("".join(page.extract_text() for page in reader.pages))
    assert len(reader.pages) > 1
    assert "第399句" in printed


def test_many_rows_are_quick():
    table = sample.score_table()
    large = Table(**{**table.__dict__, "rows": table.rows[:40] * 25, "total_row": False})
    assert len(pypdf.PdfReader(io.BytesIO(to_pdf((large,)))).pages) > 20


def test_paragraphs_have_no_space_between_han_characters(pages):
    long = plain_text(sample.words("各项指标完成情况如下。").inlines)
    assert any(long in text for text in pages)
    assert plain_text(sample.body()[3].inlines)[:20] in "".join(pages)


def test_landscape_sections_take_their_heading():
    portrait, landscape = Paragraph((Text("前文"),)), sample.wide_table()
    heading, lead = Heading(1, "附件", "x"), Paragraph((Text("说明"),))
    runs = sections((portrait, heading, lead, landscape, landscape, portrait))
    # The heading goes along; so does the rest of the report, which would leave a page of its own nearly blank.
    assert [(wide, len(group)) for wide, group in runs] == [(False, 1), (True, 5)]
    chapter = Heading(1, "附录", "y", new_page=True)
    runs = sections((portrait, heading, lead, landscape, chapter, portrait))
    assert [(wide, len(group)) for wide, group in runs] == [(False, 1), (True, 3), (False, 2)]
    long = Paragraph((Text("后文。" * 300),))
    assert [(wide, len(group)) for wide, group in sections((landscape, long))] == [(True, 1), (False, 1)]
    # What fills more than half an upright page goes there.
    high = Paragraph((Text("后文。" * 140),))
    assert [(wide, len(group)) for wide, group in sections((landscape, high))] == [(True, 1), (False, 1)]
    assert [wide for wide, _ in sections((landscape,))] == [True]
    assert [len(group) for _, group in sections((portrait, landscape))] == [1, 1]


def test_what_leads_from_one_landscape_table_to_the_next_stays_between_them():
    table, heading = sample.wide_table(), Heading(1, "下一节", "x")
    long = Paragraph((Text("说明。" * 300),))
    assert [(wide, len(group)) for wide, group in sections((table, heading, long, table))] == [(True, 4)]
    chapter = replace(heading, new_page=True)
    assert [(wide, len(group)) for wide, group in sections((table, chapter, long, table))] == [(True, 1), (True, 3)]


def test_block_order_is_kept(report):
    assert tuple(block for _, group in sections(report) for block in group) == report


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="#888"/></svg>'


def narrow_table(**options) -> Table:
    """Three short columns that fit on any page."""
    columns = (Column("序号"), Column("项目名称", width=3), Column("金额", "decimal"))
    return Table("9-1", "小表", "table-9-1", columns, projects(5), "分配方案", **options)


def projects(count: int):
    """Rows of a small table, each a line high."""
    return tuple(
        (sample.cell(str(n)), sample.cell(f"第{n}个项目"), sample.cell(f"{n}.00")) for n in range(1, count + 1)
    )


def test_a_table_lies_on_its_side_only_where_it_must():
    def lies(table: Table) -> bool:
        ((landscape, _),) = sections((table,))
        return landscape

    assert not lies(narrow_table(landscape=True)), "room enough upright"
    assert not lies(narrow_table()), "never turned without being asked"
    assert lies(sample.wide_table()), "nine columns are too many for a portrait page"
    prose = "这一栏的文字很长，竖排时一行只有几个字，读起来很费力，所以这张表需要横排才好读。" * 3
    squeezed = replace(
        narrow_table(landscape=True),
        columns=tuple(Column(f"第{n}栏说明") for n in range(7)),
        rows=tuple(tuple(sample.cell(prose) for _ in range(7)) for _ in range(6)),
    )
    assert lies(squeezed), "seven columns of long text are unreadable upright"


def extracted(*blocks) -> list[str]:
    """Return the text of every page without its page number and running title."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(to_pdf(blocks))).pages]


#: Tables of which some end just where a page ends; they are too long for being set closer instead.
AT_A_PAGE_END = range(147, 154)


@pytest.mark.parametrize("count", AT_A_PAGE_END)
def test_notes_never_stand_apart_from_the_last_rows(count):
    table = replace(narrow_table(notes=("不含收回。",)), rows=projects(count))
    last = words_of(extracted(table)[-1])
    assert "注：不含收回。" in last
    assert "资料来源：分配方案" in last
    assert f"第{count - 1}个项目" in last
    assert f"第{count}个项目" in last


def test_a_total_never_stands_alone():
    total = (sample.cell(""), sample.cell("合计"), sample.cell("999.00"))
    for count in AT_A_PAGE_END:
        last = words_of(extracted(replace(narrow_table(total_row=True), rows=(*projects(count), total)))[-1])
        assert "合计" in last
        assert f"第{count}个项目" in last


def test_a_table_a_little_too_long_for_its_page_is_set_closer():
    # 27 rows fit as they are, 32 fit when set closer, 40 take two pages either way.
    assert [len(extracted(replace(narrow_table(), rows=projects(count)))) for count in (27, 32, 40)] == [1, 1, 2]


@pytest.mark.parametrize("lines", range(19, 27))
def test_no_page_holds_the_last_lines_of_a_chapter_alone(lines):
    # 22 lines fit as they are, 24 set closer.
    chapter = (Heading(1, "章", "a"), *(Paragraph((Text("一行文字。"),)) for _ in range(lines)))
    after = Heading(1, "下一章", "b", new_page=True)
    pages = extracted(*chapter, after)
    assert "下一章" in pages[-1]
    assert len(pages) == (2 if lines <= 23 else 3)


def test_a_figure_a_little_too_tall_for_its_page_is_set_smaller():
    def pages_of(lines: int) -> list[bool]:
        filler = [Paragraph((Text("一行文字。"),)) for _ in range(lines)]
        square = replace(sample.figure(), svg=SQUARE)
        return ["失分集中在效益类指标" in page for page in extracted(*filler, square)]

    # The figure is 150 mm high, about fifteen lines; it gives up a fifth of that.
    assert [pages_of(lines) for lines in (5, 7, 14)] == [[True], [True], [False, True]]


def test_a_merged_label_comes_again_on_every_page_that_its_rows_run_on_to():
    pages = [words_of(page) for page in extracted(sample.score_table())]
    assert len(pages) > 3
    seen = 0
    for page in pages:
        numbers = [int(number) for number in re.findall(r"第(\d+)项再担保", page)]
        groups = {(number - 1) // 5 + 1 for number in numbers}
        assert {int(group) for group in re.findall(r"第(\d+)组", page)} == groups
        assert len(re.findall(r"第\d+组", page)) == len(groups)
        seen += len(numbers)
    assert seen == 40


def test_nested_labels_come_again_too():
    pages = [words_of(page) for page in extracted(sample.wide_table())]
    assert len(pages) > 1
    for page in pages:
        assert page.count("产出") == 1
        numbers = [int(number) for number in re.findall(r"（第(\d+)项）", page)]
        assert page.count("数量指标") == len({(number - 1) // 6 for number in numbers})


def test_a_label_that_does_not_fit_beside_a_row_stays_a_merged_cell():
    table = sample.score_table()
    assert running_columns(table, lay_out(table)) == 1
    tall = sample.cell("很长的类别名称" * 8, rowspan=5)
    rows = tuple((tall, *row[1:]) if y % 5 == 0 and y < 40 else row for y, row in enumerate(table.rows))
    merged = replace(table, rows=rows)
    assert running_columns(merged, lay_out(merged)) == 0
    assert "第40项" in words_of("".join(extracted(merged)))


def test_the_rows_kept_with_the_notes_do_not_part_a_merged_cell():
    def merged(column: int, height: int) -> Table:
        rows = [[sample.cell("甲"), sample.cell("乙"), sample.cell("1")] for _ in range(30)]
        rows[30 - height][column] = sample.cell("合并", rowspan=height)
        for y in range(30 - height + 1, 30):
            rows[y][column] = sample.COVERED
        return replace(narrow_table(), rows=tuple(map(tuple, rows)))

    def tail(table: Table) -> int:
        layout = lay_out(table)
        return tail_rows(table, layout, running_columns(table, layout))

    assert tail(merged(0, 3)) == 2, "a label is no obstacle"
    assert tail(merged(1, 2)) == 2, "the merged cell begins with the tail"
    assert tail(merged(1, 3)) == 0, "it would be parted"
    one = narrow_table()
    assert tail(replace(one, rows=one.rows[:1])) == 0
    assert all(words_of("".join(extracted(merged(column, 3)))).count("合并") == 1 for column in (0, 1))


@pytest.mark.parametrize("filler", range(0, 20, 3))
def test_numbers_of_findings_are_never_broken(filler):
    numbers = [f"PRJ-25-{n:06x}" for n in range(0xF03156, 0xF03156 + 9)]
    blocks = (Paragraph((Text("说" * filler + "明：" + "、".join(numbers) + "，见表A-1。"),)),)
    lines = extracted(*blocks)[0].splitlines()
    for number in (*numbers, "表A-1"):
        assert any(number in line for line in lines), number


def test_a_number_stays_whole_in_a_narrow_column():
    columns = (Column("编号", width=0.5), Column("说明", width=6), Column("处理", width=4))
    rows = ((sample.cell("PRJ-25-f03156"), sample.cell("说明" * 60), sample.cell("处理" * 40)),)
    (page,) = extracted(replace(narrow_table(), columns=columns, rows=rows))
    assert "PRJ-25-f03156" in page.splitlines()


def outline(chapters: int, entries: int) -> tuple[Block, ...]:
    headings = []
    for chapter in range(chapters):
        headings.append(Heading(1, f"第{chapter}章", f"c{chapter}"))
        headings += [Heading(2, f"（{entry}）节", f"c{chapter}-{entry}") for entry in range(entries)]
    return (Contents(), *headings)


@pytest.mark.parametrize(("chapters", "entries"), [(4, 2), (8, 2), (9, 2), (8, 5), (20, 1), (24, 0)])
def test_the_contents_fill_one_page(chapters, entries):
    pages = extracted(*outline(chapters, entries))
    # A line of the contents has its dots; so no second page of contents.
    assert ". . ." in pages[0]
    assert [number for number, page in enumerate(pages) if ". . ." in page] == [0]
    assert len(re.findall(r"第\d+章\.{3}", words_of(pages[0]))) == chapters


def test_levels_are_left_out_only_when_closer_lines_do_not_help():
    def layout(chapters: int, entries: int):
        headings = [block for block in outline(chapters, entries) if isinstance(block, Heading)]
        return contents_layout([heading.text for heading in headings], [heading.level for heading in headings])

    assert layout(10, 1) == (3, WIDE)
    assert layout(9, 2) == (3, CLOSE)
    assert layout(8, 5) == (1, WIDE)
    assert layout(40, 0) == (1, CLOSE)


def test_headings_never_end_a_page():
    for lines in range(14, 24):
        filler = [Paragraph((Text("一行文字。"),)) for _ in range(lines)]
        pages = extracted(*filler, Heading(1, "章的标题", "a"), Heading(2, "节的标题", "b"), sample.score_table())
        page = next(page for page in pages if "节的标题" in page)
        assert "章的标题" in page
        assert "第1项" in page


def test_what_ends_in_a_colon_stays_with_what_it_announces():
    for lines in range(17, 22):
        filler = [Paragraph((Text("一行文字。"),)) for _ in range(lines)]
        listed = Items(((Text("第一项。"),), (Text("第二项。"),)))
        pages = extracted(*filler, Paragraph((Text("各项如下："),)), listed)
        assert "第一项" in next(page for page in pages if "各项如下" in page)


def tags(element):
    """Walk the structure below an element, in reading order."""
    children = element.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from tags(child)


def attribute(element, name: str, default=None):
    attributes = element.get("/A", [])
    attributes = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    for entry in attributes if isinstance(attributes, list) else [attributes]:
        if name in entry.get_object():
            return entry.get_object()[name]
    return default


def widths(rows) -> set[int]:
    """Return how many columns the rows of a tagged table have, cells that reach over from above included."""
    found = set()
    carried: list[tuple[int, int]] = []
    for row in rows:
        cells = [cell for cell in tags(row) if cell["/S"] in ("/TH", "/TD")]
        spans = [(attribute(cell, "/RowSpan", 1), attribute(cell, "/ColSpan", 1)) for cell in cells]
        found.add(sum(wide for _, wide in (*carried, *spans)))
        carried = [(high - 1, wide) for high, wide in (*carried, *spans) if high > 1]
    return found


def test_links_say_where_they_lead(reader, report):
    links = [link.get_object() for page in reader.pages for link in page.get("/Annots", [])]
    told = [words_of(str(link["/Contents"])) for link in links]
    titles = {words_of(block.text) for block in report if isinstance(block, Heading) and block.level <= 3}
    numbers = {f"表{block.number}" for block in report if isinstance(block, Table)}
    numbers |= {f"图{block.number}" for block in report if isinstance(block, Picture)}
    assert links
    assert all(link["/Subtype"] == "/Link" and "/StructParent" in link for link in links)
    places = {re.sub(r",页\d+$", "", text) for text in told}
    assert places <= titles | numbers
    assert titles <= places, "the contents lead to every heading"
    assert all(page["/Tabs"] == "/S" for page in reader.pages if "/Annots" in page)


def test_a_mark_of_a_list_is_read_out(tagged):
    labels = [element for element in tagged if element["/S"] == "/Lbl"]
    assert labels
    assert all("/K" in label for label in labels)


def test_text_comes_in_the_order_of_the_report(pages, report):
    """The order in which a page is painted is that of the blocks, rows and cells; many programs know no other."""
    printed = "".join(pages)
    place = 0
    for text in in_reading_order(report):
        # A page may end within a text, so its first letters are looked for.
        found = printed.find(text[:6], place)
        assert 0 <= found - place < 700, text
        place = found + len(text[:6])


def in_reading_order(report) -> Iterator[str]:
    """Tell the words of a report one after the other; merged cells of a table may come after the rows beside them."""
    for block in report:
        if isinstance(block, Heading):
            yield words_of(block.text)
        elif isinstance(block, Paragraph):
            yield words_of(plain_text(block.inlines))
        elif isinstance(block, Items):
            yield from (words_of(plain_text(item)) for item in block.items)
        elif isinstance(block, Table):
            yield words_of(block.title)
            cells = (cell for row in block.rows for cell in row if cell.rowspan == 1 and cell.colspan == 1)
            yield from (words_of(plain_text(cell.inlines)) for cell in cells)
            yield from (words_of(note) for note in block.notes)


@pytest.fixture(scope="module")
def tagged(reader):
    return list(tags(reader.trailer["/Root"]["/StructTreeRoot"].get_object()))


def test_figures_have_their_alternative_text(tagged, report):
    told = [str(element["/Alt"]) for element in tagged if element["/S"] == "/Figure"]
    assert told == [block.alt for block in report if isinstance(block, Picture)]
    assert told


def test_headings_are_tagged_with_their_level(tagged, report):
    found = [element["/S"] for element in tagged if re.fullmatch(r"/H[1-6]", element["/S"])]
    assert found == [f"/H{block.level}" for block in report if isinstance(block, Heading)]


def test_tables_are_tagged_with_headers_and_even_rows(tagged, report):
    tables = [element for element in tagged if element["/S"] == "/Table"]
    printed = [block for block in report if isinstance(block, Table)]
    assert len(tables) == len(printed) > 2
    for table, block in zip(tables, printed, strict=True):
        inside = list(tags(table))
        heads = [element for element in inside if element["/S"] == "/TH"]
        assert len(heads) >= len(block.columns)
        assert all(attribute(head, "/Scope") == "/Column" for head in heads)
        assert widths(element for element in inside if element["/S"] == "/TR") == {len(block.columns)}


def test_each_cell_is_headed_by_its_own_column(tagged):
    for table in (element for element in tagged if element["/S"] == "/Table"):
        inside = list(tags(table))
        above = {str(head["/ID"]): attribute(head, "/Headers", []) for head in inside if head["/S"] == "/TH"}
        single = [element for element in inside if element["/S"] == "/TD" and attribute(element, "/ColSpan", 1) == 1]
        assert single
        for cell in single:
            names = [str(name) for name in attribute(cell, "/Headers", [])]
            while names and above[names[0]]:
                assert len(names) == 1
                names = [str(name) for name in above[names[0]]]
            assert len(names) == 1


ATTACHED = {"targets": "项目,指标值\n项目1,≥30万家\n", "projects": "项目,金额\n项目1,500.00\n"}
RECORD = {
    "fund": "gd-finance",
    "year": 2023,
    "outputs": [{"path": "report.html", "sha256": "00"}],
    "versions": {"python": "3.11.7", "typst": "0.15.0"},
    "seconds": {"pdf": 1.23},
}
MOMENT = datetime(2024, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def csv(tmp_path_factory):
    folder = tmp_path_factory.mktemp("processed")
    for name, text in ATTACHED.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return {name: folder / f"{name}.csv" for name in ATTACHED}


@pytest.fixture(scope="module")
def archive(report, csv) -> bytes:
    return to_archive(report, csv, RECORD, timestamp=MOMENT)


def test_the_archive_copy_declares_pdf_a_and_stays_accessible(archive):
    root = pypdf.PdfReader(io.BytesIO(archive)).trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part>3<|pdfaid:part=\"3\"", xmp)
    assert re.search(r"pdfaid:conformance>A<|pdfaid:conformance=\"A\"", xmp)
    assert re.search(r"pdfuaid:part>1<|pdfuaid:part=\"1\"", xmp)
    assert "2024-06-30" in xmp
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"


def test_the_archive_copy_holds_tables_and_record(archive):
    reader = pypdf.PdfReader(io.BytesIO(archive))
    files = [spec.get_object() for spec in reader.trailer["/Root"]["/AF"]]
    told = {
        str(spec["/UF"]): (
            spec["/AFRelationship"],
            spec["/EF"]["/F"].get_object()["/Subtype"],
            bool(spec["/Desc"]),
            spec["/EF"]["/F"].get_object()["/Params"]["/ModDate"][:10],
        )
        for spec in files
    }
    assert told == {
        "projects.csv": ("/Data", "/text/csv", True, "D:20240630"),
        "targets.csv": ("/Data", "/text/csv", True, "D:20240630"),
        "run.json": ("/Supplement", "/application/json", True, "D:20240630"),
    }
    held = {name: contents[0].decode() for name, contents in reader.attachments.items()}
    assert {name.removesuffix(".csv"): text for name, text in held.items() if name.endswith(".csv")} == ATTACHED
    assert json.loads(held["run.json"]) == {
        "fund": "gd-finance",
        "year": 2023,
        "outputs": RECORD["outputs"],
        "versions": {"typst": "0.15.0"},
    }


def test_the_archive_copy_is_the_same_on_another_machine_and_run(archive, report, csv):
    other = {**RECORD, "seconds": {"pdf": 9.9}, "versions": {"python": "3.13.1", "typst": "0.15.0"}}
    assert to_archive(report, csv, other, timestamp=MOMENT) == archive


def test_the_archive_copy_has_the_pages_of_the_report(archive, pages):
    assert [words_of(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(archive)).pages] == pages


def test_the_archive_copy_of_a_run_holds_the_tables_that_have_rows(tmp_path, csv, report, archive):
    notebook = v4.new_notebook(cells=[v4.new_code_cell("show()", id="a")])
    notebook.cells[0]["outputs"] = [v4.new_output("display_data", data={MIME: to_json(report)})]
    nbformat.write(notebook, tmp_path / "report.ipynb")
    frames = {name: pd.DataFrame({"项目": ["项目1"]}) for name in ATTACHED} | {"scores": pd.DataFrame({"项目": []})}
    write_archive(tmp_path, "copy.pdf", csv["targets"].parent, frames, RECORD, MOMENT)
    assert (tmp_path / "copy.pdf").read_bytes() == archive


@pytest.mark.parametrize("written", ["2024年6月30日", "2024-06-30", "2024/6/30", "2024.6.30", " 2024 年 6 月 30 日 "])
def test_the_archive_copy_takes_its_date_from_the_cover(written, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert archive_date(written) == MOMENT
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1719878400")
    assert archive_date(written) == datetime(2024, 7, 2, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "2024年6月", "2024年2月30日", "二〇二四年六月三十日"])
def test_an_archive_copy_without_a_date_is_refused(written, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pytest.raises(OutputError, match="归档 PDF 须有日期") as refused:
        archive_date(written)
    assert "report_date" in refused.value.problems[0].advice


def test_a_table_that_is_gone_is_our_error(report, csv, tmp_path):
    with pytest.raises(OutputError, match="中间结果无法读取"):
        to_archive(report[:1], csv | {"claims": tmp_path / "claims.csv"}, RECORD, timestamp=MOMENT)
