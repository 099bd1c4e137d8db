"""Accepted findings, the list that scripts read, and what changed since an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.declared import correct

from analysis import checks, listing, pipeline, tables
from analysis.acceptance import accept
from analysis.documents.corrections import Declarations
from analysis.errors import CorrectionError, NotFoundError, ParameterError
from analysis.handwritten import Written
from analysis.report.blocks import KeyFigures, Table, plain_text
from analysis.suites import load_suites
from analysis.vocabulary import Change, Family, Severity

USUAL = {
    "family": "sums",
    "severity": "warning",
    "table": "projects",
    "place": "分配方案.docx 表1 第2行第3列",
    "source": "分配方案.docx#表1!R2C3",
    "message": "合计不符。",
    "advice": "请报送单位核对。",
    "status": "open",
}


def findings(*given: dict[str, Any]) -> pd.DataFrame:
    rows = [USUAL | {"code": row["id"].rpartition("-")[0]} | row for row in given]
    return tables.frame("findings", rows)


def declared(*accepted: tuple[str, str]) -> Written[Declarations]:
    said = {"accepted": [{"id": name, "reason": reason} for name, reason in accepted]}
    lines = {("accepted", number): 2 + 2 * number for number in range(len(accepted))}
    return Written("corrections.yaml", Declarations.model_validate(said), lines)


TWO = ({"id": "PRJ-20-aaaaaa"}, {"id": "REC-13-bbbbbb"}, {"id": "TGT-17-cccccc", "severity": "info"})


class TestAccepting:
    def test_it_stays_in_the_list_with_its_reason_and_counts_no_more(self):
        found = accept(findings(*TWO), declared(("REC-13-bbbbbb", "口径不同，已在备注写明")))
        assert list(found["id"]) == ["PRJ-20-aaaaaa", "REC-13-bbbbbb", "TGT-17-cccccc"]
        assert list(found["status"]) == ["open", "accepted", "open"]
        assert tables.records(found)[1]["reason"] == "口径不同，已在备注写明"
        assert checks.summary(found) == {"critical": 0, "warning": 1, "info": 1}
        assert listing.accepted(found) == {"warning": 1}

    def test_nothing_accepted_changes_nothing(self):
        found = findings(*TWO)
        assert accept(found, declared()) is found
        assert listing.accepted(found) == {}

    def test_an_acceptance_whose_finding_is_gone_is_told_with_its_line(self):
        found = accept(findings(*TWO), declared(("REC-13-bbbbbb", "一"), ("REC-13-dddddd", "二")))
        (told,) = tables.records(found[found["code"] == "ACC-01"])
        assert told["message"] == "已接受的发现REC-13-dddddd不再出现，可删去这一条。"
        assert (told["severity"], told["status"], told["place"]) == ("info", "open", "corrections.yaml 第4行")
        assert told["found"] == "REC-13-dddddd（接受理由：二）"
        assert list(found["code"]) == ["PRJ-20", "REC-13", "ACC-01", "TGT-17"], "in the order of all findings"

    def test_its_id_rests_on_the_acceptance_alone(self):
        ids = [
            set(accept(findings(*rows), declared(*names, ("REC-13-dddddd", reason)))["id"])
            for rows, names, reason in ((TWO, (), "二"), (TWO[:1], (("PRJ-20-aaaaaa", "一"),), "三"))
        ]
        assert len({name for each in ids for name in each if name.startswith("ACC-01")}) == 1
        two = accept(findings(), declared(("REC-13-dddddd", "一"), ("REC-13-eeeeee", "二")))
        assert two["id"].is_unique

    def test_a_critical_finding_must_be_mended(self):
        worst = {"id": "EXE-09-eeeeee", "severity": "critical", "message": "预算金额为负数。"}
        with pytest.raises(CorrectionError) as caught:
            accept(findings(worst, *TWO), declared(("EXE-09-eeeeee", "已知"), ("REC-13-bbbbbb", "口径")))
        assert "【corrections.yaml 第2行】“严重”的发现不能接受：预算金额为负数；现为：EXE-09-eeeeee" in str(
            caught.value
        )

    def test_after_a_critical_finding_nobody_knows_what_else_is_gone(self):
        worst = {"id": "EXE-09-eeeeee", "severity": "critical"}
        found = accept(findings(worst, *TWO), declared(("SCO-30-ffffff", "得分由评价人核定")))
        assert "ACC-01" not in set(found["code"])

    def test_its_code_is_nobody_elses(self, root: Path):
        codes = {rule.meta.code for suite in load_suites(root / "expectations").values() for rule in suite.expectations}
        assert "ACC-01" not in codes


class TestListing:
    LISTED = listing.rows(findings(*TWO))

    def test_all_a_script_needs(self):
        assert list(self.LISTED[0]) == [
            *("id", "code", "family", "severity", "status", "reason", "place", "locator"),
            *("found", "expected", "difference", "message", "advice", "reference"),
        ]
        assert self.LISTED[0]["locator"] == "分配方案.docx#表1!R2C3"

    def test_choosing(self):
        listed = listing.rows(findings(*TWO, {"id": "DAT-01-dddddd", "family": "dates"}))
        ids = lambda *wanted: [row["code"] for row in listing.chosen(listed, *wanted)]  # noqa: E731
        assert ids((), None) == ["PRJ-20", "REC-13", "TGT-17", "DAT-01"]
        assert ids((), Severity.WARNING) == ["PRJ-20", "REC-13", "DAT-01"]
        assert ids((), Severity.CRITICAL) == []
        assert ids((Family.DATES, Family.SERIES), None) == ["DAT-01"]

    def test_comparing_with_an_earlier_list(self, tmp_path: Path):
        earlier = tmp_path / "earlier.json"
        before = listing.rows(findings({"id": "PRJ-20-aaaaaa", "message": "旧的说法。"}, {"id": "MEN-10-eeeeee"}))
        earlier.write_text(json.dumps(before, ensure_ascii=False), encoding="utf-8")
        compared = listing.compared(self.LISTED, listing.read_earlier(earlier))
        assert [(row["id"], Change(row["change"]).label) for row in compared] == [
            ("PRJ-20-aaaaaa", "仍在"),
            ("REC-13-bbbbbb", "新增"),
            ("TGT-17-cccccc", "新增"),
            ("MEN-10-eeeeee", "消失"),
        ]
        assert compared[0]["message"] == "合计不符。", "what stands now"
        assert listing.changes(compared) == {Change.NEW: 2, Change.STILL: 1, Change.GONE: 1}
        earlier.write_text(json.dumps(compared, ensure_ascii=False), encoding="utf-8")
        assert len(listing.read_earlier(earlier)) == 3, "what was gone already is not compared again"

    def test_a_list_of_an_earlier_version_will_do(self, tmp_path: Path):
        earlier = tmp_path / "earlier.json"
        row = {"id": "MEN-10-eeeeee", "severity": "info", "place": "甲", "message": "乙"}
        earlier.write_text("\ufeff" + json.dumps([row]), encoding="utf-8")
        gone = listing.compared(self.LISTED, listing.read_earlier(earlier))[-1]
        assert (gone["change"], gone["advice"]) == ("gone", None)

    @pytest.mark.parametrize(
        "text", ["", "{}", "[1]", '[{"id": "A"}]', '[{"id":1,"severity":"info","place":"","message":""}]', "[" * 9999]
    )
    def test_another_file_is_refused(self, tmp_path: Path, text: str):
        (tmp_path / "other.json").write_text(text, encoding="utf-8")
        with pytest.raises(ParameterError, match="不是校验结果"):
            listing.read_earlier(tmp_path / "other.json")

    def test_other_severities_and_missing_files_are_refused(self, tmp_path: Path):
        row = {"id": "A", "severity": "bad", "place": "", "message": ""}
        (tmp_path / "other.json").write_text(json.dumps([row]), encoding="utf-8")
        with pytest.raises(ParameterError, match="不是校验结果"):
            listing.read_earlier(tmp_path / "other.json")
        with pytest.raises(NotFoundError, match=r"gone\.json】文件无法读取"):
            listing.read_earlier(tmp_path / "gone.json")


def test_a_report_keeps_an_accepted_finding_in_its_appendix_and_out_of_its_problems(paths):
    before = pipeline.describe(paths, pipeline.evaluate(paths))
    found = pipeline.evaluate(paths).tables["findings"]
    chosen = next(row for row in tables.records(found) if f"核查发现：{row['id']}" in words(before))["id"]
    correct(paths, accepted=((chosen, "评价人已向报送单位核实"),))
    report = pipeline.describe(paths, pipeline.evaluate(paths))
    assert f"核查发现：{chosen}" not in words(report)
    assert "另有1处已经核实并接受" in words(report)
    # The report, the facts and the check count what is still open, and what was accepted apart from it.
    after = pipeline.evaluate(paths)
    still = checks.summary(after.tables["findings"])
    assert sum(still.values()) == len(found) - 1
    assert {severity: after.facts.value(f"findings.{severity}") for severity in still} == still
    assert after.facts.value("findings.accepted") == after.facts.value("findings.accepted.warning") == 1
    assert f"待处理的发现共{len(found) - 1}处：警告{still['warning']}处，提示{still['info']}处。" in words(report)
    (figures,) = (block for block in report.blocks if isinstance(block, KeyFigures))
    assert plain_text(figures.items[-1].value) == f"{len(found) - 1}处"
    assert figures.items[-1].note == f"其中警告{still['warning']}处，另有1处已接受"
    (table,) = (block for block in report.blocks if isinstance(block, Table) and block.anchor == "findings")
    row = next(row for row in table.rows if plain_text(row[0].inlines) == chosen)
    assert table.columns[-1].label == "处理"
    assert plain_text(row[-1].inlines) == "已接受：评价人已向报送单位核实"
    assert "已接受" not in words(before)


def words(report: Any) -> str:
    from analysis.report.blocks import Items, Note, Paragraph

    said = [plain_text(block.inlines) for block in report.blocks if isinstance(block, Paragraph | Note)]
    said += [plain_text(item) for block in report.blocks if isinstance(block, Items) for item in block.items]
    return "\n".join(said)
