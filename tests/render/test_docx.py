"""The Word report: real styles, fields that resolve, the words of the PDF, the same bytes twice."""

from __future__ import annotations

import io
import os
import re
import shutil
import struct
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pylopdf_fonts_zh_cn
import pytest
import sample
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from nbconvert.exporters import get_exporter
from test_notebook import executed
from test_pdf import words_of

from analysis.errors import OutputError
from analysis.render import wording
from analysis.render.docx import blocks, to_docx
from analysis.render.docx.sheet import Sheet, sheet
from analysis.render.docx.xml import safe
from analysis.render.exporters import DocxReportExporter
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Contents,
    Heading,
    Items,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Table,
    Text,
    plain_text,
)

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@pytest.fixture(scope="module")
def made(report) -> bytes:
    return to_docx(report)


@pytest.fixture(scope="module")
def document(made):
    return Document(io.BytesIO(made))


@pytest.fixture(scope="module")
def body(document):
    return document.element.body


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return {name: package.read(name) for name in package.namelist()}


def shown(element) -> str:
    """Return the text that a reader of the document sees; fields show their results."""
    signs = {qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}
    return "".join(signs.get(node.tag) or node.text or "" for node in element.iter(qn("w:t"), *signs))


def value(element, path: str) -> str:
    return str(element.xpath(path)[0])


def styled(body, style: str) -> list:
    return body.xpath(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']")


def fields(body) -> list[str]:
    return [node.text.strip() for node in body.iter(qn("w:instrText"))]


def words_of_block(block: Block) -> list[str]:
    """Return what must be read where a block stands, in order; a picture's data table is not printed on paper."""
    match block:
        case Heading():
            return [block.text]
        case Paragraph() | Note():
            return [plain_text(block.inlines)]
        case Items():
            return [plain_text(item) for item in block.items]
        case KeyFigures():
            return [text for item in block.items for text in (item.label, plain_text(item.value), item.note)]
        case Table():
            cells = [plain_text(cell.inlines) for row in block.rows for cell in row if not wording.is_covered(cell)]
            head = [wording.caption_number(block), block.title, wording.unit_line(block.unit)]
            labels = [column.label for column in block.columns]
            return [*head, *labels, *cells, *wording.note_lines(block.notes), wording.source_line(block.source)]
        case Picture():
            return [wording.caption_number(block), block.title, *block.notes, wording.source_line(block.source)]
        case Contents():
            return [block.title]
        case _:
            rows = [block.fund, f"{block.year}年", block.issuer, block.date]
            return [*wording.title_lines(block.title, 20), block.subtitle, *rows, *block.notes]


class TestWords:
    def test_every_word_of_the_blocks_stands_in_the_document_in_order(self, body, report):
        text = words_of(shown(body))
        at = 0
        expected = [words_of(wording.clean(words)) for block in report for words in words_of_block(block)]
        assert len(expected) > 400
        for words in expected:
            found = text.find(words, at)
            assert found >= 0, words
            at = found + len(words)

    def test_nothing_is_printed_that_the_pdf_does_not_print(self, body):
        assert "图1-1的数据" not in shown(body)
        assert "\u200b" not in shown(body)

    def test_captions_are_those_of_the_pdf(self, body, report):
        exhibits = [block for block in report if isinstance(block, Table | Picture)]
        captions = [shown(p) for style in ("Caption", "FigureCaption") for p in styled(body, style)]
        assert sorted(captions) == sorted(f"{wording.caption_number(block)}\u3000{block.title}" for block in exhibits)
        assert "表2-1\u3000各项绩效指标完成情况" in captions

    def test_a_status_has_its_sign(self, body):
        assert {"◐ 部分达成", "● 达标", "○ 未达标"} <= {shown(cell) for cell in body.iter(qn("w:tc"))}

    def test_hostile_text_is_text(self, body):
        assert any(shown(p) == sample.NASTY for p in styled(body, "BodyText"))
        assert "=SUM(A1)\n- 第二行\n+ 第三行" in {shown(cell) for cell in body.iter(qn("w:tc"))}

    def test_no_text_of_a_document_becomes_an_instruction(self):
        evil = 'INCLUDETEXT "x" \\h'
        table = replace(sample.nasty_table(), number='1" \\o', title=evil, anchor=f"{evil}-1")
        blocks = (Heading(1, evil, evil), Contents(), table, Paragraph((sample.Link(f"{evil}-1", evil),)))
        made = Document(io.BytesIO(to_docx(blocks))).element.body
        assert evil in shown(made)
        for instruction in fields(made):
            assert re.fullmatch(r'TOC \\o "1-3" .*|PAGEREF _Toc\d{8} \\h|REF _Ref\d{8} .*', instruction), instruction

    def test_characters_that_xml_forbids_are_replaced(self):
        assert safe("甲\ufffe乙\uffff丙") == "甲\ufffd乙\ufffd丙"
        bad = "甲\x00\x0b\x1b\ufffe\ud800乙\U00020bb7"
        table = Table("1", bad, "t", (Column(bad),), ((Cell((Text(bad),)),),), bad, notes=(bad,))
        cover = replace(sample.cover(), title=bad, issuer=bad, short_title=bad)
        picture = replace(sample.figure(), alt=bad, title=bad)
        file = to_docx((cover, Heading(1, bad, "h"), Paragraph((Text(bad),)), table, picture))
        for name, content in parts(file).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)
        assert "甲\ufffd乙\U00020bb7" in shown(Document(io.BytesIO(file)).element.body)
        assert Document(io.BytesIO(file)).core_properties.author == "甲\ufffd乙\U00020bb7"


class TestStyles:
    def test_headings_are_headings(self, body, report):
        expected = [block for block in report if isinstance(block, Heading)]
        found = body.xpath(".//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Heading')]")
        assert [shown(p) for p in found] == [block.text for block in expected]
        plain = [block.level == 1 and not block.numbered for block in expected]
        assert [value(p, "w:pPr/w:pStyle/@w:val") for p in found] == [
            "HeadingPlain" if bare else f"Heading{block.level}" for bare, block in zip(plain, expected, strict=True)
        ]

    def test_word_knows_the_styles_by_its_own_names(self, document):
        names = {style.name for style in document.styles}
        assert {"Normal", "Title", "Body Text", "Caption", "Heading 1", "Heading 2", "Heading 3", "Heading 4"} <= names
        assert {"Header", "Footer", "List Bullet", "List Number", "绩效报告表格", "表格文字", "资料来源"} <= names

    def test_every_style_used_is_defined(self, made, body):
        styles = etree.fromstring(parts(made)["word/styles.xml"])
        defined = set(styles.xpath("//w:style/@w:styleId", namespaces=W))
        used = set(body.xpath(".//w:pStyle/@w:val | .//w:rStyle/@w:val | .//w:tblStyle/@w:val"))
        assert used <= defined
        assert {"Title", "BodyText", "Heading3", "Caption", "ReportTable", "ListBullet", "ListNumber"} <= used
        assert len(styled(body, "Title")) == 1

    def test_type_follows_the_standard(self, document):
        """GB/T 9704-2012: 标题22磅小标宋，正文16磅仿宋、首行缩进2字、行距29磅，标题依次用黑体、楷体、加粗的仿宋."""
        title, body, first, second, third = (
            document.styles[name] for name in ("Title", "Body Text", "Heading 1", "Heading 2", "Heading 3")
        )
        normal = document.styles["Normal"]
        assert (title.font.size.pt, normal.font.size.pt) == (22, 16)
        assert normal.paragraph_format.line_spacing.pt == 29
        assert value(body.element, "w:pPr/w:ind/@w:firstLineChars") == "200"
        faces = [
            style.element.xpath("w:rPr/w:rFonts/@w:eastAsia")[0] for style in (title, normal, first, second, third)
        ]
        assert faces == ["方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "仿宋_GB2312"]
        assert third.font.bold

    def test_missing_faces_have_substitutes(self, made):
        fonts = etree.fromstring(parts(made)["word/fontTable.xml"])
        other = fonts.xpath("//w:font[@w:name='仿宋_GB2312']/w:altName/@w:val", namespaces=W)[0].split(",")
        assert other[:2] == ["仿宋", "FangSong"]

    def test_language(self, made, document):
        styles = etree.fromstring(parts(made)["word/styles.xml"])
        assert styles.xpath("//w:docDefaults//w:lang/@w:eastAsia", namespaces=W) == ["zh-CN"]
        assert document.core_properties.language == "zh-CN"
        assert document.core_properties.title == sample.cover().title
        assert document.core_properties.author == sample.cover().issuer

    def test_a_style_sheet_with_an_unknown_name_is_refused(self):
        data = sheet().model_dump()
        data["styles"]["BodyText"]["colour"] = "violet"
        data["tones"]["met"] = "Nowhere"
        with pytest.raises(ValueError, match=r"Nowhere.*violet"):
            Sheet.model_validate(data)


class TestTables:
    def table(self, body, title: str):
        return next(t for t in body.iter(qn("w:tbl")) if t.xpath(f"w:tblPr/w:tblCaption[@w:val='{title}']"))

    def test_header_rows_repeat_and_no_row_splits(self, body):
        tables = body.xpath(".//w:tbl[w:tblPr/w:tblStyle/@w:val='ReportTable']")
        assert len(tables) == 3
        for table in tables:
            rows = table.xpath("w:tr")
            assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows] == [True] + [False] * (len(rows) - 1)
            assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)

    def test_merged_cells(self, body):
        """The groups of five rows are one cell each; the total spans two columns."""
        table = self.table(body, "各项绩效指标完成情况")
        merges = Counter(table.xpath(".//w:vMerge/@w:val"))
        assert merges == {"restart": 8, "continue": 32}
        total = table.xpath("w:tr[last()]/w:tc")
        assert shown(total[0]) == "合计"
        assert value(total[0], "w:tcPr/w:gridSpan/@w:val") == "2"
        wide = self.table(body, "专项资金绩效评分表")
        assert Counter(wide.xpath(".//w:vMerge/@w:val")) == {"restart": 3, "continue": 21}

    def test_every_row_is_as_wide_as_the_grid(self, body):
        for table in body.iter(qn("w:tbl")):
            grid = [int(width) for width in table.xpath("w:tblGrid/w:gridCol/@w:w")]
            for row in table.xpath("w:tr"):
                assert sum(int(width) for width in row.xpath("w:tc/w:tcPr/w:tcW/@w:w")) == sum(grid)
                spans = [int((cell.xpath("w:tcPr/w:gridSpan/@w:val") or ["1"])[0]) for cell in row.xpath("w:tc")]
                assert sum(spans) == len(grid)

    def test_a_square_of_merged_cells(self):
        cell, covered = sample.cell, Cell((), rowspan=0)
        rows = ((cell("方", rowspan=2, colspan=2), covered, cell("1")), (covered, covered, cell("2")))
        table = Table("1-1", "方", "t", (Column("甲"), Column("乙"), Column("丙")), rows, "附件")
        found = Document(io.BytesIO(to_docx((table,)))).tables[0]
        assert [c.text for c in found.rows[1].cells] == ["方", "方", "1"]
        assert [c.text for c in found.rows[2].cells] == ["方", "方", "2"]
        assert found.cell(1, 0)._tc is found.cell(2, 1)._tc

    def test_contradicting_spans_are_our_error(self):
        table = sample.nasty_table()
        bad = replace(table, rows=((sample.cell("甲", rowspan=2), *table.rows[0][1:]), *table.rows[1:]))
        with pytest.raises(OutputError, match="合并"):
            to_docx((bad,))

    def test_decimal_points_stand_under_each_other(self, body):
        """Of 99.41%, 183.5% and 100% the last two lack one place, and three with the point: half an em a digit."""
        rows = self.table(body, "各项绩效指标完成情况").xpath("w:tr")[1:4]
        cells = [row.xpath("w:tc")[4] for row in rows]
        assert [shown(cell) for cell in cells] == ["183.5%", "100%", "–"]
        ends = [int((cell.xpath("w:p/w:pPr/w:ind/@w:right") or ["0"])[0]) for cell in cells]
        size = 10.5 * 20
        assert ends == [round(size * 0.5), round(size * 1.25), round(size * (1.25 + 0.833))]

    def test_a_row_that_no_page_holds_may_split(self):
        long = sample.cell("第一句话说明情况。" * 400)
        table = replace(sample.nasty_table(), rows=((sample.cell("长"), long, sample.cell("1")),))
        rows = Document(io.BytesIO(to_docx((table,)))).element.body.xpath(".//w:tr")
        assert [bool(row.xpath("w:trPr/w:cantSplit")) for row in rows] == [True, False]

    def test_no_page_begins_or_ends_with_a_single_row(self):
        """The first row goes with the second, the last two with the notes; those between may be parted."""
        table = sample.score_table()
        rows = tuple((sample.cell(f"第{number}项"), *row[1:]) for number, row in enumerate(table.rows))
        made = Document(io.BytesIO(to_docx((replace(table, rows=rows[:30], total_row=False),))))
        kept = [bool(row.xpath(".//w:p/w:pPr/w:keepNext")) for row in made.tables[0]._tbl.tr_lst[1:]]
        assert kept == [True, *[False] * 27, True, True]


class TestWholeWords:
    """Numbers of findings and of tables stay on one line, and are still read and copied with their hyphens."""

    NUMBERS = "对应问题1；发现IND-25-e28832、IND-25-04a703，见表A-1；时间2023-06-30"

    def paragraph(self, text: str):
        (made,) = (p for p in Document(io.BytesIO(to_docx((Paragraph((Text(text),)),)))).paragraphs if p.text)
        return made

    def test_no_line_ends_at_their_hyphens(self):
        made = self.paragraph(self.NUMBERS)
        assert "-" not in "".join(node.text for node in made._p.iter(qn("w:t")))
        assert len(list(made._p.iter(qn("w:noBreakHyphen")))) == 2 + 2 + 1 + 2

    def test_they_are_read_with_their_hyphens(self):
        assert self.paragraph(self.NUMBERS).text.replace(" ", "") == self.NUMBERS

    def test_a_line_may_end_before_each_and_is_not_stretched(self):
        made = self.paragraph(self.NUMBERS)
        narrow = [run.text for run in made.runs if run.font.size and run.font.size.pt == 1]
        assert narrow == [" ", " ", " "]
        assert made._p.xpath("w:pPr/w:jc/@w:val") == ["left"]
        assert self.paragraph("见表2-1。")._p.xpath("w:pPr/w:jc/@w:val") == []

    def test_no_line_ends_with_the_bracket_before_one(self):
        made = self.paragraph("应以个数表示。（TGT-36-b1147f）")
        assert [run.text for run in made.runs] == ["应以个数表示。", " ", "（TGT-36-b1147f）"]

    @pytest.mark.parametrize("text", ["a-", "-1", "3 - 1", "—", "a" * 20 + "-" + "b" * 20])
    def test_other_hyphens_are_left_alone(self, text):
        assert not list(self.paragraph(text)._p.iter(qn("w:noBreakHyphen")))

    def test_the_number_of_a_caption_too(self, body):
        caption = next(p for p in styled(body, "Caption") if shown(p).startswith("表2-1"))
        assert caption.xpath(".//w:noBreakHyphen")


class TestOpening:
    """The summary and the contents fill a page each, as in the PDF."""

    def size(self, sentences: int) -> float:
        text = "全年下达3,834.29万元，支出3,811.75万元，执行率99.41%。" * sentences
        figures = next(block for block in sample.report() if isinstance(block, KeyFigures))
        blocks = (Heading(1, "摘要", "s", new_page=True), figures, Paragraph((Text(text),)))
        made = Document(io.BytesIO(to_docx(blocks)))
        assert "Summary" in next(p for p in made.paragraphs if p.text == text).style.style_id
        return made.styles["摘要正文"].font.size.pt

    def test_a_longer_summary_is_set_smaller(self):
        """Under heading and cards 16 lines of 27 characters are free, or 18 of 29, or 20 of 31; a sentence has 27."""
        assert [self.size(count) for count in (5, 15, 18, 22, 200)] == [16, 16, 15, 14, 13]

    def test_what_follows_keeps_its_size(self, document):
        assert document.styles["Body Text"].font.size is None
        assert document.styles["Normal"].font.size.pt == 16

    @pytest.mark.parametrize(("chapters", "line"), [(12, 29), (21, 25)])
    def test_contents_are_set_as_close_as_those_of_the_pdf(self, chapters, line):
        headings = [Heading(1, f"第{number}章", f"c{number}") for number in range(chapters)]
        made = Document(io.BytesIO(to_docx((Contents(), *headings))))
        assert made.styles["toc 1"].paragraph_format.line_spacing.pt == line


class TestFields:
    def test_contents_are_filled_in(self, body, report):
        entries = body.xpath(".//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')][.//w:hyperlink]")
        headings = [block for block in report if isinstance(block, Heading) and block.level <= 3]
        assert [shown(entry) for entry in entries] == [heading.text for heading in headings]
        assert fields(entries[0])[0] == 'TOC \\o "1-3" \\h \\z \\t "无编号标题,1"'

    def test_no_page_number_is_guessed(self, body):
        for entry in body.xpath(".//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]/w:hyperlink"):
            (instruction,) = fields(entry)
            assert instruction == f"PAGEREF {entry.get(qn('w:anchor'))} \\h"
            assert entry.xpath("w:r[last()]/w:fldChar/@w:fldCharType") == ["end"]
            assert not entry.xpath("w:r[w:tab]/following-sibling::w:r/w:t")

    def test_every_field_is_whole(self, made):
        for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
            kinds = etree.fromstring(parts(made)[name]).xpath("//w:fldChar/@w:fldCharType", namespaces=W)
            depth = 0
            for kind in kinds:
                depth += {"begin": 1, "separate": 0, "end": -1}[kind]
                assert depth >= 0
            assert depth == 0
            assert kinds.count("begin") == kinds.count("separate") > 0

    def test_links_and_references_lead_to_bookmarks(self, body):
        names = body.xpath(".//w:bookmarkStart/@w:name")
        numbers = body.xpath(".//w:bookmarkStart/@w:id")
        assert len(set(names)) == len(names) == len(set(numbers))
        assert sorted(numbers) == sorted(body.xpath(".//w:bookmarkEnd/@w:id"))
        assert all(re.fullmatch(r"_(Toc|Ref)\d{8}", name) for name in names)
        targets = set(body.xpath(".//w:hyperlink/@w:anchor"))
        targets |= {match[1] for match in map(re.compile(r"(?:PAGEREF|REF) (\S+)").match, fields(body)) if match}
        assert targets <= set(names)
        assert len(targets) >= 9

    def test_a_pointer_to_a_table_follows_its_number(self, body):
        (pointer,) = [link for link in body.iter(qn("w:hyperlink")) if shown(link) == "表2-1"]
        name = pointer.get(qn("w:anchor"))
        assert fields(pointer) == [f"REF {name} \\h \\* MERGEFORMAT"]
        (start,) = body.xpath(f".//w:bookmarkStart[@w:name='{name}']")
        assert shown(start.getparent()).startswith("表2-1")
        # A pointer to nothing is words only.
        assert not [link for link in body.iter(qn("w:hyperlink")) if shown(link) == "附表9"]

    def test_word_counts_captions_to_the_printed_numbers(self):
        """Updating all fields changes no number: every counted series is 1, 2, 3 in the order of the text."""
        numbers = ("1-1", "1-2", "2-1", "附1-1", "A-1", "1-3", "3-2", "B-1", "B-3", "附2", "")
        tables = tuple(replace(sample.nasty_table(), number=n, anchor=f"t{i}") for i, n in enumerate(numbers))
        made = Document(io.BytesIO(to_docx(tables))).element.body
        captions = styled(made, "Caption")
        assert [shown(p).removesuffix(tables[0].title).strip() for p in captions] == [
            f"表{n}" if n else "" for n in numbers
        ]
        assert [(fields(p) or ["-"])[0] for p in captions] == [
            "SEQ 表1 \\* ARABIC",
            "SEQ 表1 \\* ARABIC",
            "SEQ 表2 \\* ARABIC",
            "SEQ 表附1 \\* ARABIC",
            "SEQ 表A \\* ARABIC",
            "SEQ 表1 \\* ARABIC",
            *["-"] * 5,
        ]

    def test_page_numbers(self, made):
        for name, side in (("word/footer1.xml", "Footer"), ("word/footer2.xml", "FooterEven")):
            footer = etree.fromstring(parts(made)[name])
            assert shown(footer) == "— 1 —"
            assert fields(footer) == ["PAGE"]
            assert footer.xpath("//w:pStyle/@w:val", namespaces=W) == [side]
        assert b"evenAndOddHeaders" in parts(made)["word/settings.xml"]


class TestPages:
    def test_form(self, document):
        """A4 with 37, 35, 28 and 26 mm; the wide table lies, what follows stands again."""
        sections = document.sections
        forms = [(round(s.page_width.mm), round(s.page_height.mm)) for s in sections]
        assert forms == [(210, 297), (210, 297), (297, 210), (210, 297)]
        upright = sections[1]
        margins = (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)
        assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
        assert [int(s.orientation) for s in sections] == [0, 0, 1, 0]

    def test_head_and_number_begin_after_the_cover(self, body):
        sections = list(body.iter(qn("w:sectPr")))
        assert [len(s.xpath("w:headerReference | w:footerReference")) for s in sections] == [0, 4, 0, 0]
        assert [s.xpath("w:pgNumType/@w:start") for s in sections] == [[], ["1"], [], []]
        assert sections[0].xpath("w:pgBorders/w:top")

    def test_the_running_head(self, made):
        assert shown(etree.fromstring(parts(made)["word/header1.xml"])) == sample.cover().short_title

    def test_breaks_leave_no_blank_page(self, body):
        """A section begins a page by itself; after the contents a new page follows."""
        breaking = [shown(p) for p in body.xpath(".//w:p[w:pPr/w:pageBreakBefore]")]
        assert breaking == ["目录", "一、基本情况"]

    def test_the_annex_heading_lies_with_its_table(self, body):
        sections, current = [[]], 0
        for child in body.iterchildren(qn("w:p"), qn("w:tbl")):
            sections[current].append(shown(child))
            if child.xpath("w:pPr/w:sectPr"):
                sections.append([])
                current += 1
        assert sections[2][0] == "附件1  专项资金绩效评分表"


class TestPictures:
    def test_alt_text_size_and_kind(self, document, body, made):
        (shape,) = document.inline_shapes
        words = body.xpath(".//wp:docPr")[0]
        assert words.get("descr") == sample.figure().alt
        assert words.get("name") == "图1-1 失分集中在效益类指标"
        assert round(shape.width.pt) == 442
        assert shape.height / shape.width == pytest.approx(240 / 600, rel=0.01)
        assert parts(made)["word/media/image1.png"].startswith(b"\x89PNG")

    @pytest.mark.parametrize(("high", "shown"), [(300, (442, 221)), (1200, (212, 425))], ids=["wide", "tall"])
    def test_a_figure_has_the_pixels_of_the_size_at_which_it_is_shown(self, high, shown):
        """Text is 442 points wide; no figure is taller than 425."""
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="{high}"><rect width="9" height="9"/></svg>'
        )
        file = to_docx((replace(sample.figure(), svg=drawn),))
        (shape,) = Document(io.BytesIO(file)).inline_shapes
        assert (shape.width.pt, shape.height.pt) == pytest.approx(shown, abs=0.5)
        pixels = struct.unpack(">II", parts(file)["word/media/image1.png"][16:24])
        assert pixels == pytest.approx([points / 72 * 220 for points in shown], abs=2)

    def test_a_broken_figure_is_our_error(self):
        with pytest.raises(OutputError, match="Word 文件中的图无法绘制"):
            to_docx((replace(sample.figure(), svg="<svg"),))


class TestLists:
    def test_numbers_begin_anew_and_go_on_in_brackets(self, made, body):
        """Circled numbers end at ⑳; the list of 22 goes on with （21）."""
        items = styled(body, "SummaryItem") + styled(body, "ListNumber")
        numbers = [value(p, "w:pPr/w:numPr/w:numId/@w:val") for p in items]
        assert Counter(numbers) == {"2": 3, "3": 20, "4": 2}
        numbering = etree.fromstring(parts(made)["word/numbering.xml"])

        def form(number: str) -> tuple[str, str, str]:
            (num,) = numbering.xpath(f"//w:num[@w:numId='{number}']", namespaces=W)
            abstract = num.xpath("w:abstractNumId/@w:val", namespaces=W)[0]
            (level,) = numbering.xpath(f"//w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl", namespaces=W)
            start = num.xpath(".//w:startOverride/@w:val", namespaces=W)[0]
            found = [level.xpath(f"w:{name}/@w:val", namespaces=W)[0] for name in ("numFmt", "lvlText")]
            return found[0], found[1], start

        assert form("2") == form("3") == ("decimalEnclosedCircle", "%1", "1")
        assert form("4") == ("decimal", "（%1）", "21")


class TestFile:
    def test_same_bytes_twice(self, report, made):
        assert to_docx(report) == made

    def test_time_comes_from_the_caller(self, report, made):
        moment = datetime(2024, 6, 30, 8, tzinfo=UTC)
        dated = to_docx(report[:3], timestamp=moment)
        assert dated == to_docx(report[:3], timestamp=moment.replace(tzinfo=None))
        assert Document(io.BytesIO(dated)).core_properties.created == moment
        assert b"created" not in parts(made)["docProps/core.xml"]
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}

    def test_nothing_but_the_report_is_inside(self, made):
        names = set(parts(made))
        assert not [name for name in names if re.search(r"thumbnail|vba|macro|customXml|app\.xml|embed", name, re.I)]
        for name, content in parts(made).items():
            assert b"python-docx" not in content, name
            assert b'TargetMode="External"' not in content, name

    @pytest.mark.parametrize("parent", ["pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "style", "settings"])
    def test_elements_stand_in_the_order_of_the_schema(self, made, parent):
        """ISO 29500-4 gives every property its place; Word refuses a file that has them otherwise."""
        order = ORDER[parent].split()
        found = 0
        for name in (n for n in parts(made) if n.startswith("word/") and n.endswith(".xml") and "theme" not in n):
            for element in etree.fromstring(parts(made)[name]).iter(qn(f"w:{parent}")):
                tags = [etree.QName(child).localname for child in element]
                assert set(tags) <= set(order), tags
                assert tags == sorted(tags, key=order.index), tags
                found += 1
        assert found

    @pytest.mark.parametrize("kind", get_args(Block))
    def test_every_kind_of_block_is_written_alone(self, kind, report):
        block = next(item for item in report if isinstance(item, kind))
        assert Document(io.BytesIO(to_docx((block,)))).element.body.xpath(".//w:p")

    def test_no_kind_is_left_over(self):
        assert set(blocks.WRITERS) == {kind.__name__ for kind in get_args(Block)}

    def test_skipped_levels_and_repeated_anchors_are_survived(self):
        blocks = (Heading(3, "三", "a"), Heading(1, "一", "a"), Heading(4, "四", "b"), Paragraph((Text(""),)))
        assert to_docx(blocks)

    def test_the_exporter_is_registered_and_writes_what_the_writer_writes(self, report, made):
        assert get_exporter("jixiao_docx") is DocxReportExporter
        assert DocxReportExporter().file_extension == ".docx"
        assert DocxReportExporter().from_notebook_node(executed(report))[0] == made


#: Children of property elements in the order of ISO 29500-4, as far as they are written.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs autoSpaceDE autoSpaceDN snapToGrid spacing"
    " ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs color sz szCs lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgBorders pgNumType",
    "style": "name basedOn next uiPriority qFormat pPr rPr tblPr trPr tcPr tblStylePr",
    "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang decimalSymbol"
    " listSeparator",
}

_OFFICE, _PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.mark.slow
@pytest.mark.skipif(not (_OFFICE and _PDFTOTEXT), reason="needs LibreOffice and pdftotext")
def test_an_office_program_reads_it(made, report, tmp_path):
    """Another program than ours opens the file: all titles and sentences come out on more than five pages."""
    (tmp_path / "report.docx").write_bytes(made)
    # The machine may have no Chinese face at all; the packaged ones are always there.
    packaged = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/usr/share/fonts</dir>'
        f"<dir>{packaged}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    command = [_OFFICE, f"-env:UserInstallation={tmp_path.as_uri()}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "report.docx"],
        env=environment,
        check=True,
        capture_output=True,
        timeout=300,
    )
    read = subprocess.run(
        [_PDFTOTEXT, "-raw", "-enc", "UTF-8", tmp_path / "report.pdf", "-"], check=True, capture_output=True, timeout=60
    )
    pages = [words_of(page) for page in read.stdout.decode("utf-8").split("\f")]
    assert len(pages) > 5
    printed = "".join(pages)
    for block in report:
        if isinstance(block, Table | Picture):
            assert words_of(wording.caption_number(block) + block.title) in printed, block.title
        if isinstance(block, Heading):
            assert words_of(block.text) in printed, block.text
    for words in (
        "等级为“优”。",
        "失分原因主要是指标值设置偏低",
        "（21）第21项阶段目标",
        "资料来源：项目评分表",
        "—1—",
    ):
        assert words_of(words) in printed, words
    assert sum("实际完成值完成率状态" in page for page in pages) >= 3, "the header row repeats"
    assert "错误" not in printed
