"""Text to blocks: guards around data, the small Markdown, the analyst's slots, and the structured form."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis import cli
from analysis.errors import NarrativeError, OutputError
from analysis.facts import Fact, Facts
from analysis.render.html import to_html
from analysis.report import prose as prose_module
from analysis.report import tokens
from analysis.report.blocks import (
    FORMAT_VERSION,
    Cell,
    Column,
    Contents,
    Cover,
    Heading,
    Items,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Paragraph,
    Picture,
    Table,
    Text,
    Value,
    from_json,
    plain_text,
    to_json,
)
from analysis.report.markdown import Draft, Exhibit, parse
from analysis.report.narrative import Writer, chinese_numeral
from analysis.report.prose import HINT, read_prose, slots, slots_of, starter, write_starter
from analysis.vocabulary import ReportKind

SPECIALS = "\\`*_{}[]()#+-.!|<>&~:\"'="
#: Characters of documents: everything but the private area that the marks use, and line breaks.
characters = st.characters(exclude_categories=("Cs", "Cc", "Co", "Zl", "Zp"))
texts = st.text(characters, max_size=40)
marked = st.text(st.sampled_from(f"{SPECIALS}甲a1 "), min_size=1, max_size=30)


def value(key: str, text: str) -> Value:
    return Value(key, text)


def parsed(text: str) -> list[Draft]:
    return parse(text, "prose.md “背景”", value)


def writer(**context: Any) -> Writer:
    facts = {
        "score": Fact("score", "91.43", Decimal("91.4284"), "过程 + 产出 + 效益"),
        "half": Fact("half", "1.50", Decimal("1.5")),
    }
    return Writer(Facts(facts, {}), context)


def written(template: str, **context: Any) -> list[Draft]:
    own = writer(**context)
    return parse(own.fill(template, "样本.j2"), "样本.j2", own.resolve)


@given(texts)
def test_guard_is_undone_without_loss(text: str) -> None:
    assert tokens.without_marks(tokens.guard(text)) == text


@given(texts)
def test_guard_may_be_repeated(text: str) -> None:
    once = tokens.guard(text)
    assert tokens.guard(once) == once
    assert tokens.without_marks(tokens.guard(once)) == text


def test_guard_moves_every_mark_of_markdown() -> None:
    assert not set(tokens.guard(SPECIALS)) & set(SPECIALS)
    assert tokens.guard("甲a1，。") == "甲a1，。"


@given(marked)
def test_document_text_survives_a_template_unchanged(text: str) -> None:
    (block,) = written("前{{ text }}后", text=text)
    assert isinstance(block, Paragraph)
    assert plain_text(block.inlines) == f"前{text}后"
    assert all(piece == Text(piece.text) for piece in block.inlines)


@given(marked)
def test_document_text_that_begins_a_paragraph_stays_a_paragraph(text: str) -> None:
    blocks = written("{{ text }}", text=text)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert "".join(plain_text(block.inlines) for block in blocks).strip() == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "# 标题",
        "1. 甲",
        "- 甲",
        "> 注",
        "| a | b |",
        "*强*",
        "**重**",
        "`码`",
        "[字](http://a)",
        "![图](a.png)",
        "~~~",
        "---",
        "<script>alert(1)</script>",
        "&lt;",
        "a_b_c",
        "{{ x }}",
        "{% raw %}",
        "\\*",
        "50%*2",
        "http://a.b/c?d=1&e=2",
    ],
)
def test_document_text_is_never_markup(text: str) -> None:
    (block,) = written("{{ text }}", text=text)
    assert block == Paragraph((Text(text),))


@given(marked)
def test_document_text_in_a_table_cell_survives(text: str) -> None:
    (table,) = written("| 甲 | 乙 |\n| - | - |\n| x{{ text }}x | 2 |", text=text)
    assert isinstance(table, Table)
    assert plain_text(table.rows[0][0].inlines) == f"x{text}x"


def test_fact_in_a_template_carries_its_origin() -> None:
    (block,) = written("得分{{ v('score') }}分。")
    assert block == Paragraph((Text("得分"), Value("score", "91.43", "过程 + 产出 + 效益"), Text("分。")))


def test_short_form_of_a_fact_drops_trailing_zeros() -> None:
    (block,) = written("{{ s('half') }}与{{ s('score') }}")
    assert plain_text(block.inlines) == "1.5与91.43"


def test_fact_inside_emphasis_and_lists_is_found() -> None:
    (block,) = written("- **得{{ v('half') }}分**\n- 乙")
    assert block == Items(((Text("得", strong=True), Value("half", "1.50"), Text("分", strong=True)), (Text("乙"),)))


def test_template_that_asks_for_an_unknown_fact_is_refused_by_name() -> None:
    with pytest.raises(NarrativeError, match="模板用到的数据项不存在") as refused:
        writer().fill("{{ v('scroe') }}", "样本.j2")
    assert "scroe" in str(refused.value)
    assert "样本.j2" in str(refused.value)


def test_template_that_uses_an_unknown_name_is_refused() -> None:
    with pytest.raises(NarrativeError, match="报告模板有误"):
        writer().fill("{{ unknown }}", "样本.j2")


def test_broken_template_is_refused_with_its_line() -> None:
    with pytest.raises(NarrativeError, match=r"样本\.j2 第2行"):
        writer().fill("甲\n{% if %}", "样本.j2")


def test_pointer_becomes_a_link_without_words_yet() -> None:
    (block,) = written("见{{ ref('table_scores') }}。")
    assert block == Paragraph((Text("见"), Link("table_scores", ""), Text("。")))


def test_exhibit_stands_alone() -> None:
    assert written("前文{{ exhibit('score_sheet') }}后文") == [
        Paragraph((Text("前文"),)),
        Exhibit("score_sheet"),
        Paragraph((Text("后文"),)),
    ]


@given(st.text(max_size=30))
def test_private_characters_are_taken_out_of_peoples_text(text: str) -> None:
    kept = tokens.harmless(text)
    assert not any("\ue000" <= sign <= "\uf8ff" for sign in kept)
    assert tokens.harmless(kept) == kept
    assert kept == text or any("\ue000" <= sign <= "\uf8ff" for sign in text)


@pytest.mark.parametrize(
    ("number", "printed"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_chapter_number_is_chinese(number: int, printed: str) -> None:
    assert chinese_numeral(number) == printed


@pytest.mark.parametrize("number", [0, -1, 100])
def test_chapter_number_out_of_reach_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_numeral(number)


def test_headings_carry_level_words_and_anchor() -> None:
    assert parsed("# 一、基本情况 {#basics}\n\n### （一）资金：安排") == [
        Heading(1, "一、基本情况", "basics"),
        Heading(3, "（一）资金：安排", "一-资金-安排"),
    ]


def test_emphasis_is_kept_piece_by_piece() -> None:
    assert parsed("*轻* **重** ***都*** 平") == [
        Paragraph(
            (
                Text("轻", emphasis=True),
                Text(" "),
                Text("重", strong=True),
                Text(" "),
                Text("都", strong=True, emphasis=True),
                Text(" 平"),
            )
        )
    ]


def test_lines_of_one_paragraph_are_joined_and_a_blank_line_parts_two() -> None:
    first, second = parsed("甲\n乙\n\n丙")
    assert plain_text(first.inlines) == "甲乙"
    assert plain_text(second.inlines) == "丙"


def test_lists_keep_their_items_and_kind() -> None:
    assert parsed("- 甲\n- **乙**丙") == [Items(((Text("甲"),), (Text("乙", strong=True), Text("丙"))))]
    assert parsed("1. 甲\n2. 乙") == [Items(((Text("甲"),), (Text("乙"),)), ordered=True)]


def test_quotation_is_a_note() -> None:
    assert parsed("> 须复核") == [Note((Text("须复核"),))]


def test_table_keeps_header_rows_and_names_its_source() -> None:
    (table,) = parsed("| 年度 | 金额 |\n| --- | ---: |\n| 2022 | **5** |\n| 2023 | 6 |")
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["年度", "金额"]
    assert [[plain_text(cell.inlines) for cell in row] for row in table.rows] == [["2022", "5"], ["2023", "6"]]
    assert table.rows[0][1].inlines == (Text("5", strong=True),)
    assert "prose.md" in table.source


@pytest.mark.parametrize("text", ["<b>重</b>", "<script>alert(1)</script>", "<!-- 注 -->", "<img src=x onerror=y>"])
def test_raw_html_shows_as_the_text_that_it_is(text: str) -> None:
    assert parsed(text) == [Paragraph((Text(text),))]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("甲\n\n```\nx = 1\n```", 3, id="fenced code"),
        pytest.param("甲\n\n    x = 1", 3, id="indented code"),
        pytest.param("甲\n\n乙\n\n---", 5, id="rule"),
        pytest.param("甲\n\n![图](a.png)", 3, id="image"),
        pytest.param("甲`x`", 1, id="inline code"),
        pytest.param("见[文件](a.docx)", 1, id="link"),
    ],
)
def test_what_a_report_has_no_place_for_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(NarrativeError) as refused:
        parsed(text)
    (problem,) = refused.value.problems
    assert problem.what == "报告中不能使用这种 Markdown 写法"
    assert problem.where == f"prose.md “背景” 第{line}行"
    assert problem.advice == "改用段落、列表、表格或强调"


@pytest.fixture
def prose(tmp_path: Path) -> Path:
    return tmp_path / "prose.md"


FINAL, REVIEW = ReportKind.FINAL, ReportKind.TARGET_REVIEW
TEMPLATES = Path(prose_module.__file__).parent / "text"


def test_no_prose_file_is_no_prose(prose: Path) -> None:
    assert read_prose(prose, FINAL) == {}


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (FINAL, ["背景", "组织实施", "典型做法", "问题补充", "建议补充"]),
        (REVIEW, ["背景", "组织实施", "审核结论", "问题补充", "建议补充"]),
    ],
)
def test_every_slot_can_be_filled_and_its_content_is_kept(prose: Path, kind: ReportKind, keys: list[str]) -> None:
    content = {key: f"**{key}**的文字。\n\n- 甲\n- 乙\n\n### 小标题\n\n| a | b |\n| - | - |\n| 1 | 2 |" for key in keys}
    prose.write_text("\n\n".join(f"## {key}\n\n{text}\n" for key, text in content.items()), encoding="utf-8")
    assert slots_of(kind) == keys
    assert read_prose(prose, kind) == content


@pytest.mark.parametrize("kind", [FINAL, REVIEW])
def test_a_slot_stands_in_the_templates_of_its_kinds_and_in_no_others(kind: ReportKind) -> None:
    templates = [path.read_text(encoding="utf-8") for path in (TEMPLATES / kind.value).glob("*.j2")]
    used = [key for text in templates for key in re.findall(r"slot\('(.+?)'\)", text)]
    assert sorted(used) == sorted(slots_of(kind))


def test_every_slot_belongs_to_a_report() -> None:
    assert all(slot.kinds for slot in slots().values())
    common = [path.read_text(encoding="utf-8") for path in (TEMPLATES / "common").glob("*.j2")]
    assert common
    assert not any("slot(" in text for text in common)


def test_text_before_the_first_slot_and_blank_slots_do_not_matter(prose: Path) -> None:
    prose.write_text("# 说明\n\n给分析人员。\n\n##   背景  \n\n##  建议补充\n甲\n", encoding="utf-8")
    assert read_prose(prose, FINAL) == {"背景": "", "建议补充": "甲"}


def test_unknown_slot_names_the_nearest_and_its_line(prose: Path) -> None:
    prose.write_text("## 背景\n\n甲\n\n## 组织实行\n\n乙\n", encoding="utf-8")
    with pytest.raises(NarrativeError) as refused:
        read_prose(prose, FINAL)
    (problem,) = refused.value.problems
    assert (problem.where, problem.found, problem.expected) == ("prose.md 第5行", "组织实行", "“组织实施”")


def test_slot_like_no_other_names_all_of_this_kind_of_report(prose: Path) -> None:
    prose.write_text("## xyz\n", encoding="utf-8")
    with pytest.raises(NarrativeError) as refused:
        read_prose(prose, REVIEW)
    assert refused.value.problems[0].expected == "背景、组织实施、审核结论、问题补充、建议补充"


def test_text_without_a_place_in_this_kind_of_report_is_refused(prose: Path) -> None:
    prose.write_text("## 背景\n甲\n\n## 审核结论\n修改后通过。\n", encoding="utf-8")
    assert read_prose(prose, REVIEW) == {"背景": "甲", "审核结论": "修改后通过。"}
    with pytest.raises(NarrativeError) as refused:
        read_prose(prose, FINAL)
    (problem,) = refused.value.problems
    assert problem.what == "绩效评价报告没有这个段落，文字无处可印"
    assert (problem.where, problem.found) == ("prose.md 第4行", "审核结论")
    assert "绩效目标审核报告" in problem.advice


def test_an_empty_slot_of_another_kind_of_report_is_no_fault(prose: Path) -> None:
    prose.write_text(f"## 背景\n甲\n\n## 审核结论\n\n{HINT}写结论。\n", encoding="utf-8")
    assert read_prose(prose, FINAL) == {"背景": "甲"}


def test_slot_written_twice_is_refused(prose: Path) -> None:
    prose.write_text("## 背景\n甲\n\n## 背景\n乙\n", encoding="utf-8")
    with pytest.raises(NarrativeError, match=r"【prose\.md “背景”】同一段落写了两次"):
        read_prose(prose, FINAL)


def test_every_fault_of_the_prose_is_told_at_once(prose: Path) -> None:
    prose.write_text("## 背境\n甲\n\n## 背景\n乙\n\n## 背景\n丙\n\n## 审核结论\n丁\n", encoding="utf-8")
    with pytest.raises(NarrativeError) as refused:
        read_prose(prose, FINAL)
    assert len(refused.value.problems) == 3


def test_prose_cannot_forge_a_fact(prose: Path) -> None:
    prose.write_text(f"## 背景\n{tokens.value_mark('fund.score', '100.00')}", encoding="utf-8")
    assert read_prose(prose, FINAL) == {"背景": "fundscore10000"}


@pytest.mark.parametrize("kind", [FINAL, REVIEW])
def test_the_starter_offers_every_slot_and_prints_nothing(prose: Path, kind: ReportKind) -> None:
    write_starter(prose, kind)
    text = prose.read_text(encoding="utf-8")
    assert text == starter(kind)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == slots_of(kind)
    assert all(slots()[key].hint in text and slots()[key].kinds[kind] in text for key in slots_of(kind))
    assert read_prose(prose, kind) == dict.fromkeys(slots_of(kind), "")


def test_what_is_written_below_a_hint_is_printed_without_it(prose: Path) -> None:
    write_starter(prose, FINAL)
    text = prose.read_text(encoding="utf-8").replace("## 典型做法\n", "## 典型做法\n\n第一段。\n", 1)
    prose.write_text(text.rstrip() + "\n\n> 引用的话\n\n末段。\n", encoding="utf-8")
    found = read_prose(prose, FINAL)
    assert found["典型做法"] == "第一段。"
    assert found["建议补充"] == "> 引用的话\n\n末段。"
    assert "填写提示" not in "".join(found.values())


def test_the_starter_never_replaces_a_file(prose: Path) -> None:
    prose.write_text("## 背景\n我的文字\n", encoding="utf-8")
    with pytest.raises(OutputError, match="文件已经存在，没有改动") as refused:
        write_starter(prose, FINAL)
    assert refused.value.exit_code == 8
    assert prose.read_text(encoding="utf-8") == "## 背景\n我的文字\n"


@pytest.mark.parametrize(("year", "kind"), [("2022", REVIEW), ("2023", FINAL)])
def test_the_command_writes_the_starter_once(project: Any, year: str, kind: ReportKind) -> None:
    path = project.fund_year("gd-finance", int(year)).prose
    assert not path.exists()
    done = CliRunner().invoke(cli.app, ["prose", "gd-finance", year])
    assert done.exit_code == 0
    assert f"data/raw/gd-finance/{year}/prose.md：{kind.label}报告" in done.stdout
    assert path.read_text(encoding="utf-8") == starter(kind)
    again = CliRunner().invoke(cli.app, ["prose", "gd-finance", year])
    assert isinstance(again.exception, OutputError)


def test_the_starter_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="文件无法写入"):
        write_starter(tmp_path / "missing" / "prose.md", FINAL)


@pytest.mark.parametrize(
    "html",
    ["<b>粗</b>", "<script>alert(1)</script>", "<!-- 注 -->", "<img src=x onerror=alert(1)>", "甲<br>乙", "</table>"],
)
def test_raw_html_in_prose_is_shown_as_the_text_that_it_is(prose: Path, html: str) -> None:
    prose.write_text(f"## 背景\n\n{html}\n\n- 列：{html}\n", encoding="utf-8")
    paragraph, items = parsed(read_prose(prose, FINAL)["背景"])
    assert paragraph == Paragraph((Text(html),))
    assert items == Items(((Text(f"列：{html}"),),))
    assert html not in to_html((paragraph, items))
    assert escape(html, quote=False) in to_html((paragraph, items)).replace("&#34;", '"')


words = st.text(max_size=8)
some = st.text(min_size=1, max_size=8)
inlines = st.lists(
    st.one_of(
        st.builds(Text, words, st.booleans(), st.booleans()),
        st.builds(Value, words, words, words, words),
        st.builds(Link, words, words),
    ),
    max_size=3,
).map(tuple)
notes = st.lists(words, max_size=2).map(tuple)


@st.composite
def printed_tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(min_value=1, max_value=3))
    align = st.sampled_from(["left", "center", "right", "decimal"])
    columns = tuple(Column(draw(words), draw(align), draw(st.sampled_from([1.0, 2.5]))) for _ in range(width))
    cell = st.builds(Cell, inlines, st.integers(0, 3), st.integers(1, 3), st.booleans())
    rows = tuple(tuple(draw(cell) for _ in range(width)) for _ in range(draw(st.integers(0, 2))))
    flags = [draw(st.booleans()), draw(st.booleans())]
    head = (draw(words), draw(some), draw(words))
    return Table(*head, columns, rows, draw(some), draw(words), draw(notes), *flags, draw(st.integers(0, 2)))


blocks = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 4), words, words, st.booleans(), st.booleans()),
        st.builds(Paragraph, inlines),
        st.builds(Items, st.lists(inlines, max_size=3).map(tuple), st.booleans()),
        st.builds(Note, inlines, st.sampled_from(["info", "warning"])),
        st.builds(Contents, words),
        st.builds(Cover, words, words, words, st.integers(1990, 2100), words, words, words, notes),
        st.builds(KeyFigures, st.lists(st.builds(KeyFigure, words, inlines, words), max_size=2).map(tuple)),
        printed_tables(),
        st.builds(Picture, words, words, words, words, some, some, notes, st.none() | printed_tables()),
    ),
    max_size=4,
).map(tuple)


@given(blocks)
def test_structured_form_is_read_back_the_same(report: Any) -> None:
    through_a_file = json.loads(json.dumps(to_json(report), ensure_ascii=False))
    assert from_json(through_a_file) == report


def test_structured_form_of_another_version_is_refused() -> None:
    data = to_json((Contents(),))
    assert data["version"] == FORMAT_VERSION
    for version in (FORMAT_VERSION + 1, None, str(FORMAT_VERSION)):
        with pytest.raises(ValueError, match="version"):
            from_json({**data, "version": version})
    with pytest.raises(ValueError, match="version None"):
        from_json({"blocks": []})


def test_unknown_block_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"unknown block 'Video'.*Heading"):
        from_json({"version": FORMAT_VERSION, "blocks": [{"type": "Video"}]})


def test_table_needs_title_source_and_rows_of_its_width() -> None:
    column, cell = Column("甲"), Cell((Text("1"),))
    with pytest.raises(ValueError, match="needs a title and a source"):
        Table("1", "", "a", (column,), (), "来源")
    with pytest.raises(ValueError, match="needs a title and a source"):
        Table("1", "题", "a", (column,), (), "")
    with pytest.raises(ValueError, match="a row has 2 cells, not 1"):
        Table("1", "题", "a", (column,), ((cell, cell),), "来源")


def test_picture_needs_alt_text_and_source() -> None:
    for alt, source in (("", "来源"), ("说明", "")):
        with pytest.raises(ValueError, match="needs alt text and a source"):
            Picture("1", "题", "a", "<svg/>", alt, source)
