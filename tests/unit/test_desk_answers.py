"""What an open fund year answers: tables, scores and their reasons, origins, chapters, and mistakes with near names."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.desk import FundYear
from analysis.desk.scores import find, nodes
from analysis.errors import JixiaoError, NotFoundError, ParameterError
from analysis.paths import Project
from analysis.report.blocks import MIME, Cover

ANSWERS = {
    *("documents", "projects", "indicators", "targets", "actuals", "findings", "scores", "facts"),
    *("table", "why", "trace", "report", "chapter", "cover", "fund", "year", "kind"),
}


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk")
    for name in ("data/raw", "expectations"):
        shutil.copytree(root / name, made / name)
    return made


@pytest.fixture(scope="module")
def fy(folder: Path) -> FundYear:
    return FundYear(Project(folder).fund_year("gd-finance", 2023))


@pytest.fixture(scope="module")
def review(folder: Path) -> FundYear:
    """A year of which plan and targets are there, and no results."""
    return FundYear(Project(folder).fund_year("gd-finance", 2024))


def refusal(asked) -> str:
    with pytest.raises(JixiaoError) as caught:
        asked()
    return str(caught.value)


class TestNames:
    def test_tab_completion_offers_answers_only(self, fy: FundYear) -> None:
        assert set(dir(fy)) >= ANSWERS
        assert {"dossier", "computed", "evaluation", "paths"}.isdisjoint(dir(fy))
        assert [name for name in dir(fy) if name.startswith("_")] == []

    def test_everything_offered_says_what_it_is(self) -> None:
        assert [name for name in ANSWERS - {"kind"} if not getattr(FundYear, name).__doc__] == []

    def test_a_mistyped_name_is_answered_with_the_near_one(self, fy: FundYear) -> None:
        assert "相近的有：fy.findings" in refusal(lambda: fy.findigs)
        assert not hasattr(fy, "findigs")
        assert not hasattr(fy, "_repr_latex_")

    def test_a_fault_inside_a_known_name_is_not_hidden(self, fy: FundYear, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(FundYear, "projects", property(lambda _: [].no_such_thing))
        with pytest.raises(AttributeError, match="no_such_thing"):
            _ = fy.projects


class TestTables:
    def test_documents_tell_what_was_read_from_each(self, fy: FundYear) -> None:
        told = fy.documents.labelled().set_index("文件")["读到"]
        assert "项目13行" in told["分配方案.docx"]
        # The execution table names the 13 projects, and each project's direction.
        assert "预算执行13行" in told["预算执行情况表.xlsx"]
        assert "支持方向归属13行" in told["预算执行情况表.xlsx"]
        # Four parts of 13 projects.
        assert "评定得分52行" in told["项目评分表.xlsx"]

    def test_labels_carry_the_unit_and_values_stay_exact(self, fy: FundYear) -> None:
        said = fy.projects.labelled()
        assert "安排金额（收回后）（万元）" in said.columns
        assert sum(said["安排金额（收回后）（万元）"]) == Decimal("3834.29")
        assert said["来源"].iloc[0].startswith("分配方案.docx 表1 第")
        assert list(fy.projects.frame["no"]) == list(range(1, 14))

    def test_whole_numbers_stay_whole_beside_blanks(self, fy: FundYear) -> None:
        numbers = fy.indicators.labelled()["序号"]
        assert numbers.isna().any()
        assert {str(number) for number in numbers.dropna()} >= {"1", "13"}

    def test_conditions_take_codes_and_chinese_words(self, fy: FundYear) -> None:
        by_code = fy.findings.where(severity="warning", family="sums")
        by_word = fy.findings.where(程度="警告", 类别="合计与个数")
        assert list(by_code.frame["id"]) == list(by_word.frame["id"]) != []
        assert set(by_code.frame["severity"]) == {"warning"}
        both = fy.findings.where(severity=["critical", "warning", "info"])
        assert len(both) == len(fy.findings)

    def test_conditions_on_texts_numbers_and_blanks(self, fy: FundYear) -> None:
        assert set(fy.indicators.where(level1="满意度").frame["level1"]) >= {"满意度"}
        assert list(fy.projects.where(no=3).frame["no"]) == [3]
        assert list(fy.projects.where(allocated_wan="1189.84").frame["no"]) == [2]
        assert len(fy.indicators.where(project_no=None)) == 21

    def test_tables_and_columns_by_their_chinese_names(self, fy: FundYear) -> None:
        assert fy.table("项目", "项目名称", "no").columns == ("name", "no")

    @pytest.mark.parametrize(
        ("ask", "words"),
        [
            (lambda fy: fy.table("project"), ("没有这张表", "projects（项目）")),
            (lambda fy: fy.table("projects", "nmae"), ("没有这一列", "projects", "name（项目名称）")),
            (lambda fy: fy.table("projects", "项目名"), ("没有这一列", "name（项目名称）")),
            (lambda fy: fy.findings.where(severty="warning"), ("没有这一列", "severity（程度）")),
            (lambda fy: fy.findings.where(severity="warn"), ("没有这个取值", "warning（警告）")),
            (lambda fy: fy.findings.where(severity="警示"), ("没有这个取值", "warning（警告）")),
            (lambda fy: fy.scores("projekt"), ("没有这个范围", "project（二级项目）")),
        ],
    )
    def test_unknown_names_are_answered_with_near_ones(self, fy: FundYear, ask, words) -> None:
        told = refusal(lambda: ask(fy))
        assert [word for word in words if word not in told] == [], told

    def test_a_number_is_wanted_where_numbers_stand(self, fy: FundYear) -> None:
        with pytest.raises(ParameterError, match="下达金额"):
            fy.projects.where(allocated_wan="五百")


class TestScores:
    def test_the_funds_scores_show_at_once_and_the_projects_when_called(self, fy: FundYear) -> None:
        assert fy.scores.frame["node"].iloc[0] == "总分"
        assert len(fy.scores.where(indicator_id="F-")) == 21
        assert set(fy.scores("project").frame["project_no"]) == set(range(1, 14))
        assert list(fy.scores("二级项目").frame["node"]) == list(fy.scores("project").frame["node"])

    def test_without_results_the_table_says_what_is_missing(self, review: FundYear) -> None:
        assert len(review.scores) == 0
        for told in (review.scores.note, review.scores._repr_html_(), repr(review.why("F-03")), repr(review.why())):
            assert [word for word in ("没有得分", "项目评分表", "jixiao add gd-finance 2024") if word not in told] == []

    def test_why_of_a_halved_indicator(self, fy: FundYear) -> None:
        told = repr(fy.why("F-03"))
        # 3 points; 10 reported against 3 is 333.3 %, above the threshold of 150 %, so half of them count.
        wanted = ("1.5分，满分3分", "10个 ÷ 目标3个 = 333.3%", "over_attainment", "由公布结果推得", "“绩效自评表”表 F5")
        assert [word for word in wanted if word not in told] == [], told
        shown = fy.why("F-03")._repr_html_()
        assert [word for word in wanted if word not in shown.replace("&#34;", '"')] == []

    def test_why_of_a_parent_lists_its_parts_to_ask_on(self, fy: FundYear) -> None:
        reason = fy.why("总分").reasons[0]
        assert [part.names[0] for part in reason.parts] == ["过程", "产出", "效益"]
        assert sum(part.row["score"] for part in reason.parts) == reason.node.row["score"]
        assert 'fy.why("过程")' in fy.why("总分")._repr_html_()

    def test_why_of_a_project_and_of_a_part_of_it(self, fy: FundYear) -> None:
        # 19 + 19 + 28 + 28
        assert "= 94" in repr(fy.why("项目1"))
        assert "项目评分表.xlsx" in repr(fy.why("项目1/产出"))

    def test_why_by_name_by_part_and_without_a_name(self, fy: FundYear) -> None:
        assert [reason.node.names[0] for reason in fy.why("监管有效").reasons] == ["F-02"]
        lost = fy.why().reasons[0].node.row
        leaves = fy.scores.where(indicator_id="F-").frame
        assert lost["points"] - lost["score"] == max(leaves["points"] - leaves["score"])

    def test_why_of_nothing_known_names_near_ones(self, fy: FundYear) -> None:
        told = refusal(lambda: fy.why("F-3"))
        assert "F-03（数字人民币" in told
        assert "名称不够明确" in refusal(lambda: fy.why("项目"))

    def test_every_score_has_a_fact_and_a_reason(self, fy: FundYear) -> None:
        known = nodes(fy.computed["scores"], fy.dossier.tables["projects"])
        assert len(known) == len(fy.computed["scores"]) > 90
        assert [node.fact for node in known if node.fact not in fy.facts] == []
        for node in known:
            assert find(known, node.names[0])[0] == node
            assert repr(fy.why(node.names[0]))


class TestOrigins:
    def test_trace_shows_itself_and_prints(self, fy: FundYear) -> None:
        traced = fy.trace("execution.rate")
        assert str(traced).splitlines()[0] == "execution.rate = 99.41%"
        shown = traced._repr_html_()
        assert "3,811.75 ÷ 3,834.29 = 99.41%" in shown
        assert "预算执行情况表.xlsx “预算执行情况表”表 D4" in shown
        assert set(fy.trace("99.41%").keys) >= {"execution.rate", "indicator.F-01.actual"}

    def test_a_wrong_digit_or_key_is_answered_with_near_ones(self, fy: FundYear) -> None:
        assert "execution.rate（99.41%）" in refusal(lambda: fy.trace("99.42%"))
        assert "execution.rate（99.41%）" in refusal(lambda: fy.trace("execution.rates"))
        assert "plan.budget" in refusal(lambda: fy.facts["plan.budgt"])

    def test_facts_are_a_mapping_and_a_table(self, fy: FundYear) -> None:
        assert fy.facts["fund.score"].text == "91.43"
        assert fy.facts._ipython_key_completions_() == list(fy.facts)
        assert list(fy.facts.where(key="execution.rate").frame["text"]) == ["99.41%"]
        assert len(fy.facts.view) == len(fy.facts)


class TestReport:
    def test_the_whole_report_and_one_chapter(self, fy: FundYear) -> None:
        whole = fy.report().blocks
        assert isinstance(whole[0], Cover)
        for which in ("summary", "摘"):
            assert set(map(id, fy.chapter(which).blocks)) <= set(map(id, whole))
        assert fy.chapter("summary")._repr_mimebundle_()[MIME]["blocks"]

    def test_a_chapter_of_another_kind_is_empty_and_an_unknown_one_is_told(self, fy: FundYear) -> None:
        assert len(fy.chapter("quality")) == 0
        assert "summary（摘）" in refusal(lambda: fy.chapter("sumary"))
        with pytest.raises(NotFoundError, match="没有这一章"):
            fy.chapter("99")


class TestCard:
    def test_it_says_what_there_is_and_what_to_do_next(self, fy: FundYear) -> None:
        shown = fy._repr_html_()
        wanted = (
            "13个项目，安排3,834.29万元",
            "支出3,811.75万元",
            "91.43分，等级“优”",
            "fy.why()",
            "严重0处",
            "绩效评价",
        )
        assert [word for word in wanted if word not in shown] == []
        assert "91.43" not in repr(FundYear(fy.paths)), "a repr reads no document"
        assert "绩效评价；6份文件；核查发现：严重0处" in repr(fy)

    def test_its_steps_are_code_that_runs(self, fy: FundYear, review: FundYear) -> None:
        for year in (fy, review):
            steps = re.findall(r"<code>(fy\.[^<]+)</code>", year._repr_html_())
            assert len(steps) >= 7
            for step in steps:
                assert eval(step.replace("&#34;", '"'), {"fy": year}) is not None

    def test_a_year_without_results_says_so_on_its_card(self, review: FundYear) -> None:
        assert "还没有报送结果" in review._repr_html_()
