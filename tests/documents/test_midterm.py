"""Checks at mid-year on invented dossiers: what was filed by June, held against the model that drew it.

Stage targets, spending and the report of the kind ``midterm``; the forms of June beside those of year's end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from support.dossiers import FINAL, MIDTERM, TARGET_REVIEW, generate, write
from support.dossiers.model import FundYear, Indicator, half_up
from support.dossiers.write import rendered

from analysis import kinds, pipeline, provenance, tables
from analysis.documents import dossier
from analysis.documents.intake import examine, register
from analysis.errors import NotFoundError, ParameterError
from analysis.evaluation import Evaluation
from analysis.parameters import check_parameters
from analysis.paths import FundYearPaths
from analysis.report import blocks
from analysis.report.blocks import Heading, Items, KeyFigures, Note, Paragraph, Picture, Table
from analysis.report.compose import Report
from analysis.vocabulary import DocumentKind, ReportKind

Root = Callable[[], Path]
DAY = "2023-06-30"


@pytest.fixture(scope="module")
def new_root(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Make an empty project that has the suites."""

    def make() -> Path:
        folder = tmp_path_factory.mktemp("midterm")
        shutil.copytree(root / "expectations", folder / "expectations")
        (folder / "data" / "raw").mkdir(parents=True)
        return folder

    return make


def indicators(year: FundYear) -> Iterator[tuple[str, int, int, Indicator]]:
    for project in year.projects:
        for position, own in enumerate(project.indicators, start=1):
            yield f"P{project.no:02d}-{position:02d}", project.no, position, own


def counted(year: FundYear) -> list[tuple[int, int, Indicator]]:
    """Return the places of the indicators that add up over the year."""
    return [(no, position, own) for _, no, position, own in indicators(year) if own.shape == "floor"]


def steady(year: FundYear) -> FundYear:
    """Return the fund year with spending that keeps up with the time."""
    for project in year.projects:
        year = year.with_project(project.no, paid_by_june=half_up(project.budget * 48 / 100))
    return year


def midterm(year: FundYear, root: Path, kinds_: tuple[DocumentKind, ...] = MIDTERM) -> FundYearPaths:
    return write(year, root, kinds_, by_june=True)


def told(report: Report) -> str:
    """Return every word of a report, one block a line."""
    lines: list[str] = []
    for block in report.blocks:
        if isinstance(block, Paragraph | Note):
            lines.append(blocks.plain_text(block.inlines))
        elif isinstance(block, Items):
            lines += [blocks.plain_text(item) for item in block.items]
        elif isinstance(block, Heading):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += [block.title, *block.notes, *(c.label for c in block.columns)]
            lines += [blocks.plain_text(cell.inlines) for row in block.rows for cell in row]
        elif isinstance(block, Picture):
            lines += [block.title, block.alt]
        elif isinstance(block, KeyFigures):
            lines += [f"{item.label}{blocks.plain_text(item.value)}{item.note}" for item in block.items]
    return "\n".join(lines)


def problems(report: Report) -> list[str]:
    titles = (block.text for block in report.chapters["problems"] if isinstance(block, Heading) and block.level == 2)
    return [title.partition("：")[2] for title in titles]


def fact(evaluation: Evaluation, key: str) -> Decimal:
    return evaluation.facts.value(key)


class Case:
    """A fund year at mid-year, evaluated and described."""

    def __init__(self, year: FundYear, paths: FundYearPaths, kind: str = "auto") -> None:
        self.year, self.paths = year, paths
        self.evaluation = pipeline.evaluate(paths, kind)
        self.report = pipeline.describe(paths, self.evaluation)


@pytest.fixture(scope="module")
def sound(new_root: Root) -> Case:
    """Nothing is missed, missing or behind."""
    year = steady(generate(31, 5, 45))
    return Case(year, midterm(year, new_root()))


@pytest.fixture(scope="module")
def faulty(new_root: Root) -> Case:
    """One stage target is missed, one actual is missing, one cannot be compared; one project spends nothing."""
    year = steady(generate(31, 5, 45))
    places = counted(year)
    (no1, at1, own1), (no2, at2, _), (no3, at3, _) = places[0], places[5], places[9]
    year = year.with_cell(f"actuals.{no1}.{at1}.actual", f"1{own1.unit}")
    year = year.with_cell(f"actuals.{no2}.{at2}.actual", "").with_cell(f"actuals.{no3}.{at3}.actual", "按计划推进")
    year = year.with_project(4, paid_by_june=half_up(year.project(4).budget * 30 / 100))
    return Case(year, midterm(year, new_root()))


class TestRead:
    """The forms of June become rows that say so."""

    def test_rows_carry_the_day(self, sound: Case) -> None:
        for name in ("actuals", "execution"):
            assert set(sound.evaluation.tables[name]["as_of"]) == {DAY}
        assert len(sound.evaluation.tables["actuals"]) == 45
        mentioned = set(sound.evaluation.tables["mentions"]["document"])
        assert "midterm_self_evaluation" in mentioned
        assert "project_self_evaluation" not in mentioned
        assert tables.records(sound.evaluation.tables["remarks"]) == []

    def test_nothing_is_found_in_sound_documents(self, sound: Case) -> None:
        assert tables.records(sound.evaluation.tables["findings"]) == []

    def test_stage_targets_are_judged_and_annual_ones_open_unless_met(self, sound: Case) -> None:
        attained = {(r["indicator_id"], r["horizon"]): r for r in tables.records(sound.evaluation.tables["attainment"])}
        opened = 0
        for key, _, _, own in indicators(sound.year):
            assert attained[key, "stage"]["status"] == "met", own.name
            annual = attained[key, "annual"]
            reached, goal = own.stage_actual.value, own.goals["annual"].value
            if own.shape in ("floor", "sample", "share", "content"):
                assert reached is not None
                assert goal is not None
                assert annual["status"] == ("met" if reached >= goal else "not_yet_due")
                assert abs(annual["rate"] - reached / goal) < Decimal("1e-11")
                opened += reached < goal
            elif own.shape in ("limit", "spending", "nothing"):
                assert annual["status"] == "not_yet_due"
        assert opened >= 15

    def test_a_label_may_tell_the_day(self, new_root: Root) -> None:
        import openpyxl

        year = generate(32, 2, 12)
        paths = midterm(year, new_root())
        path = paths.raw / "项目绩效自评表.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        sheet["A1"] = "2023年项目绩效自评表"
        head = next(cell for cell in sheet[2] if cell.value == "实际完成值")
        head.value = "截至2023年9月底实际完成值"
        book.save(path)
        resealed(paths)
        assert set(dossier.read(paths).tables["actuals"]["as_of"]) == {"2023-09-30"}


def resealed(paths: FundYearPaths) -> None:
    """Record the documents as they lie."""
    manifest = provenance.load_manifest(paths)
    files = [e.model_copy(update={"sha256": provenance.sha256_of(paths.raw / e.file)}) for e in manifest.files]
    provenance.write_manifest(paths, manifest.model_copy(update={"files": tuple(files)}))


def registered(paths: FundYearPaths, file: str, kind: DocumentKind) -> None:
    """Say in the manifest what a document is, as a person does."""
    manifest = provenance.load_manifest(paths)
    files = [e.model_copy(update={"kind": kind}) if e.file == file else e for e in manifest.files]
    provenance.write_manifest(paths, manifest.model_copy(update={"files": tuple(files)}))


class TestKinds:
    """Which kind of report the documents allow, and which of two filings counts."""

    def test_the_kind_follows_from_the_documents(self, sound: Case) -> None:
        assert sound.evaluation.kind is ReportKind.MIDTERM
        assert sound.evaluation.book is None
        assert len(sound.evaluation.tables["scores"]) == 0

    def test_intake_tells_the_form_of_june_by_its_words(self, new_root: Root, tmp_path: Path) -> None:
        year = generate(33, 2, 12)
        files, _ = rendered(year, MIDTERM, by_june=True)
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        from analysis.paths import Project

        paths = Project(new_root()).fund_year("new-fund", 2023)
        found = examine(paths, sorted(tmp_path.iterdir()))
        assert [str(problem) for arrival in found.arrivals for problem in arrival.problems] == []
        register(found)
        listed = {entry.file: entry.kind for entry in provenance.load_manifest(paths).files}
        assert listed["项目绩效自评表.xlsx"] is DocumentKind.MIDTERM_SELF_EVALUATION
        assert listed["预算执行情况表.xlsx"] is DocumentKind.EXECUTION_TABLE
        assert pipeline.evaluate(paths).kind is ReportKind.MIDTERM

    def test_a_person_may_say_otherwise(self, new_root: Root) -> None:
        year = generate(33, 2, 12)
        paths = midterm(year, new_root())
        registered(paths, "项目绩效自评表.xlsx", DocumentKind.PROJECT_SELF_EVALUATION)
        read = pipeline.read(paths)
        assert not read.midterm
        assert set(read.tables["actuals"]["as_of"]) == {"2023-12-31"}
        assert any("登记为项目绩效自评表" in row["text"] for row in tables.records(read.tables["remarks"]))

    def test_a_form_without_a_day_that_a_person_registered_is_taken_for_midyear(self, new_root: Root) -> None:
        year = generate(33, 2, 12)
        paths = write(year, new_root(), MIDTERM)
        registered(paths, "项目绩效自评表.xlsx", DocumentKind.MIDTERM_SELF_EVALUATION)
        read = pipeline.read(paths)
        assert set(read.tables["actuals"]["as_of"]) == {DAY}
        assert any("没有写明截至日期" in row["text"] for row in tables.records(read.tables["remarks"]))
        # The spending is that of year's end; a check at mid-year does without it.
        assert len(read.tables["execution"]) == 0

    def test_without_the_form_there_is_no_check(self, new_root: Root) -> None:
        paths = write(generate(33, 2, 12), new_root(), TARGET_REVIEW)
        assert pipeline.evaluate(paths).kind is ReportKind.TARGET_REVIEW
        with pytest.raises(NotFoundError, match="项目中期自评表"):
            pipeline.evaluate(paths, "midterm")

    def test_the_kind_can_be_asked_for_and_only_if_it_exists(self) -> None:
        assert check_parameters({"fund": "a", "year": 2023, "kind": "midterm"}).kind == "midterm"
        with pytest.raises(ParameterError, match="midterm"):
            check_parameters({"fund": "a", "year": 2023, "kind": "interim"})

    def test_the_forms_of_the_years_end_win_and_those_of_june_can_be_asked_for(self, new_root: Root) -> None:
        year = generate(34, 3, 27)
        paths = write(year, new_root(), FINAL)
        june, _ = rendered(year, MIDTERM, by_june=True)
        manifest = provenance.load_manifest(paths)
        added = []
        for name in ("项目绩效自评表.xlsx", "预算执行情况表.xlsx"):
            (paths.raw / f"6月{name}").write_bytes(june[name])
            own = next(entry for entry in manifest.files if entry.file == name)
            half = own.kind is DocumentKind.PROJECT_SELF_EVALUATION
            kind = DocumentKind.MIDTERM_SELF_EVALUATION if half else own.kind
            digest = provenance.sha256_of(paths.raw / f"6月{name}")
            added.append(own.model_copy(update={"file": f"6月{name}", "kind": kind, "sha256": digest}))
        provenance.write_manifest(paths, manifest.model_copy(update={"files": (*manifest.files, *added)}))
        final = pipeline.evaluate(paths)
        assert final.kind is ReportKind.FINAL
        assert set(final.tables["actuals"]["as_of"]) == {"2023-12-31"}
        paid = {row["project_no"]: row["paid_wan"] for row in tables.records(final.tables["execution"])}
        assert paid == {own.no: own.paid for own in year.projects}
        left_out = [row for row in tables.records(final.tables["remarks"]) if "未采用" in row["text"]]
        assert {row["place"] for row in left_out} == {"6月项目绩效自评表.xlsx", "6月预算执行情况表.xlsx"}
        check = pipeline.evaluate(paths, "midterm")
        assert check.kind is ReportKind.MIDTERM
        assert set(check.tables["actuals"]["as_of"]) == {DAY}
        paid = {row["project_no"]: row["paid_wan"] for row in tables.records(check.tables["execution"])}
        assert paid == {own.no: own.paid_by_june for own in year.projects}
        assert len(check.tables["scores"]) == len(check.tables["given_scores"]) == 0
        # What was kept on disk for the one kind is not taken for the other.
        again = pipeline.evaluate(paths)
        assert again.facts["fund.score"].text == final.facts["fund.score"].text
        assert kinds.is_midterm(again.manifest) is False

    def test_an_earlier_years_june_is_not_what_that_year_reached(self, new_root: Root) -> None:
        from support.dossiers import earlier

        year, root = generate(35, 3, 27), new_root()
        midterm(earlier(year), root)
        paths = write(year, root, TARGET_REVIEW)
        series = pipeline.check(paths, pipeline.read(paths))["series"]
        compared = series[series["earlier_target_value"].notna()]
        assert len(compared) >= 10
        assert series["earlier_actual_value"].isna().all()


class TestFacts:
    """Figures of the report follow from the model."""

    def test_targets(self, sound: Case) -> None:
        own = sound.evaluation
        assert own.facts["midterm.as_of"].text == "2023年6月30日"
        assert fact(own, "midterm.time_share") == Decimal("0.5")
        assert own.facts["midterm.time_share"].formula == "6个月 ÷ 12个月 = 50.00%"
        assert fact(own, "stage.count") == fact(own, "stage.met_count") == fact(own, "midterm.filed_count") == 45
        assert fact(own, "stage.behind_count") == fact(own, "midterm.late_count") == 0
        shares = [
            indicator.stage_actual.value / indicator.goals["annual"].value
            for _, _, _, indicator in indicators(sound.year)
            if indicator.shape in ("floor", "sample")
        ]
        assert fact(own, "annual.counted_count") == len(shares)
        assert fact(own, "annual.slower_count") == sum(share < Decimal("0.5") for share in shares) > 0

    def test_spending(self, faulty: Case) -> None:
        own, year = faulty.evaluation, faulty.year
        paid, budget = year.total("paid_by_june"), year.total("budget")
        assert fact(own, "execution.paid") == paid
        assert abs(fact(own, "execution.gap") - (paid / budget - Decimal("0.5"))) < Decimal("1e-11")
        late = year.project(4)
        assert fact(own, "execution.behind_count") == 1
        assert fact(own, "execution.behind_unspent") == late.budget - late.paid_by_june
        assert own.facts["execution.project.4.rate"].text == "30.00%"
        assert own.facts["execution.project.4.gap"].text == "-20.00"
        assert own.facts["execution.allowed"].text == "10"

    def test_what_is_missed_missing_or_open(self, faulty: Case) -> None:
        own = faulty.evaluation
        counts = [fact(own, f"stage.{name}_count") for name in ("met", "behind", "open", "unreported", "later")]
        assert counts == [42, 1, 1, 1, 0]
        no, at, indicator = counted(faulty.year)[0]
        goal = indicator.goals["stage"].value
        assert goal is not None
        assert abs(fact(own, f"indicator.P{no:02d}-{at:02d}.stage.rate") - 1 / goal) < Decimal("1e-11")
        assert fact(own, f"project.{no}.stage.behind_count") == 1
        assert fact(own, "midterm.unreported_count") == 1
        # The project of the missed target, and the one that spends too slowly.
        assert fact(own, "midterm.late_count") == len({no, 4})

    def test_every_share_can_be_traced_to_its_cells(self, faulty: Case) -> None:
        from analysis.facts.trace import trace

        no, at, _ = counted(faulty.year)[0]
        lines = "\n".join(trace(faulty.evaluation.facts, f"indicator.P{no:02d}-{at:02d}.stage.rate"))
        assert "项目绩效自评表.xlsx" in lines
        assert "绩效目标表.docx" in lines


class TestReport:
    """What a reader sees."""

    def test_nothing_wrong_is_told_of_sound_documents(self, sound: Case) -> None:
        assert problems(sound.report) == []
        text = told(sound.report)
        assert text.count("按已有文件未发现需要整改的问题。") == 2
        assert "阶段目标达标45项共45项，已填报45项" in text
        assert "没有项目的支出落后于时间进度超过10个百分点" in text

    def test_problems_in_order_of_weight(self, faulty: Case) -> None:
        expected = ["阶段目标未达标", "支出进度落后", "实际完成值填报不全", "部分填报内容不能与阶段目标比较"]
        assert problems(faulty.report)[:4] == expected
        text = told(faulty.report)
        for number in range(1, len(problems(faulty.report)) + 1):
            assert f"对应问题{number}" in text
        no, _, own = counted(faulty.year)[0]
        assert f"项目{no}的{own.name}（阶段目标{own.goals['stage'].text}，实际1{own.unit}" in text

    def test_every_finding_that_a_problem_names_is_in_the_appendix(self, faulty: Case) -> None:
        found = {row["id"] for row in tables.records(faulty.evaluation.tables["findings"])}
        assert found
        text = told(faulty.report)
        assert all(text.count(name) >= 2 for name in found)

    def test_chapters_and_numbers(self, sound: Case) -> None:
        chapters = sound.report.chapters
        assert list(chapters) == [
            *("summary", "basics", "stage", "spending", "problems", "advice", "findings", "checks", "sources", "method")
        ]
        first = [chapter[0].text for chapter in chapters.values() if isinstance(chapter[0], Heading)]
        assert first[1:6] == [
            "一、基本情况",
            "二、阶段目标完成情况",
            "三、预算执行进度",
            "四、存在的问题",
            "五、整改建议",
        ]
        cover = sound.report.front[0]
        assert "中期检查报告" in getattr(cover, "title", "")
        assert getattr(cover, "notes", ()) == ("检查截至日：2023年6月30日",)

    def test_nothing_looks_like_a_final_result(self, faulty: Case) -> None:
        said = told(faulty.report).replace("不评分", "").replace("指标体系与得分", "").replace("不出现得分和等级", "")
        assert not [word for word in ("得分", "评分", "分值", "优良", "综合得分") if word in said]
        assert not [key for key in faulty.evaluation.facts if key.startswith("fund.") and "score" in key]

    def test_the_time_is_marked_in_the_figures(self, faulty: Case) -> None:
        figures = {b.anchor: b for b in faulty.report.blocks if isinstance(b, Picture)}
        assert set(figures) == {"fig_progress", "fig_spending"}
        assert "时间进度50.00%" in figures["fig_progress"].alt
        assert figures["fig_spending"].title == "1个项目的支出落后于时间进度超过10个百分点"

    def test_without_a_spending_table_the_chapter_says_so(self, new_root: Root) -> None:
        year = generate(36, 2, 12)
        without = tuple(kind for kind in MIDTERM if kind is not DocumentKind.EXECUTION_TABLE)
        case = Case(year, midterm(year, new_root(), without))
        assert "没有报送预算执行情况" in problems(case.report)
        assert "支出进度未作检查" in told(case.report)
        assert [b.anchor for b in case.report.blocks if isinstance(b, Picture)] == ["fig_progress"]

    def test_spending_may_speak_of_another_day_than_the_targets(self, new_root: Root) -> None:
        import openpyxl

        paths = midterm(generate(36, 2, 12), new_root())
        path = paths.raw / "预算执行情况表.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        sheet["A1"] = "2023年预算执行情况表"
        next(cell for cell in sheet[3] if cell.value == "支出金额").value = "支出金额（截至9月15日）"
        book.save(path)
        resealed(paths)
        evaluation = pipeline.evaluate(paths)
        # Eight months and half of September.
        assert evaluation.facts["execution.time_share"].formula == "8.5个月 ÷ 12个月 = 70.83%"
        assert fact(evaluation, "midterm.time_share") == Decimal("0.5")
        assert "截至2023年9月15日，预算" in told(pipeline.describe(paths, evaluation))

    def test_a_form_without_any_indicator_is_refused(self, new_root: Root) -> None:
        import openpyxl

        paths = midterm(generate(36, 2, 12), new_root())
        path = paths.raw / "项目绩效自评表.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        for merged in [own for own in sheet.merged_cells.ranges if own.min_row > 2]:
            sheet.unmerge_cells(str(merged))
        sheet.delete_rows(3, 100)
        book.save(path)
        resealed(paths)
        with pytest.raises(NotFoundError, match="没有任何指标"):
            pipeline.evaluate(paths)

    def test_targets_of_a_longer_project_without_a_stage(self, new_root: Root) -> None:
        year = generate(37, 2, 12, horizons=("annual", "period"))
        case = Case(year, midterm(year, new_root()))
        assert fact(case.evaluation, "stage.count") == 0
        assert "部分指标没有阶段目标" in problems(case.report)
        attained = case.evaluation.tables["attainment"]
        assert "not_met" not in set(attained["status"])
        assert set(attained["horizon"]) == {"annual", "period"}

    def test_the_analysts_words_have_their_places(self, new_root: Root) -> None:
        year = generate(36, 2, 12)
        paths = midterm(year, new_root())
        slots = ("背景", "组织实施", "检查结论", "问题补充", "建议补充")
        paths.prose.write_text("\n\n".join(f"## {slot}\n\n这里写{slot}。" for slot in slots), encoding="utf-8")
        text = told(pipeline.describe(paths, pipeline.evaluate(paths)))
        assert [text.count(f"这里写{slot}。") for slot in slots] == [1] * len(slots)


def test_the_score_book_holds_targets_and_no_score(faulty: Case) -> None:
    import io

    import openpyxl

    from analysis.render.score_book import to_score_book

    book = openpyxl.load_workbook(io.BytesIO(to_score_book(faulty.evaluation)))
    assert book.sheetnames == ["二级项目", "项目指标", "核查发现", "说明"]
    cells: list[Any] = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    said = [cell for cell in cells if isinstance(cell, str) and not cell.startswith("=")]
    assert not [cell for cell in said if cell in ("得分", "分值", "等级", "总分")]
    assert "未到期" in said
    assert "评分表" not in str(book.properties.title)


@pytest.mark.slow
def test_a_whole_run(root: Path, new_root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.runs.model import Job, Planned
    from analysis.runs.report import PRODUCTS, write_report

    folder = new_root()
    shutil.copytree(root / "notebooks", folder / "notebooks")
    paths = midterm(generate(38, 3, 27), folder)
    monkeypatch.setenv("JIXIAO_ROOT", str(folder))
    monkeypatch.chdir(folder)
    run = write_report(Planned(Job(paths.fund, paths.year), "-"), lambda *_: None)
    assert run["kind"] == "midterm"
    assert "score" not in run
    assert run["rules"] == []
    assert all((paths.reports / name).stat().st_size > 1000 for name in PRODUCTS)
    assert not (paths.reports / "score.ipynb").exists()
    assert "中期检查报告" in (paths.reports / "report.html").read_text(encoding="utf-8")
