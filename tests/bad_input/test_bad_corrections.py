"""One broken corrections.yaml or aliases.yaml per error: the message names the line, the cell and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.declared import cell, correct
from support.edits import edit_docx, edit_xlsx

from analysis import errors, pipeline
from analysis.documents.registry import seal
from analysis.errors import CorrectionError
from analysis.paths import FundYearPaths, Project

PLAN, EXECUTION = "分配方案.docx", "预算执行情况表.xlsx"
SHEET = f"{EXECUTION}#预算执行情况表!"


def refused(paths: FundYearPaths, *words: str, kind: type[errors.JixiaoError] = CorrectionError) -> errors.JixiaoError:
    with pytest.raises(kind) as caught:
        pipeline.check(paths, pipeline.read(paths))
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    return caught.value


def written(paths: FundYearPaths, text: str) -> FundYearPaths:
    paths.corrections.write_text(text, encoding="utf-8")
    return paths


class TestTheFile:
    def test_broken_yaml_names_the_line(self, paths):
        refused(written(paths, "corrections:\n  - at: [1\n"), "corrections.yaml", "第3行", "YAML 格式有误")

    def test_another_encoding(self, paths):
        paths.corrections.write_bytes("corrections: []  # 更正\n".encode("gb18030"))
        refused(paths, "corrections.yaml", "不是 UTF-8 编码")

    def test_a_folder_of_that_name(self, paths):
        paths.corrections.mkdir()
        refused(paths, "corrections.yaml", "无法读取")

    def test_a_link_that_leads_nowhere_is_not_passed_over(self, paths):
        paths.corrections.symlink_to(paths.raw / "gone.yaml")
        refused(paths, "corrections.yaml", "无法读取")

    def test_every_fault_at_once_with_its_line(self, paths):
        text = (
            "corrections:\n"
            f"  - at: {SHEET}D12\n"
            "    found: 49.29\n"
            "    corrected: 50\n"
            "    reason:\n"
            "    status: done\n"
            "    by: 某人\n"
            "acepted: []\n"
        )
        error = refused(
            written(paths, text),
            "【corrections.yaml 第5行】不能为空；应为：reason",
            "【corrections.yaml 第6行】“status”的写法有误；现为：done；应为：proposed（待报送单位确认）、confirmed",
            "【corrections.yaml 第7行】有不认识的项；现为：by；应为：at、found、corrected",
            "【corrections.yaml 第8行】有不认识的项；现为：acepted；应为：corrections、accepted",
        )
        assert len(error.problems) == 4

    def test_what_must_be_said_of_a_correction(self, paths):
        error = refused(written(paths, f"corrections:\n  - at: {SHEET}D12\n"), "缺少必填项", "第2行")
        assert {problem.expected for problem in error.problems} == {"found", "corrected", "reason", "status"}

    def test_a_key_written_twice(self, paths):
        text = "corrections:\n  - at: a\n    found: 1\n    found: 2\n"
        refused(written(paths, text), "【corrections.yaml 第4行】同一项写了两次；现为：found")

    @pytest.mark.parametrize("text", ["- 1\n", "corrections: 无\n", "corrections:\n  - 无\n"])
    def test_another_shape(self, paths, text):
        refused(written(paths, text), "corrections.yaml 第", "写法有误", "应为：")

    def test_anchors_are_not_followed(self, paths):
        refused(written(paths, "corrections: &x\n  - *x\n"), "第1行", "不用 YAML 的锚点和引用")

    def test_one_folder_too_high(self, paths):
        correct(paths, cell(f"{SHEET}D12", "49.29", 50)).rename(paths.raw.parent / "corrections.yaml")
        refused(paths, "gd-finance/corrections.yaml", "放错了位置", "移到", "gd-finance/2023/corrections.yaml")


class TestTheCell:
    def test_a_value_that_no_longer_stands_there(self, paths):
        correct(paths, cell(f"{SHEET}D12", "49.30", 50))
        refused(
            paths,
            "corrections.yaml 第2行，预算执行情况表.xlsx “预算执行情况表”表 D12",
            "不是更正所写的原值，未更正",
            "现为：49.29",
            "原值 49.30",
        )

    def test_a_document_that_was_mended_meanwhile(self, paths):
        correct(paths, cell(f"{SHEET}D12", "49.29", 50))
        edit_xlsx(paths, EXECUTION, {"D12": 50})
        refused(paths, "D12", "单元格已是更正后的值", "删去这条更正")

    def test_a_blank_cell_says_so(self, paths):
        correct(paths, cell(f"{SHEET}F4", "收回", "已收回"))
        refused(paths, "现为：空白", "原值 收回")

    def test_a_stored_number_that_shows_otherwise(self, paths):
        workbook_shows(paths, "D12", 49.294, "0.00")
        correct(paths, cell(f"{SHEET}D12", "49.30", 50))
        refused(paths, "现为：49.29（存储值49.294）")

    @pytest.mark.parametrize("at", ["第12行", "预算执行情况表.xlsx D12", "预算执行情况表.xlsx#D12", "#!"])
    def test_no_address(self, paths, at):
        correct(paths, cell(at, 1, 2))
        refused(paths, "看不出是哪个单元格", at, "“文件#表1!R13C6”或“文件 表1 第13行第6列”")

    def test_an_unknown_file_names_the_known_ones(self, paths):
        correct(paths, cell("预算执行表.xlsx#预算执行情况表!D12", 1, 2))
        refused(paths, "文件不在清单中", "预算执行表.xlsx", EXECUTION)

    def test_an_unknown_table_names_the_known_ones(self, paths):
        correct(paths, cell(f"{EXECUTION}#支出!D12", 1, 2), cell(f"{PLAN}#表2!R2C2", 1, 2))
        refused(paths, "没有这张表", "支出", "文件中有：预算执行情况表、资金支持方向", "文件中有：表1")

    @pytest.mark.parametrize("at", [f"{SHEET}D99", f"{SHEET}R2C2", f"{PLAN}#表1!D2", f"{PLAN}#表1!R99C1"])
    def test_an_unknown_cell_tells_the_size_of_the_table(self, paths, at):
        correct(paths, cell(at, 1, 2))
        refused(paths, "表中没有这个单元格", "该表共")

    def test_a_cell_under_a_merged_one_names_its_owner(self, paths):
        correct(paths, cell(f"{SHEET}B1", "无", "有"))
        refused(paths, "为合并单元格所覆盖", f"at: {SHEET}A1")

    def test_running_text(self, paths):
        correct(paths, cell(f"{PLAN}#正文!P2", "一", "二"))
        refused(paths, "正文段落不能更正", "数据只取自表格")

    @pytest.mark.parametrize(("found", "corrected"), [("49.29", "49.290"), ("49.29", "49.29"), ("", "")])
    def test_nothing_is_changed(self, paths, found, corrected):
        correct(paths, cell(f"{SHEET}D12", found, corrected))
        refused(paths, "D12", "更正后的值与原值相同")

    def test_two_for_one_cell_however_it_is_written(self, paths):
        human = "预算执行情况表.xlsx “预算执行情况表”表 D12"
        correct(paths, cell(f"{SHEET}D12", "49.29", 50), cell(human, "49.29", 51))
        refused(paths, "corrections.yaml 第7行", "同一单元格有两条更正", "另见corrections.yaml 第2行")

    def test_all_that_does_not_fit_is_told_at_once(self, paths):
        correct(paths, cell(f"{SHEET}D12", 1, 2), cell(f"{SHEET}D99", 1, 2), cell("无.docx#表1!R1C1", 1, 2))
        assert len(refused(paths, "D12", "D99", "无.docx").problems) == 3

    def test_a_wrong_correction_is_told_before_what_may_follow_from_it(self, paths):
        edit_xlsx(paths, EXECUTION, {"D5": "约200"})
        refused(paths, "D5", "金额不是数字", kind=errors.DocumentError)
        correct(paths, cell(f"{SHEET}D5", "大约200", 200))
        refused(paths, "现为：约200")

    def test_a_document_that_cannot_be_opened_is_the_documents_fault(self, paths):
        correct(paths, cell(f"{PLAN}#表1!R2C2", "甲", "乙"))
        (paths.raw / PLAN).write_bytes(b"PK nothing")
        seal(paths)
        refused(paths, PLAN, kind=errors.DocumentError)


class TestAccepted:
    def test_a_critical_finding(self, paths):
        edit_docx(paths, PLAN, {(1, 4, 1): "项目2"})
        found = pipeline.check(paths, pipeline.read(paths))["findings"]
        critical = found[found["severity"] == "critical"]["id"].iloc[0]
        correct(paths, accepted=((critical, "已知"),))
        refused(paths, "corrections.yaml 第2行", "“严重”的发现不能接受", critical, "更正该单元格")

    def test_the_same_finding_twice(self, paths):
        correct(paths, accepted=(("REC-13-000000", "一"), ("REC-13-000000", "二")))
        refused(paths, "同一条发现接受了两次", "第4行", "另见corrections.yaml 第2行")

    def test_without_a_reason(self, paths):
        refused(written(paths, "accepted:\n  - id: REC-13-000000\n    reason: ' '\n"), "第3行", "不能为空", "reason")


class TestAliases:
    def refused(self, paths: FundYearPaths, text: str, *words: str) -> errors.JixiaoError:
        paths.aliases.write_text(text, encoding="utf-8")
        return refused(paths, *words)

    def test_in_the_folder_of_a_year(self, paths):
        (paths.raw / "aliases.yaml").write_text("projects: []\n", encoding="utf-8")
        refused(paths, "gd-finance/2023/aliases.yaml", "放错了位置", "移到 gd-finance/aliases.yaml")

    def test_that_is_told_although_the_tables_were_read_before(self, paths):
        pipeline.check(paths, pipeline.read(paths))
        self.test_in_the_folder_of_a_year(paths)

    def test_a_name_in_two_groups(self, paths):
        text = "units:\n  - names: [甲局, 甲]\n    reason: 简称\n  - names: [乙, 甲 局]\n    reason: 简称\n"
        self.refused(paths, text, "aliases.yaml 第4行", "单位名称出现两次", "甲 局", "另见aliases.yaml 第2行")

    def test_one_name_may_be_a_unit_and_a_project(self, paths):
        paths.aliases.write_text(
            "units:\n  - {names: [甲, 乙], reason: 简称}\nprojects:\n  - {names: [甲, 丙], reason: 简称}\n", "utf-8"
        )
        assert list(pipeline.read(paths).tables["aliases"]["group"]) == [1, 1, 2, 2]

    def test_a_group_of_one(self, paths):
        self.refused(paths, "projects:\n  - names: [甲]\n    reason: 简称\n", "第2行", "至少有两个")

    def test_no_reason_and_unknown_items(self, paths):
        text = "projects:\n  - names: [甲, 乙]\nprojekte: []\n"
        error = self.refused(paths, text, "缺少必填项", "reason", "projekte", "projects、units、indicators")
        assert len(error.problems) == 2

    def test_faults_of_both_files_are_told_at_once(self, paths):
        correct(paths, cell("无.docx#表1!R1C1", 1, 2))
        assert len(self.refused(paths, "- 甲\n", "aliases.yaml", "无.docx").problems) == 2


class TestUnreachable:
    """What the operating system refuses is said in words; permissions are simulated, tests may run as root."""

    def bar(
        self, barred: Path, monkeypatch: pytest.MonkeyPatch, *, calls: tuple[str, ...] = ("stat", "open", "iterdir")
    ) -> None:
        def barring(name: str) -> None:
            original = getattr(Path, name)

            def refuse(path: Path, *arguments: object, **options: object) -> object:
                if path == barred or barred in path.parents:
                    raise PermissionError(13, "Permission denied", str(path))
                return original(path, *arguments, **options)

            monkeypatch.setattr(Path, name, refuse)

        for name in calls:
            barring(name)

    @pytest.mark.parametrize("action", [pipeline.read, seal])
    @pytest.mark.parametrize("part", ["raw", "manifest"])
    def test_the_fund_year(self, paths, part, action, monkeypatch):
        self.bar(getattr(paths, part), monkeypatch)
        with pytest.raises((errors.DocumentError, errors.ManifestError), match=r"无法读取（Permission denied）"):
            action(paths)

    @pytest.mark.parametrize("action", [pipeline.read, seal])
    def test_a_document(self, paths, action, monkeypatch):
        self.bar(paths.raw / PLAN, monkeypatch)
        with pytest.raises(errors.DocumentError, match=r"无法读取（Permission denied）"):
            action(paths)

    @pytest.mark.parametrize("part", ["corrections", "aliases"])
    def test_a_declaration(self, paths, part, monkeypatch):
        getattr(paths, part).write_text("", encoding="utf-8")
        self.bar(getattr(paths, part), monkeypatch, calls=("open",))
        with pytest.raises(CorrectionError, match=r"无法读取（Permission denied）"):
            pipeline.read(paths)

    def test_a_manifest_that_can_be_seen_and_not_read(self, paths, monkeypatch):
        original = Path.read_text

        def refuse(path: Path, *arguments: object, **options: object) -> str:
            if path.name in ("MANIFEST.yaml", "prose.md"):
                raise PermissionError(13, "Permission denied", str(path))
            return original(path, *arguments, **options)

        evaluation = pipeline.evaluate(paths)
        paths.prose.write_text("## 背景\n\n甲\n", encoding="utf-8")
        monkeypatch.setattr(Path, "read_text", refuse)
        with pytest.raises(errors.ManifestError, match=r"MANIFEST.yaml】文件无法读取（Permission denied）"):
            pipeline.read(paths)
        with pytest.raises(errors.NarrativeError, match=r"prose.md】文件无法读取（Permission denied）"):
            pipeline.describe(paths, evaluation)


def workbook_shows(paths: FundYearPaths, at: str, value: float, number_format: str) -> None:
    import openpyxl

    workbook = openpyxl.load_workbook(paths.raw / EXECUTION)
    workbook.worksheets[0][at].value = value
    workbook.worksheets[0][at].number_format = number_format
    workbook.save(paths.raw / EXECUTION)
    seal(paths)


def test_other_years_do_not_see_a_years_corrections(project: Project):
    one, other = project.fund_year("gd-finance", 2022), project.fund_year("gd-finance", 2024)
    correct(one, cell("无.docx#表1!R1C1", 1, 2))
    refused(one, "无.docx")
    assert pipeline.read(other).tables["corrections"].empty
