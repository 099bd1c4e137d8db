"""One broken fund year per error: the message names the file, the place and the remedy, and nothing is left behind."""

from __future__ import annotations

import shutil
import zipfile

import openpyxl
import pytest
from support.edits import edit_docx, edit_xlsx, write_xlsx

from analysis import errors, pipeline
from analysis.documents.registry import seal
from analysis.paths import Project

PLAN, TARGETS, EXECUTION = "分配方案.docx", "绩效目标表.docx", "预算执行情况表.xlsx"
FUND_FORM, SCORES = "专项资金绩效自评表.xlsx", "项目评分表.xlsx"


def refused(paths, kind: type[errors.JixiaoError], *words: str) -> errors.JixiaoError:
    with pytest.raises(kind) as caught:
        pipeline.evaluate(paths)
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    return caught.value


def test_missing_document(paths):
    (paths.raw / EXECUTION).unlink()
    refused(paths, errors.NotFoundError, EXECUTION, "缺少文件", "预算执行情况表")


def test_a_kind_of_document_that_never_came(paths):
    (paths.raw / SCORES).unlink()
    seal(paths)
    # Results were filed: a lesser report must not be written in silence as if there were none.
    refused(paths, errors.NotFoundError, "文件不全，不能作绩效评价", "项目评分表", "--kind target_review")


def test_unknown_fund_names_the_known_ones(project):
    refused(project.fund_year("gd-finanse", 2023), errors.NotFoundError, "gd-finanse", "gd-finance", "gzkfq-finance")


def test_unknown_year_names_the_known_ones(project):
    refused(project.fund_year("gd-finance", 2019), errors.NotFoundError, "2019", "2022、2023、2024")


def test_a_year_with_plan_and_targets_only(project):
    with pytest.raises(errors.NotFoundError) as caught:
        pipeline.evaluate(project.fund_year("gd-finance", 2022), "final")
    assert [word for word in ("不能作绩效评价", "预算执行情况表", "项目评分表") if word not in str(caught.value)] == []


def test_changed_document_is_refused_until_sealed(paths):
    workbook = openpyxl.load_workbook(paths.raw / SCORES)
    workbook.worksheets[0]["C3"] = 18
    workbook.save(paths.raw / SCORES)
    refused(paths, errors.ManifestError, SCORES, "与清单登记的不同", "jixiao seal gd-finance 2023")
    assert seal(paths)[0].startswith(f"改动：{SCORES}")
    assert pipeline.evaluate(paths).facts["project.1.score"].text == "93.00"


def test_unlisted_document(paths):
    shutil.copy(paths.raw / SCORES, paths.raw / "评分表（终稿）.xlsx")
    refused(paths, errors.ManifestError, "评分表（终稿）.xlsx", "未列入清单")


def test_broken_zip(paths):
    data = (paths.raw / EXECUTION).read_bytes()
    (paths.raw / EXECUTION).write_bytes(data[: len(data) // 2])
    seal_changed(paths)
    refused(paths, errors.DocumentError, EXECUTION, "不是有效的 Office 文件")


def test_damaged_inside(paths):
    with zipfile.ZipFile(paths.raw / PLAN, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    seal_changed(paths)
    refused(paths, errors.DocumentError, PLAN, "无法解析")


def test_password_protected(paths):
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    (paths.raw / SCORES).write_bytes(ole)
    seal_changed(paths)
    refused(paths, errors.DocumentError, SCORES, "打开密码")


def test_doc_renamed_docx(paths):
    (paths.raw / PLAN).write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 2048)
    seal_changed(paths)
    refused(paths, errors.DocumentError, PLAN, "扩展名", "另存为 .docx")


def test_workbook_without_the_needed_column(paths):
    write_xlsx(paths.raw / EXECUTION, [["序号", "项目名称", "预算金额"], [1, "甲", 10]])
    seal_changed(paths)
    refused(paths, errors.DocumentError, EXECUTION, "缺少列“支出金额”", "序号、项目名称、预算金额")


def test_text_in_amounts_names_every_cell_at_once(paths):
    edit_xlsx(paths, EXECUTION, {"D5": "全部", "C7": "约93"})
    error = refused(paths, errors.DocumentError, "D5", "全部", "C7", "约93", "金额不是数字")
    assert len(error.problems) == 2


def test_amount_without_a_unit(paths):
    edit_xlsx(paths, EXECUTION, {"A2": None})
    refused(paths, errors.DocumentError, "金额单位不明", EXECUTION)


def test_blank_amount_is_not_zero(paths):
    edit_xlsx(paths, EXECUTION, {"D5": None})
    refused(paths, errors.DocumentError, "D5", "金额为空")


def test_negative_amount(paths):
    edit_xlsx(paths, EXECUTION, {"D5": -1})
    refused(paths, errors.CheckFailedError, "预算执行情况表", "D5", "-1.00")


def test_duplicate_project(paths):
    edit_docx(paths, PLAN, {(1, 4, 1): "项目2"})
    refused(paths, errors.CheckFailedError, "分配方案.docx", "2", "重复")


def test_points_that_do_not_add_up(paths):
    edit_xlsx(paths, FUND_FORM, {"D5": 4})
    refused(paths, errors.CheckFailedError, "101", "100")


def test_score_above_its_points(paths):
    edit_xlsx(paths, SCORES, {"C3": 25})
    refused(paths, errors.CheckFailedError, "项目评分表.xlsx", "C3", "25")


def test_score_that_is_no_number(paths):
    edit_xlsx(paths, SCORES, {"C3": "良"})
    refused(paths, errors.DocumentError, "C3", "良", "不是数字")


def test_formula_without_a_value(paths):
    edit_xlsx(paths, SCORES, {"C3": "=19+0"})
    refused(paths, errors.DocumentError, "C3", "公式没有保存计算结果", "重新计算并保存")


def test_indicator_that_the_target_table_does_not_have(paths):
    edit_xlsx(paths, "项目绩效自评表.xlsx", {"E3": "小微企业平均担保费率"})
    refused(paths, errors.DocumentError, "自评表所列指标在绩效目标表中没有", "小微企业平均担保费率")


def test_target_form_without_its_project(paths):
    import docx

    path = paths.raw / TARGETS
    document = docx.Document(str(path))
    caption = next(p for p in document.paragraphs if p.text.startswith("3. "))
    caption.text = "某项目"
    document.save(str(path))
    seal(paths)
    refused(paths, errors.DocumentError, TARGETS, "无法确定属于哪个项目")


def test_first_level_that_the_scheme_does_not_have(paths):
    edit_xlsx(paths, FUND_FORM, {"A3": "管理"})
    refused(paths, errors.RuleError, "管理", "一级指标不在指标体系内")


def test_manifest_with_an_unknown_field_and_a_missing_one(paths):
    text = paths.manifest.read_text(encoding="utf-8").replace("department:", "departement:", 1)
    paths.manifest.write_text(text, encoding="utf-8")
    error = refused(paths, errors.ManifestError, "departement", "department", "不认识")
    assert len(error.problems) == 2


def test_manifest_of_another_year(paths):
    text = paths.manifest.read_text(encoding="utf-8").replace("year: 2023", "year: 2022", 1)
    paths.manifest.write_text(text, encoding="utf-8")
    refused(paths, errors.ManifestError, "2022", "2023", "不符")


def test_unconfirmed_year_never_takes_another_years_rules(project):
    source, target = project.fund_year("gd-finance", 2023), project.fund_year("gd-finance", 2025)
    shutil.copytree(source.raw, target.raw)
    text = target.manifest.read_text(encoding="utf-8").replace("year: 2023", "year: 2025", 1)
    target.manifest.write_text(text, encoding="utf-8")
    refused(target, errors.RuleError, "2025", "未经确认", "gd-finance/2023", "不得沿用")


def test_unknown_prose_slot_names_the_nearest(paths):
    paths.prose.write_text("## 问题补冲\n\n内容\n", encoding="utf-8")
    with pytest.raises(errors.NarrativeError) as caught:
        pipeline.describe(paths, pipeline.evaluate(paths))
    assert "问题补冲" in str(caught.value)
    assert "问题补充" in str(caught.value)


def test_every_error_kind_has_its_own_exit_code():
    kinds = errors.JixiaoError.__subclasses__()
    assert len({kind.exit_code for kind in kinds}) == len(kinds) == len(errors.EXIT_CODES)


def seal_changed(paths) -> None:
    """Record hashes without reading: what a person does who believes the file is fine."""
    from analysis import provenance

    manifest = provenance.load_manifest(paths)
    entries = tuple(e.model_copy(update={"sha256": provenance.sha256_of(paths.raw / e.file)}) for e in manifest.files)
    provenance.write_manifest(paths, manifest.model_copy(update={"files": entries}))


def test_project_root_is_found_or_explained(tmp_path, monkeypatch):
    monkeypatch.setenv("JIXIAO_ROOT", str(tmp_path))
    assert Project.here().root == tmp_path
    assert Project.here().fund_years() == []


def test_withdrawal_without_the_first_allocation(paths):
    edit_docx(paths, PLAN, {(1, 5, 5): "收回66.71万元"})
    refused(paths, errors.DocumentError, PLAN, "第5行第5列", "没有写明原下达金额")


def test_the_same_indicator_twice(paths):
    edit_xlsx(paths, FUND_FORM, {"C12": "系统验收合格率（%）"})
    refused(paths, errors.CheckFailedError, FUND_FORM, "系统验收合格率", "2次")


def test_a_year_that_looks_like_digits():
    from typer.testing import CliRunner

    from analysis import cli

    for year in ("²", "２０２３", "-1"):
        result = CliRunner().invoke(cli.app, ["check", "gd-finance", "--", year])
        assert isinstance(result.exception, errors.ParameterError), year


class TestOddButUsable:
    """Inputs that are unusual and still have a right answer."""

    def test_units_differ_between_columns(self, paths):
        edit_xlsx(
            paths, EXECUTION, {"D3": "支出金额（元）", **{f"D{row}": 10000 for row in range(4, 17)}, "D17": 130000}
        )
        execution = pipeline.evaluate(paths).tables["execution"]
        assert set(execution["paid_wan"]) == {1}

    def test_a_dash_where_there_is_no_rate(self, paths):
        edit_xlsx(paths, EXECUTION, {"E8": "—"})
        assert pipeline.evaluate(paths).facts["fund.score"].text == "91.43"

    def test_overspending_is_capped_and_said(self, paths):
        edit_xlsx(paths, EXECUTION, {"D8": 250})
        evaluation = pipeline.evaluate(paths)
        assert evaluation.facts["execution.over_gap"].text == "54.00"
        assert evaluation.facts["execution.short_gap"].text == "18.45"
        assert "1个项目支出超过预算54.00万元" in words_of(pipeline.describe(paths, evaluation))

    def test_projects_outside_every_direction_are_not_counted_as_the_whole(self, paths):
        edit_xlsx(paths, EXECUTION, {"E4": "项目6、项目7、项目10"}, sheet="资金支持方向")
        evaluation = pipeline.evaluate(paths)
        assert evaluation.facts["direction.total.project_count"].text == "12"
        assert "其余没有划分方向" in words_of(pipeline.describe(paths, evaluation))

    def test_nothing_spent_at_all(self, paths):
        edit_xlsx(paths, EXECUTION, {f"D{row}": 0 for row in range(4, 18)})
        evaluation = pipeline.evaluate(paths)
        assert evaluation.facts["indicator.F-01.score"].text == "0.00"
        assert pipeline.describe(paths, evaluation).blocks

    def test_names_with_markup_come_through_as_text(self, paths):
        name = "甲*乙*_丙_ <b>丁</b> {{ 戊 }} # $x$ [己](x) a/b|c"
        edit_docx(paths, PLAN, {(1, 2, 2): name})
        assert name in words_of(pipeline.describe(paths, pipeline.evaluate(paths)))


def words_of(report) -> str:
    from analysis.report.blocks import Items, Note, Paragraph, Table, plain_text

    pieces = []
    for block in report.blocks:
        if isinstance(block, Paragraph | Note):
            pieces.append(plain_text(block.inlines))
        elif isinstance(block, Items):
            pieces += [plain_text(item) for item in block.items]
        elif isinstance(block, Table):
            pieces += [plain_text(cell.inlines) for row in block.rows for cell in row]
    return "\n".join(pieces)
