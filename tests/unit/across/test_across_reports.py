"""The reports of comparisons: complete, figures bound to cells, the same every time, plain about what is missing."""

from __future__ import annotations

import re

import pytest
from support.comparisons import compared, project_in
from support.dossiers import TARGET_REVIEW, generate, write

from analysis.across import describe, outline
from analysis.errors import NarrativeError
from analysis.render.docx import to_docx
from analysis.render.html import to_html
from analysis.render.pdf import to_pdf
from analysis.report.blocks import Cover, Heading, Note, Paragraph, Picture, Table, Value, plain_text, to_json

pytestmark = pytest.mark.xdist_group("across")


@pytest.fixture(scope="module")
def years(three_years):
    return describe(three_years)


@pytest.fixture(scope="module")
def funds(two_funds):
    return describe(two_funds)


@pytest.fixture(scope="module")
def bridged(two_scored):
    return describe(two_scored)


def words(report, *chapters):
    blocks = [block for name in chapters or report.chapters for block in report.chapters[name]]
    return "\n".join(plain_text(block.inlines) for block in blocks if isinstance(block, Paragraph | Note))


def titles(report, kind):
    return {block.title for block in report.blocks if isinstance(block, kind)}


def values(report):
    for block in report.blocks:
        if isinstance(block, Table):
            yield from (
                piece for row in block.rows for cell in row for piece in cell.inlines if isinstance(piece, Value)
            )
        yield from (piece for piece in getattr(block, "inlines", ()) if isinstance(piece, Value))


def test_years_have_cover_summary_chapters_and_appendices(years):
    cover = years.blocks[0]
    assert isinstance(cover, Cover)
    assert (cover.period, cover.subtitle) == ("2022年至2024年", "2022年至2024年")
    heads = [block.text for block in years.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads == [
        *(
            "摘要",
            "一、资金",
            "二、延续项目",
            "三、目标与以前结果",
            "四、得分变动",
            "五、核查发现的延续",
            "六、问题和建议",
        ),
        *("附录A 对应关系", "附录B 数据来源", "附录C 方法说明"),
    ]


def test_one_evaluated_year_says_what_cannot_be_said_and_why(years):
    said = words(years, "scores")
    assert "只有2023年有评价得分：91.43分" in said
    assert "还不能" in words(years, "summary")
    assert not [block for block in years.chapters["scores"] if isinstance(block, Picture | Table)]
    missing = "\n".join(plain_text(item) for block in years.chapters["scores"] for item in getattr(block, "items", ()))
    assert re.search("2022年.*缺预算执行情况表、专项资金绩效自评表、项目绩效自评表、项目评分表", missing)


def test_two_evaluated_years_show_what_moved_the_total(bridged):
    assert "得分变动逐项分解" in titles(bridged, Table)
    (drawn,) = [block for block in bridged.chapters["scores"] if isinstance(block, Picture)]
    assert drawn.title.startswith("2022至2023年得分下降3.55分")
    assert "产出" in drawn.alt
    assert "−3.55" in drawn.alt or "−3.50" in drawn.alt
    assert "还不能" not in words(bridged, "scores", "summary")


@pytest.mark.parametrize("which", ["years", "funds", "bridged"])
def test_every_bound_figure_is_a_fact_with_an_origin(which, request):
    report = request.getfixturevalue(which)
    found = list(values(report))
    assert len(found) > 50
    wrong = [value for value in found if value.key not in report.facts or value.text != report.facts[value.key].text]
    assert wrong == []
    money = [value for value in found if re.search(r"allocated|unit\.|series\.S|turn\.", value.key)]
    assert money
    assert [value for value in money if not value.sources and value.text != "0.00"] == []
    assert all(re.search(r"20\d\d年 \S", value.sources) for value in money if value.sources)


def test_no_figure_stands_in_running_text_unbound(years):
    """Figures of results are bound; what stays plain is years, chapter numbers and counts of lists."""
    for block in (block for chapter in years.chapters.values() for block in chapter if isinstance(block, Paragraph)):
        plain = "".join(piece.text for piece in block.inlines if not isinstance(piece, Value))
        assert not re.search(r"\d[\d,]*\.\d|\d%|\d万元", plain), plain


def test_funds_stand_side_by_side(funds):
    table = next(block for block in funds.blocks if isinstance(block, Table) and block.anchor == "funds_targets")
    rows = [[plain_text(cell.inlines) for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == [
        *("金融发展专项资金2022年", "金融发展专项资金2023年", "金融发展专项资金2024年", "金融工作局项目支出2024年"),
    ]
    # 66 of the 87 indicators of 2022 hold a figure, a date or a yes; the district has 13 of 13 projects covered.
    assert rows[0][3:6] == ["87", "66", "75.9%"]
    assert rows[3][2] == "100.0%"
    assert {"各资金年度概况", "绩效目标质量", "各类核查发现", "两只资金都有安排的项目"} <= titles(funds, Table)
    assert "广州科创金融服务基地建设" in "".join(value.text for value in values(funds))


def test_two_funds_with_nothing_in_common_say_so(tmp_path):
    project = project_in(tmp_path, "gzkfq-finance")
    write(generate(seed=9, projects=3, indicators=18, year=2021, fund="other-fund"), project.root, TARGET_REVIEW)
    report = describe(compared(project, []))
    assert "没有共同的年度、项目和实施单位" in words(report, "summary")
    assert "aliases.yaml" in words(report, "shared")
    assert "jixiao add" in words(report, "opinion")


def test_a_fund_of_one_year_says_that_nothing_can_be_compared(real):
    report = describe(compared(real, ["gzkfq-finance"]))
    said = words(report)
    assert "只有一个年度的文件，资金没有可比的年度" in said
    assert "发现是否反复出现还不能判断" in said
    assert not [block for block in report.blocks if isinstance(block, Picture)]


@pytest.mark.slow
@pytest.mark.parametrize("which", ["years", "funds", "bridged"])
def test_all_writers_write_it_and_twice_the_same(which, request, three_years, two_funds, two_scored):
    report = request.getfixturevalue(which)
    again = describe({"years": three_years, "funds": two_funds, "bridged": two_scored}[which])
    assert to_json(again.blocks) == to_json(report.blocks)
    html = to_html(report.blocks)
    assert html == to_html(again.blocks)
    assert "<html" in html
    assert to_pdf(report.blocks).startswith(b"%PDF")
    assert to_docx(report.blocks).startswith(b"PK")
    if which == "years":
        assert "2022年至2024年" in html


def test_chapters_by_number_and_name(years, funds):
    assert years.chapter("4") == years.chapter("scores") == years.chapters["scores"]
    assert funds.chapter("6") == ()
    with pytest.raises(NarrativeError, match="没有这一章"):
        years.chapter("9")


def test_every_template_and_layout_is_used():
    from importlib.resources import files

    named = {chapter.template for chapters in outline.outline().values() for chapter in chapters}
    assert named == {item.name for item in files("analysis.across").joinpath("text").iterdir()}
