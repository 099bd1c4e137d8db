"""Opening: what there is to open, and every fund year that cannot be opened, with what to do about it."""

from __future__ import annotations

import shutil

import pytest

import analysis
from analysis.desk import choose
from analysis.errors import DocumentError, JixiaoError, ManifestError, NotFoundError, ParameterError, RuleError
from analysis.paths import FundYearPaths, Project

PLAN, EXECUTION = "分配方案.docx", "预算执行情况表.xlsx"


def states(fund: str = "gd-finance") -> dict[int, str]:
    frame = analysis.fund_years(fund).frame
    return dict(zip(frame["year"], frame["state"], strict=True))


def reseal(paths: FundYearPaths) -> None:
    """Record hashes without reading: what a person does who believes the file is fine."""
    from analysis import provenance

    manifest = provenance.load_manifest(paths)
    entries = tuple(
        each.model_copy(update={"sha256": provenance.sha256_of(paths.raw / each.file)}) for each in manifest.files
    )
    provenance.write_manifest(paths, manifest.model_copy(update={"files": entries}))


def copied(project: Project, year: int) -> FundYearPaths:
    """Copy the evaluated year to a year of its own."""
    source, target = project.fund_year("gd-finance", 2023), project.fund_year("gd-finance", year)
    shutil.copytree(source.raw, target.raw)
    text = target.manifest.read_text(encoding="utf-8").replace("year: 2023", f"year: {year}", 1)
    target.manifest.write_text(text, encoding="utf-8")
    return target


def test_the_list_says_of_every_fund_year_what_can_be_done(project: Project) -> None:
    listed = analysis.fund_years()
    found = list(zip(listed.frame["fund"], listed.frame["year"], listed.frame["kind"], strict=True))
    assert found == [
        ("gd-finance", 2022, "target_review"),
        ("gd-finance", 2023, "final"),
        ("gd-finance", 2024, "target_review"),
        ("gzkfq-finance", 2024, "target_review"),
    ]
    assert list(listed.frame["documents"]) == [3, 6, 2, 1]
    for code in listed.frame["code"]:
        space: dict[str, object] = {"analysis": analysis}
        exec(code, space)
        assert repr(space["fy"]).startswith("<资金年度")
    assert "可作绩效评价" in listed._repr_html_()


def test_the_list_tells_every_state(project: Project, paths: FundYearPaths) -> None:
    copied(project, 2025)
    bare = project.fund_year("gd-finance", 2026)
    bare.raw.mkdir()
    shutil.copy(paths.raw / PLAN, bare.raw)
    (copied(project, 2027).raw / PLAN).write_bytes(b"changed")
    (copied(project, 2028).raw / PLAN).unlink()
    copied(project, 2029).manifest.write_text("fund: [", encoding="utf-8")
    assert states() == {
        2022: "可作绩效目标审核",
        2023: "可作绩效评价",
        2024: "可作绩效目标审核",
        2025: "评价规则未确认",
        2026: "文件没有登记",
        2027: "文件与清单不符",
        2028: "文件不全",
        2029: "不能读取",
    }
    assert "jixiao seal gd-finance 2027" in analysis.fund_years().where(year=2027).frame["advice"].iloc[0]


def test_an_empty_project_says_how_to_begin(project: Project) -> None:
    shutil.rmtree(project.raw)
    project.raw.mkdir()
    assert "jixiao add" in repr(analysis.fund_years())
    with pytest.raises(NotFoundError, match="jixiao add gd-finance 2023"):
        analysis.open("gd-finance", 2023)


@pytest.mark.parametrize(
    ("fund", "year", "kind", "words"),
    [
        ("gd-finanse", 2023, NotFoundError, ("没有这个专项资金", "gd-finance", "jixiao add gd-finanse 2023")),
        ("gd-finance", 2030, NotFoundError, ("gd-finance/2030", "2022、2023、2024", "jixiao add gd-finance 2030")),
        ("gd-finance", "2023", ParameterError, ("year", "'2023'", "整数")),
        ("../raw", 2023, ParameterError, ("fund", "资金代码")),
    ],
)
def test_what_was_never_added_says_how_to_add_it(project: Project, fund, year, kind, words) -> None:
    with pytest.raises(kind) as caught:
        analysis.open(fund, year)
    assert [word for word in words if word not in str(caught.value)] == [], str(caught.value)


def test_documents_without_a_manifest_are_to_be_added_together(project: Project, paths: FundYearPaths) -> None:
    paths.manifest.unlink()
    with pytest.raises(NotFoundError, match=r"没有登记.*jixiao add gd-finance 2023 data/raw/gd-finance/2023/\*"):
        analysis.open("gd-finance", 2023)


def test_a_broken_manifest_is_told_at_once(project: Project, paths: FundYearPaths) -> None:
    paths.manifest.write_text("fund: [", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"MANIFEST\.yaml"):
        analysis.open("gd-finance", 2023)


def test_a_half_read_year_names_the_document_and_its_card_still_shows(project: Project, paths: FundYearPaths) -> None:
    (paths.raw / EXECUTION).write_bytes((paths.raw / EXECUTION).read_bytes()[:2000])
    reseal(paths)
    fy = analysis.open("gd-finance", 2023)
    with pytest.raises(DocumentError, match=EXECUTION):
        _ = fy.projects
    shown = fy._repr_html_()
    assert [word for word in (EXECUTION, "文件有误", "6份", "analysis.fund_years()") if word not in shown] == []


def test_a_changed_document_says_how_to_record_the_change(project: Project, paths: FundYearPaths) -> None:
    (paths.raw / PLAN).write_bytes(b"other")
    fy = analysis.open("gd-finance", 2023)
    with pytest.raises(ManifestError, match="jixiao seal gd-finance 2023"):
        _ = fy.findings
    assert "jixiao seal" in fy._repr_html_()


def test_an_unconfirmed_year_shows_what_it_can_and_says_what_is_missing(project: Project) -> None:
    copied(project, 2025)
    fy = analysis.open("gd-finance", 2025)
    assert len(fy.findings)
    for told in (fy.scores.note, repr(fy.why("F-03")), fy._repr_html_()):
        assert [word for word in ("未经确认", "gd-finance/2023", "不得沿用") if word not in told] == [], told
    with pytest.raises(RuleError, match="登记并注明依据"):
        fy.trace("fund.score")


def test_a_critical_finding_is_told_instead_of_scores(project: Project, paths: FundYearPaths) -> None:
    from support.edits import edit_xlsx

    edit_xlsx(paths, EXECUTION, {"D4": -1})
    fy = analysis.open("gd-finance", 2023)
    assert len(fy.findings.where(severity="严重"))
    assert "不能计分" in repr(fy.why("F-03"))
    assert "fy.findings.where(severity=&#34;critical&#34;)" in fy._repr_html_()
    with pytest.raises(JixiaoError, match="校验未通过"):
        _ = fy.facts


def test_the_list_of_an_unknown_fund_names_the_near_one(project: Project) -> None:
    with pytest.raises(NotFoundError, match="gd-finance"):
        analysis.fund_years("gd-finanse")


def test_nothing_to_choose_where_nobody_sits(project: Project) -> None:
    space = {"fund": "gd-finance", "year": 2023}
    assert choose(space) is None
    assert space == {"fund": "gd-finance", "year": 2023}


def test_a_choice_sets_fund_year_and_the_open_fund_year(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.desk.choosing.is_attended", lambda: True)
    space: dict[str, object] = {"fund": "gd-finance", "year": 2023, "kind": "auto"}
    menu = choose(space).children[0]
    assert [label.split("　")[0] for label, _ in menu.options][menu.value] == "gd-finance 2023"
    menu.value = 0
    assert (space["fund"], space["year"]) == ("gd-finance", 2022)
    assert space["fy"].year == 2022
