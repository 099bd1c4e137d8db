"""The HTML report: structure, escaping, no network."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import get_args
from urllib.parse import unquote

import pytest
import sample

from analysis.errors import OutputError
from analysis.render.html import fragment, to_html, tools
from analysis.report.blocks import (
    Block,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Picture,
    Table,
    Text,
    plain_text,
)

VOID = {"meta", "col", "img", "br", "link", "input", "hr"}


class Tree(HTMLParser):
    """Every element with its attributes, and the text of the page; fails on unbalanced tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script", "template"} & set(self.open):
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def tree(html) -> Tree:
    return Tree(html)


def test_language_title_and_policy(tree, html):
    assert html.startswith("<!doctype html>")
    assert tree.all("html") == [{"lang": "zh-CN"}]
    assert f"<title>{sample.cover().title}</title>" in html
    policy = next(item["content"] for item in tree.all("meta") if item.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for kind, tag in (("script", "script"), ("style", "style")):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert len(tree.all("h1")) == 1


def test_nothing_is_fetched_and_only_the_one_script_runs(tree, html):
    assert tree.all("script") == [{}]
    for tag, attributes in tree.elements:
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        for name in ("src", "href"):
            if name in attributes:
                assert str(attributes[name]).startswith(("data:image/svg+xml,", "#")), (tag, attributes)
    assert "@import" not in html
    assert set(re.findall(r"url\(([^)]{0,15})", html)) == {"data:font/woff;"}


def test_data_is_escaped(tree, html):
    assert '<script>alert("1")' not in html
    assert "<b>#1</b>" not in html
    assert tree.words.count(sample.NASTY) == 2


def test_every_link_has_a_target_and_ids_are_unique(tree):
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(item["href"]).removeprefix("#") for item in tree.all("a")}
    assert targets
    assert targets <= set(ids)
    assert "nowhere" not in targets
    assert "附表9" in tree.words


def test_headings_have_levels_without_holes(tree, report):
    levels = [int(tag[1]) for tag, _ in tree.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(levels) == 1 + sum(isinstance(block, Heading) for block in report)


def test_tables_have_caption_scopes_and_a_focusable_region(tree, report):
    tables = [block for block in report if isinstance(block, Table)]
    assert len(tree.all("table")) == len(tables) + 1  # and the data behind the figure
    assert len(tree.all("caption")) == len(tables) + 1
    assert all(item.get("scope") in {"col", "row"} for item in tree.all("th"))
    regions = [item for item in tree.all("div") if item.get("role") == "region"]
    assert len(regions) == len(tables) + 1 + 1, "tables, the data behind the figure, and the figure"
    assert all(item["tabindex"] == "0" and str(item["aria-label"]).strip() for item in regions)
    for words in ("表2-1", "单位：万元", "注：1. 完成率为实际完成值与目标值之比。", "资料来源：绩效目标表、绩效自评表"):
        assert words in tree.words


def test_merged_cells_fill_the_grid(html):
    table = html[html.index('id="table-2-1"') :]
    body = table[table.index("<tbody>") + len("<tbody>") : table.index("</tbody>")]
    rows = [Tree(f"<table>{row}</tr></table>") for row in body.split("</tr>")[:-1]]
    cells = [[*row.all("th"), *row.all("td")] for row in rows]
    area = sum(int(cell.get("rowspan", 1)) * int(cell.get("colspan", 1)) for row in cells for cell in row)
    assert len(rows) == 41
    assert area == 41 * 6
    assert cells[0][0]["rowspan"] == "5"


def test_figures_are_embedded_with_words(tree):
    (image,) = tree.all("img")
    assert image["alt"] == sample.figure().alt
    assert unquote(str(image["src"]).split(",", 1)[1]).replace("'", '"') == sample.SVG
    assert {"class": "data"} in tree.all("details")
    assert "1,560.5" in tree.words


def test_values_tell_where_they_come_from(tree):
    values = [item for item in tree.all("span") if item.get("class") == "value"]
    assert len(values) > 50
    assert all("来源：附件2" in str(item["aria-description"]) and item["tabindex"] == "0" for item in values)


def test_a_drawing_loses_only_blanks_that_show_nothing():
    spread = sample.SVG.replace("><", ">\n   <").replace("M330 10V190", "M330 10\nV190")
    quoted = sample.SVG.replace("<g fill", """<text data-a="'">甲 &amp; 100%#</text>\n <g fill""", 1)
    for svg, kept in (
        (spread, sample.SVG.replace("M330 10V190", "M330 10 V190").replace('"', "'")),
        (quoted, quoted.replace("\n ", " ")),
    ):
        (image,) = Tree(to_html((Picture(**{**sample.figure().__dict__, "svg": svg}),))).all("img")
        assert unquote(str(image["src"]).split(",", 1)[1]) == kept


def test_notes_and_sources_can_be_folded_but_are_open(tree, report):
    shown = [block for block in report if isinstance(block, Table | Picture)]
    folds = [item for item in tree.all("details") if item.get("class") == "evidence"]
    assert folds == [{"class": "evidence", "open": None}] * len(shown)


def test_controls_are_only_for_tables_of_indicators_and_findings(html):
    tree = Tree(html)
    assert [item["data-find"] for item in tree.all("section") if "data-find" in item] == ["表2-1", "表附1"]
    assert [item.get("data-choose", "") for item in tree.all("th") if "data-choose" in item] == [None], "状态"
    body = html[html.index("<main") : html.index("</main>")]
    assert not re.search(r"<(input|select|button)", body)


class TestTools:
    def table(self, *columns: tuple[str, tuple[str, ...]], total: bool = False) -> Table:
        rows = tuple(
            tuple(sample.cell(word) for word in row) for row in zip(*(words for _, words in columns), strict=True)
        )
        heads = tuple(Column(label) for label, _ in columns)
        return Table("1", "表", "t", heads, rows, "来源", total_row=total)

    def test_what_is_searched(self):
        ten, nine = tuple("甲乙丙丁戊己庚辛壬癸"), tuple("甲乙丙丁戊己庚辛壬")
        assert tools.is_searched(self.table(("指标", ten)))
        assert not tools.is_searched(self.table(("指标", nine)))
        assert not tools.is_searched(self.table(("项目名称", ten)))

    @pytest.mark.parametrize(
        ("words", "chosen"),
        [
            (("严重", "警告", "提示", "警告"), True),
            (("警告", "警告", "警告", "警告"), False),
            (("警告", "提示", "达标", "警告"), False),
            (("达标", "● 达标", "未达标", "未填报"), True),
            (("合计与个数", "时间", "时间", "时间"), True),
            (("时间", "地点", "时间", "时间"), False),
        ],
    )
    def test_a_column_of_one_closed_list_can_be_filtered_by(self, words, chosen):
        table = self.table(("编号", tuple("甲乙丙丁")), ("程度", words))
        assert tools.choices(table) == (frozenset({1}) if chosen else frozenset())

    def test_the_total_row_is_no_choice(self):
        words = ("达标", "未达标", "2项")
        assert tools.choices(self.table(("状态", words), total=True)) == {0}
        assert tools.choices(self.table(("状态", words))) == set()


def test_a_key_figure_with_its_unit_beside_it_tells_its_origin():
    item = KeyFigure("综合得分", (sample.value("91.43"), Text("分")), "等级：优")
    (span,) = [span for span in Tree(to_html((KeyFigures((item,)),))).all("span") if span.get("class") == "value"]
    assert "来源：附件2" in str(span["aria-description"])


class TestWholeWords:
    """What a line end must not part is marked, and nothing else."""

    def marked(self, *blocks: Block) -> list[tuple[str, str]]:
        main = to_html(blocks).split("<main", 1)[1]
        return re.findall(r'<span class="(nb|id)">(.*?)</span>', main)

    def test_numbers_of_findings_and_pointers(self):
        text = "核查发现：IND-25-e28832、PRJ-25-3ede50，见表A-1、表附1-1；2 - 1，a-"
        assert self.marked(Paragraph((Text(text),))) == [
            ("id", "IND-25-e28832"),
            ("id", "PRJ-25-3ede50"),
            ("nb", "表A-1"),
            ("nb", "表附1-1"),
        ]

    @pytest.mark.parametrize("word", ["项目12", "12,000户次", "1,373.00万元以上", "5bde11821b28", "≥495家次"])
    def test_a_short_word_with_a_figure_in_a_cell(self, word):
        table = Table("1", "表", "t", (Column("列"),), ((sample.cell(word),),), "来源")
        assert self.marked(table) == [("nb", word)]

    @pytest.mark.parametrize(
        "word", ["91.43", "99.41%", "达标", "数量指标", "2023年 12月", "2023年度促进经济高质量发展专项"]
    )
    def test_figures_words_and_sentences_are_left_alone(self, word):
        table = Table("1", "表", "t", (Column("列"),), ((sample.cell(word),),), "来源")
        assert self.marked(table) == []


def test_status_has_a_sign_and_a_word(tree):
    assert "● 达标" in tree.words
    assert "◐ 部分达成" in tree.words


def test_ordered_items(tree):
    for mark in ("①", "⑳", "（21）", "（22）"):
        assert mark in tree.words


def test_many_values_stay_light():
    rows = sample.score_table().rows[:40] * 25
    table = sample.score_table()
    wide = Table(**{**table.__dict__, "rows": rows, "total_row": False})
    assert len(to_html((wide,))) / (len(rows) * len(table.columns)) < 250


@pytest.mark.parametrize("kind", get_args(Block))
def test_every_kind_of_block_is_written(kind, report):
    block = next(item for item in report if isinstance(item, kind))
    for text in (to_html((block,)), fragment((block,))):
        Tree(text)
    assert re.search(r"[\u4e00-\u9fff]", Tree(fragment((block,))).words)


def test_no_printed_word_is_lost(tree, report):
    for block in report:
        if isinstance(block, Paragraph):
            assert plain_text(block.inlines) in tree.words
        if isinstance(block, KeyFigures):
            assert all(plain_text(item.value) in tree.words for item in block.items)


def test_same_bytes_twice(report, html):
    assert to_html(report) == html


def test_a_fragment_has_no_ids_and_no_links(report):
    text = fragment(report)
    tree = Tree(text)
    assert not any({"id", "style", "data-find"} & set(attributes) for _, attributes in tree.elements)
    assert not tree.all("a")
    assert not tree.all("h1")
    style = text[text.index("<style>") + 7 : text.index("</style>")]
    for selectors in re.findall(r"^([^\s/@{}][^{]*)\{", re.sub(r"/\*.*?\*/", "", style, flags=re.S), re.M):
        assert all(part.strip().startswith((".jixiao", "--")) for part in re.split(r",(?![^(]*\))", selectors)), (
            selectors
        )


def test_contradicting_table_is_refused():
    table = sample.nasty_table()
    rows = ((sample.cell("甲", rowspan=9), *table.rows[0][1:]), *table.rows[1:])
    with pytest.raises(OutputError, match="合并范围"):
        to_html((Table(**{**table.__dict__, "rows": rows}),))


def test_a_report_without_cover_still_has_a_title():
    text = to_html((Paragraph((Text("一段话"),)),))
    assert "<title>绩效评价报告</title>" in text
    assert "<h1>绩效评价报告</h1>" in text


def test_a_bare_system_still_has_every_character(html):
    """The page carries a face with every Chinese character that stands in it."""
    import base64
    import io

    from fontTools.ttLib import TTFont

    data = re.search(r"data:font/woff;base64,([^)]+)\)", html)[1]
    drawn = set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
    words = re.sub(r"data:[^)\"]+", "", html)
    lacking = {c for c in words if "\u4e00" <= c <= "\u9fff" and ord(c) not in drawn}
    assert lacking == set()
    assert len(drawn) > 100
