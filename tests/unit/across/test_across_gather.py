"""What becomes of fund years that are not there, cannot be read, or have no confirmed rules."""

from __future__ import annotations

import pytest
from support.comparisons import compared, project_in
from support.dossiers import TARGET_REVIEW, earlier, generate, write

from analysis.across import describe
from analysis.errors import NotFoundError, ParameterError
from analysis.parameters import check_comparison, comparison_of_notebook
from analysis.report.blocks import Heading, Paragraph, Table, plain_text
from analysis.vocabulary import ReportKind

pytestmark = pytest.mark.xdist_group("across")


def text_of(report):
    blocks = [block for block in report.blocks if isinstance(block, Paragraph | Heading)]
    said = [block.text if isinstance(block, Heading) else plain_text(block.inlines) for block in blocks]
    tables = [block for block in report.blocks if isinstance(block, Table)]
    return "\n".join([*said, *(plain_text(cell.inlines) for table in tables for row in table.rows for cell in row)])


def test_a_year_that_was_never_added_is_told_and_the_others_are_compared(real):
    found = compared(real, ["gd-finance"], [2023, 2024, 2031])
    assert [member.year for member in found.comparison.members] == [2023, 2024]
    (refused,) = found.comparison.refused
    said = str(refused.problems[0])
    assert [word for word in ("gd-finance/2031", "2022年", "jixiao add gd-finance 2031") if word not in said] == []
    report = text_of(describe(found))
    assert "没有登记过这个年度的文件" in report
    assert "jixiao add gd-finance 2031" in report


def test_a_year_that_cannot_be_read_is_told_and_the_others_are_compared(tmp_path):
    project = project_in(tmp_path, "gd-finance")
    (project.fund_year("gd-finance", 2022).raw / "附件2 分配方案.docx").write_bytes(b"not a document")
    found = compared(project, ["gd-finance"])
    assert [member.year for member in found.comparison.members] == [2023, 2024]
    assert [each.year for each in found.comparison.refused] == [2022]
    assert all(
        "gd-finance/2022" in problem.where and problem.advice for problem in found.comparison.refused[0].problems
    )
    assert "未能纳入的资金年度" in {block.title for block in describe(found).blocks if isinstance(block, Table)}


def test_an_unknown_fund_stops_and_names_near_ones(real):
    with pytest.raises(NotFoundError, match=r"gd-finanse.*gd-finance"):
        compared(real, ["gd-finanse"])


def test_nothing_to_compare_stops_with_every_reason(real):
    with pytest.raises(NotFoundError) as stopped:
        compared(real, ["gd-finance", "gzkfq-finance"], [2031])
    assert [problem.where for problem in stopped.value.problems] == ["", "gd-finance/2031", "gzkfq-finance/2031"]


def test_a_project_without_documents_says_how_to_begin(tmp_path):
    with pytest.raises(NotFoundError, match="jixiao add"):
        compared(project_in(tmp_path), [])


def test_results_whose_rules_are_not_confirmed_take_part_without_a_score(tmp_path):
    project = project_in(tmp_path)
    this = generate(seed=3, projects=3, indicators=18, year=2019)
    write(this, project.root)
    write(earlier(this), project.root, TARGET_REVIEW)
    found = compared(project, ["gd-finance"])
    review, unconfirmed = found.comparison.members
    assert (review.evaluation.kind, unconfirmed.evaluation.kind) == (ReportKind.TARGET_REVIEW, ReportKind.TARGET_REVIEW)
    assert (review.unscored, "未经确认" in unconfirmed.unscored) == ("", True)
    assert "不得沿用其他年度的规则" in plain_items(describe(found))


def plain_items(report):
    return "\n".join(plain_text(item) for block in report.chapter("scores") for item in getattr(block, "items", ()))


def test_half_way_results_are_not_what_a_year_reached(tmp_path):
    from support.dossiers import MIDTERM

    project = project_in(tmp_path)
    this = generate(seed=5, projects=3, indicators=18)
    write(this, project.root, TARGET_REVIEW)
    write(earlier(this), project.root, MIDTERM, by_june=True)
    found = compared(project, ["gd-finance"])
    assert [member.evaluation.kind for member in found.comparison.members] == [
        ReportKind.MIDTERM,
        ReportKind.TARGET_REVIEW,
    ]
    assert {thing.actual for member in found.comparison.members for thing in member.things.values()} == {None}
    assert "没有报送可比的实际完成值" in text_of(describe(found))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fudns": ["gd-finance"], "funds": []}, ("没有这个参数", "fudns", "funds")),
        ({"funds": "gd-finance"}, ("参数取值有误", "funds", "列表")),
        ({"funds": ["../etc"]}, ("参数取值有误", "funds")),
        ({"funds": [], "years": ["二〇二三"]}, ("参数取值有误", "years")),
        ({"funds": [], "years": 2023}, ("参数取值有误", "years", "列表")),
        ({"years": [2023]}, ("缺少参数", "funds")),
    ],
)
def test_parameters_of_a_comparison_are_strict(given, words):
    with pytest.raises(ParameterError) as stopped:
        check_comparison(given)
    assert [word for word in words if word not in str(stopped.value)] == []


def test_a_misspelt_parameter_of_a_notebook_stops():
    namespace = {"In": ["# Parameters\nfunds = []\nyeers = [2023]\n"], "funds": [], "years": []}
    with pytest.raises(ParameterError, match=r"yeers.*years"):
        comparison_of_notebook(namespace)
