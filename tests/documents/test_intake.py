"""Documents that are handed in: told by their content, shown with what was read, registered, never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from support.edits import write_xlsx
from support.national_forms import NATIONAL, SAMPLE
from support.national_forms import write_xlsx as write_form

from analysis import provenance
from analysis.documents import dossier
from analysis.documents.intake import Arrival, Names, add
from analysis.errors import ManifestError, OutputError, ParameterError
from analysis.paths import FundYearPaths, Project

NAMES = Names("测试专项资金", "测试资金", "测试局")


@pytest.fixture
def received(tmp_path: Path, root: Path) -> Path:
    """The 2022 documents as they came, in a folder of their own."""
    folder = tmp_path / "received"
    shutil.copytree(root / "data/raw/gd-finance/2022", folder)
    (folder / "MANIFEST.yaml").unlink()
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> FundYearPaths:
    """A fund year that does not exist yet, in a project without documents."""
    (tmp_path / "project" / "data" / "raw").mkdir(parents=True)
    return Project(tmp_path / "project").fund_year("new-fund", 2022)


def problems(arrivals: list[Arrival]) -> str:
    return "\n".join(str(problem) for arrival in arrivals for problem in arrival.problems)


def test_a_new_fund_year_is_told_from_its_documents(fresh: FundYearPaths, received: Path) -> None:
    arrivals = add(fresh, sorted(received.iterdir()))
    assert [(arrival.note, arrival.entry.kind.value) for arrival in arrivals if arrival.entry] == [
        ("新增", "catalogue"),
        ("新增", "allocation_plan"),
        ("新增", "target_table"),
    ]
    assert arrivals[1].rows["项目"] == 9
    assert (arrivals[2].rows["绩效指标"], arrivals[2].rows["未设指标的类别"]) == (87, 11)
    assert problems(arrivals) == ""
    manifest = provenance.load_manifest(fresh)
    assert manifest.fund_name == "广东省促进经济高质量发展专项资金（金融发展）"
    assert manifest.department == "广东省地方金融监督管理局"
    assert manifest.year_status == "stated"
    provenance.verify(fresh, manifest)
    assert len(dossier.read(fresh).tables["indicators"]) == 87


def test_file_names_do_not_matter(fresh: FundYearPaths, received: Path) -> None:
    for number, path in enumerate(sorted(received.iterdir())):
        path.rename(received / f"{number}.docx")
    kinds = [arrival.entry.kind.value for arrival in add(fresh, sorted(received.iterdir())) if arrival.entry]
    assert kinds == ["catalogue", "allocation_plan", "target_table"]


def test_documents_come_one_after_the_other(fresh: FundYearPaths, received: Path) -> None:
    catalogue, plan, targets = sorted(received.iterdir())
    add(fresh, [catalogue, plan])
    later = add(fresh, [targets, plan])
    assert [arrival.note for arrival in later] == ["新增", "已登记，内容相同"]
    assert [entry.file for entry in provenance.load_manifest(fresh).files] == [catalogue.name, plan.name, targets.name]


def test_another_year_of_a_fund_keeps_its_names(project: Project, received: Path) -> None:
    paths = project.fund_year("gd-finance", 2021)
    arrivals = add(paths, sorted(received.iterdir()))
    assert "标题所写年度与登记的年度2021不同" in str(arrivals[0].remarks[0])
    manifest = provenance.load_manifest(paths)
    assert manifest.short_name == provenance.load_manifest(project.fund_year("gd-finance", 2022)).short_name
    assert manifest.year_status == "assumed", "the documents speak of 2022"


def test_names_that_no_document_tells_must_be_given(fresh: FundYearPaths, tmp_path: Path) -> None:
    plan = tmp_path / "方案.xlsx"
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], [1, "甲", "乙", 10]])
    with pytest.raises(ParameterError) as refused:
        add(fresh, [plan])
    assert "--fund-name" in str(refused.value)
    assert "--department" in str(refused.value)
    assert not fresh.raw.exists()
    add(fresh, [plan], NAMES)
    assert provenance.load_manifest(fresh).short_name == "测试资金"


def test_a_file_of_no_known_kind_is_named_with_what_it_lacks(fresh: FundYearPaths, tmp_path: Path) -> None:
    other = tmp_path / "名单.xlsx"
    write_xlsx(other, [["序号", "项目名称", "分配金额"], [1, "甲", 10]])
    missing = tmp_path / "没有.docx"
    text = tmp_path / "说明.docx"
    document = docx.Document()
    document.add_paragraph("只有文字。")
    document.save(str(text))
    arrivals = add(fresh, [other, missing, text], NAMES)
    said = problems(arrivals)
    assert all(arrival.entry is None for arrival in arrivals)
    assert [word for word in ("名单.xlsx", "最接近", "实施主体", "文件不存在", "没有表格") if word not in said] == [], (
        said
    )
    assert not fresh.raw.exists(), "nothing is registered, so nothing is written"


def test_every_problem_of_a_half_readable_document_is_listed_and_it_is_kept(
    fresh: FundYearPaths, tmp_path: Path
) -> None:
    plan = tmp_path / "方案.xlsx"
    amounts = {1: 10, 2: "约十万", "三": 5, 4: None}
    rows = [[number, f"项目{number}", "某单位", amount] for number, amount in amounts.items()]
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], *rows])
    (arrival,) = add(fresh, [plan], NAMES)
    said = problems([arrival])
    assert len(arrival.problems) == 3
    assert all(word in said for word in ("D4", "约十万", "A5", "三", "D6", "金额为空"))
    assert arrival.rows["项目"] == 1
    assert (fresh.raw / "方案.xlsx").read_bytes() == plan.read_bytes()
    assert provenance.load_manifest(fresh).files[0].file == "方案.xlsx"


def test_another_file_of_the_same_name_needs_a_word(fresh: FundYearPaths, received: Path) -> None:
    plan = received / "附件2 分配方案.docx"
    add(fresh, [plan], NAMES)
    document = docx.Document(str(plan))
    document.tables[0].rows[1].cells[6].text = "901"
    document.save(str(plan))
    (kept_out,) = add(fresh, [plan])
    assert "内容不同" in problems([kept_out])
    assert "--replace" in problems([kept_out])
    assert (fresh.raw / plan.name).read_bytes() != plan.read_bytes()
    (taken,) = add(fresh, [plan], replace=True)
    assert taken.note == "替换"
    assert (fresh.raw / plan.name).read_bytes() == plan.read_bytes()
    provenance.verify(fresh, provenance.load_manifest(fresh))


def test_two_files_of_one_name_are_both_kept_out(fresh: FundYearPaths, received: Path, tmp_path: Path) -> None:
    (tmp_path / "又").mkdir()
    plan = received / "附件2 分配方案.docx"
    twin = Path(shutil.copy(plan, tmp_path / "又" / plan.name))
    arrivals = add(fresh, [plan, twin], NAMES)
    assert [arrival.entry for arrival in arrivals] == [None, None]
    assert problems(arrivals).count("两个文件同名") == 2


def test_documents_changed_behind_the_manifest_stop_the_intake(fresh: FundYearPaths, received: Path) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    add(fresh, [plan], NAMES)
    (fresh.raw / plan.name).write_bytes(catalogue.read_bytes())
    with pytest.raises(ManifestError, match="内容与清单登记的不同"):
        add(fresh, [catalogue])


def test_a_document_that_already_lies_in_the_folder_can_be_added(fresh: FundYearPaths, received: Path) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    add(fresh, [plan], NAMES)
    inside = Path(shutil.copy(catalogue, fresh.raw))
    (arrival,) = add(fresh, [inside])
    assert arrival.note == "新增"
    assert len(provenance.load_manifest(fresh).files) == 2


def test_companions_are_passed_over(fresh: FundYearPaths, received: Path) -> None:
    (received / "README.md").write_text("说明", encoding="utf-8")
    arrivals = {arrival.path.name: arrival for arrival in add(fresh, sorted(received.iterdir()))}
    assert arrivals["README.md"].note == "随附文件，不登记"
    assert not arrivals["README.md"].problems


def test_forms_of_a_project_meet_its_plan(fresh: FundYearPaths, tmp_path: Path) -> None:
    plan, forms = tmp_path / "方案.xlsx", tmp_path / "自评表.xlsx"
    rows = [[number, form.project, form.unit, 100] for number, form in enumerate(reversed(SAMPLE), start=1)]
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], *rows])
    write_form(forms, SAMPLE, NATIONAL)
    # The forms come first, and still take the numbers of the plan.
    assert problems(add(fresh, [forms, plan], NAMES)) == ""
    tables = dossier.read(fresh).tables
    numbers = dict(zip(tables["projects"]["name"], tables["projects"]["no"], strict=True))
    assert numbers == {form.project: number for number, form in enumerate(reversed(SAMPLE), start=1)}
    assert set(tables["filed_scores"]["project_no"]) == {1, 2, 3}
    assert list(tables["projects"]["budget_wan"]) == [100, 100, 100], "the plan's own amounts"


def test_a_form_whose_project_the_plan_does_not_know_is_a_problem(fresh: FundYearPaths, tmp_path: Path) -> None:
    plan, forms = tmp_path / "方案.xlsx", tmp_path / "自评表.xlsx"
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], [1, "另一项目", "某单位", 100]])
    write_form(forms, SAMPLE[:1], NATIONAL)
    said = problems(add(fresh, [plan, forms], NAMES))
    assert "分配方案中没有" in said
    assert SAMPLE[0].project in said


def test_two_forms_of_one_project_are_a_problem(fresh: FundYearPaths, tmp_path: Path) -> None:
    forms = tmp_path / "自评表.xlsx"
    write_form(forms, [SAMPLE[0], SAMPLE[0]], NATIONAL)
    assert "两份自评表" in problems(add(fresh, [forms], NAMES))


def test_what_cannot_be_written_leaves_the_manifest(
    fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    add(fresh, [plan], NAMES)
    before = fresh.manifest.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OutputError, match="No space left"):
        add(fresh, [catalogue])
    assert fresh.manifest.read_bytes() == before


def test_the_intake_reads_what_the_run_reads(fresh: FundYearPaths, received: Path) -> None:
    arrivals = add(fresh, sorted(received.iterdir()))
    told = {title: count for arrival in arrivals for title, count in arrival.rows.items()}
    read = dossier.read(fresh).tables
    assert told["目标值"] == len(read["targets"])
    assert told["总体目标"] == len(read["objectives"])


def test_a_workbook_is_never_changed(fresh: FundYearPaths, tmp_path: Path) -> None:
    path = tmp_path / "自评表.xlsx"
    write_form(path, SAMPLE, NATIONAL)
    before = path.read_bytes()
    add(fresh, [path], NAMES)
    assert path.read_bytes() == before
    assert openpyxl.load_workbook(fresh.raw / path.name).sheetnames == openpyxl.load_workbook(path).sheetnames
