"""Documents that are handed in: told by their content, shown with what was read, registered, never lost."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import docx
import openpyxl
import pytest
from support.edits import write_xlsx
from support.national_forms import NATIONAL, SAMPLE
from support.national_forms import write_xlsx as write_form

from analysis import provenance
from analysis.documents import dossier
from analysis.documents.intake import examine, register
from analysis.documents.intake_arrivals import Arrival
from analysis.documents.intake_names import UNNAMED, Names
from analysis.documents.registry import seal
from analysis.errors import DocumentError, ManifestError, NotFoundError, OutputError, ParameterError
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


def add(paths: FundYearPaths, files: Sequence[Path], names: Names = UNNAMED, *, replace: bool = False) -> list[Arrival]:
    """What the command does, without printing."""
    intake = examine(paths, files, names, replace=replace)
    register(intake)
    return intake.arrivals


def edited(plan: Path) -> None:
    """Change one amount of the allocation plan."""
    document = docx.Document(str(plan))
    document.tables[0].rows[1].cells[6].text = "901"
    document.save(str(plan))


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
    amounts = {1: 10, 2: "约十万", "约三": 5, 4: None}
    rows = [[number, f"项目{number}", "某单位", amount] for number, amount in amounts.items()]
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], *rows])
    (arrival,) = add(fresh, [plan], NAMES)
    said = problems([arrival])
    assert len(arrival.problems) == 3
    assert all(word in said for word in ("D4", "约十万", "A5", "约三", "D6", "金额为空"))
    assert arrival.rows["项目"] == 1
    assert (fresh.raw / "方案.xlsx").read_bytes() == plan.read_bytes()
    assert provenance.load_manifest(fresh).files[0].file == "方案.xlsx"


def test_another_file_of_the_same_name_needs_a_word(fresh: FundYearPaths, received: Path) -> None:
    plan = received / "附件2 分配方案.docx"
    add(fresh, [plan], NAMES)
    edited(plan)
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
    twin = Path(shutil.copy(received / "附件3 绩效目标表.docx", tmp_path / "又" / plan.name))
    arrivals = add(fresh, [plan, twin], NAMES)
    assert [arrival.entry for arrival in arrivals] == [None, None]
    assert problems(arrivals).count("两个文件同名") == 2


def test_documents_changed_behind_the_manifest_stop_the_intake(fresh: FundYearPaths, received: Path) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    add(fresh, [plan], NAMES)
    (fresh.raw / plan.name).write_bytes(catalogue.read_bytes())
    with pytest.raises(ManifestError, match="内容与清单登记的不同"):
        add(fresh, [catalogue], NAMES)


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


class TestInterrupted:
    """What fails half way leaves the documents and the manifest as they were."""

    #: Where it may fail: at the first copy, at the first document put in place, at the manifest.
    MOMENTS = ("copying", "renaming", "manifest")
    FAILURES = (OSError(28, "No space left on device"), KeyboardInterrupt())

    @staticmethod
    def fail_at(moment: str, failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise failure

        def rename(path: Path, target: Path) -> Path:
            # Taking back what was done renames too; only the second document's way in is barred.
            if path.parent.name == "fresh" and target.name.startswith("附件3"):
                raise failure
            return replace(path, target)

        replace = Path.replace
        if moment == "copying":
            monkeypatch.setattr(shutil, "copyfile", fail)
        elif moment == "renaming":
            monkeypatch.setattr(Path, "replace", rename)
        else:
            monkeypatch.setattr(provenance, "write_manifest", fail)

    @pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
    @pytest.mark.parametrize("moment", MOMENTS)
    def test_a_fund_year_stays_as_it_was(
        self,
        moment: str,
        failure: BaseException,
        fresh: FundYearPaths,
        received: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        catalogue, plan, targets = sorted(received.iterdir())
        add(fresh, [plan], NAMES)
        before = {path.name: path.read_bytes() for path in fresh.raw.iterdir()}
        edited(plan)
        self.fail_at(moment, failure, monkeypatch)
        with pytest.raises(OutputError if isinstance(failure, OSError) else KeyboardInterrupt):
            add(fresh, [plan, catalogue, targets], replace=True)
        monkeypatch.undo()
        assert {path.name: path.read_bytes() for path in fresh.raw.iterdir()} == before
        provenance.verify(fresh, provenance.load_manifest(fresh))

    @pytest.mark.parametrize("moment", MOMENTS)
    def test_a_new_fund_year_leaves_nothing(
        self, moment: str, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail_at(moment, OSError(28, "No space left on device"), monkeypatch)
        with pytest.raises(OutputError, match="No space left"):
            add(fresh, sorted(received.iterdir()))
        monkeypatch.undo()
        assert list(fresh.project.raw.iterdir()) == []

    def test_a_manifest_that_cannot_be_written_whole_stays(
        self, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(fresh, sorted(received.iterdir()))
        before = fresh.manifest.read_bytes()

        def half(path: Path, text: str, **_: str) -> None:
            path.write_bytes(text.encode()[:40])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_text", half)
        with pytest.raises(OSError, match="No space"):
            provenance.write_manifest(fresh, provenance.load_manifest(fresh))
        assert fresh.manifest.read_bytes() == before
        (fresh.raw / "附件1 目录清单.docx").unlink()
        with pytest.raises(OutputError, match="文件清单无法写入"):
            seal(fresh)
        assert fresh.manifest.read_bytes() == before

    def test_a_document_that_changes_while_it_is_added_is_refused(self, fresh: FundYearPaths, received: Path) -> None:
        plan = received / "附件2 分配方案.docx"
        intake = examine(fresh, [plan], NAMES)
        edited(plan)
        with pytest.raises(DocumentError, match="添加过程中有改动"):
            register(intake)
        assert not fresh.raw.exists()


class TestUnreachable:
    """What the operating system refuses is said in words; permissions are simulated, tests may run as root."""

    @staticmethod
    def bar(barred: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stat = Path.stat

        def refuse(path: Path, **options: bool) -> object:
            if path == barred or barred in path.parents:
                raise PermissionError(13, "Permission denied", str(path))
            return stat(path, **options)

        monkeypatch.setattr(Path, "stat", refuse)

    def test_a_file(self, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        catalogue, plan, _ = sorted(received.iterdir())
        self.bar(plan, monkeypatch)
        read, barred = add(fresh, [catalogue, plan], NAMES)
        assert read.note == "新增"
        assert barred.entry is None
        assert "文件无法读取（Permission denied）" in problems([barred])
        assert plan.name in problems([barred])

    def test_a_file_that_only_reading_tells(
        self, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(path: Path) -> str:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(provenance, "sha256_of", refuse)
        (barred,) = add(fresh, [received / "附件2 分配方案.docx"])
        assert "Permission denied" in problems([barred])

    @pytest.mark.parametrize("part", ["raw", "manifest"])
    def test_a_fund_year(
        self, part: str, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(fresh, sorted(received.iterdir()))
        self.bar(getattr(fresh, part), monkeypatch)
        with pytest.raises(OutputError, match="目录无法读取（Permission denied）"):
            add(fresh, sorted(received.iterdir()))

    def test_an_earlier_year(self, fresh: FundYearPaths, received: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        add(fresh, sorted(received.iterdir()), NAMES)
        self.bar(fresh.manifest, monkeypatch)
        later = fresh.project.fund_year(fresh.fund, 2023)
        add(later, sorted(received.iterdir()))
        assert provenance.load_manifest(later).department == "广东省地方金融监督管理局", "told by the documents"


class TestFolderWithoutManifest:
    def test_documents_that_are_not_being_added_are_named(self, fresh: FundYearPaths, received: Path) -> None:
        shutil.copytree(received, fresh.raw)
        catalogue, plan, targets = sorted(fresh.raw.iterdir())
        intake = examine(fresh, [plan])
        assert [arrival.note for arrival in intake.arrivals] == ["尚未登记"]
        assert intake.arrivals[0].rows["项目"] == 9, "what was read is shown all the same"
        with pytest.raises(ManifestError) as refused:
            register(intake)
        assert all(word in str(refused.value) for word in (catalogue.name, targets.name, "一并添加"))
        assert len(refused.value.problems) == 2, "the documents to add tell the names that this one does not"
        assert not fresh.manifest.exists()
        add(fresh, sorted(received.iterdir()))
        provenance.verify(fresh, provenance.load_manifest(fresh))

    def test_one_that_is_kept_out_is_named_too(self, fresh: FundYearPaths, received: Path) -> None:
        shutil.copytree(received, fresh.raw)
        write_xlsx(fresh.raw / "名单.xlsx", [["甲", "乙"]])
        with pytest.raises(ManifestError, match=r"名单\.xlsx") as refused:
            add(fresh, sorted(fresh.raw.iterdir()))
        assert len(refused.value.problems) == 1

    def test_another_content_of_the_same_name_needs_a_word(self, fresh: FundYearPaths, received: Path) -> None:
        plan = received / "附件2 分配方案.docx"
        fresh.raw.mkdir(parents=True)
        lying = Path(shutil.copy(plan, fresh.raw))
        edited(lying)
        before = lying.read_bytes()
        (kept_out,) = add(fresh, [plan], NAMES)
        assert "--replace" in problems([kept_out])
        assert lying.read_bytes() == before
        add(fresh, [plan], NAMES, replace=True)
        assert lying.read_bytes() == plan.read_bytes()


@pytest.mark.parametrize("name", ["~$方案.docx", ".方案.docx"])
def test_passing_files_are_passed_over(name: str, fresh: FundYearPaths, received: Path) -> None:
    plan = received / "附件2 分配方案.docx"
    shutil.copy(plan, received / name)
    taken, passed = add(fresh, [plan, received / name], NAMES)
    assert taken.note == "新增"
    assert (passed.note, passed.entry, passed.problems) == ("临时或隐藏文件，不登记", None, [])
    assert sorted(path.name for path in fresh.raw.iterdir()) == ["MANIFEST.yaml", plan.name]
    shutil.copy(plan, fresh.raw / name)
    provenance.verify(fresh, provenance.load_manifest(fresh))


class TestMissing:
    """A listed document that is gone."""

    def test_it_can_be_brought_back(self, fresh: FundYearPaths, received: Path) -> None:
        catalogue, plan, targets = sorted(received.iterdir())
        add(fresh, [catalogue, plan])
        before = fresh.manifest.read_bytes()
        (fresh.raw / plan.name).unlink()
        (back,) = add(fresh, [plan])
        assert back.note == "补回"
        assert fresh.manifest.read_bytes() == before
        provenance.verify(fresh, provenance.load_manifest(fresh))
        add(fresh, [targets])

    def test_another_content_needs_a_word(self, fresh: FundYearPaths, received: Path) -> None:
        plan = received / "附件2 分配方案.docx"
        add(fresh, [plan], NAMES)
        (fresh.raw / plan.name).unlink()
        edited(plan)
        (kept_out,) = add(fresh, [plan])
        assert "--replace" in problems([kept_out])
        assert not (fresh.raw / plan.name).exists()
        add(fresh, [plan], replace=True)
        provenance.verify(fresh, provenance.load_manifest(fresh))

    def test_others_stop_the_intake(self, fresh: FundYearPaths, received: Path) -> None:
        catalogue, plan, targets = sorted(received.iterdir())
        add(fresh, [catalogue, plan])
        (fresh.raw / plan.name).unlink()
        with pytest.raises(NotFoundError, match=f"缺少文件.*{plan.name}|{plan.name}.*缺少文件"):
            add(fresh, [targets])
        assert not (fresh.raw / targets.name).exists()


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_is_replaced_and_not_written_through(
    dangling: bool, fresh: FundYearPaths, received: Path, tmp_path: Path
) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    outside = tmp_path / "别处.docx"
    if not dangling:
        shutil.copy(catalogue, outside)
    fresh.raw.mkdir(parents=True)
    (fresh.raw / plan.name).symlink_to(outside)
    add(fresh, [plan], NAMES, replace=not dangling)
    assert not (fresh.raw / plan.name).is_symlink()
    assert (fresh.raw / plan.name).read_bytes() == plan.read_bytes()
    assert outside.read_bytes() == catalogue.read_bytes() if not dangling else not outside.exists()


def test_a_link_to_the_document_itself_gives_way_too(fresh: FundYearPaths, received: Path) -> None:
    plan = received / "附件2 分配方案.docx"
    fresh.raw.mkdir(parents=True)
    link = fresh.raw / plan.name
    link.symlink_to(plan)
    add(fresh, [link], NAMES)
    assert not link.is_symlink()
    assert link.read_bytes() == plan.read_bytes()


def test_a_folder_is_not_a_file(fresh: FundYearPaths, received: Path) -> None:
    (arrival,) = add(fresh, [received])
    assert "是目录，不是文件" in problems([arrival])
    assert not fresh.raw.exists()


def test_a_file_given_twice_is_counted_once(
    fresh: FundYearPaths, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = received / "附件2 分配方案.docx"
    copied = tmp_path / "又"
    shutil.copytree(received, copied)
    monkeypatch.chdir(tmp_path)
    ways = [plan, plan.relative_to(tmp_path), received / ".." / "received" / plan.name, copied / plan.name]
    (arrival,) = add(fresh, ways, NAMES)
    assert (arrival.note, arrival.problems) == ("新增", [])


def test_what_was_read_is_shown_though_names_are_lacking(fresh: FundYearPaths, tmp_path: Path) -> None:
    plan, other = tmp_path / "方案.xlsx", tmp_path / "名单.xlsx"
    write_xlsx(plan, [["单位：万元"], ["序号", "项目名称", "实施单位", "分配金额"], [1, "甲", "乙", 10]])
    write_xlsx(other, [["序号", "项目名称", "分配金额"], [1, "甲", 10]])
    intake = examine(fresh, [plan, other])
    told, kept_out = intake.arrivals
    assert (told.note, told.rows["项目"]) == ("尚未登记", 1)
    assert "实施主体" in problems([kept_out])
    assert isinstance(intake.refusal, ParameterError)


class TestReplacedWith:
    """What a person wrote in the manifest, once another version comes."""

    WRITTEN: ClassVar[dict[str, str]] = {
        "title": "人写的标题",
        "issuer": "某局",
        "number": "1号",
        "date": "2022-02-22",
        "status": "原件",
    }

    def replaced(self, fresh: FundYearPaths, plan: Path, by: Path | None) -> provenance.DocumentEntry:
        add(fresh, [plan], NAMES)
        manifest = provenance.load_manifest(fresh)
        written = manifest.files[0].model_copy(update=self.WRITTEN)
        provenance.write_manifest(fresh, manifest.model_copy(update={"files": (written,)}))
        if by is None:
            edited(plan)
        else:
            shutil.copy(by, plan)
        add(fresh, [plan], replace=True)
        return provenance.load_manifest(fresh).files[0]

    def test_the_same_kind(self, fresh: FundYearPaths, received: Path) -> None:
        entry = self.replaced(fresh, received / "附件2 分配方案.docx", None)
        assert {name: getattr(entry, name) for name in self.WRITTEN} == self.WRITTEN

    def test_another_kind(self, fresh: FundYearPaths, received: Path) -> None:
        catalogue, plan, _ = sorted(received.iterdir())
        entry = self.replaced(fresh, plan, catalogue)
        assert entry.kind.value == "catalogue"
        assert "目录清单" in entry.title
        assert {name: getattr(entry, name) for name in self.WRITTEN if name != "title"} == {
            name: value for name, value in self.WRITTEN.items() if name != "title"
        }


def test_a_name_that_breaks_addresses_is_refused(fresh: FundYearPaths, received: Path) -> None:
    catalogue, plan, _ = sorted(received.iterdir())
    add(fresh, [catalogue], NAMES)
    misnamed = plan.rename(received / "方案#2.docx")
    (arrival,) = add(fresh, [misnamed])
    assert arrival.entry is None
    assert all(word in problems([arrival]) for word in ("方案#2.docx", "“#”", "改名"))
    shutil.copy(misnamed, fresh.raw)
    before = fresh.manifest.read_bytes()
    with pytest.raises(DocumentError, match=r"方案#2\.docx.*改名"):
        seal(fresh)
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
