"""The PDF report: accessible, searchable, deterministic."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pypdf
import pytest
import sample

from analysis.errors import OutputError
from analysis.render import typst_records, typst_source
from analysis.render.pdf import to_pdf
from analysis.report.blocks import Block, Heading, Paragraph, Table, Text, plain_text

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
    assert kind in typst_records.WRITERS
    assert f"  {kind.__name__}: " in typst_source.template().decode()
    block = next(item for item in report if isinstance(item, kind))
    assert to_pdf((block,)).startswith(b"%PDF-1.7")


def test_no_kind_is_left_over():
    assert set(typst_records.WRITERS) == set(get_args(Block))


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
    runs = typst_source.sections((portrait, heading, lead, landscape, landscape, portrait))
    assert [(wide, len(group)) for wide, group in runs] == [(False, 1), (True, 4), (False, 1)]
    assert [wide for wide, _ in typst_source.sections((landscape,))] == [True]
    assert [len(group) for _, group in typst_source.sections((portrait, landscape))] == [1, 1]


def test_block_order_is_kept(report):
    assert tuple(block for _, group in typst_source.sections(report) for block in group) == report
